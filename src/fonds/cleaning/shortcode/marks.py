"""What the shape of a tag and the form of its values speak for, as marks of evidence. Pure."""

import re
from collections.abc import Iterator, Sequence

from fonds.cleaning.shortcode import known, naming
from fonds.cleaning.shortcode.features import Feature
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


_KNOWN = (Feature.KNOWN0, Feature.KNOWN1, Feature.KNOWN2, Feature.KNOWN3)
_TRANSLATED = (Feature.KNOWN0, Feature.TRANSLATED1, Feature.TRANSLATED2, Feature.TRANSLATED3)


def shape_marks(opener: Opener, name: Name, pairs: Sequence[Attribute]) -> Iterator[Feature]:  # noqa: C901 - to be taken apart with the cleaner
    """Yield the marks that the shape alone gives."""
    keyed = [a for a in pairs if a.sign and a.key]
    yield (_TRANSLATED if name.translated else _KNOWN)[name.level]
    if not name.raw:
        yield Feature.NAMELESS
    if opener.separators:
        yield Feature.SEPARATORS
    if opener.odd:
        yield Feature.ODD
    if opener.self_closed:
        yield Feature.SELF_CLOSED
    if opener.cut:
        yield Feature.CUT
    if not opener.attributes and len(opener.head) == 1:
        yield Feature.BARE
    if any(a.sign == ":" for a in keyed):
        yield Feature.COLONS
    if len(keyed) >= 2:
        yield Feature.SEVERAL
    yield from furnished(name, keyed, opener.separators)
    if keyed and name.level >= 2 and not name.translated:
        yield Feature.KEYED
    numbered = any(_ID_KEY.match(a.key) and a.value.isdecimal() for a in keyed)
    if name.raw in known.MILESTONES:
        numbered = False
    spelt = name.raw.islower() and name.raw.isascii() and all(a.tight for a in keyed)
    if numbered and (spelt or (opener.self_closed and name.translated)):
        yield Feature.OWN_ID
    if keyed and name.raw and " " not in name.raw.strip():
        if all(a.quoted and a.tight and " " not in a.key for a in keyed):
            named = name.raw.isascii() or name.level or any(naming.key_of(a.key) for a in keyed)
            yield Feature.CANONICAL if named else Feature.NEARLY_CANONICAL
        elif all(a.tight for a in keyed) and (
            numbered
            or "_" in name.raw
            or "-" in name.raw
            or any(a.quoted and a.straight for a in keyed)
        ):
            yield Feature.NEARLY_CANONICAL
    if keyed and not any(a.quoted for a in keyed):
        yield Feature.UNQUOTED
    elif keyed and not all(a.tight for a in keyed):
        yield Feature.LOOSE
    if name.level == 0 and any(a.key.isupper() and len(a.key) > 1 for a in keyed):
        yield Feature.CAPITALS
    if any(
        len(a.key.strip()) == 1 and a.key not in "wh" and a.key.isalpha() and a.key.isascii()
        for a in keyed
    ):
        yield Feature.ONE_LETTER
    positional = [a for a in pairs if not a.sign]
    if positional and not keyed:
        yield _positional_mark(name, positional)
    elif positional and name.translated and name.tag in PLAYED and plays(positional[0].value):
        yield Feature.PLAYER


def plays(value: str) -> bool:
    """Tell whether a value is the address or the id of what a player plays."""
    return bool(MEDIA_URL.match(value) or _MEDIA_ID.match(value))


def _positional_mark(name: Name, given: Sequence[Attribute]) -> Feature:
    """Judge ``[name value …]``: an id or address after a player's name is its ordinary form."""
    first = given[0].value
    if (
        (name.raw in known.MEDIA | known.CORE or (name.tag in PLAYED and name.translated))
        and len(given) <= 3
        and plays(first)
    ):
        return Feature.PLAYER
    if name.raw.casefold() in known.MEDIA | known.CORE and MEDIA_URL.match(first):
        return Feature.PLAYER  # a translation engine makes it a name: ``[Youtube https://…]``
    made_up = "-" in name.raw or ("_" in name.raw and known.widget_like(name.raw))
    if name.level == 3 or (name.level == 2 and not name.translated and made_up):
        return Feature.PLUGIN_VALUES
    return Feature.WORDS


def assigned_marks(a: Attribute, name: Name, value: str) -> set[Feature]:
    """Judge ``[name=value]`` and ``[name:address]``: an attribution looks much like the latter."""
    player = name.raw in known.MEDIA | known.CORE
    if not MEDIA_URL.match(value):
        own = player and not (a.sign == ":" and name.raw in known.ATTRIBUTED)
        made_up = name.level == 2 and name.raw in known.PLUGINS
        fits = (own and _MEDIA_ID.match(value)) or (made_up and _NUMBERS.match(value))
        return (
            {Feature.COLON_ID if a.sign == ":" else Feature.PLAYER} if fits else {Feature.ASSIGNED}
        )
    address = MEDIA_URL.match(value) and "//" in value[:8]
    if a.sign == ":" and not player and not (address and MEDIA_FILE.search(value)):
        return {Feature.ASSIGNED}  # [sound:hund.mp3] is a field of flash cards
    return {Feature.MEDIA, Feature.NAME_ADDRESS} | (
        {Feature.FILE} if MEDIA_FILE.search(value) else set()
    )
