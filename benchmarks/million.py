"""Take very many documents in, check them, fetch single ones; write the log of the run.

    python benchmarks/million.py CORPUS ARCHIVE [--write]

CORPUS is what ``corpus.py many`` makes; ARCHIVE must not exist. Everything is done by the command
as its users run it. While it takes documents in, its commits are watched, and every 50,000
documents give a row: how many are stored, the processor time of all processes since the row
before, and the resident memory of the largest of them. ``--write`` puts the log into
``docs/million.md``.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs
import measure

HERE = Path(__file__).resolve().parent
EVERY = 50_000  # documents from one row to the next
LOOK = 0.25  # seconds between two looks at the processes
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@attrs.frozen
class Row:
    """What was so when a commit was seen: totals since the beginning, memory now."""

    documents: int
    wall: float
    cpu: float
    largest: int


def main() -> int:
    """Run, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--write", action="store_true", help="write docs/million.md")
    asked = parser.parse_args()
    environment = {**os.environ, "FONDS_KEY": f"{asked.archive}.key"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    rows = _thinned(_ingest(asked.corpus, asked.archive, environment))
    text = _text(asked, rows, list(_steps(asked.corpus, asked.archive, environment)))
    print(text)
    if asked.write:
        (HERE.parent / "docs" / "million.md").write_text(text)
    return 0


def _fonds(*arguments: object) -> list[str]:
    return [str(Path(sys.executable).with_name("fonds")), *map(str, arguments)]


def _ingest(corpus: Path, archive: Path, environment: dict[str, str]) -> Iterator[Row]:
    """Yield a row for every commit of an ingest, and one at its end."""
    begun = time.monotonic()
    child = subprocess.Popen(_fonds("ingest", corpus, "--archive", archive, "-q"), env=environment)
    seen, last = 0, Row(0, 0, 0, 0)
    while child.poll() is None:
        time.sleep(LOOK)
        cpu, largest = _cost_of(child.pid)
        last = Row(seen, time.monotonic() - begun, max(cpu, last.cpu), max(largest, last.largest))
        documents = _stored(archive)
        if documents != seen:
            seen = documents
            yield attrs.evolve(last, documents=seen)
            last = attrs.evolve(last, largest=0)
    if child.returncode:
        raise measure.CommandFailedError(f"ingest: status {child.returncode}")
    if _stored(archive) != seen:
        yield attrs.evolve(last, documents=_stored(archive), wall=time.monotonic() - begun)


def _thinned(rows: Iterable[Row]) -> list[Row]:
    """The last row of every so many documents, with the most memory since the one before."""
    kept: list[Row] = []
    largest = 0
    for row in rows:
        largest = max(largest, row.largest)
        if not kept or kept[-1].documents // EVERY == row.documents // EVERY:
            kept[-1:] = [attrs.evolve(row, largest=largest)]
        else:
            kept.append(row)
            largest = row.largest
    return kept


def _stored(archive: Path) -> int:
    """Documents in the log: its leaves but those of the bundles, of which each commit has one."""
    try:
        size = int((archive / "log" / "checkpoint").read_text().split("\n")[1])
        commits = sum(path.name != "0" for path in (archive / "log" / "checkpoints").iterdir())
    except (OSError, ValueError, IndexError):
        return 0
    return max(0, size - commits)


def _cost_of(pid: int) -> tuple[float, int]:
    """Processor seconds of a process and all below it, and the largest one's resident bytes."""
    below: dict[int, list[int]] = {}
    figures: dict[int, tuple[float, int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
            pages = int((path / "statm").read_text().split()[1])
        except (OSError, IndexError):
            continue  # it ended meanwhile
        figures[int(path.name)] = (sum(map(int, fields[11:15])) / TICKS, pages * PAGE)
        below.setdefault(int(fields[1]), []).append(int(path.name))
    total, largest, todo = 0.0, 0, [pid]
    while todo:
        one = todo.pop()
        cpu, size = figures.get(one, (0.0, 0))
        total, largest = total + cpu, max(largest, size)
        todo += below.get(one, [])
    return total, largest


def _steps(
    corpus: Path, archive: Path, environment: dict[str, str]
) -> Iterator[tuple[str, measure.Cost]]:
    """Do with a full archive what people do with it."""
    driver = [sys.executable, str(HERE / "drivers.py")]
    for name, command in (
        ("nothing changed", _fonds("ingest", corpus, "--archive", archive, "-q")),
        ("verify --quick", _fonds("verify", "--quick", "--quiet", "--archive", archive)),
        ("verify", _fonds("verify", "--quiet", "--archive", archive)),
        ("cat one", _fonds("cat", _one(corpus), "--archive", archive)),
        ("fetch in one process", [*driver, "fonds-fetch", str(corpus), str(archive)]),
    ):
        print(name, file=sys.stderr, flush=True)
        yield name, measure.run(command, environment)


def _one(corpus: Path) -> str:
    return str(max(p for p in max(corpus.iterdir()).iterdir()).relative_to(corpus))


def _text(asked: argparse.Namespace, rows: list[Row], steps: list[tuple[str, measure.Cost]]) -> str:
    documents = rows[-1].documents
    size, files = measure.stored(asked.archive)
    catalogue = (asked.archive / "catalog.sqlite").stat().st_size
    given = sum(p.stat().st_size for folder in asked.corpus.iterdir() for p in folder.iterdir())
    lines = [
        f"# {documents:,} documents",
        "",
        "Made by `python benchmarks/million.py CORPUS ARCHIVE --write`: the command as its users",
        f"run it, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}. {given:,} bytes were given;"
        f" {size:,} are stored in {files:,} files,",
        f"{catalogue:,} of them in the catalogue ({catalogue / documents:,.0f} a document).",
        "",
        "| documents | wall s | CPU s | CPU µs each since the row before | largest process MB |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    slopes = []
    for before, row in zip([Row(0, 0, 0, 0), *rows], rows, strict=False):
        slopes.append((row.cpu - before.cpu) / (row.documents - before.documents) * 1e6)
        lines.append(
            f"| {row.documents:,} | {row.wall:,.0f} | {row.cpu:,.0f} | {slopes[-1]:,.0f} |"
            f" {row.largest / 1e6:,.0f} |"
        )
    tenth = max(1, len(slopes) // 10)
    first, last = statistics.mean(slopes[:tenth]), statistics.mean(slopes[-tenth:])
    lines += [
        "",
        f"The last tenth of the rows cost {last / first:.2f} times the first.",
        "",
        "| then | wall s | CPU s | peak MB | |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for name, cost in steps:
        said = ""
        if name.startswith("fetch"):
            found = json.loads(cost.printed)
            said = f"p50 {found['p50']:,.0f} µs, p99 {found['p99']:,.0f} µs"
        lines.append(
            f"| {name} | {cost.wall:,.1f} | {cost.cpu:,.1f} | {cost.peak / 1e6:,.0f} | {said} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
