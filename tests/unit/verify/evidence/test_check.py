"""Verifying evidence files: what holds, every damage and forgery found, the key known or not."""

import gzip
import hashlib
import io
import itertools
import random
import shutil
import zipfile

import orjson
import pytest

import fonds
from fonds.errors import FondsError, NotAnArchiveError, UsageError
from fonds.formats import gz
from fonds.formats.evidence import Transparency
from fonds.formats.tlog.note import Note, VerifyKey
from fonds.prove import prove_to_file, wacz_signer
from fonds.storage.keys import create_key
from fonds.verify import verify_path
from support import evidence
from support.archives import randomness
from support.evidence import forged, members, with_proof, zipped
from support.points import examples

ALL = ("plain.txt@1", "plain.txt@2", "plain.txt@3", "arabic.txt", "latin.txt", "bytes.bin",
       "empty.txt", "same.txt")  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return evidence.make(tmp_path_factory.mktemp("archive"), stamped=True)


@pytest.fixture(scope="module")
def one(made, tmp_path_factory):
    path = tmp_path_factory.mktemp("one") / "one.wacz"
    made.prove(path, "arabic.txt")
    return path.read_bytes()


@pytest.fixture(scope="module")
def many(made, tmp_path_factory):
    path = tmp_path_factory.mktemp("many") / "many.wacz"
    with made.open() as archive:
        sign = wacz_signer(archive.handle)
    made.prove(path, *ALL, sign=sign)
    return path.read_bytes()


@pytest.fixture
def check(made, tmp_path):
    """Verify bytes as a file, with key and roots known unless said otherwise."""
    roots = ((made.authority.folder / "root.pem").read_bytes(),)

    def run(data, **settings):
        path = tmp_path / "file.wacz"
        path.write_bytes(data)
        known = {"key_from": str(made.folder / "archive"), "tsa_roots": roots}
        return verify_path(path, **(known | settings))

    return run


def codes(report):
    return {finding.code for finding in report.findings if finding.severity == "error"}


# --- what is right ------------------------------------------------------------------------------
def test_all_claims_hold(check, many):
    report = check(many)
    assert (codes(report), report.notices, report.exit_status) == (set(), 0, 0)
    states = {claim.claim: claim.state for claim in report.claims}
    assert states["integrity"] == states["history"] == states["derivation"] == "holds"
    assert report.claim("history").counts["proofs"] == 15
    assert report.claim("integrity").counts["reading copies that no statement names"] == 7
    assert report.claim("time").counts == {"time stamps": 1}
    assert report.head["size"] == 12
    assert any("1 of the versions" in line for line in report.not_proven)


@pytest.mark.parametrize("names", [ALL[:1], ALL[1:2], ALL[4:5], ALL[5:6], ALL[6:7], ALL[1:3]])
def test_every_kind_of_version_alone(made, check, tmp_path, names):
    made.prove(tmp_path / "e.wacz", *names)
    assert check((tmp_path / "e.wacz").read_bytes()).ok


def test_it_is_the_same_under_any_name(made, one, tmp_path):
    for name in ("a", "01a2099e-5f43-773c-84a7-e8ee03e70ddd.wacz", "-x.zip"):
        path = tmp_path / name
        path.write_bytes(one)
        assert verify_path(path).ok


def test_texts_are_made_again(check, many):
    report = check(many, rederive=True)
    assert report.ok
    assert report.claim("derivation").counts["reproducible"] > 0


def test_quickly(check, many):
    assert check(many, quick=True).ok


def test_the_key_has_to_be_known_from_elsewhere(made, check, one):
    with made.open() as archive:
        vkey = str(archive.handle.info.ring.newest.key)
    alone = check(one, key_from=None)
    assert [f.code for f in alone.findings] == ["V904"]
    assert alone.ok
    assert any("known from this file alone" in line for line in alone.not_proven)
    assert not check(one, key_from=vkey).findings
    stranger = create_key("x", VerifyKey.parse(vkey).name, randomness("stranger"))
    assert codes(check(one, key_from=str(stranger.verify_key))) == {"V903"}
    with pytest.raises(UsageError):
        check(one, key_from="neither")
    with pytest.raises(NotAnArchiveError):
        check(one, key_from=str(made.folder))


