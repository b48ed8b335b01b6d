"""Read a tag: which shortcode it is, what it carries under standard names, what speaks for it."""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from fonds.cleaning.shortcode import known, lexicon, naming, values
from fonds.cleaning.shortcode.features import Feature
from fonds.cleaning.shortcode.marks import (
    MEDIA_FILE,
    MEDIA_URL,
    PLAYED,
    assigned_marks,
    plays,
    shape_marks,
)
from fonds.cleaning.shortcode.naming import Name
from fonds.cleaning.shortcode.pieces import Attribute, Opener

_ESCAPED = re.compile(r"\\([_\"'\[\]*#-])")  # as Markdown writers escape
_BY_KEY = {
    "video": frozenset(("mp4", "m4v", "webm", "ogv", "flv")),
    "audio": frozenset(("mp3", "m4a", "ogg", "wav")),
}
_STANDARD = frozenset(
    (*lexicon.KEYS, "attachment_id", "values", "value", *_BY_KEY["video"], *_BY_KEY["audio"])
)
_LINKS = ("file", "none")
_YES_NO = ("true", "false")
_WORDED = {
    "size": ("medium", "large", "full", "thumbnail"), "autoplay": _YES_NO, "loop": _YES_NO,
    "controls": _YES_NO, "required": _YES_NO, "images": _YES_NO, "ajax": _YES_NO,
    "preload": ("none", "auto"),
}  # fmt: skip
"""Keys whose values are few words, which translation engines turn into their language too."""


@attrs.frozen
class Reading:
    """An opening tag with its name, what was lifted, and the marks of evidence on it.

    Shape: ``marks`` are words of ``evidence.WEIGHTS``.
    """

    opener: Opener
    name: Name
    lifted: dict[str, Any]
    marks: frozenset[Feature]

    @property
    def translated(self) -> bool:
        """Tell whether a translation engine has been at this tag."""
        return self.name.translated or Feature.LOOSE in self.marks or not self.name.raw.isascii()


def read(opener: Opener, named: tuple[str, str] | None = None) -> Reading:
    """Return what the tag says. Pure; decides nothing.

    ``named``: its name and its first key, where the closer told them apart, or told that all of
    its words are the name.
    """
    raw, attributes = _head(opener)
    if named:
        raw, attributes = named[0], list(opener.attributes)
        attributes[:1] = [_keyed(first, named[1]) for first in attributes[:1]]
    name = naming.name_of(raw) if raw else Name("", "", 0, translated=False)
    pairs = list(_split_flags(attributes))
    marks: set[Feature] = set(shape_marks(opener, name, pairs)) | (
        {Feature.HEADED} if named else set()
    )
    lifted: dict[str, Any] = {}
    for attribute in pairs:
        if attribute.sign or attribute.key:
            key, value = _pair(attribute, name, lifted, marks)
            if value:
                lifted.setdefault(key, value)
    bare = [a.value for a in pairs if not a.sign and a.value]
    if bare:
        lifted["values"] = bare
        if any(MEDIA_URL.match(v) for v in bare):
            lifted.setdefault("url", next(v for v in bare if MEDIA_URL.match(v)))
            marks.add(Feature.MEDIA)
    _name_address(lifted, name.translated or not name.raw.isascii())
    tag = _tag(name, lifted, marks)
    if name.translated or not name.raw.isascii() or name.level == 0 or tag == "caption":
        _infer_sizes(tag, lifted, marks)
    if tag == "caption" and {Feature.ALIGN, Feature.SIZE} & marks:
        marks.add(Feature.CAPTIONED)
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
        return head[0], [_keyed(first, ""), *attributes[1:]]  # [name:value|key=value]
    address = values.is_url(first.value) and not first.quoted
    lone = len(attributes) == 1 and (known.level(head[0]) >= 2 or address)
    if len(head) == 1 and (lone or (address and first.sign == "=")):
        return head[0], [_keyed(first, ""), *attributes[1:]]  # [name=value]
    played = len(head) > 2 and plays(head[1]) and naming.name_of(head[0]).tag in PLAYED
    if played or (len(head) > 2 and known.level(head[0]) >= 1):
        if naming.is_phrase(" ".join(head[1:])):
            return head[0], [_keyed(first, " ".join(head[1:])), *attributes[1:]]
        flags = [Attribute("", word, False, "", True, False) for word in head[1:-1]]
        return head[0], [*flags, _keyed(first, head[-1]), *attributes[1:]]
    if len(head) > 1 and first.tight and all(w.isascii() for w in head):
        name, key = naming.split_head(head)
        if naming.name_of(name).level == 0:
            flags = [Attribute("", word, False, "", True, False) for word in head[1:-1]]
            return head[0], [*flags, _keyed(first, head[-1]), *attributes[1:]]
    name, key = naming.split_head(head)
    return name, [_keyed(first, key), *attributes[1:]]


def _keyed(a: Attribute, key: str) -> Attribute:
    """Return the attribute with another key; ``attrs.evolve`` takes three times as long."""
    return Attribute(key, a.value, a.quoted, a.sign, a.tight, a.straight)


def is_media(head: Sequence[str]) -> bool:
    """Tell whether a tag is a translated word for a player and the address of what it plays."""
    return (
        len(head) == 2
        and bool(MEDIA_FILE.search(head[1]) or values.is_url(head[1]))
        and naming.name_of(head[0]).tag in PLAYED
    )


_JOINED = re.compile(r"[\w-]{1,40}(?:&(?:amp;)?[\w-]{1,20};?=[^&\s]{0,200}){1,20}\Z")


