"""Evidence files: what is in them, what is not, and that they are made the same again."""

import gzip
import hashlib
import re
import stat

import attrs
import orjson
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key

import fonds
from fonds.errors import (
    ExistsError,
    FondsError,
    UnknownDocumentError,
    UsageError,
    WithdrawnError,
)
from fonds.formats.access_copy import access_copy_of
from fonds.formats.evidence import Transparency, evidence_id
from fonds.formats.tlog.note import Checkpoint, decode_base64
from fonds.formats.wacz import auth as wacz_auth
from fonds.formats.wacz import package as wacz
from fonds.prove import content, prove_to_stream, wacz_signer
from fonds.withdraw import plan, withdraw
from support import evidence
from support.evidence import FILES, members
from support.older import storing_access_copies


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An archive with versions of every kind and one time-stamped head."""
    return evidence.make(tmp_path_factory.mktemp("archive"), stamped=True)


def records(data, member="archive/data.warc.gz"):
    """The records of a WARC as (headers, block): taken apart in the plainest way."""
    rest, found = gzip.decompress(members(data)[member]), []
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        size = int(headers["Content-Length"])
        found.append((headers, rest[:size]))
        assert rest[size : size + 4] == b"\r\n\r\n"
        rest = rest[size + 4 :]
    return found


def by_role(data, role):
    """Blocks and headers of a role, in both members."""
    both = records(data) + records(data, "archive/text.warc.gz")
    return [(headers, block) for headers, block in both if headers.get("Fonds-Role") == role]


def test_one_document_is_in_it_with_all_that_was_made_of_it(made, tmp_path):
    made.prove(tmp_path / "e.wacz", "arabic.txt")
    data = (tmp_path / "e.wacz").read_bytes()
    with made.open() as archive:
        version = archive.get("file:///inbox/arabic.txt")
        assert [block for _, block in by_role(data, "raw")] == [FILES["arabic.txt"].encode()]
        for role in ("cleaned", "edits", "prov"):
            assert [block for _, block in by_role(data, role)] == [version.record(role)]
        assert members(data)["fonds/statements.jsonl"] == version.statement_line + b"\n"
        run = [b for h, b in records(data) if h["WARC-Target-URI" if "WARC-Target-URI" in h
               else "WARC-Type"].endswith("/run")]  # fmt: skip
        assert [orjson.loads(block) for block in run] == [version.run_provenance]
        ((_, page),) = by_role(data, "access")
        assert page == access_copy_of(
            version.own_provenance, version.statement.target, version.cleaned
        )


def test_nothing_of_other_documents_is_in_it(made, tmp_path):
    made.prove(tmp_path / "e.wacz", "plain.txt@1", "arabic.txt")
    data = (tmp_path / "e.wacz").read_bytes()
    plain = b"".join(
        gzip.decompress(content) if name.endswith(".gz") else content
        for name, content in members(data).items()
    )
    with made.open() as archive:
        handle = archive.handle
        hidden = [name.rpartition("/")[2].removesuffix(".wacz").encode()
                  for name in handle.store.names("bundles")]  # fmt: skip
        for document in archive.documents():
            for version in archive.versions(document.identifier):
                if version.identifier.endswith("/arabic.txt"):
                    continue
                if version.identifier.endswith("/plain.txt") and version.number == 1:
                    continue
                statement = version.statement
                hidden += [
                    version.statement_line,
                    hashlib.sha256(version.statement_line).hexdigest().encode(),
                    version.version_id.encode(),
                    statement.nonce.encode(),
                    *(r.sha256.encode() for r in statement.records if r.role != "raw"),
                ]
                if not version.identifier.endswith(("/plain.txt", "/same.txt")):
                    hidden += [version.identifier.encode(), version.document.encode()]
                    hidden += [version.sha256.encode(), version.raw or b"secret-report"]
        for leaf in fonds.archive.leaves(handle, 0, handle.state.size):
            hidden.append(leaf)
    assert len(hidden) > 50
    assert evidence.SECRET.encode() not in plain
    own = hashlib.sha256(members(data)["fonds/statements.jsonl"].split(b"\n")[0]).hexdigest()
    for secret in hidden:
        assert secret not in plain, secret
    assert own.encode() not in plain  # the leaf is to be computed, never believed


def test_the_same_archive_gives_the_same_file(made, tmp_path):
    made.prove(tmp_path / "1.wacz", "plain.txt@1", "arabic.txt", "plain.txt@2")
    made.prove(tmp_path / "2.wacz", "plain.txt@2", "plain.txt@1", "arabic.txt", "arabic.txt")
    assert (tmp_path / "1.wacz").read_bytes() == (tmp_path / "2.wacz").read_bytes()


def test_a_version_that_only_describes_holds_its_bytes_all_the_same(made, tmp_path):
    proven = made.prove(tmp_path / "e.wacz", "plain.txt@2")
    assert proven.versions[0].statement.kind == "describe"
    ((headers, block),) = by_role((tmp_path / "e.wacz").read_bytes(), "raw")
    assert headers["WARC-Type"] == "resource"
    assert block == FILES["plain.txt"].encode()
    version = proven.versions[0].version_id
    assert headers["Fonds-Version"] == f"urn:uuid:{version}"


def test_a_capture_that_the_archive_stores_as_a_revisit_stands_in_full(made, tmp_path):
    made.prove(tmp_path / "e.wacz", "same.txt")
    ((headers, block),) = by_role((tmp_path / "e.wacz").read_bytes(), "raw")
    assert (headers["WARC-Type"], block) == ("resource", FILES["same.txt"].encode())


def test_bytes_stand_once_where_two_versions_share_them(made, tmp_path):
    made.prove(tmp_path / "e.wacz", "plain.txt@1", "plain.txt@2", "same.txt")
    data = (tmp_path / "e.wacz").read_bytes()
    kinds = [headers["WARC-Type"] for headers, _ in by_role(data, "raw")]
    assert kinds == ["resource", "revisit", "revisit"]
    ids = {headers["WARC-Record-ID"] for headers, _ in records(data)}
    assert all(h["WARC-Refers-To"] in ids for h, _ in by_role(data, "raw")[1:])


def test_every_run_of_the_versions_has_its_record_once(made, tmp_path):
    made.prove(tmp_path / "e.wacz", "plain.txt@1", "plain.txt@2", "plain.txt@3", "arabic.txt")
    found = records((tmp_path / "e.wacz").read_bytes())
    runs = [headers for headers, _ in found if headers.get("WARC-Target-URI", "").endswith("/run")]
    assert len(runs) == 3
    assert len({headers["WARC-Record-ID"] for headers, _ in found}) == len(found)


def test_the_reading_copy_is_the_one_the_archive_makes(seed, tmp_path):
    """Where an older archive stores a copy, it is the one that is made from its story."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for file in seed.parent.glob(seed.name + "*"):
        (folder / file.name).write_bytes(file.read_bytes())
    with fonds.init(tmp_path / "archive", key=tmp_path / "key") as archive:
        with storing_access_copies():
            archive.ingest([folder], jobs=0)
        version = archive.get(seed.name)
        made_again = access_copy_of(
            version.own_provenance, version.statement.target, version.cleaned or ""
        )
        assert version.record("access") == made_again


