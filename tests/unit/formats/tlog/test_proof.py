"""Proofs as text, against the shared sample log."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import FondsError, MalformedNoteError, RootMismatchError
from fonds.formats.tlog import merkle
from fonds.formats.tlog.note import Checkpoint, Note, Signature, VerifyKey, decode_base64, signers
from fonds.formats.tlog.proof import Proof
from fonds.formats.tlog.tiles import Tile, decode_entries, edge_tiles

NOTE = Note(f"o\n1\n{'A' * 43}=\n", (Signature("o", b"abcd", b"x"),))


@pytest.mark.parametrize("index", [0, 123, 299])
def test_the_proofs_of_the_sample_log(shared, index):
    log = shared / "samples/tlog"
    data = (log / f"entry-{index}.tlog-proof").read_bytes()
    proof = Proof.parse(data)
    key = VerifyKey.parse((log / "log.vkey").read_text().strip())
    path = "tile/entries/000" if index < 256 else "tile/entries/001.p/44"
    leaf = decode_entries((log / "log" / path).read_bytes(), 256 if index < 256 else 44)[
        index % 256
    ]
    assert proof.index == index
    assert bytes(proof) == data
    assert proof.check(leaf).size == 300
    assert signers(proof.note, [key]) == (key,)
    with pytest.raises(RootMismatchError):
        proof.check(leaf + b" ")


def test_the_consistency_proof_and_tiles_of_the_sample_log(shared):
    log = shared / "samples/tlog"
    old = Checkpoint.parse(Note.parse((log / "checkpoint-200").read_bytes()).text)
    new = Checkpoint.parse(Note.parse((log / "log/checkpoint").read_bytes()).text)
    given_proof = json.loads((log / "consistency-200-300.json").read_text())["proof"]
    proof = [decode_base64(line) for line in given_proof]
    merkle.verify_consistency(old.size, old.root, new.size, new.root, proof)
    row = b"".join((log / "log" / t.path).read_bytes() for t in (Tile(0, 0), Tile(0, 1, 44)))
    assert merkle.row_root(row) == new.root
    assert merkle.row_root(row[: 200 * 32]) == old.root
    assert all((log / "log" / t.path).is_file() for t in edge_tiles(300))


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.binary(max_size=40),
)
def test_a_printed_proof_parses(index, hashes, extra):
    proof = Proof(index, tuple(hashes), NOTE, extra)
    assert Proof.parse(bytes(proof)) == proof


GOOD = bytes(Proof(3, (b"h" * 32,), NOTE, b"extra"))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\n\n" + bytes(NOTE), GOOD.replace(b"@v1", b"@v2"), GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"index 3", b"index 03"), GOOD.replace(b"index 3", b"3"),
        GOOD.replace(b"extra ", b"extra"), GOOD.replace(b"extra ZXh0cmE=", b"extra "),
        b"c2sp.org/tlog-proof@v1\n\n" + bytes(NOTE), GOOD.split(b"\n\n")[0],
        b"c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\n\n" + bytes(NOTE),
        bytes(Proof(3, (b"h" * 31,), NOTE)), bytes(Proof(3, (b"h" * 32,) * 64, NOTE)),
        GOOD + b"\n",
    ],
)  # fmt: skip
def test_what_is_not_a_proof_is_refused(data):
    with pytest.raises(MalformedNoteError):
        Proof.parse(data)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_any_changed_byte_gives_another_proof_or_a_named_error(at, byte):
    data = GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    with contextlib.suppress(FondsError):
        assert bytes(Proof.parse(data)) == data
