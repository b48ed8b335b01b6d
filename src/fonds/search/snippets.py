"""Cut a snippet out of a text: the place where most of a query's words stand together. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from fonds.fingerprints.search_key import words
from fonds.search.options import SnippetPart
from fonds.search.query import Query

WIDE = 160
"""Code points of a snippet, some more or less: it is cut between words."""

MOST_LOOKED_AT = 4 << 20  # code points of a text in which a snippet is looked for


class WordPlace(NamedTuple):
    """A word of the text that was searched for: its code points, and which term it belongs to."""

    start: int
    end: int
    term: int


class Snippet(NamedTuple):
    """Where the first word that was found stands, and the text around it."""

    start: int
    end: int
    parts: tuple[SnippetPart, ...]


def snippet(text: str, query: Query) -> Snippet | None:
    """Return the best piece of a text, None where none of the words stands in it.

    Cost: one pass over the text's words.
    """
    text = text[:MOST_LOOKED_AT]
    bounds: list[tuple[int, int]] = []
    found: list[WordPlace] = []
    wanted, prefixes = _wanted(query)
    for start, end, key in words(text):
        bounds.append((start, end))
        terms = {wanted[token] for token in (*key.tokens, *key.also) if token in wanted}
        terms |= {
            term for token in key.tokens for begun, term in prefixes if token.startswith(begun)
        }
        found += [WordPlace(start, end, term) for term in terms]
    if not found:
        return None
    first = _best(found)
    start, end = _around(text, bounds, found[first].start)
    return Snippet(found[first].start, found[first].end, _parts(text, start, end, found[first:]))


def _wanted(query: Query) -> tuple[dict[str, int], list[tuple[str, int]]]:
    wanted: dict[str, int] = {}
    prefixes: list[tuple[str, int]] = []
    for number, term in enumerate(query.terms):
        prefixes += [(tokens[-1], number) for tokens in term.prefixes]
        if not term.prefixes:
            for word in term.words:
                wanted |= dict.fromkeys((*word.tokens, *word.also), number)
    return wanted, prefixes


def _best(found: Sequence[WordPlace]) -> int:
    """Return the place from which most different terms stand within a snippet's width."""
    best, best_count, end = 0, 0, 0
    inside: dict[int, int] = {}
    for start, place in enumerate(found):
        while end < len(found) and found[end].end <= place.start + WIDE:
            inside[found[end].term] = inside.get(found[end].term, 0) + 1
            end += 1
        if len(inside) > best_count:
            best, best_count = start, len(inside)
        if end > start:
            inside[place.term] -= 1
            if not inside[place.term]:
                del inside[place.term]
    return best


def _around(text: str, bounds: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """Return a piece around a place that begins and ends between words."""
    start = max((s for s, _ in bounds if at - WIDE // 4 <= s <= at), default=at)
    start = min((s for s, _ in bounds if at - WIDE // 4 <= s), default=start)
    end = max((e for _, e in bounds if e <= at + WIDE), default=min(len(text), at + WIDE))
    return start, max(end, at)


def _parts(text: str, start: int, end: int, found: Sequence[WordPlace]) -> tuple[SnippetPart, ...]:
    parts: list[SnippetPart] = []
    at = start
    for place in found:
        if place.end > end:
            break
        if place.start < at:
            continue
        if at < place.start:
            parts.append(SnippetPart(text[at : place.start], hit=False))
        parts.append(SnippetPart(text[place.start : place.end], hit=True))
        at = place.end
    if at < end:
        parts.append(SnippetPart(text[at:end], hit=False))
    return tuple(parts)