def test_ids_come_from_the_versions_and_times_from_the_newest_head(made, tmp_path):
    proven = made.prove(tmp_path / "e.wacz", "plain.txt@1", "arabic.txt")
    data = (tmp_path / "e.wacz").read_bytes()
    with made.open() as archive:
        versions = [version.version_id for version in proven.versions]
        assert proven.id == evidence_id(archive.id, versions)
        time = archive.handle.state.note.text.splitlines()[3].removeprefix("time ")
    package = orjson.loads(members(data)["datapackage.json"])
    assert package["created"] == time
    assert {headers["WARC-Date"] for headers, _ in records(data)[:2]} == {time}
    assert package["title"].startswith("2 versions of documents, out of fonds archive ")


def test_proofs_lead_from_the_statements_to_signed_heads(made, tmp_path):
    proven = made.prove(tmp_path / "e.wacz", "plain.txt@1", "plain.txt@2", "plain.txt@3")
    data = (tmp_path / "e.wacz").read_bytes()
    fields = orjson.loads(members(data)["datapackage-digest.json"])
    read = Transparency.from_json(fields["transparency"])
    assert read == proven.transparency
    lines = members(data)["fonds/statements.jsonl"].splitlines()
    sizes = {}
    for one in read.proofs:
        digest = hashlib.sha256(lines[one.statement - 1]).hexdigest()
        leaf = f'{{"k":"version","s":"sha256:{digest}","v":1}}'.encode()
        head = one.proof.check(leaf)
        assert read.ring.checkpoint(one.proof.note) == head
        sizes.setdefault(one.statement, []).append(head.size)
    # The first two are older than the stamped head and are proven under it too.
    assert sizes == {1: [12, 10], 2: [12, 10], 3: [12]}
    (stamped,) = read.timestamps
    assert Checkpoint.parse(stamped.checkpoint.decode().rpartition("\n\n")[0] + "\n").size == 10


def test_a_broken_token_is_left_out(tmp_path):
    made = evidence.make(tmp_path, stamped=True)
    (token,) = (tmp_path / "archive/log/timestamps").glob("*.tsr")
    token.chmod(0o644)
    token.write_bytes(token.read_bytes()[:-1])
    proven = made.prove(tmp_path / "e.wacz", "plain.txt@1")
    assert (len(proven.transparency.proofs), proven.transparency.timestamps) == (1, ())


