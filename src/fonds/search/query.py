"""What people type, read as a search. Pure.

All words must occur; a phrase stands in quotes; ``word*`` is a beginning. Nothing else is syntax:
whatever is no word is nothing. Source: docs/search.md.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fonds.catalog.search_index import TEXTS, spelt_token
from fonds.fingerprints.search_key import UNSPELT, Key, beginnings, words

LONGEST = 10_000
"""Code points of a query; what follows is not looked at."""

MOST_WORDS = 200

# A quote between two letters belongs to the word; any other opens or closes a phrase.
_QUOTE = re.compile('(?<!\\w)["“”„‟«»＂]|["“”„‟«»＂](?!\\w)')


class Term(NamedTuple):
    """One word, phrase or beginning. ``words`` are its keys; ``prefixes`` those of a beginning."""

    words: tuple[Key, ...]
    prefixes: tuple[tuple[str, ...], ...] = ()

    def expression(self) -> str:
        """Return the FTS5 expression that finds it. Tokens hold no quotes."""
        if self.prefixes:
            found = [f'{TEXTS} : "{" ".join(tokens)}"*' for tokens in self.prefixes]
            return _joined(found, "OR")
        tokens = [token for word in self.words for token in word.tokens]
        found = [f'{TEXTS} : "{" ".join(tokens)}"']
        if len(self.words) == 1:
            (word,) = self.words
            if len(word.tokens) == 1:
                found.append(f'also : "{word.tokens[0]}"')
            found += [f'({TEXTS} : "{one}" OR also : "{one}")' for one in word.also]
        return _joined(found, "OR")

    def unspelt(self) -> tuple[str, bool]:
        """Return an expression over ``spelt``, and whether what it matches is spelt as typed.

        Empty where spelling says nothing.
        """
        if self.prefixes or len(self.words) != 1:
            return "", False
        (word,) = self.words
        if word.tokens == (word.spelling,):
            return f'spelt : "{UNSPELT}{word.tokens[0]}"', False
        return f'spelt : "{spelt_token(word.spelling)}"', True


class Query(NamedTuple):
    """A query: terms of which all must occur (or any), and terms that must not."""

    terms: tuple[Term, ...]
    any_of: bool = False
    without: tuple[Term, ...] = ()

    def expression(self) -> str:
        """Return the FTS5 expression; empty where no word was typed."""
        if not self.terms:
            return ""
        found = _joined([term.expression() for term in self.terms], "OR" if self.any_of else "AND")
        if not self.without:
            return found
        return f"({found}) NOT {_joined([one.expression() for one in self.without], 'OR')}"


def read_query(text: str, *, any_of: bool = False, without: Sequence[str] = ()) -> Query:
    """Return what is searched for. Never raises: what is no word is nothing.

    >>> [term.words[0].tokens for term in read_query('AND "two words" x').terms]
    [('and',), ('two',), ('x',)]
    """
    hidden = tuple(term for one in without for term in _terms(one[:LONGEST]))
    return Query(tuple(_terms(text[:LONGEST]))[:MOST_WORDS], any_of, hidden[:MOST_WORDS])


def _terms(text: str) -> Iterator[Term]:
    at, inside = 0, False
    for quote in [*_QUOTE.finditer(text), None]:
        end = len(text) if quote is None else quote.start()
        piece = text[at:end]
        closed = inside and quote is not None
        if closed:
            if found := tuple(key for _, _, key in words(piece))[:MOST_WORDS]:
                yield Term(found)
        else:
            yield from _single(piece)
        if quote is not None:
            at, inside = quote.end(), not inside


def _single(text: str) -> Iterator[Term]:
    """Yield a term for each word; characters of a script without spaces that follow one another
    are asked for as a phrase.
    """
    run: list[Key] = []
    last = -1
    for start, end, key in words(text):
        if text[end : end + 1] == "*":
            if run:
                yield Term(tuple(run))
                run = []
            if found := beginnings(text[start:end]):
                yield Term((key,), found)
            last = -1
            continue
        if run and start != last:
            yield Term(tuple(run))
            run = []
        run.append(key)
        last = end
    if run:
        yield Term(tuple(run))


def _joined(parts: Sequence[str], sign: str) -> str:
    return parts[0] if len(parts) == 1 else "(" + f" {sign} ".join(parts) + ")"
