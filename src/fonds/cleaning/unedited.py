"""Notice damage by encodings in texts that are never edited: code, data, templates, logs. Pure."""

import re
from collections.abc import Iterator

from fonds.ledger import Finding

MOST = 20  # findings of one text: the next would say the same
_LEADS = ("Ã", "Â", "â€", "Ð", "Ñ", "√", "‚Ä", "\ufffd")
"""What nearly all misread text holds; each is looked for in one fast search."""
_RUN = re.compile(
    "(?:[ÂÃ][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|â€[\x80-\xbf\u0152\u0153\u0161\u017d\u017e\u02dc\u2013-\u203a\u2122]"
    "|(?:[ÐÑ][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]){2}"
    "|√[©®°±∂ß]|‚Ä[ôúùîì]|\ufffd)+"
)
_NAME = "mojibake/2"


def damage(text: str, kind: str) -> tuple[Finding, ...]:
    """Return what looks misread in a text of a kind that is never edited, at most ``MOST``.

    Cost: a few searches for single characters, and one pass where any of them is found.
    """
    if text.isascii() or not any(lead in text for lead in _LEADS):
        return ()
    return tuple(_found(text, kind))


def _found(text: str, kind: str) -> Iterator[Finding]:
    for count, match in enumerate(_RUN.finditer(text)):
        if count == MOST:
            return
        start, end = match.span()
        reason = f"looks misread; {kind} is never edited"
        yield Finding(_NAME, reason, 0.5, start, end, match[0])
