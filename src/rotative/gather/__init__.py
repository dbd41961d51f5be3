"""What an editor has on Monday morning → an edition folder of Markdown, YAML and pictures.

Feeds, web pages, Word and LibreOffice files, mails, photographs. Whatever a source holds is
foreign text: it comes out as plain Markdown that the manuscript stage reads, and nothing else.
The network is used here only, and only for what was asked.
"""
