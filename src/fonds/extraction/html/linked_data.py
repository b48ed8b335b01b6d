"""What a page's JSON-LD says of the page. Pure; the JSON is a stranger's and often broken.

Source: schema.org, Article and WebPage; JSON-LD 1.1 in the form that search engines read.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

import orjson

from fonds.model import MetadataValue

_LONGEST = 1_000_000  # characters of one script
_DEEP, _MOST = 12, 2000  # levels and objects that are looked into
_VALUE_LIMIT = 4096
_SPACES = re.compile(r"\s+")
_ABOUT = re.compile(
    r"Article|BlogPosting|NewsItem|WebPage|Report|Recipe|Review|VideoObject|Book|ItemPage|Posting"
)
_FIELDS = {
    "headline": "title", "name": "title", "author": "creator", "creator": "creator",
    "datePublished": "date", "dateCreated": "date", "uploadDate": "date",
    "dateModified": "modified", "publisher": "publisher", "inLanguage": "language",
    "description": "description", "license": "license", "keywords": "subject",
    "articleSection": "subject", "isPartOf": "", "url": "identifier", "mainEntityOfPage":
    "identifier",
}  # fmt: skip
_ARTICLE_FIRST = re.compile(r"Article|Posting|Report|Recipe|Review")


def values(scripts: Sequence[str]) -> Iterator[MetadataValue]:
    """Yield what the page's JSON-LD says, of articles before of pages."""
    found: list[tuple[int, MetadataValue]] = []
    for script in scripts[:50]:
        for kind, item in _items(_read(script)):
            rank = 0 if _ARTICLE_FIRST.search(kind) else 1
            found += [(rank, value) for value in _fields(kind, item)]
    found.sort(key=lambda pair: pair[0])
    for _, value in found:
        yield value


def _read(script: str) -> Any:  # noqa: ANN401 - JSON
    text = script[:_LONGEST].strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for attempt in (text, re.sub(r"[\x00-\x1f]+", " ", text)):
        try:
            return orjson.loads(attempt)
        except ValueError:
            continue
    return None


def _items(root: Any) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 - JSON
    """Yield the objects that tell of an article or a page, with their type."""
    waiting, looked = [(root, 0)], 0
    while waiting and looked < _MOST:
        one, depth = waiting.pop(0)
        looked += 1
        if depth > _DEEP:
            continue
        if isinstance(one, list):
            waiting += [(inner, depth + 1) for inner in one]
        elif isinstance(one, dict):
            kinds = one.get("@type")
            kind = " ".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds or "")
            if _ABOUT.search(kind):
                yield kind[:60], one
            nested = [one.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage")]
            waiting += [(inner, depth + 1) for inner in nested if isinstance(inner, list | dict)]


def _fields(kind: str, item: dict[str, Any]) -> Iterator[MetadataValue]:
    for key, name in _FIELDS.items():
        value = item.get(key)
        if not name or not value:
            continue
        for text in _texts(value):
            yield MetadataValue(name, text, f"json-ld {kind} {key}")


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - JSON
    """The names in a value: a string, an object with a name, or several of them."""
    found = []
    for one in (value if isinstance(value, list) else [value])[:20]:
        if isinstance(one, dict):
            one = one.get("name") or one.get("@id")
            if isinstance(one, list):
                one = one[0] if one else None
        if isinstance(one, str) and (text := _SPACES.sub(" ", unescape(one)).strip()):
            found.append(text[:_VALUE_LIMIT])
    return found
