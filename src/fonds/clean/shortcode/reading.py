"""Read a tag: which shortcode it is, what it carries under standard names, what speaks for it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from fonds.clean.shortcode import known, lexicon, naming, values
from fonds.clean.shortcode.furnished import furnished
from fonds.clean.shortcode.naming import Name
from fonds.clean.shortcode.pieces import Attribute, Opener

_MEDIA_URL = re.compile(
    r"^(?:https?:)?//\S+|\S+\.(?:mp3|mp4|m4a|m4v|ogg|ogv|wav|webm|flv|mov|pdf|jpe?g|png|gif|webp|svg)$",
    re.I,
)
_MEDIA_FILE = re.compile(r"\.(?:mp3|mp4|m4a|m4v|ogg|ogv|wav|webm|flv|mov)(?:[?#]\S*)?$", re.I)
_MEDIA_ID = re.compile(
    r"^(?=.*(?:\d|[a-z][A-Z]|[A-Z]{2}[A-Z]*[a-z]))"
    r"(?:[\w-]{5,64}(?::[\d:]{1,20})?|spotify:\w{4,10}:\w{10,40})$"
)
_NUMBERS = re.compile(r"\d{1,9}(?:,[\w,]{1,60})?$")
_ID_KEY = re.compile(r"(?:[a-z]{2,20}_)?id\Z")
_ESCAPED = re.compile(r"\\([_\"'\[\]*#-])")  # as Markdown writers escape
_BY_KEY = {
    "video": frozenset(("mp4", "m4v", "webm", "ogv", "flv")),
    "audio": frozenset(("mp3", "m4a", "ogg", "wav")),
}
_STANDARD = frozenset(
    (*lexicon.KEYS, "attachment_id", "values", "value", *_BY_KEY["video"], *_BY_KEY["audio"])
)
_LINKS = ("file", "none")


@attrs.frozen
class Reading:
    """An opening tag with its name, what was lifted, and the marks of evidence on it.

    Shape: ``marks`` are words of ``evidence.WEIGHTS``.
    """

    opener: Opener
    name: Name
    lifted: dict[str, Any]
    marks: frozenset[str]

    @property
    def translated(self) -> bool:
        """Tell whether a translation engine has been at this tag."""
        return self.name.translated or "loose" in self.marks or not self.name.raw.isascii()


def read(opener: Opener, named: tuple[str, str] | None = None) -> Reading:
    """Return what the tag says. Pure; decides nothing.

    ``named``: its name and its first key, where the closer told them apart.
    """
    raw, attributes = _head(opener)
    if named:
        first, *others = opener.attributes
        raw, attributes = named[0], [attrs.evolve(first, key=named[1]), *others]
    name = naming.name_of(raw) if raw else Name("", "", 0, translated=False)
    pairs = list(_split_flags(attributes))
    marks = set(_marks(opener, name, pairs)) | ({"headed"} if named else set())
    lifted: dict[str, Any] = {}
    for attribute in pairs:
        if attribute.sign or attribute.key:
            key, value = _pair(attribute, name, lifted, marks)
            if value:
                lifted.setdefault(key, value)
    bare = [a.value for a in pairs if not a.sign and a.value]
    if bare:
        lifted["values"] = bare
        if any(_MEDIA_URL.match(v) for v in bare):
            lifted.setdefault("url", next(v for v in bare if _MEDIA_URL.match(v)))
            marks.add("media")
    _name_address(lifted, name.translated or not name.raw.isascii())
    tag = _tag(name, lifted, marks)
    if name.translated or not name.raw.isascii() or name.level == 0:
        _infer_sizes(tag, lifted, marks)
    if tag == "caption" and {"align", "size"} & marks:
        marks.add("captioned")
    head = {"tag": tag} if tag else {}
    if name.raw and name.raw.casefold() != tag:
        head["name"] = name.raw
    return Reading(opener, name, head | lifted, frozenset(marks))


def _head(opener: Opener) -> tuple[str, Sequence[Attribute]]:
    """Return the raw name, and the attributes with the first key cut free of the name."""
    head, attributes = opener.head, opener.attributes
    if not attributes or not attributes[0].sign:
        flags = [Attribute("", word, False, "", True, False) for word in head[1:]]
        if flags and not attributes and known.level(head[0]) == 0 and not is_media(head):
            name = " ".join(head)
            if naming.name_of(name).level >= 1:
                return name, ()
        return head[0], [*flags, *attributes]
    first = attributes[0]
    if first.sign == ":" and not first.quoted:
        return head[0], [attrs.evolve(first, key=""), *attributes[1:]]  # [name:value|key=value]
    address = values.is_url(first.value) and not first.quoted
    lone = len(attributes) == 1 and (known.level(head[0]) >= 2 or address)
    if len(head) == 1 and (lone or (address and first.sign == "=")):
        return head[0], [attrs.evolve(first, key=""), *attributes[1:]]  # [name=value]
    if len(head) > 2 and known.level(head[0]) >= 1:
        flags = [Attribute("", word, False, "", True, False) for word in head[1:-1]]
        return head[0], [*flags, attrs.evolve(first, key=head[-1]), *attributes[1:]]
    if len(head) > 1 and first.tight and all(w.isascii() for w in head):
        name, key = naming.split_head(head)
        if naming.name_of(name).level == 0:
            flags = [Attribute("", word, False, "", True, False) for word in head[1:-1]]
            return head[0], [*flags, attrs.evolve(first, key=head[-1]), *attributes[1:]]
    name, key = naming.split_head(head)
    return name, [attrs.evolve(first, key=key), *attributes[1:]]


def is_media(head: Sequence[str]) -> bool:
    """Tell whether a tag is a translated word for a player and the address of what it plays."""
    return (
        len(head) == 2
        and bool(_MEDIA_FILE.search(head[1]) or values.is_url(head[1]))
        and naming.name_of(head[0]).tag in _PLAYED
    )


_PLAYED = ("audio", "video", "playlist", "embed", "youtube", "vimeo")


def _split_flags(attributes: Sequence[Attribute]) -> Iterator[Attribute]:
    """Part bare words from a key they were read with: ``foo bar="baz"`` is a flag and a key."""
    for a in attributes:
        words = a.key.split()
        if len(words) > 1 and a.tight and a.key.isascii() and not naming.is_phrase(a.key):
            for word in words[:-1]:
                yield Attribute("", word, False, "", True, False)
            yield attrs.evolve(a, key=words[-1])
        else:
            yield a


def _pair(a: Attribute, name: Name, lifted: dict[str, Any], marks: set[str]) -> tuple[str, str]:
    """Return key and value under standard names, and note what they prove."""
    value = _ESCAPED.sub(r"\1", a.value.strip()).rstrip("\\").strip()
    if not a.key:  # [name=value]
        marks |= _assigned_marks(a, name, value)
        lifted["value"] = value
        if name.raw.isascii():
            lifted[name.raw.casefold()] = value
        return ("url", value) if _MEDIA_URL.match(value) else ("value", value)
    key = naming.key_of(a.key)
    if key:
        marks.add("key")
    found = _by_value(a, key, value, name, lifted, marks)
    if found:
        return found
    if key in ("width", "height", "columns", "id", "number", "limit"):
        return key, values.number(value) or values.digits(value)
    if key == "link" or value.casefold() in ("wahr", "falsch"):
        word = values.value_word(value)
        return key or a.key, word if word in (*_LINKS, "true", "false", "post") else value
    if key is None and a.key.isascii() and " " not in a.key.strip():
        return a.key.casefold(), value
    return key or a.key, value


def _assigned_marks(a: Attribute, name: Name, value: str) -> set[str]:
    """Judge ``[name=value]`` and ``[name:address]``: an attribution looks much like the latter."""
    player = name.raw in known.MEDIA | known.CORE
    if not _MEDIA_URL.match(value):
        own = player and not (a.sign == ":" and name.raw in known.ATTRIBUTED)
        made_up = name.level == 2 and name.raw in known.PLUGINS
        fits = (own and _MEDIA_ID.match(value)) or (made_up and _NUMBERS.match(value))
        return {"player"} if fits else {"assigned"}
    if a.sign == ":" and not player and not _MEDIA_FILE.search(value):
        return {"assigned"}
    return {"media", "name-address"} | ({"file"} if _MEDIA_FILE.search(value) else set())


def _by_value(
    a: Attribute, key: str | None, value: str, name: Name, lifted: dict[str, Any], marks: set[str]
) -> tuple[str, str] | None:
    """Return the pair when the shape of the value names it, whatever its key."""
    number = values.attachment_id(value)
    if number and (key in (None, "id", "caption", "title", "ids") or values.says_attachment(value)):
        marks.add("attachment" if values.says_attachment(value) or key == "id" else "numbered")
        return "attachment_id", number
    ids = values.id_list(value)
    if ids and key != "columns":
        marks.add("ids" if key in ("id", "ids") else "numbers")
        own = key is None and a.key.isascii() and not name.translated
        return (a.key.casefold() if own else "ids" if key in (None, "id", "ids") else key), ids
    if key in ("width", "height"):
        if values.number(value):
            marks.add("size")
        return None
    side = values.side(value)
    if side and (key == "align" or (key is None and _foreign(a.key, value))):
        marks.add("align")
        native = value.isascii() and not value.casefold().startswith("align")
        if native and name.tag != "caption" and value.casefold() == side:
            return "align", value
        return "align", f"align{side}" if _image_like(name, lifted) else side
    if key == "align":
        marks.add("align")
    if values.is_url(value):
        marks.add("media")
        return (key or (a.key if a.key.isascii() else "url")), value
    return None


def _foreign(key: str, value: str) -> bool:
    """Tell whether an unknown key may be align in another language: the value says so."""
    return not key.isascii() or value.casefold().startswith("align")


def _image_like(name: Name, lifted: dict[str, Any]) -> bool:
    return "attachment_id" in lifted or name.tag in ("caption", "gallery", "image", "title", "")


def _name_address(lifted: dict[str, Any], translated: bool) -> None:
    """Give the address of what is played, shown or linked its standard name, ``url``.

    Under ``link`` and names of formats it stays there too.
    """
    for key in [k for k in lifted if k in _SOURCES or k in _FORMATS or translated]:
        value = lifted[key]
        if "url" in lifted or not isinstance(value, str) or key in _PICTURES:
            continue
        if _MEDIA_URL.match(value) and (key in _SOURCES or values.is_url(value)):
            lifted["url"] = value
            if key in _RENAMED:
                del lifted[key]
    value = lifted.get("url")
    if isinstance(value, str) and " " in value and "/" not in value:
        lifted["address"] = lifted.pop("url")  # of a place: many languages have one word for both


_RENAMED = frozenset(("src", "source", "href"))
_SOURCES = _RENAMED | {"link", "file"}
_FORMATS = frozenset(["mp3", "mp4", "m4a", "m4v", "ogg", "oga", "ogv", "wav", "webm", "flv"])
_PICTURES = frozenset(("poster", "image", "icon"))


def _tag(name: Name, lifted: dict[str, Any], marks: set[str]) -> str:
    """Return the standard name of the tag; what only an image caption carries makes it one."""
    if name.level >= 2 and not (name.translated and "attachment" in marks):
        return name.tag
    if {"attachment", "numbered"} & marks:
        return "caption"
    if name.tag in ("caption", "title") and {"align", "size"} & marks:
        return "caption"
    if name.level == 0 and not name.raw.isascii():
        for tag, keys in _BY_KEY.items():
            if not keys.isdisjoint(lifted):
                return tag
    if "ids" in marks and (not name.tag or (name.level == 0 and not name.raw.isascii())):
        return "gallery"
    return name.tag


def _infer_sizes(tag: str, lifted: dict[str, Any], marks: set[str]) -> None:
    """Name plain numbers under unknown keys: a caption has a width, a film also a height."""
    wanted = {"caption": ("width", "height"), "video": ("width", "height"), "gallery": ("columns",)}
    for key in [k for k in lifted if k not in _STANDARD]:
        number = values.number(lifted[key]) if isinstance(lifted[key], str) else None
        free = [name for name in wanted.get(tag, ()) if name not in lifted]
        if number and free:
            marks.add("size")
            del lifted[key]
            lifted[free[0]] = number


def _marks(opener: Opener, name: Name, pairs: Sequence[Attribute]) -> Iterator[str]:
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
    if numbered and name.raw.islower() and name.raw.isascii() and all(a.tight for a in keyed):
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


def _positional_mark(name: Name, given: Sequence[Attribute]) -> str:
    """Judge ``[name value …]``: an id or address after a player's name is its ordinary form."""
    first = given[0].value
    if (
        (name.raw in known.MEDIA | known.CORE or (name.tag in _PLAYED and name.translated))
        and len(given) <= 3
        and (_MEDIA_URL.match(first) or _MEDIA_ID.match(first))
    ):
        return "player"
    if name.raw.casefold() in known.MEDIA | known.CORE and _MEDIA_URL.match(first):
        return "player"  # a translation engine makes it a name: ``[Youtube https://…]``
    made_up = "-" in name.raw or ("_" in name.raw and known.widget_like(name.raw))
    if name.level == 3 or (name.level == 2 and not name.translated and made_up):
        return "plugin-values"
    return "words"
