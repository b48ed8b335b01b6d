"""Measure fonds beside its peers in one interleaved run, and write down what came out.

    python benchmarks/run.py CORPUS [--rounds 3] [--documents N] [--only bagit,fonds] [--install]
                             [--write] [--compare FILE] [--work DIR] [--cache DIR]

CORPUS is a folder of documents (``corpus.py`` makes one). Every peer takes its turn in every
round, each step is a child process, and of each figure the median is told; processor time is
what to compare, since wall times hang on whatever else the machine does. Peers live in
environments of their own below ``--cache``; ``--install`` makes those that are missing, and who
is missing is named. ``--write`` puts the tables into ``docs/performance.md`` with the machine
they were made on, the plots beside it, and all figures into ``benchmarks/results/`` for the next
release to be compared with (``--compare``).
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import goals
import measure
import report
from peers import CLEAN, FETCH, INGEST, PEERS, Peer

HERE = Path(__file__).resolve().parent
Figures = dict[str, dict[str, dict[str, float]]]
"""Peer, step, quantity: the median over the rounds."""


def main() -> int:
    """Measure, print, and write if asked."""
    asked = _arguments()
    asked.work.mkdir(parents=True, exist_ok=True)
    chosen = list(_chosen(asked))
    documents = sorted(path for path in asked.corpus.rglob("*") if path.is_file())
    if asked.documents:
        documents = documents[:: max(1, len(documents) // asked.documents)][: asked.documents]
    corpus = _linked(asked.work / "corpus", asked.corpus, documents)
    facts = {
        "machine": _machine(),
        "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "corpus": {"documents": len(documents), "bytes": sum(p.stat().st_size for p in documents)},
        "rounds": asked.rounds,
        "load": os.getloadavg()[0],
    }
    rows: list[tuple[str, str, dict[str, float]]] = []
    for number in range(asked.rounds):
        for peer in chosen:
            print(f"round {number + 1}: {peer.name}", file=sys.stderr, flush=True)
            rows += _turn(peer, corpus, asked)
    facts["figures"] = _medians(rows)
    print("counting syncs", file=sys.stderr, flush=True)
    facts["syncs"] = {peer.name: _syncs(peer, corpus, asked) for peer in chosen}
    facts["goals"] = goals.judge(facts)
    before = json.loads(asked.compare.read_text()) if asked.compare else None
    print(report.text(facts, before))
    if asked.write:
        report.write(facts, before, HERE.parent)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--documents", type=int, default=0, help="a sample of so many (0: all)")
    parser.add_argument("--only", default="", help="names of peers, or parts of them")
    parser.add_argument("--install", action="store_true", help="make missing environments")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--compare", type=Path, help="results of an earlier release")
    parser.add_argument("--work", type=Path, default=Path("/tmp/fonds-bench"))
    cache = Path.home() / ".cache" / "fonds-bench"
    parser.add_argument("--cache", type=Path, default=cache)
    return parser.parse_args()


# --- peers --------------------------------------------------------------------------------------
def _chosen(asked: argparse.Namespace) -> Iterator[Peer]:
    """Yield the peers that are asked for and there; name the others."""
    wanted = [part for part in asked.only.split(",") if part]
    for peer in PEERS:
        if wanted and not any(part in peer.name for part in wanted):
            continue
        missing = _missing(peer, asked)
        if missing:
            print(f"NOT MEASURED: {peer.name}: {missing}", file=sys.stderr)
        else:
            yield peer


def _missing(peer: Peer, asked: argparse.Namespace) -> str:
    """Say what a peer lacks, after making its environment if that is asked for."""
    for program in peer.programs:
        if shutil.which(program) is None:
            return f"no {program} on this machine (apt-get install {program}, or the like)"
    if not peer.environment:
        return ""
    folder = asked.cache / "venvs" / peer.environment
    if not folder.exists() and asked.install:
        venv.create(folder, with_pip=True)
        done = subprocess.run([folder / "bin" / "pip", "install", "-q", *peer.packages])
        if done.returncode:
            shutil.rmtree(folder)
            return "pip could not install it"
    return "" if folder.exists() else "not installed (--install makes its environment)"


def _turn(
    peer: Peer, corpus: Path, asked: argparse.Namespace
) -> Iterator[tuple[str, str, dict[str, float]]]:
    """Run a peer's steps once; yield what each cost."""
    target = asked.work / "out"
    _remove(target)
    for step, template in peer.steps.items():
        command = _command(template, peer, corpus, target, asked)
        try:
            cost = measure.run(command, _environment(asked))
        except measure.CommandFailedError as e:
            print(f"FAILED: {e}", file=sys.stderr)
            return
        figures = {"wall": cost.wall, "cpu": cost.cpu, "peak": float(cost.peak)}
        if step in (FETCH, CLEAN):
            figures |= json.loads(cost.printed)
        if step == INGEST:
            size, count = measure.stored(target)
            figures |= {"stored": float(size), "files": float(count), **_parts(target)}
        yield peer.name, step, figures
    _remove(target)