def test_without_roots_the_time_is_not_checked(check, one):
    report = check(one, tsa_roots=())
    assert [f.code for f in report.findings] == ["V702"]
    assert report.claim("time").state == "not checked"
    assert any("when it happened" in line for line in report.not_proven)
    with pytest.raises(UsageError):
        check(one, tsa_roots=(b"no certificate",))


def test_another_authority(check, one, tmp_path):
    stranger = evidence.Authority(tmp_path / "stranger", "Stranger")
    roots = ((stranger.folder / "root.pem").read_bytes(),)
    assert codes(check(one, tsa_roots=roots)) == {"V701"}


def test_another_archive_does_not_know_the_key(check, one, tmp_path):
    with fonds.init(tmp_path / "archive", key=tmp_path / "key"):
        pass
    assert codes(check(one, key_from=str(tmp_path / "archive"))) == {"V903"}


def test_a_fork_is_found(tmp_path):
    """The owner extends an old copy: the head in the file is no part of that log."""
    made = evidence.make(tmp_path)
    shutil.copytree(tmp_path / "archive", tmp_path / "copy")
    (tmp_path / "inbox" / "new.txt").write_text("one history\n")
    evidence.ingest(tmp_path)
    made.prove(tmp_path / "e.wacz", "new.txt")
    key = str(tmp_path / "archive")
    assert verify_path(tmp_path / "e.wacz", key_from=key).ok
    shutil.rmtree(tmp_path / "archive")
    (tmp_path / "copy").rename(tmp_path / "archive")
    report = verify_path(tmp_path / "e.wacz", key_from=key)
    assert codes(report) == {"V605"}


def test_after_a_rotation(tmp_path):
    made = evidence.make(tmp_path)
    made.prove(tmp_path / "before.wacz", "plain.txt@1")
    evidence.rotate(tmp_path)
    made.prove(tmp_path / "after.wacz", "plain.txt@1")
    with made.open() as archive:
        keys = [str(k.key) for k in archive.handle.state.ring.keys]
    for known in (*keys, str(tmp_path / "archive")):
        assert verify_path(tmp_path / "after.wacz", key_from=known).ok
    assert verify_path(tmp_path / "before.wacz", key_from=str(tmp_path / "archive")).ok
    assert codes(verify_path(tmp_path / "before.wacz", key_from=keys[1])) == {"V903"}

    def drop(value):
        value["rotations"] = []

    (tmp_path / "forged.wacz").write_bytes(with_proof((tmp_path / "after.wacz").read_bytes(), drop))
    assert codes(verify_path(tmp_path / "forged.wacz", key_from=keys[0])) == {"V903"}


# --- damage -------------------------------------------------------------------------------------
@pytest.mark.slow
def test_every_flipped_bit_is_found(check, one, many):
    """Bits all over both files: in names, sizes, members, proofs, tokens and signatures.

    Some few bits of a deflate stream mean nothing: then all members unpack to the same bytes.
    """
    numbers = random.Random(4)
    for data in (one, many):
        for at in sorted(numbers.sample(range(len(data)), examples(400))):
            damaged = bytearray(data)
            damaged[at] ^= 1 << numbers.randrange(8)
            if check(bytes(damaged)).ok:
                assert members(bytes(damaged)) == members(data), at
                assert in_deflate(data, at), at


