"""Formats: bytes to values and back. No disk, no network."""
