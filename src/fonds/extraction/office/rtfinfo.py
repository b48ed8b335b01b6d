"""What an RTF document says of itself, and which of its styles are headings.

Source: Rich Text Format specification 1.9.1, sections on the information group and style sheet.
"""

import re

from fonds.extraction.assembly import Assembly
from fonds.extraction.office.rtfstate import Fonts

_NAMES = {
    b"title": "title", b"subject": "subject", b"author": "creator", b"doccomm": "description",
    b"keywords": "rtf:keywords", b"comment": "rtf:comment", b"category": "rtf:category",
    b"company": "rtf:company", b"hlinkbase": "rtf:hlinkbase",
}  # fmt: skip
_PERSONS = {b"operator": "rtf:operator", b"manager": "rtf:manager"}
_TIMES = {b"creatim": "created", b"revtim": "modified", b"printim": "rtf:printed"}
_GROUP = re.compile(rb"\{\\(?:\*\\)?([a-z]{3,12}) ?((?:[^{}\\]{1,4000}|\\.)*)\}", re.DOTALL)
_NUMBER = re.compile(rb"\\(version|edmins|nofpages|nofwords|nofchars|id|vern)([0-9]{1,10})")
_PART = re.compile(rb"\\(yr|mo|dy|hr|min|sec)([0-9]{1,5})")
_STYLE = re.compile(rb"\\s([0-9]{1,5})(?![0-9a-z])")
_LEVEL = re.compile(rb"\\outlinelevel([0-8])(?![0-9])")
_HEADING = re.compile(rb"[ ;]heading ([1-9]);", re.IGNORECASE)
_MOST_STYLES = 5_000


def information(content: bytes, fonts: Fonts, assembly: Assembly) -> None:
    """Record the information group."""
    content = content[:1_000_000]
    for word, value in _GROUP.findall(content):
        if word in _NAMES:
            assembly.say(_NAMES[word], fonts.text(value), f"\\info \\{word.decode()}")
        elif word in _PERSONS:
            name = _PERSONS[word]
            assembly.say(name, fonts.text(value), f"\\info \\{word.decode()}", sensitive=True)
        elif word in _TIMES:
            parts = {name.decode(): int(number) for name, number in _PART.findall(value)}
            if parts.get("yr"):
                text = (
                    f"{parts['yr']:04d}-{parts.get('mo', 1):02d}-{parts.get('dy', 1):02d}"
                    f"T{parts.get('hr', 0):02d}:{parts.get('min', 0):02d}"
                )
                assembly.say(_TIMES[word], text, f"\\info \\{word.decode()}")
    for word, number in _NUMBER.findall(content):
        assembly.say(f"rtf:{word.decode()}", int(number), f"\\info \\{word.decode()}")


def styles(content: bytes) -> dict[int, int]:
    """Return the outline level, from 0, of the styles that are headings."""
    found = list(_STYLE.finditer(content))[:_MOST_STYLES]
    levels: dict[int, int] = {}
    for match, after in zip(found, [*found[1:], None], strict=False):
        piece = content[match.end() : after.start() if after else len(content)]
        if level := _LEVEL.search(piece):
            levels[int(match[1])] = int(level[1])
        elif heading := _HEADING.search(piece):
            levels[int(match[1])] = int(heading[1]) - 1
    return levels
