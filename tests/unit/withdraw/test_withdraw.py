"""Withdrawing: nothing of the content stays, everything else does, and every proof holds."""

import hashlib
import sqlite3
import zipfile

import blake3
import pytest

import fonds
from fonds import log
from fonds.errors import (
    DigestMismatchError,
    FormatError,
    UnknownDocumentError,
    UsageError,
    WithdrawnError,
)
from fonds.formats.statement import previous_of, statement_digest, version_leaf
from fonds.formats.withdrawal import Tombstone, parse_line
from fonds.model import Status
from fonds.withdraw import plan, withdraw
from support.archives import files, new_archive, reopened
from support.older import storing_access_copies
from support.residue import where_found

REASON, AUTHORITY = "an order of the court", "the archivist"
SECRET = (
    "Zebrafinken singen im Hinterhof\n\nthe secret paragraph that has to go 7f3a\n"
    '[caption id="attachment_1" align="alignnone" width="300"]geheime Unterschrift[/caption]\n'
)
ARABIC = "زقاق المدينة القديمة\n\nنص عربي طويل قليلا لتظهر نسخة للقراءة، وفيه ما يكفي.\n" * 3


def take_out(archive, name, reason=REASON, authority=AUTHORITY):
    return withdraw(archive.handle, plan(archive.handle, name), reason, authority, archive.now)


def leaves(archive):
    state = archive.handle.state
    return list(log.entries(archive.handle.store, state, 0, state.size))


def traces(version):
    """Everything in an archive that is of one version: what must not be found any more."""
    raw = version.raw
    found = [
        raw[:40],
        raw[-30:],
        version.identifier.encode().rpartition(b"/")[2],
        version.title.encode(),
        version.statement_line,
        version.statement.nonce.encode(),
        hashlib.sha256(raw).hexdigest().encode(),
        hashlib.sha256(raw).digest(),
        blake3.blake3(raw).hexdigest().encode(),
        version.document.removeprefix("urn:uuid:").encode(),
        bytes.fromhex(version.document.removeprefix("urn:uuid:").replace("-", "")),
    ]
    if version.row.sketch:
        found.append(version.row.sketch[:32])
    for record in version.statement.records:
        found += [record.sha256.encode(), record.blake3.encode()]
    if version.cleaned:
        found.append(version.cleaned.encode()[:40])
    return [needle for needle in found if len(needle) > 5]


@pytest.fixture
def archive(tmp_path):
    with new_archive(tmp_path) as archive:
        source = files(
            tmp_path / "in", secret_txt=SECRET, zother_txt="another document", arab_txt=ARABIC
        )
        (source / "secret.txt.meta.toml").write_text('creator = "Cornelia Geheimnis"\n')
        archive.ingest([str(source)], jobs=0)
        yield archive


def test_no_byte_of_it_is_left_anywhere(archive, tmp_path):
    version = archive.get("secret.txt")
    needles = [*traces(version), b"Cornelia Geheimnis", b"geheime Unterschrift", b"attachment_1"]
    for needle in needles:
        assert where_found(archive.path, needle), needle  # the search does find what is there
    report = take_out(archive, "secret.txt")
    assert where_found(archive.path, *needles) == []
    archive.close()
    assert where_found(tmp_path / "archive", *needles) == []
    assert len(report.tombstones) == 1


def test_an_access_copy_goes_too(tmp_path):
    """One that an older fonds stored."""
    source = files(tmp_path / "in", arab_txt=ARABIC, other_txt="another document")
    with new_archive(tmp_path) as archive:
        with storing_access_copies():
            archive.ingest([str(source)], jobs=0)
        version = archive.get("arab.txt")
        assert version.record("access")
        needles = [*traces(version), "المدينة القديمة".encode()]
        take_out(archive, "arab.txt")
        assert where_found(archive.path, *needles) == []
        assert archive.verify().ok


def test_everything_else_stays_as_it_was(archive):
    others = ("zother.txt", "arab.txt")
    before = {name: archive.get(name) for name in others}
    kept = {n: (v.raw, v.statement_line, v.cleaned, v.own_provenance) for n, v in before.items()}
    logged = leaves(archive)
    take_out(archive, "secret.txt")
    for name, (raw, line, cleaned, told) in kept.items():
        version = archive.get(name)
        assert version.raw == raw
        assert version.statement_line == line
        assert version.cleaned == cleaned
        assert version.own_provenance == told
    assert leaves(archive)[: len(logged)] == logged
    for index in range(archive.handle.state.size):
        log.prove(archive.handle.store, archive.handle.state, index)


