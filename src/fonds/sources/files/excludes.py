"""Exclude entries of folders: patterns as in ``.gitignore``, and a default list of leftovers.

What a person names outright is never passed over; only what is found in a folder is asked about.
A pattern costs at most its length times that of the path, whatever it is: no regular expression is
made of it. Source: gitignore(5), Pattern format.
"""

import fnmatch
import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import attrs

from fonds.errors import UsageError

_NAMES = {
    name.lower(): name.decode()
    for name in (b".git", b".hg", b".svn", b".bzr", b".DS_Store", b"Thumbs.db")
}
_ENDS = (b".tmp", b"~", b".swp", b".swo")
_BEGINNINGS = (b".#", b"~$", b".~lock.")

DEFAULTS = (
    ".git", ".hg", ".svn", ".bzr", ".DS_Store", "Thumbs.db",
    "*.tmp", "*~", ".*.swp", ".*.swo", ".#*", "#*#", "~$*", ".~lock.*#",
)  # fmt: skip
"""The default exclusions, which ignore case: version control, leftovers of
systems and editors."""

LONGEST = 4096  # bytes of a pattern


class ExcludeRule(NamedTuple):
    """One pattern. ``segments`` are those of a path, ``**`` among them; it may be for folders."""

    text: str
    takes_back: bool
    only_folders: bool
    segments: tuple[bytes, ...]


@attrs.define
class Excludes:
    """Rules in their order, of which the last that matches decides, and what they passed over.

    Where the first rule takes back (``--include``), no file is taken but those that a rule takes
    back. ``counts`` has the number of entries for each pattern; a folder is one entry.
    """

    rules: tuple[ExcludeRule, ...] = ()
    defaults: bool = True
    counts: Counter[str] = attrs.field(factory=Counter, init=False)

    @classmethod
    def of(cls, patterns: Iterable[str | tuple[bool, str]], *, defaults: bool = True) -> "Excludes":
        """Return the rules of patterns; a pair says whether it takes back. Raises: UsageError."""
        pairs = [(False, one) if isinstance(one, str) else one for one in patterns]
        return cls(tuple(_rule(text, takes_back=back) for back, text in pairs), defaults)

    def passes(self, relative: bytes, name: bytes, *, is_folder: bool) -> bool:
        """Whether an entry is passed over. ``relative`` is its path inside the folder given."""
        by = self._by(relative, name, is_folder=is_folder)
        if by is None:
            return False
        self.counts[by] += 1
        return True

    def _by(self, relative: bytes, name: bytes, *, is_folder: bool) -> str | None:
        """Return the pattern that excludes an entry, None where none does."""
        if self.rules:
            path = tuple(relative.split(b"/"))
            for rule in reversed(self.rules):
                if _covers(rule, path, is_folder=is_folder):
                    return None if rule.takes_back else rule.text
        if self.defaults and (by := default_of(name)):
            return by
        if self.rules and self.rules[0].takes_back and not is_folder:
            return "not included"
        return None


def default_of(name: bytes) -> str | None:
    """Return the default pattern that a name matches, if any. Cost: 0.3 us.

    >>> default_of(b"report.docx~"), default_of(b"report.docx")
    ('*~', None)
    """
    low = name.lower()
    if not (low in _NAMES or low.endswith(_ENDS) or low.startswith((*_BEGINNINGS, b"#"))):
        return None
    if low in _NAMES:
        return _NAMES[low]
    text = low.decode("latin-1")
    return next((one for one in DEFAULTS if fnmatch.fnmatchcase(text, one)), None)


def _rule(text: str, *, takes_back: bool) -> ExcludeRule:
    pattern = text.encode("utf-8", "surrogateescape").rstrip(b"\n")
    if pattern.startswith(b"!"):
        takes_back, pattern = not takes_back, pattern[1:]
    if not pattern.strip(b"/") or len(pattern) > LONGEST:
        raise UsageError("a pattern is empty, or longer than 4096 bytes", pattern=text[:80])
    only_folders = pattern.endswith(b"/")
    pattern = pattern.rstrip(b"/")
    anchored = b"/" in pattern
    segments = [one for one in pattern.split(b"/") if one not in (b"", b".")]
    if not anchored:
        segments.insert(0, b"**")
    return ExcludeRule(text, takes_back, only_folders, tuple(segments))


