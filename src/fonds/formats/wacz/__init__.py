"""WACZ packages: manifest, signature, CDXJ index and its SURT keys. Source: WACZ 1.1.1."""
