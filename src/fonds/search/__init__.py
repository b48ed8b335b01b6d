"""Search: find documents by the words of their texts, in every script."""

from fonds.search.options import SearchHit, SearchOptions, SearchResult, SnippetPart
from fonds.search.verb import bring_up_to_date, search

__all__ = [
    "SearchHit",
    "SearchOptions",
    "SearchResult",
    "SnippetPart",
    "bring_up_to_date",
    "search",
]
