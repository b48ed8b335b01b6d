"""Metadata that people state beside a document, in ``<name>.meta.toml``.

Names are those of Dublin Core (the fifteen elements and the dcterms properties); others, such
as ``x-shelf``, are kept as they stand. What is written at the top or under ``[stated]`` was
stated by whoever wrote the file; ``[inferred]`` holds what somebody concluded. The two are
never mixed.
"""

import datetime
import math
from collections.abc import Mapping
from typing import Any

from fonds.errors import BadSidecarError, TooLargeError
from fonds.model import Metadata
from fonds.sources.files.reading import read_path
from fonds.sources.source import Stated

LIMIT = 64 << 10
"""Bytes of a sidecar: 64 KiB, what a metadata string may hold (RELIABILITY, limits)."""

DEPTH = 8
"""Levels of nesting in one value: more is no description."""

DOTS = 16
"""Dots in one key: tomllib needs quadratic time for them (30,000 take half a minute)."""

INTEGER_LIMIT = 2**53 - 1
"""The largest integer that canonical JSON can print (RFC 8785, I-JSON)."""

_NAMES = """
    abstract accessRights accrualMethod accrualPeriodicity accrualPolicy alternative audience
    available bibliographicCitation conformsTo contributor coverage created creator date
    dateAccepted dateCopyrighted dateSubmitted description educationLevel extent format
    hasFormat hasPart hasVersion identifier instructionalMethod isFormatOf isPartOf
    isReferencedBy isReplacedBy isRequiredBy issued isVersionOf language license mediator
    medium modified provenance publisher references relation replaces requires rights
    rightsHolder source spatial subject tableOfContents temporal title type valid
"""

TERMS = {term.lower(): term for term in _NAMES.split()}
"""Dublin Core names by their lower-case form. Source: DCMI Metadata Terms, 2020-01-20."""

_PREFIXES = ("dc:", "dcterms:", "dcterm:")


SETTINGS = ("charset", "text_kind")
"""Keys of the one reserved table, ``[fonds]``: how the document is to be read."""


def read_sidecar(data: bytes) -> Stated:
    """Return what a sidecar states and infers, and the settings of its table ``[fonds]``.

    Names of Dublin Core come back in their own spelling, whatever capitals or ``dc:`` prefix
    they were written with. Dates and times become ISO 8601 strings.
    Raises: BadSidecarError when it is not TOML, over 64 KiB, says a thing twice, or holds what
    canonical JSON cannot.
    """
    if len(data) > LIMIT:
        raise BadSidecarError("a sidecar is larger than 64 KiB", size=len(data))
    import tomllib  # most documents have no sidecar

    try:
        text = data.decode("utf-8-sig")
        if text.count(".") > DOTS and _most_dots(text) > DOTS:
            raise BadSidecarError("a key in a sidecar has too many parts", limit=DOTS + 1)
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as e:  # TOMLDecodeError and UnicodeDecodeError are these
        raise BadSidecarError("a sidecar is not TOML", reason=str(e)) from e
    inferred = _part(table, "inferred")
    stated = _part(table, "stated")
    settings = _part(table, "fonds")
    for name, value in settings.items():
        if name not in SETTINGS or not isinstance(value, str):
            raise BadSidecarError(
                "[fonds] in a sidecar has an unknown key",
                name=repr(name),
                known=", ".join(SETTINGS),
            )
    return Stated(_named([table, stated]), _named([inferred]), dict(settings))


def sidecar_at(path: bytes) -> Stated:
    """Return what the sidecar at a path states and infers.

    Raises: BadSidecarError; SourceError when it cannot be read.
    """
    try:
        data = read_path(path, LIMIT)
    except TooLargeError as e:
        raise BadSidecarError("a sidecar is larger than 64 KiB", **e.facts) from e
    return read_sidecar(data)


def term(name: str) -> str:
    """Return the Dublin Core spelling of a name, or the name itself.

    >>> term("DC:Title"), term("accessrights"), term("x-shelf")
    ('title', 'accessRights', 'x-shelf')
    """
    lower = name.lower()
    for prefix in _PREFIXES:
        lower = lower.removeprefix(prefix)
    return TERMS.get(lower, name)


def _most_dots(text: str) -> int:
    """Return how many dots stand in the longest dotted key, at least up to the first mistake.

    Cost: linear; only strings and comments need to be known, since dots in them do not count.
    """
    at = run = most = 0
    while at < len(text):
        char = text[at]
        if char in "\"'":
            mark = char * 3 if text.startswith(char * 3, at) else char
            at = _after_string(text, at + len(mark), mark)
        elif char == "#":
            at = text.find("\n", at) % (len(text) + 1)  # -1, not found, becomes the end
        else:
            run = run + 1 if char == "." else run if char.isalnum() or char in "-_ \t" else 0
            most = max(most, run)
            at += 1
    return most


def _after_string(text: str, at: int, mark: str) -> int:
    """Return where the string that began before ``at`` has ended."""
    while at < len(text) and not text.startswith(mark, at):
        at += 2 if text[at] == "\\" and mark[0] == '"' else 1
    return at + len(mark)


def _part(table: dict[str, Any], name: str) -> Mapping[str, Any]:
    part = table.pop(name, {})
    if not isinstance(part, dict):
        raise BadSidecarError(f"[{name}] is the name of a table", found=type(part).__name__)
    return part


def _named(parts: list[Mapping[str, Any]]) -> Metadata:
    found: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            name = term(key)
            if name in found:
                raise BadSidecarError("a sidecar states a key twice", name=repr(name))
            found[name] = _json(value, name, DEPTH)
    return found


def _json(value: object, name: str, depth: int) -> Any:  # noqa: ANN401 - any JSON value
    if depth == 0:
        raise BadSidecarError("a value in a sidecar is nested too deeply", name=repr(name))
    match value:
        case str() | bool():
            return value
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case int() if abs(value) <= INTEGER_LIMIT:
            return value
        case float() if math.isfinite(value):
            return value
        case list():
            return [_json(one, name, depth - 1) for one in value]
        case dict():
            return {key: _json(one, name, depth - 1) for key, one in value.items()}
        case _:
            raise BadSidecarError("a number in a sidecar is out of range", name=repr(name))
