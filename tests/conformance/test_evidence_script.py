"""The shell script in an evidence file: run with nothing but the tools it names, then deceived."""

import base64
import hashlib
import os
import re
import shutil
import struct
from pathlib import Path

import orjson
import pytest

from fonds.formats import gz
from fonds.formats.evidence import Transparency
from fonds.formats.evidence_texts import script
from fonds.formats.tlog.note import Note, VerifyKey
from fonds.log.timestamps import TIMESTAMPS
from fonds.storage.keys import create_key
from support import evidence
from support.archives import randomness
from support.evidence import (
    forged,
    members,
    minimal_path,
    refitted,
    run_script,
    run_text,
    with_manifest,
    with_proof,
    zipped,
)
from support.points import sample

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SHELLS = ("dash", "bash")
AWKS = ("mawk", "gawk", "original-awk")


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """A PATH with nothing else in it. Skips where a tool is absent."""
    found = minimal_path(tmp_path_factory.mktemp("minimal"))
    if found is None:
        pytest.skip("a tool that the script needs is not here: apt install unzip xxd openssl dash")
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return evidence.make(tmp_path_factory.mktemp("archive"), stamped=True)


@pytest.fixture(scope="module")
def one(made, tmp_path_factory):
    """The evidence file of one version; its head has a time-stamp before it."""
    path = tmp_path_factory.mktemp("one") / "one.wacz"
    made.prove(path, "plain.txt@1")
    return path


@pytest.fixture(scope="module")
def many(made, tmp_path_factory):
    """The evidence file of several versions, with revisits and texts among them."""
    path = tmp_path_factory.mktemp("many") / "many.wacz"
    made.prove(path, "plain.txt@1", "plain.txt@2", "plain.txt@3", "arabic.txt", "latin.txt",
               "bytes.bin", "empty.txt", "same.txt")  # fmt: skip
    return path


@pytest.fixture
def vkey(made):
    with made.open() as archive:
        return str(archive.handle.info.ring.newest.key)


def roots(made):
    return str(made.authority.folder / "root.pem")


def said(run):
    return (run.stdout + run.stderr).decode()


def refuses(tools, data, tmp_path, *arguments):
    """Run the genuine script on a file; demand that it fails and says so. Returns what it said."""
    path = tmp_path / "forged.wacz"
    path.write_bytes(data)
    run = run_text(tools, script(), path, *arguments, cwd=tmp_path)
    assert run.returncode == 1, said(run)
    assert b"FAILED" in run.stdout, said(run)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["forged.wacz"]  # nothing ran
    path.unlink()
    return run.stdout.decode()


# --- what is right ------------------------------------------------------------------------------
def test_it_accepts_and_says_what_is_proven(tools, one, made, vkey):
    run = run_script(tools, one, "-k", vkey, "-r", roots(made))
    assert run.returncode == 0, said(run)
    assert run.stderr == b""
    out = run.stdout.decode()
    assert "version 1: its statement is leaf 5 of the log's 12" in out
    assert "version 1: its statement is leaf 5 of the log's 10" in out
    assert "which is the one that you gave" in out
    assert re.search(r"time-stamp 1: version 1 existed on .* an authority under your roots", out)
    assert "All checks hold.\nNOT proven" in out
    before = out.partition("All checks hold")[0]
    assert "NOT checked by this script: the lists that a viewer goes by" in before
    assert "1 reading copies" in before
    assert "who archived it" not in before
    assert [item.name for item in one.parent.iterdir()] == [one.name]


def test_without_key_and_roots_it_says_that_they_are_missing(tools, many):
    run = run_script(tools, many)
    assert run.returncode == 0, said(run)
    assert "The key came with the file" in run.stdout.decode()
    assert "NOT checked" in run.stdout.decode()
    assert "7 reading copies" in run.stdout.decode()


