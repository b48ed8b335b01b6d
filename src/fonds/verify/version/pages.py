"""Check the list of pages against the versions."""

from collections.abc import Iterator
from typing import Any

from fonds.errors import FormatError
from fonds.formats.bundle import PAGES
from fonds.formats.wacz import package as wacz_package
from fonds.verify.report import FindingLog


class Pages:
    """The lines of ``pages.jsonl``, taken one by one as their versions come by.

    One difference is reported; after it the lines no longer stand beside their versions.
    """

    def __init__(self, name: str, lines: Iterator[bytes], findings: FindingLog) -> None:
        self._name, self._lines, self._findings = name, lines, findings
        self._number = 0
        self._peeked: bytes | None = None  # a line that was looked at and not taken
        self._out_of_step = False

    def header(self, title: str | None) -> None:
        """Check the first line; a title of None is not known."""
        line = self._next()
        want = wacz_package.pages_header(title=title or "", has_text=True)
        if line != want and not self._out_of_step:
            if title is None and line and _fields(line).get("format") == "json-pages-1.0":
                return
            self._report("the header is not that of this bundle")

    def expect(self, page: dict[str, Any], document: str | None = None) -> None:
        """Check the next line against what it must say; a value of None cannot be known here."""
        if self._out_of_step:
            return
        line = self._next()
        if line is None:
            self._report("the page of a version is missing", document)
            return
        if None in page.values():
            have = _fields(line)
            known = {name: have.get(name, "") for name, value in page.items() if value is None}
            if not all(isinstance(value, str) for value in known.values()):
                self._report("a page is malformed", document)
                return
            page = page | known
        try:
            want = wacz_package.page_line(**page)
        except TypeError:  # a lone surrogate, of which no page can be made
            return
        if line != want:
            self._report(_difference(line, want), document)

    def take_if_next(self, line: bytes) -> bool:
        """Take the next line if it is this one; say whether it was."""
        if self._out_of_step:
            return False
        found = self._next()
        if found == line:
            return True
        self._peeked = found
        self._number -= 1
        return False

    def leave(self) -> None:
        """Compare no further: what comes next is not known."""
        self._out_of_step = True

    def finish(self) -> None:
        """Demand that no line is left."""
        if not self._out_of_step and self._next() is not None:
            self._report("there are more pages than versions")

    def _next(self) -> bytes | None:
        self._number += 1
        if self._peeked is not None:
            line, self._peeked = self._peeked, None
            return line
        try:
            return next(self._lines, None)
        except FormatError as e:
            self._report(str(e))
            return None

    def _report(self, sentence: str, document: str | None = None) -> None:
        self._out_of_step = True
        sentence = f"line {self._number}: {sentence}"
        self._findings.report("V502", sentence, file=self._name, member=PAGES, document=document)


def _fields(line: bytes) -> dict[str, Any]:
    try:
        return wacz_package.parse_page(line)
    except FormatError:
        return {}


def _difference(line: bytes, want: bytes) -> str:
    have, must = _fields(line), _fields(want)
    if not have:
        return "not a line of pages.jsonl"
    for name in [*must, *have]:
        if have.get(name) != must.get(name):
            found, wanted = ascii(have.get(name))[:100], ascii(must.get(name))[:100]
            return f"{name} is {found}, not {wanted}"
    return "its fields are not in canonical order or spelling"
