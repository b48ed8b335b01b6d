"""Annotate and reprocess, from the command line and the API."""

import json

import pytest

from support.archives import files, new_archive, reopened
from unit.cli.test_commands import run


@pytest.fixture
def home(tmp_path):
    files(tmp_path / "in", a_txt="first text\n", b_txt='Hello [caption id="attachment_1"] there\n')
    with new_archive(tmp_path) as archive:
        archive.ingest([str(tmp_path / "in")], jobs=0, metadata={"rights": "CC0"})
    return tmp_path


def keyed(home, *line):
    return run(home, *line, FONDS_KEY=str(home / "key"))


def test_metadata_is_stated_of_what_is_archived(home):
    line = ("annotate", "a.txt", "--meta", "creator=Ann", "--operator", "Bob", "--reason", "asked")
    done = json.loads(keyed(home, *line, "--json").out)
    assert done["new_version"] == 1
    assert json.loads(keyed(home, *line, "--json").out)["unchanged"] == 1
    with reopened(home) as archive:
        version = archive.get("a.txt")
        assert (version.number, version.row.kind) == (2, "describe")
        assert version.stated == {"creator": "Ann", "rights": "CC0", "reason": "asked"}
        assert version.raw == b"first text\n"
        entry = list(archive.history("a.txt"))[-1]
        assert (entry.by, entry.reason) == ("Bob", "asked")
        assert archive.verify(rederive=True).ok
        archive.annotate("a.txt", {}, remove=["rights"])
        assert "rights" not in archive.get("a.txt").stated
        assert archive.ingest([str(home / "in")], jobs=0, rehash=True).unchanged == 2


def test_many_documents_are_described_by_a_table(home):
    (home / "t.csv").write_text("document,creator\na.txt,Ann\nb.txt,Bob\n")
    assert keyed(home, "annotate", "--from", str(home / "t.csv")).returncode == 0
    (home / "t.jsonl").write_text('{"document": "a.txt", "title": "A"}\n')
    assert keyed(home, "annotate", "--from", str(home / "t.jsonl")).returncode == 0
    with reopened(home) as archive:
        assert archive.get("a.txt").stated["title"] == "A"
        assert archive.get("b.txt").stated["creator"] == "Bob"
    (home / "bad.csv").write_text("name\nx\n")
    assert keyed(home, "annotate", "--from", str(home / "bad.csv")).returncode == 2
    assert keyed(home, "annotate", "a.txt").returncode == 2
    assert keyed(home, "annotate", "none.txt", "--meta", "a=b").returncode == 1
    assert keyed(home, "annotate").returncode == 2


def test_a_document_of_a_container_keeps_its_container(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr("m.txt", "member")
    with new_archive(tmp_path) as archive:
        archive.ingest([str(tmp_path / "x.zip")], jobs=0)
        archive.annotate("x.zip!/m.txt", {"title": "M"})
        own = archive.get("x.zip!/m.txt").own_provenance
        assert own["entity"]["v:container"]["f:place"] == "m.txt"


def test_what_would_come_out_the_same_makes_no_version(home):
    answer = json.loads(keyed(home, "reprocess", "--json").out)
    assert answer == {"matched": 2, "changed": 0, "failed": 0, "sample": []}


def test_what_comes_out_otherwise_is_a_version(home):
    with reopened(home) as archive:
        archive.ingest([str(home / "in")], jobs=0, capture_only=True)
        archive.add('Hi [caption id="attachment_2"] you', "raw", capture_only=True)
        tried = archive.reprocess(where="source = raw", dry_run=True)
        assert tried.changed == 1
        assert archive.get("raw").number == 1
        assert archive.reprocess(where="source = raw").changed == 1
        assert archive.reprocess(where="source = raw").changed == 0
        version = archive.get("raw")
        assert (version.number, version.row.kind) == (2, "reprocess")
        assert version.cleaned == "Hi you"
        assert archive.verify().ok


def test_expressions_choose_what_is_listed_and_exported(home):
    listed = json.loads(run(home, "list", "--where", "source ~ a.txt", "--json").out)
    assert [row["name"] for row in listed["documents"]] == ["in/a.txt"]
    wrong = run(home, "list", "--where", "size =")
    assert wrong.returncode == 2
    assert "^" in wrong.err
    done = json.loads(run(home, "export", "csv", "out", "--where", "size > 20", "--json").out)
    assert done["versions"] == 1
