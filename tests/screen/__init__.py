"""What a reader on a screen gets: pages, structure, and a file that lasts."""