def in_deflate(data, at):
    """Whether a byte lies in the content of a member that is not stored."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for info in file.infolist():
            start = info.header_offset + 30 + len(info.filename)
            if start <= at < start + info.compress_size:
                return info.compress_type == zipfile.ZIP_DEFLATED
    return False


def test_every_truncation_and_extension_is_found(check, one):
    for size in range(0, len(one), len(one) // 40):
        assert not check(one[:size]).ok, size
    for grown in (one + b"\0", b"\0" + one, one + one):
        assert not check(grown).ok


def test_members_dropped_doubled_added_and_reordered(check, one):
    parts = members(one)
    for name in parts:
        assert not check(zipped({k: v for k, v in parts.items() if k != name})).ok, name
    names = list(parts)
    for first, second in itertools.pairwise(names):
        order = [{first: second, second: first}.get(name, name) for name in names]
        assert not check(zipped({name: parts[name] for name in order})).ok
    assert not check(zipped(parts | {"fonds/more.txt": b""})).ok


def test_a_file_that_was_zipped_again_is_still_good(check, one):
    """The ZIP's own bytes are not what is proven."""
    assert check(zipped(members(one))).ok


# --- forgeries: whatever needs no secret is made to fit -------------------------------------------
def records(data, member):
    found, rest = [], gzip.decompress(members(data)[member])
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        size = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        found.append(head + b"\r\n\r\n" + rest[: size + 4])
        rest = rest[size + 4 :]
    return found


def packed(found):
    return b"".join(map(gz.member, found))


def lines(data, name):
    return members(data)[name].splitlines(keepends=True)


def swapped(found, i, j):
    found = list(found)
    found[i], found[j] = found[j], found[i]
    return found


FORGERIES = {
    "readme": lambda d: {"readme_txt": b"Trust this file.\n"},
    "script": lambda d: {"verify_sh": b"#!/bin/sh\necho all is well\n"},
    "a page's title": lambda d: {
        "pages_jsonl": members(d)["pages/pages.jsonl"].replace(b'"title":"', b'"title":"Not ', 2)
    },
    "a page less": lambda d: {"pages_jsonl": b"".join(lines(d, "pages/pages.jsonl")[:-1])},
    "an index line less": lambda d: {"index_cdx": b"".join(lines(d, "indexes/index.cdx")[1:])},
    "an index line elsewhere": lambda d: {
        "index_cdx": members(d)["indexes/index.cdx"].replace(b'"offset": "', b'"offset": "1', 1)
    },
    "statement": lambda d: {
        "statements_jsonl": members(d)["fonds/statements.jsonl"].replace(b"Z", b"Y", 1)
    },
    "two statements swapped": lambda d: {
        "statements_jsonl": b"".join(swapped(lines(d, "fonds/statements.jsonl"), 0, 1))
    },
    "a statement twice": lambda d: {
        "statements_jsonl": members(d)["fonds/statements.jsonl"]
        + lines(d, "fonds/statements.jsonl")[-1]
    },
    "no statement": lambda d: {"statements_jsonl": b""},
    "a run's record": lambda d: {"data_warc_gz": edited(d, b"/run\r\n", b"fonds", b"other")},
    "a reading copy": lambda d: {"data_warc_gz": edited(d, b"view.invalid", b"<p ", b"<b ")},
    "a run's record less": lambda d: {"data_warc_gz": without(d, 1)},
    "runs swapped": lambda d: {
        "data_warc_gz": packed(swapped(records(d, "archive/data.warc.gz"), 1, 2))
    },
    "a run's record twice": lambda d: {
        "data_warc_gz": packed((found := records(d, "archive/data.warc.gz"))[:2] + found[1:])
    },
    "records swapped": lambda d: {
        "data_warc_gz": packed(swapped(records(d, "archive/data.warc.gz"), -1, -2))
    },
    "the last record less": lambda d: {"data_warc_gz": without(d, -1)},
    "a text less": lambda d: {"text_warc_gz": packed(records(d, "archive/text.warc.gz")[:-1])},
    "a record more": lambda d: {
        "data_warc_gz": members(d)["archive/data.warc.gz"]
        + gz.member(records(d, "archive/data.warc.gz")[-1])
    },
    "zeros at the end": lambda d: {"data_warc_gz": members(d)["archive/data.warc.gz"] + b"\0" * 8},
}