def test_other_members_are_copied_verbatim(archive):
    handle = archive.handle
    (bundle,) = handle.catalog.bundles()

    def members():
        """The gzip members of the other documents, as they lie compressed."""
        (now,) = handle.catalog.bundles()
        data = handle.store.path(bundle.name).read_bytes()
        from fonds.catalog import unpack_places

        found = {}
        for name in ("zother.txt", "arab.txt"):
            for role, (offset, size) in unpack_places(archive.get(name).row.places).items():
                start = now.text_start if role in ("text", "cleaned") else now.data_start
                found[name, role] = data[start + offset : start + offset + size]
        return found

    before = members()
    take_out(archive, "secret.txt")
    assert members() == before


def test_verify_says_withdrawn_and_every_proof_holds(archive):
    take_out(archive, "secret.txt")
    report = archive.verify()
    assert report.ok, report.findings
    assert "V113" in {finding.code for finding in report.findings}


def test_the_tombstone_is_public_and_logged(archive):
    leaf = archive.get("secret.txt").leaf
    line = archive.get("secret.txt").statement_line
    version = archive.get("secret.txt").version_id
    report = take_out(archive, "secret.txt")
    assert report.tombstones == (f"withdrawn/{version}.json",)
    stone = Tombstone.parse((archive.path / report.tombstones[0]).read_bytes())
    assert (stone.reason, stone.authority, stone.leaf) == (REASON, AUTHORITY, leaf)
    assert stone.statement == statement_digest(line)
    logged = leaves(archive)
    assert logged[leaf] == version_leaf(statement_digest(line))
    assert stone.leaf_bytes() in logged
    assert not any(REASON.encode() in leaf for leaf in logged)


def test_what_is_withdrawn_cannot_be_read(archive, tmp_path):
    doc = archive.get("secret.txt").document
    take_out(archive, "secret.txt")
    (gone,) = [d for d in archive.documents() if d.latest.withdrawn]
    assert gone.id != doc
    for name in (
        doc,
        "in/secret.txt",
        "file:///in/secret.txt",
        gone.id,
    ):  # the owner finds its hole
        assert archive.get(name).document == gone.id
        with pytest.raises(WithdrawnError):
            _ = archive.get(name).raw
        with pytest.raises(WithdrawnError):
            plan(archive.handle, name)
    archive.close()
    with fonds.open(tmp_path / "archive", key=tmp_path / "no key") as stranger:
        for name in (doc, "in/secret.txt", "file:///in/secret.txt"):
            with pytest.raises(UnknownDocumentError):
                stranger.get(name)


def test_a_catalogue_that_somebody_is_reading_is_deleted(archive):
    """The reader's snapshot would keep what was deleted in the write-ahead log."""
    archive.handle.catalog._db.execute("PRAGMA busy_timeout=0")
    reader = sqlite3.connect(archive.path / "catalog.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT title FROM versions").fetchall()
    needles = traces(archive.get("secret.txt"))
    notices = []
    planned = plan(archive.handle, "secret.txt")
    withdraw(archive.handle, planned, REASON, AUTHORITY, archive.now, notice=notices.append)
    assert "deleted" in notices[0]
    assert where_found(archive.path, *needles) == []
    assert archive.get("zother.txt").raw == b"another document"
    reader.close()
    assert archive.verify().ok


def test_a_catalogue_made_anew_is_the_same(archive, tmp_path):
    archive.ingest([str(files(tmp_path / "more", more_txt="more"))], jobs=0)
    take_out(archive, "secret.txt")
    kept = dump(archive)
    archive.rebuild_catalog()
    assert dump(archive, stamps=False) == without_stamps(kept)


def dump(archive, stamps=True):
    path = archive.path / "catalog.sqlite"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        rows = {
            table: db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in ("meta", "bundles", "documents", "versions")
        }
    db.close()
    return rows if stamps else without_stamps(rows)


def without_stamps(rows):
    """What ``stat`` said of source files is known to the catalogue alone, and never rebuilt."""
    return rows | {"documents": [row[:-1] for row in rows["documents"]]}


# --- versions of one document ------------------------------------------------------------------
def versions_of_a(tmp_path, *contents):
    archive = new_archive(tmp_path)
    for content in contents:
        archive.ingest([str(files(tmp_path / "in", a_txt=content))], jobs=0)
    return archive


