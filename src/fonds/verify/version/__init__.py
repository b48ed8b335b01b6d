"""Verifying one version inside a bundle: records, index, pages, derivatives."""
