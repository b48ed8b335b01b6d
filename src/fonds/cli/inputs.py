"""The inputs of ``fonds ingest``: paths, a list of paths, standard input."""

import contextlib
import itertools
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from fonds.cli.excluding import excludes_of
from fonds.cli.from_web import NamedPages, WebOptions, is_address
from fonds.cli.terminal import standard_input
from fonds.errors import FondsError, NoSuchFileError, UsageError
from fonds.model import Status

CHECKED = 1000
"""Inputs that are tried before an archive is made for them."""


class Inputs:
    """The inputs of one run. Raises: UsageError where there are none, or what was named is not."""

    def __init__(self, sources: tuple[str, ...], given: Mapping[str, Any]) -> None:
        self.list_file: str | None = given["from_file"]
        if not sources and not self.list_file:
            raise UsageError("no input; name a file or a folder, or - for standard input")
        if given["stamping"] and not given["authorities"]:
            raise UsageError("--timestamp needs an authority: --tsa URL, or FONDS_TSA")
        addresses = [one for one in sources if is_address(one)]
        self._web = WebOptions.of(given, addresses)
        self._pages = NamedPages(addresses, self._web)
        self.paths = [one for one in sources if one != "-" and not is_address(one)]
        self.piped = "-" in sources
        if self.piped and self.list_file == "-":
            raise UsageError("standard input cannot be a document and a list of paths at once")
        if self.piped or self.list_file == "-":
            standard_input()  # which says where there is none
        if self.list_file not in (None, "-"):
            _readable_list(str(self.list_file))
        self.excludes = excludes_of(given)
        self._given = given
        self._skip: frozenset[tuple[int, int]] = frozenset()

    @property
    def documents(self) -> int | None:
        """How many documents these are, None where a list or a folder has any number of them."""
        if self.list_file or any(Path(path).is_dir() for path in self.paths):
            return None
        return len(self.paths) + self.piped + len(self._pages.addresses)

    @property
    def folders(self) -> list[bytes]:
        """The real paths of the folders that are covered whole."""
        return [os.fsencode(os.path.realpath(one)) for one in self.paths if Path(one).is_dir()]

    def captures(self, stack: contextlib.ExitStack, archive: Any) -> Iterator[Any]:  # noqa: ANN401
        """Return what the arguments name, then what the list names. The archive is passed over."""
        place = archive.path.stat()
        self._web.archive = archive
        self._skip = frozenset({(place.st_dev, place.st_ino)})
        return self._all(stack, self.excludes)

    def stop_when(self, stop: Callable[[], bool]) -> None:
        """Fetch nothing more once ``stop`` says so."""
        self._web.stop = stop

    def again(self) -> Iterator[Any]:
        """Yield the inputs that can be looked at twice once more, for their sizes."""
        if self.list_file == "-":
            return
        counted = type(self.excludes)(self.excludes.rules, self.excludes.defaults)
        with contextlib.ExitStack() as stack:
            yield from self._walked(stack, counted)

    def fail_alone(self, acknowledge: Callable[[Any], None]) -> Any:  # noqa: ANN401 - a Report
        """Report the inputs as failed where none of them can be read; else return None.

        For an archive that is not there yet: a typo should not make one.
        """
        from fonds.ingest import IngestOutcome, IngestReport
        from fonds.sources import Refusal

        if self.piped or self.list_file == "-":
            return None
        outcomes: list[IngestOutcome] = []
        for one in itertools.islice(self.again(), CHECKED):
            error = one.error if isinstance(one, Refusal) else _unreadable(one)
            if error is None:
                return None
            outcomes.append(IngestOutcome(Status.FAILED, one.display, error=error))
        for one in self._pages.first_refusals():
            if one is None:
                return None
            outcomes.append(IngestOutcome(Status.FAILED, one.display, error=one.error))
        if not outcomes or len(outcomes) == CHECKED:
            return None
        for outcome in outcomes:
            acknowledge(outcome)
        counts = Counter({Status.FAILED: len(outcomes)})
        return IngestReport(counts, 0, 0.0, (), 0, "", tuple(outcomes))

    def _all(self, stack: contextlib.ExitStack, excludes: Any) -> Iterator[Any]:  # noqa: ANN401
        if self.piped:
            yield _standard_input(stack)
        yield from self._pages.captures()
        yield from self._walked(stack, excludes)

    def _walked(self, stack: contextlib.ExitStack, excludes: Any) -> Iterator[Any]:  # noqa: ANN401
        from fonds.sources import listed, walk

        settings = {
            "base": self._given["base"],
            "skip": self._skip,
            "collection": self._given["collection"] or "",
            "excludes": excludes,
        }
        if self.paths:
            yield from walk(self.paths, **settings)
        if self.list_file is not None:
            stream: BinaryIO
            if self.list_file == "-":
                stream = standard_input()
            else:
                stream = stack.enter_context(_open_list(self.list_file))
            lines = listed(stream, null=self._given["null"])
            for of_web, some in itertools.groupby(lines, _is_address):
                if not of_web:
                    yield from walk(some, listed=True, **settings)
                elif excludes is self.excludes:  # else only sizes of files are asked for
                    addresses = (os.fsdecode(one) for one in some)
                    yield from self._web.source(addresses, listed=True).captures()


def _is_address(line: bytes) -> bool:
    return is_address(os.fsdecode(line))


def _readable_list(path: str) -> None:
    with _open_list(path):
        pass


def _open_list(path: str) -> BinaryIO:
    """Open a list of paths. Raises: NoSuchFileError, UsageError."""
    try:
        return Path(path).open("rb")
    except FileNotFoundError as e:
        raise NoSuchFileError("the list of paths does not exist", path=path) from e
    except OSError as e:
        raise UsageError("the list of paths cannot be read", path=path, reason=e.strerror) from e


def _unreadable(capture: Any) -> FondsError | None:  # noqa: ANN401 - a FileCapture
    """Return why a file cannot be read; None where it can, as far as its beginning shows."""
    try:
        with capture.open() as opened:
            opened.stream.read(1)
    except FondsError as e:
        return e
    return None


def _standard_input(stack: contextlib.ExitStack) -> Any:  # noqa: ANN401
    """Spool standard input into a temporary file, and return it as a source."""
    from fonds.ingest import Limits
    from fonds.sources import SpooledCapture, spool, walk

    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="fonds-"))
    path = Path(folder) / "stdin"
    with path.open("wb") as file:
        spool(standard_input(), file, Limits().document_bytes)
    (spooled,) = walk([str(path)])
    return SpooledCapture(spooled, "-", "file:///stdin")  # type: ignore[arg-type]