def test_one_version_goes_and_the_chain_goes_on(tmp_path):
    with versions_of_a(tmp_path, "first state", "second state", "third state") as archive:
        gone = archive.get("a.txt@2")
        digest = statement_digest(gone.statement_line)
        needles = [b"second state", gone.statement.nonce.encode(), gone.sha256.encode()]
        take_out(archive, "a.txt@2")
        assert where_found(archive.path, *needles) == []
        assert [v.withdrawn for v in archive.versions("a.txt")] == [False, True, False]
        assert archive.get("a.txt@1").raw == b"first state"
        assert archive.get("a.txt@3").raw == b"third state"
        assert previous_of(archive.get("a.txt@3").statement_line).hex() == digest[7:]
        with pytest.raises(WithdrawnError):
            _ = archive.get("a.txt@2").raw
        report = archive.verify()
        assert report.ok, report.findings
        kept = dump(archive, stamps=False)
        archive.rebuild_catalog()
        assert dump(archive, stamps=False) == kept


def test_the_last_version_leaves_a_visible_hole(tmp_path):
    with versions_of_a(tmp_path, "first state", "second state") as archive:
        take_out(archive, "a.txt@2")
        assert archive.get("a.txt").withdrawn
        assert archive.verify().ok
        kept = dump(archive, stamps=False)
        archive.rebuild_catalog()
        assert dump(archive, stamps=False) == kept


def test_when_the_rest_goes_no_placeholder_names_the_document(tmp_path):
    with versions_of_a(tmp_path, "first state", "second state") as archive:
        doc = archive.get("a.txt").document
        take_out(archive, "a.txt@1")
        assert where_found(archive.path, doc.encode())
        take_out(archive, "a.txt")
        assert where_found(archive.path, doc[9:].encode(), b"file:///in/a.txt") == []
        (left,) = archive.documents()
        assert left.versions == 2
        assert archive.verify().ok
        kept = dump(archive, stamps=False)
        archive.rebuild_catalog()
        assert dump(archive, stamps=False) == kept


def test_a_version_that_describes_the_bytes_goes_with_them(tmp_path):
    with versions_of_a(tmp_path, "the bytes") as archive:
        archive.ingest([str(tmp_path / "in")], jobs=0, metadata={"creator": "A"})
        archive.ingest([str(files(tmp_path / "in", a_txt="other bytes"))], jobs=0)
        assert [v.row.kind for v in archive.versions("a.txt")] == ["capture", "describe", "capture"]
        planned = plan(archive.handle, "a.txt@1")
        assert [(t.number, bool(t.because)) for t in planned.targets] == [(1, False), (2, True)]
        take_out(archive, "a.txt@1")
        assert where_found(archive.path, b"the bytes") == []
        assert archive.verify().ok


def test_a_description_goes_and_the_bytes_stay_with_who_holds_them(tmp_path):
    with versions_of_a(tmp_path, "the bytes") as archive:
        for creator in ("Somebody Wrong", "Somebody Right"):
            archive.ingest([str(tmp_path / "in")], jobs=0, metadata={"creator": creator})
        planned = plan(archive.handle, "a.txt@2")
        assert len(planned.targets) == 1
        assert "stay" in planned.notes[0]
        take_out(archive, "a.txt@2")
        assert where_found(archive.path, b"Somebody Wrong") == []
        assert archive.get("a.txt@3").raw == b"the bytes"
        assert archive.get("a.txt@3").stated["creator"] == "Somebody Right"
        assert archive.verify().ok


