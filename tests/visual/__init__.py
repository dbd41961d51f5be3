"""What the pages look like: printed sheets and the pages of a reading system."""