def _parts(target: Path) -> dict[str, float]:
    """Where the bytes of an archive of ours lie; nothing for the others."""
    if not (target / "fonds.json").exists():
        return {}
    catalogue = sum(path.stat().st_size for path in target.glob("catalog.sqlite*"))
    bundles, _ = measure.stored(target / "bundles")
    log, files = measure.stored(target / "log")
    return {"bundles": bundles, "catalogue": catalogue, "log": log, "log files": files}


def _syncs(peer: Peer, corpus: Path, asked: argparse.Namespace) -> int | None:
    """Return how often a peer asks for durability while it takes the corpus in."""
    target = asked.work / "out"
    _remove(target)
    command = _command(peer.steps[INGEST], peer, corpus, target, asked)
    try:
        counted = sum(measure.count_syncs(command, _environment(asked)).values())
    except (measure.CommandFailedError, FileNotFoundError) as e:
        print(f"syncs not counted: {peer.name}: {e}", file=sys.stderr)
        counted = None
    _remove(target)
    return counted


def _command(
    template: str, peer: Peer, corpus: Path, target: Path, asked: argparse.Namespace
) -> list[str]:
    python = Path(sys.executable)
    if peer.environment:
        python = asked.cache / "venvs" / peer.environment / "bin" / "python"
    empty = asked.work / "empty"
    empty.mkdir(exist_ok=True)
    names = {
        "src": corpus,
        "dst": target,
        "python": python,
        "fastwarc": asked.cache / "venvs" / "fastwarc" / "bin" / "python",
        "bin": python.parent,
        "driver": HERE / "drivers.py",
        "empty": empty,
        "one": _one(corpus) if "{one}" in template else "",
    }
    return [part.format(**names) for part in template.split()]


def _one(corpus: Path) -> str:
    """Name one document in the middle of the corpus as an archive of it names it."""
    from fonds.sources import target_of

    paths = sorted(path for path in corpus.rglob("*") if path.is_file())
    return target_of(os.fsencode(paths[len(paths) // 2].relative_to(corpus)))


def _environment(asked: argparse.Namespace) -> Mapping[str, str]:
    # Where this is set every start compiles fonds anew, which no installed program does.
    around = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {
        **around,
        "XDG_CONFIG_HOME": str(asked.work / "config"),
        "RESTIC_PASSWORD": "x",
        "BORG_BASE_DIR": str(asked.work / "borg"),
        "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
        "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
        "PYTHONWARNINGS": "ignore",
    }


# --- figures ------------------------------------------------------------------------------------
def _medians(rows: list[tuple[str, str, dict[str, float]]]) -> Figures:
    gathered: dict[str, dict[str, dict[str, list[float]]]] = {}
    for peer, step, figures in rows:
        for name, value in figures.items():
            gathered.setdefault(peer, {}).setdefault(step, {}).setdefault(name, []).append(value)
    return {
        peer: {
            step: {name: statistics.median(values) for name, values in figures.items()}
            for step, figures in steps.items()
        }
        for peer, steps in gathered.items()
    }


def _linked(folder: Path, corpus: Path, documents: list[Path]) -> Path:
    """Return a folder with hard links to the chosen documents, so that all see the same files."""
    _remove(folder)
    for path in documents:
        place = folder / path.relative_to(corpus)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, place)
        except OSError:  # another file system
            shutil.copyfile(path, place)
    return folder


def _remove(path: Path) -> None:
    """Remove what a run made; only ever below the work folder."""
    shutil.rmtree(path, ignore_errors=True)
    path.with_suffix(".key").unlink(missing_ok=True)


def _machine() -> dict[str, Any]:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main())
