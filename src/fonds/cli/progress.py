"""A progress bar on stderr, on a terminal only."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any


@contextlib.contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Callable[[Any], None]]:
    """Yield what is told of progress (``fonds.ingest.Progress``); shows it where people look."""
    if quiet or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} documents"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("archiving", total=None)

        def update(progress: Any) -> None:  # noqa: ANN401 - fonds.ingest.Progress
            failed = f", {progress.failed} failed" if progress.failed else ""
            bar.update(task, completed=progress.documents, description=f"archiving{failed}")

        yield update
