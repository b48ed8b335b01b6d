"""The name and version that fonds writes."""

VERSION = "0.1.0"
SOFTWARE = f"fonds {VERSION}"
