"""The options of a search, and its answer. Values only."""

from typing import Any, NamedTuple

import attrs

SORTS = ("rank", "date", "name")


@attrs.frozen
class SearchOptions:
    """How is searched. ``any_of`` asks for one of the words, ``without`` for none of these.

    ``media_type`` is a type, or the beginning of one; ``source`` the beginning of an identifier or
    of a readable name; ``since`` and ``until`` are times, or their beginnings; ``metadata`` maps
    names to values that a document must have.
    """

    any_of: bool = False
    without: tuple[str, ...] = ()
    all_versions: bool = False
    language: str | None = None
    script: str | None = None
    media_type: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    sort: str = "rank"
    limit: int = 20
    offset: int = 0


class SnippetPart(NamedTuple):
    """A piece of a snippet, and whether it is what was searched for."""

    text: str
    hit: bool


class SearchHit(NamedTuple):
    """A version that was found. ``start`` and ``end`` are code points of the text that ``within``
    names (``cleaned``, ``text`` or ``title``), around the first word that was found.
    """

    document: str
    identifier: str
    title: str
    version: int
    of: int
    at: str
    captured: str
    bundle: str
    leaf: int
    score: float
    within: str
    start: int
    end: int
    snippet: tuple[SnippetPart, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the hit as ``--json`` prints it."""
        row: dict[str, Any] = self._asdict()
        row["in"] = row.pop("within")
        row["snippet"] = [part._asdict() for part in self.snippet]
        return row


@attrs.frozen
class SearchResult:
    """The answer: how many versions match in all, and those that were asked for."""

    query: str
    total: int
    results: tuple[SearchHit, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the answer as ``--json`` prints it."""
        return {
            "query": self.query,
            "total": self.total,
            "results": [hit.to_json() for hit in self.results],
        }
