"""What is loaded when little is asked for: late imports stay late. Times are for benchmarks/."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.archives import files

HANDLE = {
    *("fonds", "fonds.about", "fonds.api", "fonds.api_input", "fonds.archive", "fonds.catalog"),
    *(
        "fonds.api_compare",
        "fonds.api_describe",
        "fonds.api_export",
        "fonds.api_search",
        "fonds.api_web",
        "fonds.compare",
    ),
    *("fonds.cli", "fonds.closing", "fonds.errors", "fonds.fingerprints", "fonds.formats"),
    *("fonds.ingest", "fonds.late_imports", "fonds.ledger", "fonds.log", "fonds.model"),
    *("fonds.opening", "fonds.sources", "fonds.storage", "fonds.workers"),
}
"""Packages that an open archive needs."""

LIBRARIES = {
    *("attr", "attrs", "blake3", "click", "cryptography", "isal", "orjson", "platformdirs"),
    *("_cffi_backend", "_openssl"),  # cryptography's
}
"""Libraries that an open archive needs: for bytes, digests and signatures, none for documents."""

HEAVY = {
    *("asyncio", "concurrent.futures.process", "ctypes", "email", "http", "logging"),
    *("multiprocessing", "ssl", "subprocess", "unittest", "urllib.request", "xml"),
}
"""Modules of the standard library that take long, and that no reader of an archive needs."""

REPORT = """
import atexit, sys
before = set(sys.modules)
def report():
    print("loaded", *sorted(set(sys.modules) - before), file=sys.stderr)
atexit.register(report)
"""


def loaded(code: str, folder: Path) -> tuple[set[str], set[str], set[str]]:
    """Run code; return the packages of fonds, the libraries and heavy modules that it loaded."""
    ran = subprocess.run(
        [sys.executable, "-c", REPORT + code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "XDG_CONFIG_HOME": str(folder)},
    )
    (line,) = (line for line in ran.stderr.splitlines() if line.startswith("loaded "))
    modules = set(line.split()[1:])
    ours = {".".join(name.split(".")[:2]) for name in modules if name.split(".")[0] == "fonds"}
    tops = {name.split(".")[0] for name in modules} - set(sys.stdlib_module_names) - {"fonds"}
    return ours, tops, modules & HEAVY


def command(*words: object) -> str:
    return f"from fonds.cli import main; sys.argv = {['fonds', *map(str, words)]!r}; main()"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of the folder ``in``."""
    folder = tmp_path_factory.mktemp("late")
    files(folder / "in", a_txt="one", b_txt="two")
    packages, libraries, _ = loaded(ingest(folder), folder)
    assert "fonds.derive" in packages, "what works on documents is loaded to work on them"
    assert "magic" in libraries
    assert "fonds.pool" in packages
    return folder


def ingest(folder: Path) -> str:
    return command("ingest", folder / "in", "--archive", folder / "archive")


def test_import_fonds_loads_next_to_nothing(tmp_path: Path) -> None:
    packages, libraries, heavy = loaded("import fonds", tmp_path)
    assert packages == {"fonds", "fonds.about"}
    assert libraries == heavy == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [["list"], ["log", "a.txt"], ["cat", "a.txt"]], ids=lambda w: w[0]
)
def test_a_reader_loads_nothing_that_works_on_documents(home: Path, words: list[str]) -> None:
    packages, libraries, heavy = loaded(command(*words, "--archive", home / "archive"), home)
    assert packages <= HANDLE
    assert libraries <= LIBRARIES
    assert heavy == set()


def test_a_run_without_change_loads_nothing_that_works_on_documents(home: Path) -> None:
    packages, libraries, heavy = loaded(ingest(home), home)
    assert packages <= HANDLE | {"fonds.commit", "fonds.cleaning"}  # the names of profiles
    assert libraries <= LIBRARIES
    assert heavy == set()