def edited(data, mark, old, new):
    """The first WARC with the block of the first record that is marked changed, digests and all."""
    found = records(data, "archive/data.warc.gz")
    index = next(i for i, r in enumerate(found) if mark in r.partition(b"\r\n\r\n")[0] + b"\r\n")
    head, _, block = found[index].partition(b"\r\n\r\n")
    changed = block[:-4].replace(old, new)
    assert changed != block[:-4]
    digests = [hashlib.sha256(b).hexdigest().encode() for b in (block[:-4], changed)]
    found[index] = head.replace(*digests) + b"\r\n\r\n" + changed + b"\r\n\r\n"
    return packed(found)


def without(data, index):
    found = records(data, "archive/data.warc.gz")
    del found[index]
    return packed(found)


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_is_found(check, many, what):
    assert codes(check(forged(many, **FORGERIES[what](many)))), what


def test_the_manifest_as_a_whole(check, many, one):
    parts = members(many)
    for old, new in (
        (b'"created": "2026', b'"created": "2025'),
        (b'"title": "8 versions', b'"title": "9 versions'),
        (b'"software": "fonds', b'"software": "funds'),
    ):
        manifest = parts["datapackage.json"]
        assert old in manifest
        fields = orjson.loads(manifest.replace(old, new))
        changed = orjson.dumps(fields, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        digest = orjson.loads(parts["datapackage-digest.json"])
        digest["hash"] = f"sha256:{hashlib.sha256(changed).hexdigest()}"
        digest.pop("signedData")
        text = orjson.dumps(digest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        report = check(
            zipped(parts | {"datapackage.json": changed, "datapackage-digest.json": text})
        )
        assert not report.ok, old


@pytest.mark.parametrize("new", ["fonds 0.1.0, certified by the court", "fonds", "0.1.0"])
def test_software_is_a_release_of_fonds_and_nothing_more(check, one, new):
    fields = members(one)["datapackage.json"]
    assert b'"software": "fonds ' in fields
    changed = orjson.dumps(
        orjson.loads(fields) | {"software": new},
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )
    digest = orjson.loads(members(one)["datapackage-digest.json"])
    digest["hash"] = f"sha256:{hashlib.sha256(changed).hexdigest()}"
    text = orjson.dumps(digest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    parts = members(one) | {"datapackage.json": changed, "datapackage-digest.json": text}
    assert "V207" in codes(check(zipped(parts)))


def change_proof(change):
    def apply(value):
        change(value["proofs"], value)

    return apply


def with_other_hash(proof):
    """Change the first character of the first hash: not every proof has a given letter in one."""
    lines = proof.split("\n")
    lines[2] = ("B" if lines[2][0] == "A" else "A") + lines[2][1:]
    return "\n".join(lines)


PROOFS = {
    "dropped": lambda p, v: p.pop(0) and p.pop(0),
    "none": lambda p, v: p.clear(),
    "of another": lambda p, v: p[0].update(proof=p[2]["proof"]),
    "of none": lambda p, v: p[0].update(statement=9),
    "of zero": lambda p, v: p[0].update(statement=0),
    "another index": lambda p, v: p[0].update(proof=p[0]["proof"].replace("index 1", "index 2")),
    "another hash": lambda p, v: p[0].update(proof=with_other_hash(p[0]["proof"])),
    "no key": lambda p, v: v.update(keys=[]),
    "another origin": lambda p, v: v.update(origin="fonds.invalid/x"),
    "another archive": lambda p, v: v.update(archive="0" * 36, origin="fonds.invalid/" + "0" * 36),
    "a rotation": lambda p, v: v.update(rotations=["{}"]),
    "an unknown field": lambda p, v: v.update(more=1),
    "a stamp's checkpoint": lambda p, v: v["timestamps"][0].update(checkpoint="x"),
    "a stamp's chain": lambda p, v: v["timestamps"][0].update(chain="x"),
    "a stamp's token": lambda p, v: v["timestamps"][0].update(token="AAAA"),
    "the chain's order": lambda p, v: v["timestamps"][0].update(
        chain="".join(
            reversed(v["timestamps"][0]["chain"].partition("-----END CERTIFICATE-----\n"))
        )
    ),
}


@pytest.mark.parametrize("what", PROOFS)
def test_a_proof_that_does_not_hold(check, many, what):
    assert not check(with_proof(many, change_proof(PROOFS[what]))).ok


def test_no_proof_at_all_is_no_evidence(check, many):
    parts = members(many)
    digest = orjson.loads(parts["datapackage-digest.json"])
    for gone in ({"transparency"}, {"transparency", "signedData"}):
        rest = {name: value for name, value in digest.items() if name not in gone}
        text = orjson.dumps(rest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        assert "V901" in codes(check(zipped(parts | {"datapackage-digest.json": text})))


def test_the_signature_for_viewers(check, many):
    parts = members(many)
    digest = orjson.loads(parts["datapackage-digest.json"])
    for change in ({"hash": "sha256:" + "0" * 64}, {"created": "x"}, {"more": "x"}):
        text = orjson.dumps(
            digest | {"signedData": digest["signedData"] | change},
            option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
        )
        assert codes(check(zipped(parts | {"datapackage-digest.json": text}))) == {"V906"}


def test_a_strangers_key_is_only_found_by_who_knows_the_right_one(made, check, one):
    with made.open() as archive:
        origin = archive.handle.info.origin
    key = create_key(origin.partition("/")[2], origin, randomness("stranger"))

    def resign(value):
        read = Transparency.from_json(value)
        value["keys"][0]["vkey"] = str(key.verify_key)
        for entry, found in zip(value["proofs"], read.proofs, strict=True):
            note = found.proof.note
            signed = bytes(Note(note.text, (key.sign(note.text),))).decode()
            entry["proof"] = entry["proof"].replace(bytes(note).decode(), signed)
        value["timestamps"] = []

    data = with_proof(one, resign)
    assert check(data, key_from=None).ok
    assert "V903" in codes(check(data))


@pytest.mark.slow
def test_hostile_values_give_findings_and_no_traceback(check, many):
    """Each value of the JSON in turn is of another kind."""

    def places(value, path=()):
        if isinstance(value, dict | list):
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in list(pairs):
                yield from places(item, (*path, key))
                yield (*path, key)

    parts = members(many)
    digest = parts["datapackage-digest.json"]
    for path in places(orjson.loads(digest)):
        for other in (None, "\u202e", []):
            fields = orjson.loads(digest)
            inner = fields
            for key in path[:-1]:
                inner = inner[key]
            if inner[path[-1]] == other or (path[-1] == "timestamps" and other == []):
                continue  # who takes a token away, takes a proof away and changes none
            inner[path[-1]] = other
            text = orjson.dumps(fields, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            try:
                report = check(zipped(parts | {"datapackage-digest.json": text}))
            except FondsError as e:
                raise AssertionError(path) from e
            assert not report.ok, (path, other)


def test_a_text_too_long_to_hold_has_a_reading_copy_too(tmp_path, monkeypatch):
    from fonds.verify.version import records

    made = evidence.make(tmp_path)
    (tmp_path / "inbox" / "long.txt").write_text("A long line of text.\n" * 500)
    evidence.ingest(tmp_path)
    with made.open() as archive:
        prove_to_file(archive.handle, [archive.get("file:///inbox/long.txt")], tmp_path / "e.wacz")
    monkeypatch.setattr(records, "HELD", 8000)
    assert not codes(verify_path(tmp_path / "e.wacz"))
