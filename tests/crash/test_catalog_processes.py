"""Readers beside a writer, in processes of their own: the catalogue is never in anybody's way.

A reader sees all that was acknowledged before it looked, is told of no damage where there is
none, and neither side fails; also when somebody deletes or spoils the catalogue all the while.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import fonds
from support.archives import files, new_archive, reopened

ROUNDS = 40

WRITER = """
import sys
from pathlib import Path
import fonds

home, rounds = Path(sys.argv[1]), int(sys.argv[2])
sys.stdin.readline()
try:
    with fonds.open(home / "archive", key=home / "key") as archive:
        for number in range(rounds):
            path = home / "in" / f"{number}.txt"
            path.write_text(f"document {number}")
            report = archive.ingest([path], jobs=0)
            assert not report.failures, report.failures
            (home / "told").write_text(str(number + 2))
            assert archive.get(f"{number}.txt").raw == path.read_bytes()
finally:
    (home / "done").write_text("")
"""

READER = """
import json, sys
from pathlib import Path
import fonds

home, notices, looks, last = Path(sys.argv[1]), [], 0, False
keep_open = sys.argv[2] == "one handle"
sys.stdin.readline()

def look(archive):
    told = int((home / "told").read_text() or "0")
    found = list(archive.documents())
    assert len(found) >= told, (len(found), told)
    newest = found[-1].latest
    assert newest.raw.startswith(b"document")
    assert archive.get(newest.identifier).raw == newest.raw

kept = fonds.open(home / "archive", key=home / "no key", notice=notices.append)
while not last:
    last = (home / "done").exists()
    if keep_open:
        look(kept)
    else:
        with fonds.open(home / "archive", key=home / "no key", notice=notices.append) as archive:
            look(archive)
    looks += 1
kept.close()
print(json.dumps({"looks": looks, "notices": notices}))
"""

SPOILER = """
import itertools, os, sys
from pathlib import Path

home = Path(sys.argv[1])
catalog = home / "archive" / "catalog.sqlite"
sys.stdin.readline()
for turn in itertools.count():
    if (home / "done").exists():
        break
    if turn % 3 == 0:
        catalog.unlink(missing_ok=True)
    else:
        spoilt = home / "spoilt"
        spoilt.write_bytes(b"" if turn % 3 == 1 else b"SQLite format 3\\0 but not" * 400)
        os.rename(spoilt, catalog)
    told = (home / "told").read_text()
    while (home / "told").read_text() == told and not (home / "done").exists():
        os.sched_yield()
"""


def run_together(*commands):
    """Start processes, let them begin together, and return what they print."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, *map(str, args)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for script, *args in commands
    ]
    for process in started:
        process.stdin.write("\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=120) for process in started]
    for process, (_, err) in zip(started, outputs, strict=True):
        assert (process.returncode, err) == (0, "")
    return [json.loads(out) for out, _ in outputs if out]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with new_archive(tmp_path) as archive:
        archive.ingest([str(files(tmp_path / "in", first_txt="document"))], jobs=0)
    (tmp_path / "told").write_text("1")
    return tmp_path


def all_is_there(home: Path) -> None:
    with reopened(home) as archive:
        assert len(list(archive.documents())) == ROUNDS + 1
        report = archive.verify(jobs=0)
        assert report.ok, report.findings
        assert [f.code for f in report.findings if f.code in ("V121", "V122")] == []


def test_readers_beside_a_writer_are_told_of_no_damage(home):
    told = run_together(
        (WRITER, home, ROUNDS), (READER, home, "new ones"), (READER, home, "one handle")
    )
    assert [reader["notices"] for reader in told] == [[], []]
    assert all(reader["looks"] > 1 for reader in told)
    all_is_there(home)


def test_a_catalogue_that_is_spoilt_all_the_while_stops_nobody(home):
    run_together(
        (WRITER, home, ROUNDS),
        (READER, home, "new ones"),
        (READER, home, "one handle"),
        (SPOILER, home),
    )
    with fonds.open(home / "archive", key=home / "key") as archive:
        archive.rebuild_catalog()
    all_is_there(home)


def test_two_writers_and_readers_take_turns(home):
    """Whoever writes next takes up the catalogue as the other left it."""
    other = WRITER.replace('f"{number}.txt"', 'f"other-{number}.txt"').replace(
        '(home / "told").write_text(str(number + 2))', ""
    )
    told = run_together(
        (WRITER, home, ROUNDS // 4), (other, home, ROUNDS // 4), (READER, home, "new ones")
    )
    assert [reader["notices"] for reader in told] == [[]]
    with reopened(home) as archive:
        assert len(list(archive.documents())) == 2 * (ROUNDS // 4) + 1
        assert archive.verify(jobs=0).ok