def _covers(rule: ExcludeRule, path: Sequence[bytes], *, is_folder: bool) -> bool:
    """Whether a rule matches a path, or a folder above it."""
    whole = len(path)
    if not (rule.only_folders and not is_folder) and _segments_match(rule.segments, path):
        return True
    return any(_segments_match(rule.segments, path[:end]) for end in range(1, whole))


def _segments_match(pattern: Sequence[bytes], path: Sequence[bytes]) -> bool:
    """Match segment by segment; ``**`` stands for any number of them.

    A last ``**`` stands for all that is inside, and so for one segment at least.
    """
    if pattern[-1] == b"**":
        pattern = (*pattern, b"*")
    at = here = 0
    star, back = -1, 0
    while here < len(path):
        if at < len(pattern) and pattern[at] == b"**":
            star, back = at, here
            at += 1
        elif at < len(pattern) and name_matches(pattern[at], path[here]):
            at += 1
            here += 1
        elif star >= 0:
            back += 1
            at, here = star + 1, back
        else:
            return False
    return all(one == b"**" for one in pattern[at:])


def name_matches(pattern: bytes, name: bytes) -> bool:
    r"""Whether a name matches one segment of a pattern: ``*``, ``?``, ``[a-z]``, ``\\`` escapes.

    Cost: the product of both lengths at most.

    >>> name_matches(b"*.t[xm]t", b"a.txt"), name_matches(b"a*a*a*b", b"a" * 1000)
    (True, False)
    """
    tokens, text = _tokens(pattern), _text(name)
    at = here = 0
    star, back = -1, 0
    while here < len(text):
        token = tokens[at] if at < len(tokens) else None
        if token is None and at < len(tokens):  # a star
            star, back = at, here
            at += 1
        elif token is not None and token.allows(text[here]):
            at += 1
            here += 1
        elif star >= 0:
            back += 1
            at, here = star + 1, back
        else:
            return False
    return all(token is None for token in tokens[at:])


class _Characters(NamedTuple):
    """The characters that one place of a pattern allows: those between pairs, or all others."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def allows(self, character: str) -> bool:
        return any(low <= character <= high for low, high in self.ranges) != self.negated


_ANY = _Characters((), negated=True)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


@functools.lru_cache(maxsize=1024)
def _tokens(pattern: bytes) -> tuple[_Characters | None, ...]:
    """Return the characters that each place of a pattern allows; None is a star."""
    text = _text(pattern)
    tokens: list[_Characters | None] = []
    at = 0
    while at < len(text):
        one = text[at]
        at += 1
        if one == "*":
            if not tokens or tokens[-1] is not None:
                tokens.append(None)
        elif one == "?":
            tokens.append(_ANY)
        elif one == "\\" and at < len(text):
            tokens.append(_Characters(((text[at], text[at]),)))
            at += 1
        elif one == "[" and (end := _end_of_class(text, at)):
            tokens.append(_class(text[at:end]))
            at = end + 1
        else:
            tokens.append(_Characters(((one, one),)))
    return tuple(tokens)


def _end_of_class(text: str, at: int) -> int:
    """Return the place of the bracket that closes a class, 0 where none does."""
    first = at + 1 if text[at : at + 1] in ("!", "^") else at
    return max(text.find("]", first + 1), 0)


def _class(inside: str) -> _Characters:
    negated = inside[:1] in ("!", "^")
    inside = inside[1:] if negated else inside
    ranges: list[tuple[str, str]] = []
    at = 0
    while at < len(inside):
        is_range = at + 2 < len(inside) and inside[at + 1] == "-"
        ranges.append((inside[at], inside[at + 2] if is_range else inside[at]))
        at += 3 if is_range else 1
    return _Characters(tuple(ranges), negated)
