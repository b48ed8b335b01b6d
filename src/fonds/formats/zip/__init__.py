"""ZIP files, read and written strictly. Source: PKWARE APPNOTE 6.3."""
