"""Capture documents from the web, by their addresses."""
