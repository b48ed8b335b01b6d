"""Verifying an evidence file that stands alone, without its archive."""