def _split_flags(attributes: Sequence[Attribute]) -> Iterator[Attribute]:
    """Part bare words from a key they were read with: ``foo bar="baz"`` is a flag and a key.

    So are values joined as in an address: ``id=12&doc=a-b&w=425``.
    """
    for a in attributes:
        words = a.key.split()
        if len(words) > 1 and a.tight and a.key.isascii() and not naming.is_phrase(a.key):
            for word in words[:-1]:
                yield Attribute("", word, False, "", True, False)
            yield _keyed(a, words[-1])
        elif a.key and not a.quoted and "&" in a.value and _JOINED.match(a.value):
            first, *others = re.split(r"&(?:amp;)?", a.value)
            yield attrs.evolve(a, value=first)
            for key, _, value in (pair.partition("=") for pair in others):
                yield attrs.evolve(a, key=key.rstrip(";"), value=value)
        else:
            yield a


def _pair(a: Attribute, name: Name, lifted: dict[str, Any], marks: set[Feature]) -> tuple[str, str]:
    """Return key and value under standard names, and note what they prove."""
    value = _ESCAPED.sub(r"\1", a.value.strip()).rstrip("\\").strip()
    if "&" in value:
        value = html.unescape(value)
    if not a.key:  # [name=value]
        marks |= assigned_marks(a, name, value)
        lifted["value"] = value
        if name.raw.isascii():
            lifted[name.raw.casefold()] = value
        return ("url", value) if MEDIA_URL.match(value) else ("value", value)
    key = naming.key_of(a.key)
    if key:
        marks.add(Feature.KEY)
    found = _by_value(a, key, value, name, lifted, marks)
    if found:
        return found
    if key in ("width", "height", "columns", "id", "number", "limit"):
        return key, values.number(value) or values.digits(value)
    if key == "link" or value.casefold() in ("wahr", "falsch"):
        word = values.value_word(value)
        return key or a.key, word if word in (*_LINKS, "true", "false", "post") else value
    if key in _WORDED and (name.translated or not a.key.isascii() or a.key.casefold() != key):
        word = values.value_word(value)
        return key, word if word in _WORDED[key] else value
    if key is None and a.key.isascii() and " " not in a.key.strip():
        return a.key.casefold(), value
    return key or a.key, value


def _by_value(
    a: Attribute,
    key: str | None,
    value: str,
    name: Name,
    lifted: dict[str, Any],
    marks: set[Feature],
) -> tuple[str, str] | None:
    """Return the pair when the shape of the value names it, whatever its key."""
    number = values.attachment_id(value)
    if number and (key in (None, "id", "caption", "title", "ids") or values.says_attachment(value)):
        marks.add(
            Feature.ATTACHMENT if values.says_attachment(value) or key == "id" else Feature.NUMBERED
        )
        return "attachment_id", number
    ids = values.id_list(value)
    if ids and key != "columns":
        marks.add(Feature.IDS if key in ("id", "ids") else Feature.NUMBERS)
        own = key is None and a.key.isascii() and not name.translated
        return (a.key.casefold() if own else "ids" if key in (None, "id", "ids") else key), ids
    if key in ("width", "height"):
        if values.number(value):
            marks.add(Feature.SIZE)
        return None
    side = values.side(value)
    says = side in ("left", "right", "center") and ("attachment_id" in lifted or _foreign(a, value))
    if side and (key == "align" or (key is None and says)):
        marks.add(Feature.ALIGN)
        native = value.isascii() and not value.casefold().startswith("align")
        if native and name.tag != "caption" and value.casefold() == side:
            return "align", value
        return "align", f"align{side}" if _image_like(name, lifted) else side
    if key == "align":
        marks.add(Feature.ALIGN)
    if values.is_url(value):
        marks.add(Feature.MEDIA)
        if name.translated and name.tag in PLAYED:
            marks.add(Feature.PLAYER)
        return (key or (a.key if a.key.isascii() else "url")), value
    return None


def _foreign(a: Attribute, value: str) -> bool:
    """Tell whether an unknown key may be align in another language: the value says so."""
    return not a.key.isascii() or value.casefold().startswith("align")


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
        if MEDIA_URL.match(value) and (key in _SOURCES or values.is_url(value)):
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


def _tag(name: Name, lifted: dict[str, Any], marks: set[Feature]) -> str:
    """Return the standard name of the tag; what only an image caption carries makes it one."""
    if name.level >= 2 and not (name.translated and Feature.ATTACHMENT in marks):
        return name.tag
    if {Feature.ATTACHMENT, Feature.NUMBERED} & marks:
        return "caption"
    if name.tag in ("caption", "title") and {Feature.ALIGN, Feature.SIZE} & marks:
        return "caption"
    if name.level == 0 and not name.raw.isascii():
        for tag, keys in _BY_KEY.items():
            if not keys.isdisjoint(lifted):
                return tag
    if Feature.IDS in marks and (not name.tag or (name.level == 0 and not name.raw.isascii())):
        return "gallery"
    return name.tag


def _infer_sizes(tag: str, lifted: dict[str, Any], marks: set[Feature]) -> None:
    """Name plain numbers under unknown keys: a caption has a width, a film also a height."""
    wanted = {"caption": ("width", "height"), "video": ("width", "height"), "gallery": ("columns",)}
    for key in [k for k in lifted if k not in _STANDARD]:
        number = values.number(lifted[key]) if isinstance(lifted[key], str) else None
        free = [name for name in wanted.get(tag, ()) if name not in lifted]
        if number and free:
            marks.add(Feature.SIZE)
            del lifted[key]
            lifted[free[0]] = number
