"""The marks that tools leave in a page they save: where it is from, and when it was saved. Pure.

Sources: SingleFile, comment of its pages; monolith, ``--no-metadata``; Chromium and Internet
Explorer, "mark of the web".
"""

import re
from collections.abc import Iterator
from html import unescape

from fonds.model import MetadataValue

_LOOKED_AT = 16 * 1024  # characters at the beginning: all tools put their mark there

_SINGLE_FILE = re.compile(
    r"<!--\s{0,4}Page saved with SingleFile\s{1,4}url: ([^\s>]{1,2000})\s{1,4}"
    r"saved date: ([^\n>]{1,100}?)\s{0,4}(?:-->|\n)"
)
_MONOLITH = re.compile(
    r"<!--\s{0,4}Saved from (\S{1,2000}) at (\S{1,40}) using monolith (v[\w.]{1,20})\s{0,4}-->"
)
_WEB_MARK = re.compile(r"<!--\s{0,4}saved from url=\((\d{4})\)([^\s>]{1,2000})\s{0,4}-->")
_MAIN = "identifier"


def marks(source: str) -> Iterator[MetadataValue]:
    """Yield the stated URL (``html:saved-from``) and time (``html:saved-at``) of a saved page."""
    start = source[:_LOOKED_AT]
    if "<!--" not in start:
        return
    if match := _SINGLE_FILE.search(start):
        yield from _metadata(match[1], match[2], "comment of SingleFile")
    if match := _MONOLITH.search(start):
        yield from _metadata(match[1], match[2], f"comment of monolith {match[3]}")
    if match := _WEB_MARK.search(start):
        # the number is the length of the URL; what is cut off or added is no mark
        length, url = int(match[1]), unescape(match[2])
        if length == len(url):
            yield from _metadata(url, "", "mark of the web")


def _metadata(url: str, moment: str, evidence: str) -> Iterator[MetadataValue]:
    yield MetadataValue("html:saved-from", unescape(url), evidence)
    if moment:
        yield MetadataValue("html:saved-at", moment, evidence)
