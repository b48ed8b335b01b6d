"""A progress bar on stderr, on a terminal only: bytes, rate, documents, time."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

INTERVAL = 0.25  # seconds between two looks at how far large documents are


class _Meter:
    """The progress of a run: what the run reports, and what is measured beside it."""

    def __init__(self, bar: Any, task: Any, total: Callable[[], int | None]) -> None:  # noqa: ANN401
        self._bar, self._task, self._total = bar, task, total
        self._staging: Path | None = None
        self._done = self._shown = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def update(self, progress: Any) -> None:  # noqa: ANN401 - fonds.ingest.Progress
        """Record what the run reports."""
        self._staging = progress.staging or self._staging
        self._done = progress.bytes
        failed = f", {progress.failed} failed" if progress.failed else ""
        plural = "" if progress.documents == 1 else "s"
        self._bar.update(self._task, documents=f"{progress.documents} document{plural}{failed}")
        self._show()

    def _look(self) -> None:
        while not self._ended.wait(INTERVAL):
            self._show()

    def _show(self) -> None:
        from fonds.ingest.task import metered

        under_way = metered(self._staging) if self._staging is not None else 0
        self._shown = max(self._shown, self._done + under_way)  # it never goes back
        total = self._total()
        self._bar.update(
            self._task,
            completed=self._shown,
            total=None if total is None else max(total, self._shown),
        )

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()


@contextlib.contextmanager
def progress_bar(
    inputs: Callable[[], Iterator[Any]] | None = None, *, quiet: bool = False
) -> Iterator[Callable[[Any], None]]:
    """Yield a receiver of progress (``fonds.ingest.Progress``); shows it where people look.

    ``inputs`` yields the captures of the run once more: a thread adds up their sizes, and until
    that is done no total is shown.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        DownloadColumn(binary_units=True),
        TransferSpeedColumn(),
        TextColumn("{task.fields[documents]}"),
        TimeElapsedColumn(),
    )
    ended = threading.Event()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("archiving", total=None, documents="0 documents")
        meter = _Meter(bar, task, total_of(inputs, ended))
        try:
            yield meter.update
        finally:
            ended.set()
            meter.end()


def total_of(
    inputs: Callable[[], Iterator[Any]] | None, ended: threading.Event
) -> Callable[[], int | None]:
    """Add up the sizes of captures beside the run; return what gives the sum, None until then."""
    found: list[int] = []

    def add() -> None:
        total = 0
        with contextlib.suppress(Exception):  # the run itself reports failures
            for capture in inputs() if inputs is not None else ():
                if ended.is_set():
                    return
                total += getattr(getattr(capture, "stamp", None), "size", 0)
            found.append(total)

    if inputs is not None:
        threading.Thread(target=add, daemon=True).start()
    return lambda: found[0] if found else None
