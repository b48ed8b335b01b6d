"""Fold a version's texts into the columns of the search index. Pure."""

import unicodedata

from fonds.catalog.search_index import spelt_token
from fonds.fingerprints.search_key import SEARCH_KEY, fold_text

KEY = f"{SEARCH_KEY} {unicodedata.unidata_version}"
"""How words are folded, and by which version of Unicode: with another one they fold otherwise."""


def columns(title: str, main: str, rest: str) -> tuple[str, str, str, str, str]:
    """Return what ``search_index.COLUMNS`` hold of a version. Cost: linear."""
    parts = [fold_text(text) for text in (title, main, rest)]
    also = frozenset().union(*(part.also for part in parts))
    spelt = {spelt_token(word) for part in parts for word in part.spelt}
    streams = (parts[0].stream, parts[1].stream, parts[2].stream)
    return (*streams, " ".join(sorted(also)), " ".join(sorted(spelt)))
