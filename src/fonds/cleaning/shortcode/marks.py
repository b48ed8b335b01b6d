"""What the shape of a tag and the form of its values speak for, as marks of evidence. Pure."""

import re
from collections.abc import Iterator, Sequence

from fonds.cleaning.shortcode import known, naming
from fonds.cleaning.shortcode.furnished import furnished
from fonds.cleaning.shortcode.naming import Name
from fonds.cleaning.shortcode.pieces import Attribute, Opener

MEDIA_URL = re.compile(
    r"^(?:https?:)?//\S+|\S+\.(?:mp3|mp4|m4a|m4v|ogg|ogv|wav|webm|flv|mov|pdf|jpe?g|png|gif|webp|svg)$",
    re.I,
)
MEDIA_FILE = re.compile(r"\.(?:mp3|mp4|m4a|m4v|ogg|ogv|wav|webm|flv|mov)(?:[?#]\S*)?$", re.I)
_MEDIA_ID = re.compile(
    r"^(?=.*(?:\d|[a-z][A-Z]|[A-Z]{2}[A-Z]*[a-z]))"
    r"(?:[\w-]{5,64}(?::[\d:]{1,20})?|spotify:\w{4,10}:\w{10,40})$"
)
_NUMBERS = re.compile(r"\d{1,9}(?:,[\w,]{1,60})?$")
_ID_KEY = re.compile(r"(?:[a-z]{2,20}_)?id\Z", re.I)
PLAYED = ("audio", "video", "playlist", "embed", "youtube", "vimeo")


def shape_marks(opener: Opener, name: Name, pairs: Sequence[Attribute]) -> Iterator[str]:
    """Yield the marks that the shape alone gives."""
    keyed = [a for a in pairs if a.sign and a.key]
    yield f"known{name.level}" if not name.translated else f"translated{name.level}"
    if not name.raw:
        yield "nameless"
    if opener.separators:
        yield "separators"
    if opener.odd:
        yield "odd"
    if opener.self_closed:
        yield "self-closed"
    if opener.cut:
        yield "cut"
    if not opener.attributes and len(opener.head) == 1:
        yield "bare"
    if any(a.sign == ":" for a in keyed):
        yield "colons"
    if len(keyed) >= 2:
        yield "several"
    yield from furnished(name, keyed, opener.separators)
    if keyed and name.level >= 2 and not name.translated:
        yield "keyed"
    numbered = any(_ID_KEY.match(a.key) and a.value.isdecimal() for a in keyed)
    if name.raw in known.MILESTONES:
        numbered = False
    spelt = name.raw.islower() and name.raw.isascii() and all(a.tight for a in keyed)
    if numbered and (spelt or (opener.self_closed and name.translated)):
        yield "own-id"
    if keyed and name.raw and " " not in name.raw.strip():
        if all(a.quoted and a.tight and " " not in a.key for a in keyed):
            named = name.raw.isascii() or name.level or any(naming.key_of(a.key) for a in keyed)
            yield "canonical" if named else "nearly-canonical"
        elif all(a.tight for a in keyed) and (
            numbered
            or "_" in name.raw
            or "-" in name.raw
            or any(a.quoted and a.straight for a in keyed)
        ):
            yield "nearly-canonical"
    if keyed and not any(a.quoted for a in keyed):
        yield "unquoted"
    elif keyed and not all(a.tight for a in keyed):
        yield "loose"
    if name.level == 0 and any(a.key.isupper() and len(a.key) > 1 for a in keyed):
        yield "capitals"
    if any(
        len(a.key.strip()) == 1 and a.key not in "wh" and a.key.isalpha() and a.key.isascii()
        for a in keyed
    ):
        yield "one-letter"
    positional = [a for a in pairs if not a.sign]
    if positional and not keyed:
        yield _positional_mark(name, positional)
    elif positional and name.translated and name.tag in PLAYED and plays(positional[0].value):
        yield "player"


def plays(value: str) -> bool:
    """Tell whether a value is the address or the id of what a player plays."""
    return bool(MEDIA_URL.match(value) or _MEDIA_ID.match(value))


def _positional_mark(name: Name, given: Sequence[Attribute]) -> str:
    """Judge ``[name value …]``: an id or address after a player's name is its ordinary form."""
    first = given[0].value
    if (
        (name.raw in known.MEDIA | known.CORE or (name.tag in PLAYED and name.translated))
        and len(given) <= 3
        and plays(first)
    ):
        return "player"
    if name.raw.casefold() in known.MEDIA | known.CORE and MEDIA_URL.match(first):
        return "player"  # a translation engine makes it a name: ``[Youtube https://…]``
    made_up = "-" in name.raw or ("_" in name.raw and known.widget_like(name.raw))
    if name.level == 3 or (name.level == 2 and not name.translated and made_up):
        return "plugin-values"
    return "words"


def assigned_marks(a: Attribute, name: Name, value: str) -> set[str]:
    """Judge ``[name=value]`` and ``[name:address]``: an attribution looks much like the latter."""
    player = name.raw in known.MEDIA | known.CORE
    if not MEDIA_URL.match(value):
        own = player and not (a.sign == ":" and name.raw in known.ATTRIBUTED)
        made_up = name.level == 2 and name.raw in known.PLUGINS
        fits = (own and _MEDIA_ID.match(value)) or (made_up and _NUMBERS.match(value))
        return {"colon-id" if a.sign == ":" else "player"} if fits else {"assigned"}
    address = MEDIA_URL.match(value) and "//" in value[:8]
    if a.sign == ":" and not player and not (address and MEDIA_FILE.search(value)):
        return {"assigned"}  # [sound:hund.mp3] is a field of flash cards
    return {"media", "name-address"} | ({"file"} if MEDIA_FILE.search(value) else set())
