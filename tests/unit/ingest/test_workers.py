"""What happens when processing a document breaks, kills its worker, or never ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fonds import derive as document
from fonds.model import Status
from support.archives import files, new_archive


def test_a_fault_in_a_stage_costs_a_document_its_text_and_nothing_else(tmp_path, monkeypatch):
    real = document.extract

    def faulty(data, identification):
        if b"poison" in data:
            raise IndexError("a bug")
        return real(data, identification)

    monkeypatch.setattr("fonds.derive.extract", faulty)
    source = files(tmp_path / "in", a_txt="fine", b_txt="poison", c_txt="fine too")
    outcomes = []
    with new_archive(tmp_path) as archive:
        archive.ingest([str(source)], jobs=0, acknowledge=outcomes.append)
        assert [o.status for o in outcomes] == [Status.NEW] * 3
        assert archive.get("b.txt").raw == b"poison"
        assert archive.get("b.txt").text is None
        assert archive.get("a.txt").text == "fine"
        assert archive.verify().ok
    (note,) = next(o for o in outcomes if o.display.endswith("b.txt")).notes
    assert "IndexError" in note


KILLER = """
import os, sys, signal, time
sys.path.insert(0, {tests!r})
from fonds import derive as document
real = document.extract
def deadly(data, identification):
    if b"KILL" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"LOOP" in data:
        while True: pass
    return real(data, identification)
document.extract = deadly      # in each worker too: spawn imports this file there
if __name__ == "__main__":
    from pathlib import Path
    from support.archives import new_archive
    from fonds.ingest import Limits
    home = Path(sys.argv[1])
    with new_archive(home) as archive:
        report = archive.ingest([str(home / "in")], jobs=2,
                                limits=Limits(batch_documents=4, cpu_seconds=1.0))
        print(dict(report.counts))
        for name in sorted(os.listdir(home / "in")):
            assert archive.get(name).raw == (home / "in" / name).read_bytes(), name
        assert archive.get("f3.txt").text is None
        assert archive.get("f2.txt").text is not None
        assert archive.verify().ok
"""


@pytest.mark.parametrize("word", ["KILL", "LOOP"])
def test_a_document_that_kills_its_worker_keeps_its_bytes(tmp_path, word):
    texts = {f"f{i}_txt": f"document {i} {word if i == 3 else ''}" for i in range(12)}
    files(tmp_path / "in", **texts)
    script = tmp_path / "run.py"
    script.write_text(KILLER.format(tests=str(Path(__file__).resolve().parents[2])))
    ran = subprocess.run(
        [sys.executable, script, tmp_path],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
    )
    assert ran.returncode == 0, ran.stderr
    assert "12" in ran.stdout
    assert "Traceback" not in ran.stderr