@pytest.mark.slow
@pytest.mark.parametrize("awk", AWKS)
@pytest.mark.parametrize("shell", SHELLS)
def test_with_other_shells_and_awks(many, tmp_path, shell, awk):
    if shutil.which(shell) is None or shutil.which(awk) is None:
        pytest.skip(f"{shell} or {awk} is not here")
    found = minimal_path(tmp_path, shell)
    if found is None:
        pytest.skip("a tool that the script needs is not here")
    (found / "awk").unlink()
    (found / "awk").symlink_to(shutil.which(awk))
    run = run_script(found, many)
    assert (run.returncode, run.stderr) == (0, b""), said(run)


@pytest.mark.slow
def test_odd_names_of_files_and_a_file_that_is_run_as_a_script(tools, one, tmp_path):
    for name in ("-r", "a b.wacz", "[x]*?.wacz", "$(touch pwned).wacz", "new\nline.wacz"):
        path = tmp_path / name
        path.write_bytes(one.read_bytes())
        run = run_script(tools, path)
        assert run.returncode == 0, said(run)
        path.unlink()
    assert list(tmp_path.iterdir()) == []


def test_usage(tools, one, tmp_path):
    for arguments in (["-k"], ["-x"], [os.fspath(one)], ["-r", "/nowhere"]):
        assert run_script(tools, one, *arguments).returncode == 2
    assert run_text(tools, script(), tmp_path / "nothing").returncode == 2


def test_a_missing_tool_is_named(one, tmp_path):
    found = minimal_path(tmp_path)
    if found is None:
        pytest.skip("a tool that the script needs is not here")
    (found / "xxd").unlink()
    run = run_script(found, one)
    assert (run.returncode, run.stderr) == (2, b"this needs xxd\n")


def test_after_a_rotation(tools, tmp_path):
    made = evidence.make(tmp_path)
    evidence.rotate(tmp_path)
    made.prove(tmp_path / "e.wacz", "arabic.txt")
    with made.open() as archive:
        first, second = (str(k.key) for k in archive.handle.state.ring.keys)
    assert run_script(tools, tmp_path / "e.wacz", "-k", second).returncode == 0
    assert run_script(tools, tmp_path / "e.wacz", "-k", first).returncode == 1


