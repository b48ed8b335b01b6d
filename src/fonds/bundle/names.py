"""The names of a bundle's members. Part of ``fonds.bundle``; imports nothing."""

DATA = "archive/data.warc.gz"
TEXT = "archive/text.warc.gz"
PAGES = "pages/pages.jsonl"
STATEMENTS = "fonds/statements.jsonl"
README = "fonds/readme.txt"
