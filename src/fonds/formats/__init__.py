"""Formats: bytes to values and back. Floor 1: no disk, no network."""
