"""What ingest promises, seen from outside: through the library's face."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fonds.errors import MissingKeyError, UsageError
from fonds.model import Status
from support.archives import Clock, files, new_archive, reopened


def taken(archive, *sources, **settings):
    outcomes = []
    report = archive.ingest(
        [str(s) for s in sources], acknowledge=outcomes.append, jobs=0, **settings
    )
    return report, outcomes


def test_the_founding_document_comes_back_byte_for_byte(tmp_path, seed):
    with new_archive(tmp_path) as archive:
        report, outcomes = taken(archive, seed.parent)
        version = archive.get(seed.name)
        assert [o.status for o in outcomes] == [Status.NEW]
        assert version.raw == seed.read_bytes()
        assert version.text == seed.read_text(encoding="utf-8")
        assert version.edits is not None
        lifted = {k: v for edit in version.edits.edits for k, v in edit.lifted.items()}
        assert lifted["attachment_id"] == "287176"
        assert lifted["width"] == "730"
        assert "[أي الولايات المتحدة وحلفائها]" in version.cleaned
        assert "[إذا كانوا عازمين" in version.cleaned
        assert "attachment_287176" not in version.cleaned
        assert version.stated["language"] == "ar"
        assert "Machine translation" in version.inferred["description"]
        assert report.log_size == 2  # the bundle's leaf, and the version's


def test_a_second_run_stores_nothing(tmp_path):
    source = files(tmp_path / "in", a_txt="one", b_txt="two")
    with new_archive(tmp_path) as archive:
        taken(archive, source)
        for settings in ({}, {"rehash": True}):
            report, outcomes = taken(archive, source, **settings)
            assert {o.status for o in outcomes} == {Status.UNCHANGED}
            assert report.bundles == ()
    assert len(list((tmp_path / "archive" / "bundles").rglob("*.wacz"))) == 1


def test_one_changed_byte_makes_version_two_and_keeps_version_one(tmp_path):
    source = files(tmp_path / "in", a_txt="hello")
    with new_archive(tmp_path) as archive:
        taken(archive, source)
        files(source, a_txt="hallo")
        _, (outcome,) = taken(archive, source)
        assert (outcome.status, outcome.version) == (Status.NEW_VERSION, 2)
        assert archive.get("a.txt", 1).raw == b"hello"
        assert archive.get("a.txt@1").raw == b"hello"
        assert archive.get("a.txt").raw == b"hallo"
        first, second = archive.versions("a.txt")
        assert second.statement.prev == f"sha256:{first.row.statement.hex()}"
        assert first.statement.prev is None


def test_new_metadata_makes_a_version_that_stores_no_bytes_again(tmp_path):
    source = files(tmp_path / "in", a_txt="hello")
    with new_archive(tmp_path) as archive:
        taken(archive, source)
        (source / "a.txt.meta.toml").write_text('title = "Greeting"')
        report, (outcome,) = taken(archive, source)
        version = archive.get("a.txt")
        assert outcome.status == Status.NEW_VERSION
        assert version.statement.kind == "describe"
        assert version.stated == {"title": "Greeting"}
        assert version.raw == b"hello"
        with zipfile.ZipFile(tmp_path / "archive" / report.bundles[0]) as bundle:
            index = bundle.read("indexes/index.cdx")
        assert b"file:///in/a.txt" not in index


def test_the_same_bytes_twice_in_a_bundle_are_stored_once(tmp_path):
    data = bytes(range(256)) * 64
    source = files(tmp_path / "in", a_bin=data, b_bin=data, c_bin=data)
    with new_archive(tmp_path) as archive:
        report, _ = taken(archive, source)
        assert [archive.get(n).raw for n in ("a.bin", "b.bin", "c.bin")] == [data] * 3
        with zipfile.ZipFile(tmp_path / "archive" / report.bundles[0]) as bundle:
            index = bundle.read("indexes/index.cdx")
        assert index.count(b"warc/revisit") == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\1\2\xff" * 100, "été".encode("latin-1"), "نص".encode("utf-16"), b"\xff\xfe\xfd"],
    ids=["empty", "binary", "latin-1", "utf-16", "invalid"],
)
def test_bytes_come_back_whatever_they_are(tmp_path, data):
    source = files(tmp_path / "in", a_dat=data)
    with new_archive(tmp_path) as archive:
        taken(archive, source)
        assert archive.get("a.dat").raw == data


def test_a_document_too_large_to_hold_is_streamed(tmp_path):
    from fonds.ingest import Limits

    data = b"".join(i.to_bytes(4, "big") for i in range(300_000))
    source = files(tmp_path / "in", a_bin=data, b_txt="small")
    limits = Limits(held_bytes=1000)
    with new_archive(tmp_path) as archive:
        taken(archive, source, limits=limits)
        assert archive.get("a.bin").raw == data
        assert archive.get("b.txt").raw == b"small"
        files(source, a_bin=data + b"!")
        _, outcomes = taken(archive, source, limits=limits)
        assert [o.status for o in outcomes if o.display.endswith("a.bin")] == [Status.NEW_VERSION]
        assert archive.get("a.bin").raw == data + b"!"


def test_bundles_roll_and_batches_do_not_matter(tmp_path):
    from fonds.ingest import Limits

    source = files(tmp_path / "in", **{f"f{i:02}_txt": f"text {i} " * 50 for i in range(20)})
    limits = Limits(batch_bytes=1000, bundle_bytes=3000)
    with new_archive(tmp_path) as archive:
        report, outcomes = taken(archive, source, limits=limits)
        assert len(report.bundles) > 2
        assert [o.status for o in outcomes] == [Status.NEW] * 20
        assert all(archive.get(f"f{i:02}.txt").raw.startswith(b"text") for i in range(20))


def test_same_captures_clock_and_key_give_the_same_bytes(tmp_path):
    from fonds.ingest import Limits

    def make(folder: Path, **limits):
        folder.mkdir()
        with new_archive(folder, clock=Clock(step=Clock().step * 0)) as archive:
            taken(archive, tmp_path / "in", limits=Limits(**limits))
        return {
            p.relative_to(folder): p.read_bytes()
            for p in (folder / "archive").rglob("*")
            if p.is_file() and p.suffix != ".sqlite" and "staging" not in p.parts
        }

    files(tmp_path / "in", a_txt="نص عربي", b_txt="b", c_bin=b"\0" * 5000)
    whole = make(tmp_path / "one")
    assert whole == make(tmp_path / "two")
    assert whole == make(tmp_path / "three", batch_documents=1)


def test_one_bad_input_does_not_stop_the_others(tmp_path):
    source = files(tmp_path / "in", a_txt="good", c_txt="good too")
    (source / "b.txt").symlink_to("nowhere")
    (source / "bad.txt").write_text("x")
    (source / "bad.txt.meta.toml").write_text("title = ")
    with new_archive(tmp_path) as archive:
        report, outcomes = taken(archive, source, tmp_path / "missing")
        failed = {Path(o.display).name: o.error.code for o in outcomes if o.error}
        assert failed == {"b.txt": "F204", "bad.txt": "F206", "missing": "F201"}
        assert report.counts[Status.NEW] == 2


def test_a_dry_run_says_what_would_happen_and_writes_nothing(tmp_path):
    source = files(tmp_path / "in", a_txt="one")
    with new_archive(tmp_path) as archive:
        before = sorted(p for p in (tmp_path / "archive").rglob("*") if p.is_file())
        _, (outcome,) = taken(archive, source, dry_run=True)
        assert outcome.status == Status.NEW
        after = sorted(p for p in (tmp_path / "archive").rglob("*") if p.is_file())
        assert [p for p in after if "catalog" not in p.name] == [
            p for p in before if "catalog" not in p.name
        ]


def test_without_the_key_unchanged_is_said_and_new_is_refused(tmp_path):
    source = files(tmp_path / "in", a_txt="one")
    with new_archive(tmp_path) as archive:
        taken(archive, source)
    (tmp_path / "key").rename(tmp_path / "elsewhere")
    with reopened(tmp_path) as archive:
        _, (outcome,) = taken(archive, source)
        assert outcome.status == Status.UNCHANGED
        files(source, b_txt="new")
        with pytest.raises(MissingKeyError):
            taken(archive, source)


def test_a_handle_that_was_open_while_another_wrote_sees_what_was_written(tmp_path):
    source = files(tmp_path / "in", a_txt="one", b_txt="two")
    with new_archive(tmp_path) as archive:
        assert list(archive.documents()) == []  # its catalogue is open from here on
        with reopened(tmp_path) as other:
            taken(other, source)
        _, outcomes = taken(archive, source)
        assert {o.status for o in outcomes} == {Status.UNCHANGED}
        assert [d.versions for d in archive.documents()] == [1, 1]
        assert archive.verify().ok


def test_options_for_one_document_refuse_several(tmp_path):
    source = files(tmp_path / "in", a_txt="one", b_txt="two")
    with new_archive(tmp_path) as archive, pytest.raises(UsageError):
        taken(archive, source / "a.txt", source / "b.txt", identifier="x")


@pytest.mark.slow
def test_workers_give_what_one_process_gives(tmp_path):
    """Run the real pool in a fresh interpreter, as users do."""
    files(tmp_path / "in", **{f"f{i}_txt": f"document {i}\n" * 10 for i in range(30)})
    code = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from support.archives import new_archive\n"
        "from fonds.ingest import Limits\n"
        "with new_archive(Path(sys.argv[1])) as archive:\n"
        "    report = archive.ingest([sys.argv[1] + '/in'], jobs=2,\n"
        "                            limits=Limits(batch_documents=7))\n"
        "    print(report.counts, len(list(archive.documents())))\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code)
    tests = str(Path(__file__).resolve().parents[2])
    ran = subprocess.run(
        [sys.executable, script, tmp_path, tests], capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert "30" in ran.stdout


def test_a_streamed_document_is_unchanged_described_and_derived_again(tmp_path):
    """What is stored already is not read to its end a second time, and that is no change."""
    from fonds.ingest import Limits

    source = files(tmp_path / "in", long_bin=b"\0\1" * 5000)
    small = Limits(held_bytes=1000)
    with new_archive(tmp_path) as archive:

        def again(**options):
            report = archive.ingest([str(source)], jobs=0, limits=small, **options)
            assert report.failures == ()
            return report.new, report.changed, report.unchanged

        assert again() == (1, 0, 0)
        (source / "long.bin").touch()
        assert again() == (0, 0, 1)
        assert again(rehash=True) == (0, 0, 1)
        assert again(reprocess=True) == (0, 0, 1)
        assert again(metadata={"rights": "open"}) == (0, 1, 0)
        assert archive.get("long.bin").raw == b"\0\1" * 5000
        assert archive.verify().ok
