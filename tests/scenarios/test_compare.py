"""Diff, history, similar, duplicates, find and status, from the command line and the API."""

import json
import random

import pytest

import fonds
from fonds.compare.versions import compare, side_of_bytes
from support.archives import files, new_archive, reopened
from unit.cli.test_commands import run

WORDS = "port ship harbour crane sailor pier wave night captain letter storm coast".split()


def prose(seed, length=120):
    numbers = random.Random(seed)
    return " ".join(f"{numbers.choice(WORDS)}{numbers.randrange(40)}" for _ in range(length))


@pytest.fixture
def home(tmp_path):
    text, other = prose(1), prose(2)
    nearly = text.split()
    nearly[40] = "changed"
    files(tmp_path / "in", a_txt=text, near_txt=" ".join(nearly), twin_txt=text, b_txt=other)
    with new_archive(tmp_path) as archive:
        archive.ingest([str(tmp_path / "in")], jobs=0, operator="Ann")
        files(tmp_path / "in", a_txt=text + " And one more line.")
        archive.ingest([str(tmp_path / "in")], jobs=0, metadata={"title": "T"})
    return tmp_path


def answer(home, *line):
    return json.loads(run(home, *line, "--json").out)


def test_a_version_is_compared_with_the_one_before(home):
    found = answer(home, "diff", "a.txt@2")
    assert found["parts"] == {
        "bytes": "differs", "text": "differs", "cleaned": "differs", "metadata": "differs",
    }  # fmt: skip
    (hunk,) = found["hunks"]
    assert hunk["added"].strip() == "And one more line."
    assert hunk["removed"] == ""


def test_documents_and_files_are_compared_word_by_word(home):
    (hunk,) = answer(home, "diff", "twin.txt", "near.txt")["hunks"]
    assert hunk["added"] == "changed"
    (home / "mine.txt").write_text(prose(2) + " more")
    found = answer(home, "diff", "b.txt", str(home / "mine.txt"))
    assert found["hunks"][0]["added"] == " more"
    assert run(home, "diff", "b.txt", "b.txt", "--exit-code").returncode == 0
    assert run(home, "diff", "b.txt", "twin.txt", "--exit-code").returncode == 1
    assert "{+changed+}" in run(home, "diff", "twin.txt", "near.txt").out
    assert run(home, "diff", "b.txt@1").returncode == 1
    assert run(home, "diff", "none.txt", "b.txt").returncode == 1


def test_metadata_alone_may_differ(home):
    found = answer(home, "diff", "b.txt@2", "--part", "metadata")
    assert found["parts"]["bytes"] == "equal"
    assert found["parts"]["metadata"] == "differs"


def test_what_is_no_text_differs_and_no_more_is_said():
    found = compare(side_of_bytes(b"\xff\xd8\xff\xe0" + bytes(900), "a.jpg"),
                    side_of_bytes(b"\x89PNG\r\n\x1a\n" + bytes(900), "b.png"))  # fmt: skip
    assert found.parts["bytes"] == "differs"
    assert found.hunks("bytes") is None


def test_history_says_what_changed_by_whom(home):
    found = answer(home, "history", "a.txt")
    first, second = found["versions"]
    assert first["changed"] == {}
    assert first["by"] == "Ann"
    assert second["changed"]["cleaned"]["words"] == {"removed": 0, "added": 5}
    assert second["changed"]["metadata"] == {"keys": ["title"]}
    assert answer(home, "log", "a.txt") == found
    assert "words" in run(home, "history", "a.txt").out


def test_a_withdrawn_version_stands_in_the_history(home):
    with reopened(home) as archive:
        archive.withdraw("a.txt@1", reason="r", authority="a")
        entries = list(archive.history("a.txt"))
        assert [entry.version.withdrawn for entry in entries] == [True, False]


def test_texts_that_are_alike_are_found_nearest_first(home):
    found = answer(home, "similar", "twin.txt")["results"]
    assert [(one["identifier"][-8:], one["version"]) for one in found[:2]] == [
        ("in/a.txt", 1), ("win.txt", 2)] or found[0]["similarity"] == 1.0  # fmt: skip
    names = {one["identifier"].rpartition("/")[2] for one in found}
    assert names == {"a.txt", "near.txt", "twin.txt"}
    assert all(0.3 <= one["similarity"] <= 1 for one in found)
    (home / "mine.txt").write_text(prose(2))
    mine = answer(home, "similar", str(home / "mine.txt"))["results"]
    assert mine[0]["identifier"].endswith("b.txt")
    (home / "short.txt").write_text("short")
    assert run(home, "similar", str(home / "short.txt")).returncode == 1


def test_duplicates_are_clusters_with_their_pairs(home):
    (cluster,) = answer(home, "duplicates")["clusters"]
    assert cluster["kind"] == "near"
    assert {m.rpartition("/")[2] for m in cluster["members"]} == {"a.txt", "near.txt", "twin.txt"}
    assert len(cluster["pairs"]) == 3


def test_exact_duplicates_are_told_from_near_ones(tmp_path):
    files(tmp_path / "in", a_txt="x", b_txt="x", c_txt="")
    with new_archive(tmp_path) as archive:
        archive.ingest([str(tmp_path / "in")], jobs=0)
        (cluster,) = archive.duplicates()
        assert cluster.kind == "exact"
        assert len(cluster.members) == 2


def test_a_fingerprint_or_a_file_finds_all_versions_that_have_it(home):
    with reopened(home) as archive:
        version = archive.get("twin.txt@1")
        raw = version.statement.records[0]
        swhid = version.own_provenance["entity"]["v:raw"]["f:swhid"]
    path = str(home / "in/twin.txt")
    whole = answer(home, "find", path)["results"]
    assert {(r["identifier"].rpartition("/")[2], r["version"]) for r in whole} == {
        ("twin.txt", 1), ("twin.txt", 2), ("a.txt", 1),
    }  # fmt: skip
    for digest in (raw.sha256, raw.sha256[:8], f"sha256:{raw.sha256[:9]}", raw.blake3[:12], swhid):
        assert len(answer(home, "find", "--digest", digest)["results"]) == 3, digest
    assert answer(home, "find", "--digest", "0" * 64)["results"] == []
    assert run(home, "find", "--digest", "xyz").returncode == 2
    assert run(home, "find").returncode == 2
    assert run(home, "find", str(home / "none")).returncode == 3


def test_status_has_the_figures(home):
    found = answer(home, "status")
    assert (found["documents"], found["versions"]) == (4, 8)
    assert found["kinds"] == {"capture": 5, "describe": 3}
    assert found["types"] == {"text/plain": 8}
    assert found["months"] == {"2026-11": 8}
    assert found["stored"] > 0
    assert found["log_size"] == 10
    assert "text/plain 8" in run(home, "status").out


def test_an_empty_archive_answers_too(tmp_path):
    with new_archive(tmp_path) as archive:
        assert archive.status().versions == 0
        assert archive.duplicates() == []
        with pytest.raises(fonds.errors.UnknownDocumentError):
            archive.diff("a", "b")
