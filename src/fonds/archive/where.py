"""Expressions that choose versions: ``type = text/html and not (size < 1000)``. Pure parsing.

    expression = either { "or" either }         either = one { "and" one }
    one        = [ "not" ] ( "(" expression ")" | field operator value )
    operator   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~"

A value is a word or stands in quotes. ``~`` asks whether a text is contained.
Source: docs/where.md.
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, NoReturn

from fonds.archive.handle import OpenArchive
from fonds.archive.listing import folded, language_of, readable
from fonds.archive.version import Version
from fonds.catalog import VersionRow
from fonds.errors import UsageError
from fonds.formats import prov

DEEPEST = 50
LONGEST = 100_000
FIELDS = ("cleaner", "extractor", "fonds", "status", "type", "puid", "language", "script", "size",
          "at", "captured", "source", "kind", "version", "title")  # fmt: skip
"""What can be asked about, besides ``meta.KEY``."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>!=|<=|>=|[=<>~()])|"(?P<quoted>[^"]*)"|'(?P<single>[^']*)'"""
    r"""|(?P<word>[^\s=<>~()!"']+))"""
)
_VERSIONED = {"cleaner", "extractor", "fonds"}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip

Test = Callable[[Version], bool]


class Token(NamedTuple):
    """A piece of an expression: where it begins, and whether it is a word, quoted or a sign."""

    at: int
    text: str
    kind: str


def where(text: str) -> Test:
    """Return whether a version is chosen, as a function. Cost of a call: what it must read.

    Raises: UsageError, whose message shows the place of what is wrong.
    """
    if len(text) > LONGEST:
        raise UsageError("an expression is too long", limit=LONGEST)
    reader = ExpressionReader(text)
    test = reader.expression(0)
    if reader.rest:
        reader.fail("`and`, `or` or the end is expected here")
    return test


def rows_where(archive: OpenArchive, rows: Iterable[VersionRow], text: str) -> Iterator[VersionRow]:
    """Return the rows that an expression chooses, lazily; none that was withdrawn.

    Raises: UsageError for a wrong expression, at once.
    """
    test = where(text)
    return (row for row in rows if not row.withdrawn and test(Version(archive, row)))


class ExpressionReader:
    """Reads one expression, token by token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rest: list[Token] = []
        at = 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if match is None:
                begins = len(text) - len(text[at:].lstrip())
                self.rest = [Token(begins, "", "")]
                self.fail("this is no part of an expression")
            kind = match.lastgroup or ""
            self.rest.append(Token(match.start(kind), match[kind], kind))
            at = match.end()
        self.rest.reverse()

    def expression(self, depth: int) -> Test:
        """Read terms joined by ``or``."""
        if depth > DEEPEST:
            self.fail("parentheses are nested too deeply here")
        tests = [self._all_of(depth)]
        while self._takes("or"):
            tests.append(self._all_of(depth))
        return tests[0] if len(tests) == 1 else lambda version: any(t(version) for t in tests)

    def _all_of(self, depth: int) -> Test:
        tests = [self._one(depth)]
        while self._takes("and"):
            tests.append(self._one(depth))
        return tests[0] if len(tests) == 1 else lambda version: all(t(version) for t in tests)

    def _one(self, depth: int) -> Test:
        turned = False
        while self._takes("not"):
            turned = not turned
        if self._takes("(", "sign"):
            test = self.expression(depth + 1)
            if not self._takes(")", "sign"):
                self.fail("a parenthesis is not closed before here")
        else:
            test = self._comparison()
        return (lambda version: not test(version)) if turned else test

    def _comparison(self) -> Test:
        if not self.rest or self.rest[-1].kind != "word":
            self.fail(f"a field is expected here: {', '.join(FIELDS)}, meta.KEY")
        field = self.rest[-1].text
        if field not in FIELDS and not field.startswith("meta."):
            self.fail(f"there is no such field; there are {', '.join(FIELDS)}, meta.KEY")
        self.rest.pop()
        sign = self.rest[-1].text if self.rest and self.rest[-1].kind == "sign" else ""
        if sign not in (*_COMPARE, "~"):
            self.fail("one of = != < <= > >= ~ is expected here")
        self.rest.pop()
        if not self.rest or self.rest[-1].kind == "sign":
            self.fail("a value is expected here")
        value = self.rest.pop()
        if field in ("size", "version") and not value.text.isdecimal():
            self.rest.append(value)
            self.fail("a number is expected here")
        return _test(field, sign, value.text)

    def _takes(self, text: str, kind: str = "word") -> bool:
        if self.rest and self.rest[-1].text == text and self.rest[-1].kind == kind:
            self.rest.pop()
            return True
        return False

    def fail(self, what: str) -> NoReturn:
        """Say what is wrong, with a caret under the place. Raises: UsageError."""
        at = self.rest[-1].at if self.rest else len(self.text.rstrip())
        start = max(0, at - 60)
        piece = "".join(c if c.isprintable() else " " for c in self.text[start : at + 20])
        raise UsageError(f"{what}\n    {piece}\n    {' ' * (at - start)}^", position=at)


def _test(field: str, sign: str, value: str) -> Test:
    if sign == "~":
        wanted = folded(value)
        return lambda version: any(wanted in folded(one) for one in _values(version, field))
    compare = _COMPARE[sign]
    if field in ("size", "version"):
        number = int(value)
        return lambda version: compare(version.size if field == "size" else version.number, number)
    if field in _VERSIONED:
        parts = _release(value)
        return lambda version: any(compare(_release(one), parts) for one in _values(version, field))
    if sign == "!=":
        return lambda version: all(one != value for one in _values(version, field))
    return lambda version: any(compare(one, value) for one in _values(version, field))


def _release(text: str) -> tuple[tuple[int, str], ...]:
    """Return a version's name so that 1.10 comes after 1.9; its name in front does not count."""
    text = text.rpartition("/")[2]
    parts = re.findall(r"\d+|[a-z]+", text.lower())
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def _values(version: Version, field: str) -> list[str]:
    """Return what a version has under a field, as texts; several where there are several."""
    if field.startswith("meta."):
        found = version.metadata.get(field[5:], [])
        return [str(one) for one in (found if isinstance(found, list) else [found])]
    value = _READERS[field](version)
    return [value] if value else []


def _extractor(version: Version) -> str:
    tool = prov.attributes(version.own_provenance, "extract").get("f:tool", "fonds-text")
    return str(prov.tool_versions(version.run_provenance).get(str(tool), ""))


def _status(version: Version) -> str:
    """``ok``, ``partial`` where something of the text was lost, ``failed`` where there is none."""
    if version.text is None:
        return "failed"
    return "partial" if prov.attributes(version.own_provenance, "text").get("f:loss") else "ok"


_READERS: dict[str, Callable[[Version], str]] = {
    "cleaner": lambda version: str(
        version.run_provenance.get("entity", {}).get("run:clean", {}).get("f:ruleset", "")
    ),
    "extractor": _extractor,
    "fonds": lambda version: str(prov.tool_versions(version.run_provenance).get("fonds", "")),
    "status": _status,
    "type": lambda version: version.statement.records[0].media_type,
    "puid": lambda version: next((one.puid for one in version.opinions if one.puid), ""),
    "language": language_of,
    "script": lambda version: str(
        prov.attributes(version.own_provenance, "text").get("f:script", "")
    ),
    "at": lambda version: version.row.at,
    "captured": lambda version: version.captured,
    "source": lambda version: readable(version.identifier),
    "kind": lambda version: version.row.kind,
    "title": lambda version: version.title,
}
