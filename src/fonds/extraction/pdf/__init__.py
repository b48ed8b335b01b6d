"""The text of PDF files, from where on which page, and what in them is not text.

``document`` goes through a file; ``prepare`` looks its bytes over before; ``objects`` and
``reading`` look at one page; ``pieces``, ``bidi``, ``brackets`` and ``layout`` put its letters
and lines in order; ``names``, ``tounicode`` and ``fontmap`` ask what a glyph means; ``describe``,
``xmp`` and ``annotations`` are what stands beside the text.
"""

from fonds.extraction.pdf.document import TOOL, VERSION, extract

__all__ = ["TOOL", "VERSION", "extract"]