# --- the same bytes elsewhere -------------------------------------------------------------------
@pytest.mark.parametrize("size", [300, 9_000_000])
def test_bytes_that_another_document_shares_live_on_there(tmp_path, size):
    content = (b"%d shared bytes. " % size * (size // 10))[:size]
    with new_archive(tmp_path) as archive:
        source = files(tmp_path / "in", a_txt=content, b_txt=content, c_txt=content)
        archive.ingest([str(source)], jobs=0)
        planned = plan(archive.handle, "a.txt")
        assert [held.identifier for held in planned.held] == [
            "file:///in/b.txt",
            "file:///in/c.txt",
        ]
        nonce = archive.get("a.txt").statement.nonce.encode()
        take_out(archive, "a.txt")
        assert where_found(archive.path, nonce, b"a.txt") == []
        assert archive.get("b.txt").raw == content
        assert archive.get("c.txt").raw == content
        report = archive.verify()
        assert report.ok, report.findings
        for name in ("b.txt", "c.txt"):
            take_out(archive, name)
        assert where_found(archive.path, content[:40]) == []
        assert archive.verify().ok


# --- afterwards ---------------------------------------------------------------------------------
def test_a_document_that_comes_back_goes_on_in_its_chain(archive, tmp_path):
    gone = archive.get("secret.txt")
    nonce, digest = gone.statement.nonce, statement_digest(gone.statement_line)
    take_out(archive, "secret.txt")
    notices = []
    archive.close()
    with reopened(tmp_path) as archive:
        from fonds.ingest import Callbacks, Options, ingest
        from fonds.sources import walk

        edges = Callbacks(now=archive.now, notice=notices.append)
        sources = walk([str(tmp_path / "in")])
        report = ingest(archive.handle, sources, Options(jobs=0), edges)
        assert report.counts == {Status.WITHDRAWN: 1, Status.UNCHANGED: 2}
        assert report.withdrawn == 1
        assert any("1 document was withdrawn before: passed over" in told for told in notices)
        assert where_found(archive.path, SECRET.encode()) == []
        sources, notices[:] = walk([str(tmp_path / "in")]), []
        report = ingest(archive.handle, sources, Options(jobs=0, again=True), edges)
        assert report.counts == {Status.NEW_VERSION: 1, Status.UNCHANGED: 2}
        assert any("withdrawn before" in notice for notice in notices)
        back = archive.get("secret.txt")
        assert back.number == 2
        assert back.raw == SECRET.encode()
        assert back.statement.prev == digest
        assert back.statement.nonce != nonce
        assert archive.versions("secret.txt")[0].withdrawn
        assert archive.verify().ok
        kept = dump(archive, stamps=False)
        archive.rebuild_catalog()
        assert dump(archive, stamps=False) == kept
        take_out(archive, "secret.txt")
        assert where_found(archive.path, b"Zebrafinken", b"secret.txt") == []
        assert archive.verify().ok
        kept = dump(archive, stamps=False)
        archive.rebuild_catalog()
        assert dump(archive, stamps=False) == kept


@pytest.mark.parametrize("again", [False, True])
def test_what_was_withdrawn_under_an_older_name_is_passed_over_too(tmp_path, again):
    """Releases before 0.2 named a file by its path inside the folder that was given."""
    source = files(tmp_path / "in", a_txt="the words that have to go", b_txt="others")
    with new_archive(tmp_path) as archive:
        archive.ingest(source / "a.txt", identifier="file:///a.txt", jobs=0)
        take_out(archive, "file:///a.txt")
        report = archive.ingest([source], again=again, jobs=0)
        assert (report.new, report.changed, report.withdrawn) == ((2, 0, 0) if again else (1, 0, 1))
        assert bool(where_found(archive.path, b"the words that have to go")) == again
        assert archive.verify(jobs=0).ok


def test_only_its_name_tells_what_was_withdrawn(tmp_path):
    """Of its bytes no digest is kept: the same bytes under another name come in."""
    source = files(tmp_path / "in", a_txt="the words that have to go")
    with new_archive(tmp_path) as archive:
        archive.ingest([source], jobs=0)
        take_out(archive, "a.txt")
        report = archive.ingest([files(tmp_path / "x", c_txt="the words that have to go")], jobs=0)
        assert (report.new, report.withdrawn) == (1, 0)


def test_a_placeholder_says_nothing_that_can_be_guessed_at(archive):
    doc = archive.get("secret.txt").document
    take_out(archive, "secret.txt")
    (bundle,) = archive.handle.catalog.bundles()
    with zipfile.ZipFile(archive.path / bundle.name) as wacz:
        lines = wacz.read("fonds/statements.jsonl").splitlines()
    (place,) = [parse_line(line) for line in lines if b'"withdrawn"' in line]
    assert place.doc != doc
    assert bytes(place) in lines


# --- refusals -----------------------------------------------------------------------------------
def test_a_damaged_bundle_is_never_signed_anew(archive):
    (bundle,) = archive.handle.catalog.bundles()
    path = archive.path / bundle.name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    size = archive.handle.state.size
    with pytest.raises((DigestMismatchError, FormatError)):
        take_out(archive, "zother.txt")
    assert archive.handle.state.size == size
    assert not (archive.path / "withdrawn").exists()


def test_a_plan_that_is_no_longer_true_is_refused(archive, tmp_path):
    planned = plan(archive.handle, "secret.txt")
    archive.ingest([str(files(tmp_path / "in", secret_txt="a new version"))], jobs=0)
    with pytest.raises(UsageError):
        withdraw(archive.handle, planned, REASON, AUTHORITY, archive.now)


@pytest.mark.parametrize(("reason", "authority"), [("", "x"), ("x", " "), ("x" * 5000, "x")])
def test_a_reason_and_an_authority_are_needed(archive, reason, authority):
    with pytest.raises(FormatError):
        take_out(archive, "secret.txt", reason, authority)


def test_planning_writes_nothing(archive):
    def state():
        return {p: p.read_bytes() for p in archive.path.rglob("*[!m]") if p.is_file()}

    before = state()
    plan(archive.handle, "secret.txt")
    assert state() == before
