"""Documents written out: get/, storage/outgoing, cli/get, Archive.save."""

import json
import os
import random

import pytest

import fonds
from fonds.errors import (
    DigestMismatchError,
    ExistsError,
    ForeignFolderError,
    NoTextError,
    UnknownDocumentError,
    UsageError,
)
from fonds.get import EvidenceFile, Item, save
from fonds.get.names import Names, safe_path
from support.archives import files, new_archive

RESERVED = ("con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10)))


def tree(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def item(identifier, data=b"data", number=1):
    return Item(identifier, "urn:uuid:x", number, lambda part: iter([data]))


@pytest.fixture
def archive(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files(tmp_path / "in", a_txt="first\n", b_bin=b"\x00\x01\x02PNG" * 9)
    with new_archive(tmp_path) as opened:
        opened.ingest("in", jobs=0)
        files(tmp_path / "in", a_txt="A caption[/caption] second\n")
        opened.ingest("in", jobs=0)
        yield opened


# --- names ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("identifier", "path"),
    [
        ("file:///a/b%20c.txt", "a/b c.txt"),
        ("file:///../../etc/passwd", "etc/passwd"),
        ("file:///a/%2E%2E/%2e%2e/b", "a/b"),
        ("file:////abs//x", "abs/x"),
        ("file:///a%2Fb%5Cc%00d", "a/b_c_d"),
        ("file:///CON", "_CON"),
        ("file:///com1.tar.gz", "_com1.tar.gz"),
        ("file:///trailing.%20.", "trailing"),
        ("file:///.git/config", "_git/config"),
        ("file:///-rf", "_-rf"),
        ("file:///%FF%FE.txt", "%FF%FE.txt"),
        ("file:///%D8%AA.txt", "ت.txt"),
        ("file:///evil%E2%80%AEtxt.exe", "evil_txt.exe"),
        ("https://u@e.example:80/p/%2e%2e/q?x=1/2#f", "e.example/p/q/_x=1_2"),
        ("https://[::1/x", "https___[__1_x"),
        (
            "urn:uuid:00000000-0000-0000-0000-000000000000",
            "urn_uuid_00000000-0000-0000-0000-000000000000",
        ),
        ("file:///", "document"),
        ("a:b|c*?", "a_b_c__"),
    ],
)
def test_names_are_safe(identifier, path):
    assert "/".join(safe_path(identifier)) == path


def test_no_identifier_leads_outside_or_to_a_device():
    rng = random.Random(7)
    pieces = [
        "..",
        ".",
        "/",
        "\\",
        "%2F",
        "%2e",
        "%00",
        "con",
        "AUX.txt",
        " ",
        "a",
        "é",
        "%FF",
        ":",
    ]
    pieces += ["\udcff", "\u202e", "x" * 300, "?", "#", "file:///", "https://", "~", "-", "\n"]
    for _ in range(3000):
        path = safe_path("".join(rng.choices(pieces, k=rng.randint(1, 8))))
        assert path
        assert all(part not in ("", ".", "..") and len(part.encode()) <= 255 for part in path)
        assert not any(set(part) & set('/\\<>:"|?*\0\n\u202e') for part in path)
        assert not any(part.split(".")[0].strip().lower() in RESERVED for part in path)
        assert not any(part.endswith((".", " ")) or part.startswith((".", "-")) for part in path)
        assert sum(len(part.encode()) + 1 for part in path) <= 1200


def test_names_that_some_system_takes_for_one_get_numbers():
    names = Names()
    asked = [
        ("A.txt",),
        ("a.TXT",),
        ("é",),
        ("é",),
        ("d",),
        ("d", "x"),
        ("D", "X"),
        ("ß",),
        ("SS",),
    ]
    given = [names.take(path) for path in asked]
    assert given[:4] == [("A.txt",), ("a~2.TXT",), ("é",), ("é~2",)]
    assert given[4:7] == [("d",), ("d~2", "x"), ("D~2", "X~2")] or given[5][0] != "d"
    folded = ["/".join(path).casefold() for path in given]
    assert len(set(folded)) == len(folded)


# --- writing --------------------------------------------------------------------------------------
def test_two_documents_of_one_name_both_come_out_with_a_list(tmp_path):
    items = [item("file:///R.txt", b"one"), item("file:///r.txt", b"two"), item("file:///ok", b"3")]
    report = save(items, tmp_path / "out")
    written = tree(tmp_path / "out")
    listed = written.pop("which-is-which.tsv").decode().splitlines()
    assert written == {"R.txt": b"one", "r~2.txt": b"two", "ok": b"3"}
    assert listed == [
        "file\tidentifier\tversion\tdocument",
        "r~2.txt\tfile:///r.txt\t1\turn:uuid:x",
    ]
    assert (report.files, report.failed, report.list) == (3, 0, "which-is-which.tsv")


def test_nothing_is_overwritten_and_the_same_bytes_are_well(tmp_path):
    out = tmp_path / "out"
    files(out, a_txt="mine", b_txt="same")
    report = save([item("file:///a.txt", b"theirs"), item("file:///b.txt", b"same")], out)
    assert (report.files, report.unchanged, report.failed) == (0, 1, 1)
    assert isinstance(report.failures[0].error, ExistsError)
    assert tree(out) == {"a.txt": b"mine", "b.txt": b"same"}


def test_no_link_is_followed_and_nothing_is_written_outside(tmp_path):
    out, outside = tmp_path / "out", tmp_path / "outside"
    out.mkdir()
    outside.mkdir()
    (out / "folder").symlink_to(outside)
    (out / "file").symlink_to(outside / "made")
    os.mkfifo(out / "fifo")
    report = save([item(f"file:///{name}") for name in ("folder/x", "file", "fifo")], out)
    assert (report.files, report.failed) == (0, 3)
    assert list(outside.iterdir()) == []
    assert {path.name for path in out.iterdir()} == {"folder", "file", "fifo"}


def test_damage_is_found_before_a_file_has_its_name(tmp_path):
    def damaged(part):
        yield b"begins well"
        raise DigestMismatchError("it is not what it was")

    report = save(
        [Item("file:///x", "urn:uuid:x", 1, damaged), item("file:///y")], tmp_path / "out"
    )
    assert (report.files, report.failed) == (1, 1)
    assert tree(tmp_path / "out") == {"y": b"data"}


# --- archives and evidence ------------------------------------------------------------------------
def test_the_exact_bytes_of_versions_and_their_texts(archive, tmp_path):
    archive.save(None, tmp_path / "all")
    assert tree(tmp_path / "all") == {
        "in/a.txt": b"A caption[/caption] second\n",
        "in/b.bin": b"\x00\x01\x02PNG" * 9,
    }
    archive.save(["a.txt@1", "a.txt@2"], tmp_path / "versions")
    assert tree(tmp_path / "versions") == {
        "in/a@1.txt": b"first\n",
        "in/a@2.txt": b"A caption[/caption] second\n",
    }
    report = archive.save(None, tmp_path / "cleaned", part="cleaned")
    assert report.without_text == 1
    assert isinstance(report.failures[0].error, NoTextError)
    cleaned = archive.get("a.txt").cleaned.encode()
    assert tree(tmp_path / "cleaned") == {"in/a.cleaned.txt": cleaned}
    with pytest.raises(UnknownDocumentError):
        archive.save("nosuch", tmp_path / "none")
    with pytest.raises(UsageError):
        archive.save(None, tmp_path / "none", part="edits")
    assert not (tmp_path / "none").exists()


def test_what_an_evidence_file_holds(archive, tmp_path):
    archive.prove(["a.txt@1", "a.txt@2", "b.bin"], tmp_path / "e.wacz")
    bundle = next((archive.path / "bundles").rglob("*.wacz"))
    evidence = EvidenceFile.open(tmp_path / "e.wacz")
    report = save(evidence.items(), tmp_path / "out")
    written = tree(tmp_path / "out")
    written.pop(report.list)
    assert sorted(written.values()) == sorted(
        [b"first\n", b"A caption[/caption] second\n", b"\x00\x01\x02PNG" * 9]
    )
    assert [one.identifier for one in evidence.items(["B.BIN"])] == ["file:///in/b.bin"]
    texts = save(evidence.items(["in/a.txt"]), tmp_path / "text", "text")
    assert (texts.files, texts.without_text) == (2, 0)
    with pytest.raises(UnknownDocumentError):
        list(evidence.items(["nosuch"]))
    evidence.close()
    whole = EvidenceFile.open(bundle)
    assert save(whole.items(), tmp_path / "bundle").failed == 0
    whole.close()


def test_a_damaged_evidence_file_gives_no_file(archive, tmp_path):
    archive.prove("b.bin", tmp_path / "e.wacz")
    data = bytearray((tmp_path / "e.wacz").read_bytes())
    at = data.index(b"archive/data.warc.gz") + 700  # inside the first records
    data[at] ^= 0xFF
    (tmp_path / "bad.wacz").write_bytes(data)
    try:
        evidence = EvidenceFile.open(tmp_path / "bad.wacz")
    except fonds.errors.FondsError:
        return
    assert save(evidence.items(), tmp_path / "out").failed == 1
    assert not any(path.is_file() for path in (tmp_path / "out").rglob("*"))


def test_a_file_is_no_archive_and_says_what_can_be_done_with_it(archive, tmp_path):
    archive.prove("b.bin", tmp_path / "e.wacz")
    with pytest.raises(ForeignFolderError, match="fonds get"):
        fonds.open(tmp_path / "e.wacz")
    assert json.dumps(archive.save("b.bin", tmp_path / "out").files) == "1"
