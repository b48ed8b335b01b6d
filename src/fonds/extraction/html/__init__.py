"""Web pages: full text, main text, blocks with their places, metadata with evidence.

Pure functions of the bytes. What each element does to text stands in ``elements``; how the main
text is chosen in ``main``; who says what of a page in ``metadata``.
"""

from fonds.extraction.html.reading import TOOL, VERSION, extract, prepare

__all__ = ["TOOL", "VERSION", "extract", "prepare"]
