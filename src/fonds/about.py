"""What this program is called in what it writes."""

VERSION = "0.1.0"
SOFTWARE = f"fonds {VERSION}"