@pytest.mark.parametrize("where", ["log/tile/0/*/*", "log/tile/entries/*/*", "bundles/*/*/*/*"])
def test_damage_never_becomes_evidence(tmp_path, where):
    made = evidence.make(tmp_path)
    with made.open() as archive:
        archive.get("file:///inbox/plain.txt", 1)  # the catalogue is up to date
    for file in (tmp_path / "archive").glob(where):
        data = bytearray(file.read_bytes())
        file.chmod(0o644)
        data[len(data) // 3] ^= 1
        file.write_bytes(data)
    before = set(tmp_path.iterdir())
    with pytest.raises(FondsError):
        made.prove(tmp_path / "e.wacz", *(f"{name}" for name in FILES))
    assert set(tmp_path.iterdir()) == before


def test_a_file_that_is_there_is_never_written_over(made, tmp_path):
    path = tmp_path / "e.wacz"
    made.prove(path, "plain.txt@1")
    data = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    made.prove(path, "plain.txt@1")  # the same again is well
    with pytest.raises(ExistsError):
        made.prove(path, "arabic.txt")
    assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_to_a_stream(made, tmp_path):
    made.prove(tmp_path / "e.wacz", "arabic.txt")
    pieces = []
    (tmp_path / "work").mkdir()
    with made.open() as archive:
        version = archive.get("file:///inbox/arabic.txt")
        prove_to_stream(archive.handle, [version], pieces.append, tmp_path / "work")
    assert b"".join(pieces) == (tmp_path / "e.wacz").read_bytes()
    assert list((tmp_path / "work").iterdir()) == []


def test_a_long_capture_is_streamed(made, tmp_path, monkeypatch):
    monkeypatch.setattr(content, "HELD", 100)
    made.prove(tmp_path / "e.wacz", "bytes.bin")
    ((headers, block),) = by_role((tmp_path / "e.wacz").read_bytes(), "raw")
    assert block == FILES["bytes.bin"]
    assert headers["WARC-Block-Digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"


def test_nothing_named_is_an_error(made, tmp_path):
    with pytest.raises(UsageError):
        made.prove(tmp_path / "e.wacz")


def test_more_than_a_reader_would_take_is_refused(made, tmp_path, monkeypatch):
    monkeypatch.setattr(wacz, "MAX_JSON", 2000)
    with pytest.raises(UsageError):
        made.prove(tmp_path / "e.wacz", "plain.txt@1", "arabic.txt")
    assert list(tmp_path.iterdir()) == []


def test_it_needs_no_key(tmp_path):
    made = evidence.make(tmp_path)
    (tmp_path / "key").unlink()
    made.prove(tmp_path / "e.wacz", "arabic.txt")


def test_after_a_rotation_the_file_carries_the_leaf_that_handed_over(tmp_path):
    made = evidence.make(tmp_path)
    evidence.rotate(tmp_path)
    proofs = made.prove(tmp_path / "e.wacz", "arabic.txt").transparency
    assert len(proofs.ring.keys) == 2
    ring = attrs.evolve(proofs.ring, keys=proofs.ring.keys[:1])
    (leaf,) = proofs.rotations
    assert ring.rotated(leaf, proofs.ring.keys[1].first - 1) == proofs.ring


def test_what_was_withdrawn_cannot_be_proven_and_all_else_can(tmp_path):
    made = evidence.make(tmp_path)
    with made.open() as archive:
        handle = archive.handle
        for name in ("file:///inbox/same.txt", "file:///inbox/plain.txt@3"):
            withdraw(handle, plan(handle, name), "an order", "the archivist", archive.now)
    with pytest.raises((UnknownDocumentError, WithdrawnError)):  # it has no other version
        made.prove(tmp_path / "no.wacz", "same.txt", "plain.txt@1")
    with pytest.raises(WithdrawnError):
        made.prove(tmp_path / "no.wacz", "plain.txt@1", "plain.txt@3")
    assert not (tmp_path / "no.wacz").exists()
    made.prove(tmp_path / "e.wacz", "plain.txt@1", "arabic.txt")
    ((_, block), _) = by_role((tmp_path / "e.wacz").read_bytes(), "raw")[::-1]
    assert block == FILES["plain.txt"].encode()


class TestSignature:
    """wacz-auth, anonymous: ECDSA P-384 over the text ``sha256:<hex>``, r and s side by side."""

    def test_a_second_implementation_accepts_it(self, made, tmp_path):
        with made.open() as archive:
            sign = wacz_signer(archive.handle)
        made.prove(tmp_path / "1.wacz", "arabic.txt", sign=sign)
        made.prove(tmp_path / "2.wacz", "arabic.txt", sign=sign)
        data = (tmp_path / "1.wacz").read_bytes()
        assert data == (tmp_path / "2.wacz").read_bytes()
        package = members(data)["datapackage.json"]
        signed = orjson.loads(members(data)["datapackage-digest.json"])["signedData"]
        value = decode_base64(signed["signature"])
        r, s = int.from_bytes(value[:48], "big"), int.from_bytes(value[48:], "big")
        key = load_der_public_key(decode_base64(signed["publicKey"]))
        name = f"sha256:{hashlib.sha256(package).hexdigest()}".encode()
        key.verify(utils.encode_dss_signature(r, s), name, ec.ECDSA(hashes.SHA256()))
        created = orjson.loads(package)["created"]
        assert signed["created"] == created
        assert wacz_auth.check_manifest(signed, package, created, signed["software"])
        key_file = made.folder / "key.wacz"
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600

    def test_changes_are_noticed(self):
        key = ec.generate_private_key(ec.SECP384R1())
        signed = wacz_auth.sign_manifest(key, b"{}", "2026-11-23T12:00:00.000Z", "fonds")
        good = dict(signed)
        wacz_auth.check_manifest(good, b"{}", good["created"], "fonds")
        other = ec.generate_private_key(ec.SECP384R1())
        stranger = wacz_auth.sign_manifest(other, b"{}", good["created"], "fonds")
        small = wacz_auth.sign_manifest(
            ec.generate_private_key(ec.SECP256R1()), b"{}", good["created"], "fonds"
        )
        for change in (
            {"hash": "sha256:" + 64 * "0"},
            {"created": "2026-11-23T12:00:00.001Z"},
            {"software": "funds"},
            {"version": "0.2.0"},
            {"signature": stranger["signature"]},
            {"publicKey": stranger["publicKey"]},
            {"publicKey": "AAAA"},
            {"publicKey": small["publicKey"]},
            {"signature": "AAAA"},
            {"signature": "?"},
            {"hash": 1},
            {"more": "x"},
        ):
            with pytest.raises(FondsError):
                wacz_auth.check_manifest(good | change, b"{}", good["created"], "fonds")
        with pytest.raises(FondsError):
            wacz_auth.check_manifest(good, b"{ }", good["created"], "fonds")


class TestTransparency:
    """What proves a file has one spelling."""

    @pytest.fixture
    def value(self, made, tmp_path):
        return made.prove(tmp_path / "e.wacz", "plain.txt@1").transparency.to_json()

    def test_it_reads_what_it_prints(self, value):
        assert Transparency.from_json(value).to_json() == value
        assert Transparency.from_json(orjson.loads(orjson.dumps(value))).to_json() == value

    @pytest.mark.parametrize(
        "change",
        [
            {"v": 2},
            {"v": True, "more": 1},
            {"archive": "another"},
            {"origin": "fonds.invalid/another"},
            {"keys": []},
            {"keys": "x"},
            {"rotations": [1]},
            {"rotations": "x"},
            {"proofs": [{"statement": "1", "proof": ""}]},
            {"proofs": [{"proof": "", "statement": 1}]},
            {"proofs": [{"statement": 1, "proof": "\ud800"}]},
            {"proofs": [{"statement": 1, "proof": "c2sp.org/tlog-proof@v1\n"}]},
            {"timestamps": [{}]},
            {"timestamps": [{"checkpoint": "", "token": "?", "chain": ""}]},
            {"timestamps": [{"checkpoint": "", "token": "AAAA", "chain": "\u00e9"}]},
            {"timestamps": [{"checkpoint": "", "token": 1, "chain": ""}]},
        ],
    )
    def test_it_refuses_another_form(self, value, change):
        with pytest.raises(FondsError):
            Transparency.from_json(value | change)

    @pytest.mark.parametrize("value", [None, [], {}, "x"])
    def test_it_refuses_what_is_no_proof(self, value):
        with pytest.raises(FondsError):
            Transparency.from_json(value)

    def test_it_refuses_another_order(self, value):
        with pytest.raises(FondsError):
            Transparency.from_json(dict(reversed(value.items())))


def test_the_readme_names_every_member(made, tmp_path):
    made.prove(tmp_path / "e.wacz", "plain.txt@1")
    parts = members((tmp_path / "e.wacz").read_bytes())
    readme = parts["fonds/readme.txt"].decode()
    for name in parts:
        folder = name.split("/")[0]
        assert name in readme or f"{folder}/" in readme, name
    assert max(len(line) for line in readme.splitlines()) <= 100
    assert not re.search(r"[^\n -~]", readme)
