"""Exports, held against the validators of others where they are installed, and by hand."""

import csv
import gzip
import hashlib
import json
import subprocess

import pytest
import zstandard

from fonds.errors import ExistsError, FormatError
from fonds.export.check import check_export
from fonds.export.ocfl import object_path
from fonds.export.resolve import resolve, rows_of
from support.archives import files, new_archive, reopened
from unit.cli.test_commands import run

FORMATS = ("tree", "bag", "ocfl", "jsonl", "csv")
CAPTION = 'Le port [caption id="attachment_7" width="300"] de Brest, et la rade.\n'


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Versions, odd names, an empty and a large file, a withdrawn document, a formula."""
    home = tmp_path_factory.mktemp("export")
    source = files(home / "in", a_txt=CAPTION, gone_txt="to be withdrawn", empty_txt="")
    (source / "100%\n=1+1 é.txt").write_bytes("=SUM(A1:A9)\n\nألف باء\n".encode())
    (source / "A.txt").write_text("another case")
    (source / "big.bin").write_bytes(bytes(range(256)) * 40_000)
    (source / "page.html").write_text("<title>T</title><p>Some words of a page</p>")
    with new_archive(home) as archive:
        archive.ingest([str(source)], jobs=0, operator="Ann")
        files(source, a_txt=CAPTION + "More of it.\n")
        archive.ingest([str(source)], jobs=0)
        archive.withdraw("gone.txt", reason="r", authority="a")
    return home


@pytest.fixture
def archive(home):
    with reopened(home) as archive:
        yield archive


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("all_versions", [False, True])
def test_every_format_is_whole_and_can_be_run_again(archive, tmp_path, format, all_versions):
    options = {"all_versions": all_versions, "time": "2026-12-01T00:00:00.000Z"}
    done = archive.export(format, tmp_path / "x", **options)
    assert done.failed == {}
    assert done.versions == (7 if all_versions else 6)
    assert done.withdrawn == 1
    assert check_export(tmp_path / "x").ok
    assert archive.export(format, tmp_path / "x", **options).versions == done.versions
    assert archive.export(format, tmp_path / "y", **options) == done.__class__(
        **{**{f: getattr(done, f) for f in done.__slots__ if f != "__weakref__"},
           "folder": tmp_path / "y"})  # fmt: skip
    for one in (tmp_path / "x").rglob("*"):
        if one.is_file():
            other = tmp_path / "y" / one.relative_to(tmp_path / "x")
            assert one.read_bytes() == other.read_bytes(), "the same time gives the same bytes"
            assert b"to be withdrawn" not in one.read_bytes()


def test_a_bag_is_valid_to_others_and_by_the_specification(archive, tmp_path):
    archive.export("bag", tmp_path / "bag", all_versions=True, source="The Archive")
    bag = tmp_path / "bag"
    assert (bag / "bagit.txt").read_bytes() == (
        b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    )
    info = dict(x.split(": ", 1) for x in (bag / "bag-info.txt").read_text().splitlines())
    payload = [one for one in (bag / "data").rglob("*") if one.is_file()]
    assert info["Payload-Oxum"] == f"{sum(o.stat().st_size for o in payload)}.{len(payload)}"
    assert info["Source-Organization"] == "The Archive"
    for algorithm in ("sha256", "sha512"):
        for manifest, listed in (("manifest", payload), ("tagmanifest", None)):
            lines = (bag / f"{manifest}-{algorithm}.txt").read_text("utf-8").splitlines()
            rows = [line.split("  ", 1) for line in lines]
            decoded = [
                (digest, path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%"))
                for digest, path in rows
            ]
            for digest, path in decoded:
                assert hashlib.new(algorithm, (bag / path).read_bytes()).hexdigest() == digest
            if listed is not None:
                assert {path for _, path in decoded} == {
                    one.relative_to(bag).as_posix() for one in listed
                }
    bagit = pytest.importorskip("bagit")
    bagit.Bag(str(bag)).validate()


def test_an_ocfl_root_is_valid_to_others(archive, tmp_path):
    archive.export("ocfl", tmp_path / "root", all_versions=True)
    objects = list((tmp_path / "root").rglob("0=ocfl_object_1.1"))
    assert len(objects) == 6
    inventory = json.loads(
        (object_folder(archive, tmp_path, "a.txt") / "inventory.json").read_text()
    )
    assert inventory["head"] == "v2"
    contents = [path for paths in inventory["manifest"].values() for path in paths]
    assert len(contents) == len(set(contents))
    ocfl = pytest.importorskip("ocfl")
    root = ocfl.StorageRoot(root=str(tmp_path / "root"))
    root.validate()
    assert (root.num_objects, root.good_objects) == (6, 6)


def object_folder(archive, tmp_path, name):
    return (tmp_path / "root").joinpath(*object_path(archive.get(name).document))


def test_where_an_object_lies_is_as_the_extension_has_it():
    # The examples of OCFL extension 0003.
    assert "/".join(object_path("object-01")) == "3c0/ff4/240/object-01"
    assert "/".join(object_path("..hor/rib:le-$id")) == "487/326/d8c/%2e%2ehor%2frib%3ale-%24id"
    long = "abcdefghij" * 26
    assert object_path(long)[3] == long[:100] + "-" + hashlib.sha256(long.encode()).hexdigest()


def test_a_tree_is_what_sha256sum_reads(archive, tmp_path):
    archive.export("tree", tmp_path / "tree", all_versions=True)
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "manifest-sha256.txt"],
        cwd=tmp_path / "tree", capture_output=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    names = [one.name.lower() for one in (tmp_path / "tree").rglob("*") if one.is_file()]
    assert (tmp_path / "tree/versions/1/in/a.txt").read_text() == CAPTION
    assert not any("\n" in name for name in names)
    with (tmp_path / "tree/manifest.csv").open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 7


def test_rows_lead_back_and_changed_ones_do_not(archive, tmp_path):
    for compress, opened in ((None, open), ("gz", gzip.open), ("zst", zstandard.open)):
        folder = tmp_path / str(compress)
        archive.export("jsonl", folder, all_versions=True, compress=compress, edits=True)
        (path,) = folder.glob("rows.jsonl*")
        with opened(path, "rb") as file:
            rows = [json.loads(line) for line in file.read().splitlines()]
        assert set(rows[0]) == {"text", "id", "metadata"}
        results = list(resolve(archive.handle, rows_of(str(path))))
        assert [one.problem for one in results] == [None] * 7
    row = next(row for row in rows if row["id"].endswith("in/a.txt@1"))
    assert "attachment_7" not in row["text"]
    assert "attachment_7" in row["metadata"]["edits_ledger"]
    assert row["metadata"]["text_sha256"] == hashlib.sha256(row["text"].encode()).hexdigest()
    flat = {**row["metadata"], "id": row["id"], "text": row["text"]}
    for change in ({"text": "other"}, {"sha256": "0" * 64}, {"leaf": 999}, {"leaf": None},
                   {"id": "another@1"}, {"text_sha256": "0" * 64}):  # fmt: skip
        (one,) = resolve(archive.handle, [(1, flat | change)])
        assert one.problem is not None, change


def test_parquet_has_one_schema_whatever_is_in_it(archive, tmp_path, monkeypatch):
    pq = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("fonds.export.verb.ROWS_OF_A_PART", 3)
    archive.export("parquet", tmp_path / "p", all_versions=True)
    parts = sorted((tmp_path / "p").glob("part-*"))
    assert [part.name for part in parts] == [f"part-0000{n}-of-00003.parquet" for n in range(3)]
    assert len({str(pq.read_schema(part)) for part in parts}) == 1
    results = [one for part in parts for one in resolve(archive.handle, rows_of(str(part)))]
    assert [one.problem for one in results] == [None] * 7


def test_no_cell_of_the_inventory_is_a_formula(archive, tmp_path):
    archive.export("csv", tmp_path / "c")
    data = (tmp_path / "c/inventory.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True)))
    assert len(rows) == 7
    assert any(cell.startswith("'=SUM") for row in rows for cell in row)
    assert not any(cell[:1] in "=+@\t\r" for row in rows for cell in row if cell)


@pytest.mark.parametrize("format", FORMATS)
def test_every_damage_of_an_export_is_found(archive, tmp_path, format):
    root = tmp_path / "x"
    archive.export(format, root)
    for path in sorted(one for one in root.rglob("*") if one.is_file())[:12]:
        data = path.read_bytes()
        path.unlink()
        if path.name == "fonds-export.json":
            with pytest.raises(FormatError):
                check_export(root)
        else:
            assert not check_export(root).ok
            path.write_bytes(data + b"x")
            assert not check_export(root).ok
            path.unlink()
            path.write_bytes(bytes([data[0] ^ 1]) + data[1:] if data else b"x")
            assert not check_export(root).ok
            path.unlink()
            path.symlink_to("/etc/passwd")
            assert not check_export(root).ok
            path.unlink()
        path.write_bytes(data)
    assert check_export(root).ok
    (root / "more").write_text("x")
    assert not check_export(root).ok


def test_other_files_in_the_way_are_never_overwritten(archive, tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x/rows.jsonl").write_text("mine")
    with pytest.raises(ExistsError):
        archive.export("jsonl", tmp_path / "x")
    assert (tmp_path / "x/rows.jsonl").read_text() == "mine"


def test_a_list_that_names_places_outside_is_refused(tmp_path):
    for path in ("../x", "/etc/passwd", "a//b", "a/../../b", "a\0b"):
        listed = {"files": [{"path": path, "size": 1, "sha256": "0"}]}
        (tmp_path / "fonds-export.json").write_text(json.dumps(listed))
        with pytest.raises(FormatError):
            check_export(tmp_path)
    (tmp_path / "fonds-export.json").write_text("{" * 100_000)
    with pytest.raises(FormatError):
        check_export(tmp_path)


def test_the_commands(home, tmp_path):
    out = tmp_path / "x"
    done = json.loads(run(home, "export", "jsonl", str(out), "a.txt@1", "page.html", "--json").out)
    assert (done["versions"], done["failed"]) == (2, {})
    assert run(home, "check-export", str(out)).returncode == 0
    assert run(home, "resolve", str(out / "rows.jsonl")).returncode == 0
    assert "1 row led back" in run(home, "resolve", f"{out / 'rows.jsonl'}#2").out
    rows = (out / "rows.jsonl").read_bytes()
    assert run(home, "resolve", "-", stdin=rows).returncode == 0
    (out / "rows.jsonl").write_bytes(rows.replace(b"Brest", b"Paris"))
    assert run(home, "check-export", str(out)).returncode == 30
    wrong = run(home, "resolve", str(out / "rows.jsonl"))
    assert wrong.returncode == 30
    assert "the text is another" in wrong.out
    assert run(home, "check-export", str(tmp_path / "none")).returncode in (1, 2)
    assert run(home, "export", "nothing", str(out)).returncode == 2
    assert run(home, "export", "bag", str(tmp_path / "y"), "none.txt").returncode == 1