# --- damage -------------------------------------------------------------------------------------
def test_every_member_is_guarded_byte_by_byte(tools, one, tmp_path):
    """A bit flipped in the stored bytes of any member, in the midst and at the end."""
    data = one.read_bytes()
    for name, start, size in places(data):
        for at in (start + size // 3, start + size - 1):
            damaged = bytearray(data)
            damaged[at] ^= 1
            assert refuses(tools, bytes(damaged), tmp_path), (name, at)


def test_members_changed_one_by_one_in_a_good_zip(tools, one, tmp_path):
    parts = members(one.read_bytes())
    for name, content in parts.items():
        refuses(tools, zipped(parts | {name: content[:9] + b"#" + content[10:]}), tmp_path)
        if name.endswith(".json"):
            refuses(tools, zipped(parts | {name: content[:-1]}), tmp_path)
            refuses(tools, zipped(parts | {name: content + b"\n"}), tmp_path)


def test_members_dropped_added_doubled_and_reordered(tools, one, tmp_path):
    data = one.read_bytes()
    parts = members(data)
    for name in parts:
        refuses(tools, zipped({k: v for k, v in parts.items() if k != name}), tmp_path)
    for extra in ("fonds/more.txt", "../escape", "x y", "$(touch pwned)"):
        try:
            grown = zipped(parts | {extra: b"x"})
        except ValueError:  # our writer refuses the name, so another one is patched in
            grown = zipped(parts | {"n" * len(extra): b"x"})
            grown = grown.replace(b"n" * len(extra), extra.encode())
        refuses(tools, grown, tmp_path)
    refuses(tools, zipped(dict(reversed(parts.items()))), tmp_path)
    doubled = zipped(parts | {"fonds/readmf.txt": b"x"}).replace(b"readmf", b"readme")
    refuses(tools, doubled, tmp_path)


def test_cut_off_and_grown(tools, one, tmp_path):
    data = one.read_bytes()
    for size in (0, 1, 100, len(data) // 2, len(data) - 23, len(data) - 1):
        refuses(tools, data[:size], tmp_path)
    for grown in (data + b"\n", data + data, b"#!/bin/sh\n" + data):
        refuses(tools, grown, tmp_path)


# --- forgery: manifest and digests are made to fit ----------------------------------------------
def test_another_content_with_all_digests_made_right(tools, one, tmp_path):
    """A forger recomputes everything that needs no secret: the statement gives him away."""
    data = one.read_bytes()
    assert refuses_not(tools, forged(data), tmp_path)
    text = b"Some text, in English."
    changed = rewritten(data, lambda r: r.replace(text, b"Some lies, in English."))
    told = refuses(tools, forged(data, data_warc_gz=changed), tmp_path)
    assert "the raw that its statement names is not here" in told
    old = hashlib.sha256(b"A title\n\n" + text + b"\n").hexdigest()
    new = hashlib.sha256(b"A title\n\nSome lies, in English.\n").hexdigest()
    statement = members(data)["fonds/statements.jsonl"]
    told = refuses(
        tools,
        forged(data, data_warc_gz=changed, statements_jsonl=statement.replace(
            old.encode(), new.encode())),
        tmp_path,
    )  # fmt: skip
    assert "its statement is not in the log's tree" in told


@pytest.mark.slow
@pytest.mark.parametrize("role", ["raw", "text", "cleaned", "edits", "prov"])
def test_a_record_that_is_left_out(tools, many, tmp_path, role):
    data = many.read_bytes()
    name = "archive/text.warc.gz" if role in ("text", "cleaned") else "archive/data.warc.gz"
    found = list(unpacked(members(data)[name]))
    mark = f"\r\nFonds-Role: {role}\r\n".encode()
    index = max(i for i, r in enumerate(found) if mark in r and b"revisit" not in r)
    rest = b"".join(gz.member(r) for i, r in enumerate(found) if i != index)
    key = "text_warc_gz" if "text" in name else "data_warc_gz"
    told = refuses(tools, forged(data, **{key: rest}), tmp_path)
    assert f"the {role} that its statement names is not here" in told


def record(data, **changes):
    """A record of an evidence file's first WARC, its head changed."""
    raw = next(r for r in unpacked(members(data)["archive/data.warc.gz"])
               if b"\r\nFonds-Role: raw\r\n" in r)  # fmt: skip
    head, _, block = raw.partition(b"\r\n\r\n")
    for name, value in changes.items():
        name = name.replace("_", "-").encode()
        head = re.sub(rb"(?i)\r\n" + name + rb": [^\r]*", b"\r\n" + name + b": " + value, head)
    return head + b"\r\n\r\n" + block


@pytest.mark.parametrize(
    "changes",
    [
        {"warc_target_uri": b"https://example.org/elsewhere"},
        {"fonds_role": b"access"},
        {"fonds_role": b"view"},
        {"warc_type": b"conversion"},
        {"warc_type": b"resource; x", "fonds_role": b"access"},
    ],
)
def test_a_record_that_no_statement_names(tools, one, tmp_path, changes):
    """Its bytes may be right, but where a viewer would show them is not."""
    data = one.read_bytes()
    more = members(data)["archive/data.warc.gz"] + gz.member(record(data, **changes))
    refuses(tools, forged(data, data_warc_gz=more), tmp_path)


def test_a_record_that_is_not_what_it_says(tools, one, tmp_path):
    data = one.read_bytes()
    for changes in (
        {"content_length": b"9"},
        {"content_length": b"-9"},
        {"content_length": b"999999999999999999999"},
        {"content_length": b"$(touch pwned)"},
        {"content_length": b"a[$(touch pwned)]"},
        {"warc_block_digest": b"sha256:" + b"0" * 64},
        {"warc_block_digest": b"$(touch pwned)"},
    ):
        more = members(data)["archive/data.warc.gz"] + gz.member(record(data, **changes))
        refuses(tools, forged(data, data_warc_gz=more), tmp_path)
    # gzip passes over zeros after the last member; `fonds verify` does not.
    for tail in (b"x", gz.member(b"WARC/1.1\r\n"), gz.member(b"WARC/1.0\r\n\r\n")):
        more = members(data)["archive/data.warc.gz"] + tail
        refuses(tools, forged(data, data_warc_gz=more), tmp_path)


@pytest.mark.parametrize(
    ("mark", "old", "new"),
    [
        (b"/run\r\n", b'"unnamed"', b'"Evil archive"'),
        (b"/run\r\n", b'"f:version":"0', b'"f:version":"9'),
        (b"WARC-Type: warcinfo", b"isPartOf", b"description: certified\r\nisPartOf"),
        (b"WARC-Type: warcinfo", b"isPartOf", b"operator: Evil archive\r\nisPartOf"),
        (b"WARC-Type: warcinfo", b"software: fonds ", b"software: fonds, certified, "),
        (b"WARC-Type: warcinfo", b"isPartOf: urn:uuid:", b"isPartOf: urn:uuid:0"),
    ],
)
def test_who_archived_cannot_be_changed(tools, one, tmp_path, mark, old, new):
    """By somebody without a key who makes digests, index and manifest fit."""
    refuses(tools, refitted(one.read_bytes(), mark, old, new), tmp_path)


@pytest.mark.parametrize(
    "changed",
    [
        {"description": "certified by the court"},
        {"metadata": {"title": "x", "desc": "certified by the court"}},
        {"software": "fonds, certified"},
        {"software": "wget"},
        {"keywords": ["certified"]},
        {"licenses": [{"name": "x"}]},
    ],
)
def test_a_manifest_that_says_more(tools, one, tmp_path, changed):
    refuses(tools, with_manifest(one.read_bytes(), **changed), tmp_path)


@pytest.mark.parametrize("golden", ["v1", "v2"])
def test_a_file_of_an_older_fonds_is_accepted_and_what_is_weaker_said_first(
    tools, tmp_path, golden
):
    older = GOLDEN / golden / "caption.wacz"
    assert run_script(tools, older).returncode == 0
    run = run_text(tools, script(), older, cwd=tmp_path)
    assert run.returncode == 0, said(run)
    before = run.stdout.partition(b"All checks hold")[0]
    assert b"who archived it with which tools (records of 1 runs" in before


@pytest.mark.slow
def test_statements_of_other_forms(tools, one, tmp_path):
    data = one.read_bytes()
    line = members(data)["fonds/statements.jsonl"]
    for other in (
        b"",
        b"\n",
        b"{}\n",
        line + line,
        line.replace(b'"role":"raw"', b'"role":"prov"'),
        line.replace(b"file:///inbox/plain.txt", b"$(touch pwned)"),
        line.replace(b"file:///inbox/plain.txt", b"`touch pwned`"),
        line.replace(b'"size":', b'"size": '),
    ):
        refuses(tools, forged(data, statements_jsonl=other), tmp_path)


def test_manifests_of_other_forms(tools, one, tmp_path):
    parts = members(one.read_bytes())
    manifest = parts["datapackage.json"]
    for other in (
        manifest.replace(b"fonds/readme.txt", b"../../etc/passwd"),
        manifest.replace(b"fonds/readme.txt", b"$(touch pwned)"),
        manifest.replace(b'"path": "fonds/readme.txt"', b'"path": "fonds/verify.sh"'),
        b"{}\n",
    ):
        digest = orjson.loads(parts["datapackage-digest.json"])
        digest["hash"] = f"sha256:{hashlib.sha256(other).hexdigest()}"
        changed = {
            "datapackage.json": other,
            "datapackage-digest.json": orjson.dumps(
                digest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
            ),
        }
        refuses(tools, zipped(parts | changed), tmp_path)


# --- proofs ---------------------------------------------------------------------------------------
HOSTILE = ("$(touch pwned)`touch pwned`", "a[$(touch pwned)]", "\\n", '"')


def edit(pattern, replacement):
    def change(value):
        proof = value["proofs"][0]
        changed = re.sub(pattern, replacement.replace("\\", "\\\\"), proof["proof"], count=1)
        assert changed != proof["proof"]
        proof["proof"] = changed

    return change


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r"c2sp\.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        (r"index 5\n", "index 4\n"),
        (r"index 5\n", "index 6\n"),
        (r"index 5\n", "index 13\n"),
        (r"index 5\n", "index 05\n"),
        (r"index 5\n", "index -5\n"),
        *((r"index 5\n", f"index {text}\n") for text in HOSTILE),
        (r"(?m)^[A-Za-z0-9+/]{43}=\n", ""),
        (r"(?m)^[A-Za-z0-9+/]{43}=\n", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"),
        (r"(?m)^[A-Za-z0-9+/]{43}=\n", "?\n"),
        (r"\n\nfonds", "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nfonds"),
        (r"\n12\n", "\n13\n"),
        *((r"\n12\n", f"\n{text}\n") for text in sample(HOSTILE, every=3)),
        (r"\ntime 2026", "\ntime 2025"),
        (r"\nfonds\.invalid", "\nfonds.invalie"),
        ("\u2014 fonds", "- fonds"),
        (r" [A-Za-z0-9+/]{90}", " " + "A" * 90),
    ],
)
def test_a_proof_that_does_not_hold(tools, one, tmp_path, pattern, replacement):
    refuses(tools, with_proof(one.read_bytes(), edit(pattern, replacement)), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("text", sample(HOSTILE, every=3))
@pytest.mark.parametrize("field", ["vkey", "statement", "from", "token", "checkpoint"])
def test_hostile_values(tools, one, tmp_path, made, field, text):
    def change(value):
        if field in ("vkey", "from"):
            value["keys"][0][field] = text
        elif field == "statement":
            value["proofs"][0][field] = text
        else:
            value["timestamps"][0][field] = text

    refuses(tools, with_proof(one.read_bytes(), change), tmp_path, "-r", roots(made))


def test_hostile_certificates_only_fail(tools, one, tmp_path, made):
    def change(value):
        value["timestamps"][0]["chain"] = "$(touch pwned)"

    refuses(tools, with_proof(one.read_bytes(), change), tmp_path, "-r", roots(made))


@pytest.mark.slow
def test_proofs_that_are_missing_or_of_others(tools, many, tmp_path):
    data = many.read_bytes()

    def drop(value):
        del value["proofs"][0:2]

    def swap(value):
        first, second = value["proofs"][0], value["proofs"][2]
        first["proof"], second["proof"] = second["proof"], first["proof"]

    def none(value):
        value["proofs"] = []

    def beyond(value):
        value["proofs"][0]["statement"] = 99

    def keyless(value):
        value["keys"] = []

    for change in (drop, swap, none, beyond, keyless):
        refuses(tools, with_proof(data, change), tmp_path)


def test_another_key(tools, one, tmp_path, vkey):
    """Anybody can sign with a key of his own: only who knows the key from elsewhere notices."""
    origin = VerifyKey.parse(vkey).name
    key = create_key(origin.partition("/")[2], origin, randomness("stranger"))

    def change(value):
        read = Transparency.from_json(value)
        value["keys"][0]["vkey"] = str(key.verify_key)
        for entry, one_proof in zip(value["proofs"], read.proofs, strict=True):
            note = one_proof.proof.note
            signed = bytes(Note(note.text, (key.sign(note.text),))).decode()
            entry["proof"] = entry["proof"].replace(bytes(note).decode(), signed)
        value["timestamps"] = []

    data = with_proof(one.read_bytes(), change)
    assert refuses_not(tools, data, tmp_path)
    assert "not the key that you gave" in refuses(tools, data, tmp_path, "-k", vkey)

    def only_key(value):
        value["keys"][0]["vkey"] = str(key.verify_key)

    assert "did not sign" in refuses(tools, with_proof(one.read_bytes(), only_key), tmp_path)


def test_a_key_under_another_id(tools, one, tmp_path):
    def change(value):
        value["keys"][0]["vkey"] = re.sub(
            r"\+[0-9a-f]{8}\+", "+00000000+", value["keys"][0]["vkey"]
        )

    told = refuses(tools, with_proof(one.read_bytes(), change), tmp_path)
    assert "does not hold together" in told


# --- time -----------------------------------------------------------------------------------------
def test_a_token_of_another_authority_or_over_other_bytes(tools, one, many, made, tmp_path):
    stranger = evidence.Authority(tmp_path / "stranger", "Stranger")
    data = one.read_bytes()
    other = str(stranger.folder / "root.pem")
    work = tmp_path / "work"
    work.mkdir()
    assert "not by an authority" in refuses(tools, data, work, "-r", other)

    def damaged(value):
        token = bytearray(base64.b64decode(value["timestamps"][0]["token"]))
        token[-1] ^= 1
        value["timestamps"][0]["token"] = base64.b64encode(token).decode()

    refuses(tools, with_proof(data, damaged), work, "-r", roots(made))

    def moved(value):
        newest = value["proofs"][0]["proof"].partition("\n\n")[2]
        value["timestamps"][0]["checkpoint"] = newest

    refuses(tools, with_proof(data, moved), work, "-r", roots(made))

    def unproven(value):
        value["timestamps"][0]["checkpoint"] += "\n"

    assert "no proof leads to" in refuses(tools, with_proof(data, unproven), work)


def test_the_chain_is_needed_and_taken_from_the_file(tools, one, made, tmp_path):
    """The authority has an intermediate certificate that only the file carries beside the token."""
    assert TIMESTAMPS
    assert run_script(tools, one, "-r", roots(made)).returncode == 0


# --- helpers --------------------------------------------------------------------------------------
def refuses_not(tools, data, tmp_path, *arguments):
    path = tmp_path / "good.wacz"
    path.write_bytes(data)
    run = run_text(tools, script(), path, *arguments, cwd=tmp_path)
    path.unlink()
    assert run.returncode == 0, said(run)
    return True


def places(data):
    """Name, start and size of each member's stored bytes, read from the directory."""
    at = struct.unpack("<I", data[-6:-2])[0]
    while data[at : at + 4] == b"PK\x01\x02":
        compressed, _, name, extra, comment = struct.unpack("<IIHHH", data[at + 20 : at + 34])
        offset = struct.unpack("<I", data[at + 42 : at + 46])[0]
        local = struct.unpack("<HH", data[offset + 26 : offset + 30])
        yield data[at + 46 : at + 46 + name], offset + 30 + sum(local), compressed
        at += 46 + name + extra + comment


def unpacked(member):
    """The records of a WARC, each with its head and end."""
    import zlib

    while member:
        engine = zlib.decompressobj(31)
        yield engine.decompress(member)
        member = engine.unused_data


def rewritten(data, change):
    """The first WARC with blocks changed and the digests in the heads made to fit."""
    packed = []
    for one in unpacked(members(data)["archive/data.warc.gz"]):
        changed = change(one)
        if changed != one:
            block = one.partition(b"\r\n\r\n")[2][:-4]
            new = changed.partition(b"\r\n\r\n")[2][:-4]
            digests = (hashlib.sha256(block).hexdigest(), hashlib.sha256(new).hexdigest())
            changed = changed.replace(*(digest.encode() for digest in digests))
        packed.append(gz.member(changed))
    return b"".join(packed)
