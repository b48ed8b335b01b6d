"""Verifying one bundle: its container, then its content."""
