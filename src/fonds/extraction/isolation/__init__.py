"""The parser process: hostile formats are read apart, with everything else given up.

A parser that is broken into can answer lies about its own document, and nothing more: it holds no
file, no socket, no rights, and its answer is checked. docs/extraction.md says what each layer
stops alone.
"""

from fonds.extraction.isolation.layers import ALL, DOCUMENTS, Layer
from fonds.extraction.isolation.parser import GROWTH, ParserProcess

__all__ = ["ALL", "DOCUMENTS", "GROWTH", "Layer", "ParserProcess"]
