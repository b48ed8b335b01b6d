"""Names and phrases that several rules look for, found in one pass over a text. Floor 3."""

from fonds.cleaning.doc import Doc
from fonds.cleaning.rules import phrases, prompts, scanners, sharing, uncredited
from fonds.cleaning.signs import Words

_WORDS = Words(
    (
        *phrases.UNMISTAKABLE, *sharing.ANCHORS, *sharing.MORE_ANCHORS, sharing.WIDGET,
        *prompts.COOKIES, *scanners.SIGNS, *uncredited.SIGNS,
    )
)  # fmt: skip


def seen_in(doc: Doc) -> frozenset[str]:
    """Return those of the words that the text holds, once per document."""
    known: frozenset[str] | None = doc.__dict__.get("_seen")
    if known is None:
        known = doc.__dict__["_seen"] = _WORDS.of(doc.text)
    return known
