"""Signed notes and checkpoints against the vectors of C2SP and of Go's sumdb/note."""

import contextlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import FondsError, MalformedKeyError, MalformedNoteError, SignatureError
from fonds.formats.tlog.note import (
    COSIGNATURE,
    Checkpoint,
    Note,
    Signature,
    VerifyKey,
    cosigned_at,
    decode_base64,
    encode_base64,
    parse_decimal,
    signers,
)

# golang.org/x/mod/sumdb/note: the keys and the note of its documentation.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZIn"
    "NIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5"
    "n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
)
GO_NOTE = f"{TEXT}\n{PETER_LINE}\n{ENOCH_LINE}\n".encode()

# c2sp.org/signed-note and c2sp.org/tlog-cosignature: their examples.
C2SP_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ON"
    "ncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
SOFA = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5\
IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9\
nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b\
2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
""".encode()


def signed(text: str, name: str = "example.com/log", seed: bytes = b"k" * 32):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = VerifyKey(name, private.public_key().public_bytes_raw())
    return key, Note(text, (Signature(name, key.key_id, private.sign(text.encode())),))


def test_the_note_of_go():
    note = Note.parse(GO_NOTE)
    peter, enoch = VerifyKey.parse(PETER), VerifyKey.parse(ENOCH)
    assert note.text == TEXT
    assert signers(note, [peter, enoch]) == (peter, enoch)
    assert bytes(note) == GO_NOTE


def test_the_note_of_c2sp():
    note = Note.parse(C2SP_NOTE)
    key = VerifyKey.parse(C2SP_VKEY)
    assert signers(note, [key]) == (key,)
    assert str(key) == C2SP_VKEY
    assert bytes(note) == C2SP_NOTE


def test_the_cosigned_checkpoint_of_c2sp():
    note = Note.parse(SOFA)
    checkpoint = Checkpoint.parse(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert [s.name for s in note.signatures] == [checkpoint.origin, "witness.example.com/w1"]
    assert signers(note, []) == ()  # signatures of unknown keys are kept, not judged
    assert bytes(note) == SOFA


def test_a_witness_signs_the_time_with_the_checkpoint():
    private = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
    witness = VerifyKey("w.example", private.public_key().public_bytes_raw(), COSIGNATURE)
    _, note = signed("example.com/log\n0\n" + encode_base64(b"\0" * 32) + "\n")
    message = b"cosignature/v1\ntime 1679315147\n" + note.text.encode()
    stamped = (1679315147).to_bytes(8, "big") + private.sign(message)
    cosigned = Note(note.text, (*note.signatures, Signature("w.example", witness.key_id, stamped)))
    assert VerifyKey.parse(str(witness)) == witness
    assert cosigned_at(Note.parse(bytes(cosigned)), witness) == 1679315147
    assert cosigned_at(note, witness) is None
    assert cosigned_at(cosigned, VerifyKey("w.example", witness.public)) is None
    for forged in (stamped[:-1], b"\xff" + stamped[1:], stamped[:7] + b"\0" + stamped[8:]):
        bad = Note(note.text, (Signature("w.example", witness.key_id, forged),))
        with pytest.raises(SignatureError):
            cosigned_at(bad, witness)


def test_the_text_ends_at_the_last_blank_line():
    key, note = signed("one\n\ntwo\n\n\nthree\n")
    assert Note.parse(bytes(note)) == note
    assert signers(Note.parse(bytes(note)), [key]) == (key,)


def test_a_text_that_holds_a_signed_note_is_not_that_note():
    _, inner = signed("inner\n")
    key, outer = signed(bytes(inner).decode() + "more\n", "outer.example", b"o" * 32)
    assert signers(Note.parse(bytes(outer)), [key]) == (key,)


@pytest.mark.parametrize("at", range(0, len(GO_NOTE), 3))
def test_no_changed_byte_passes(at):
    changed = GO_NOTE[:at] + bytes([GO_NOTE[at] ^ 1]) + GO_NOTE[at + 1 :]
    keys = [VerifyKey.parse(PETER), VerifyKey.parse(ENOCH)]
    with contextlib.suppress(MalformedNoteError, SignatureError):
        assert signers(Note.parse(changed), keys) != tuple(keys)


@pytest.mark.parametrize(
    "data",
    {
        "empty": b"",
        "no signatures": TEXT.encode(),
        "blank line and nothing": TEXT.encode() + b"\n",
        "no final newline": GO_NOTE[:-1],
        "a line after": GO_NOTE + b"\n",
        "carriage return": GO_NOTE.replace(b"\n", b"\r\n"),
        "tab": b"\t" + GO_NOTE,
        "nul": b"\0" + GO_NOTE,
        "not UTF-8": b"\xff" + GO_NOTE,
        "a surrogate": b"\xed\xa0\x80" + GO_NOTE,
        "a hyphen for the dash": GO_NOTE.replace("— P".encode(), b"- P"),
        "two spaces": GO_NOTE.replace(b"Neumann ", b"Neumann  "),
        "base64 with a stray bit": GO_NOTE.replace(b"JnAM=", b"JnAN="),
        "base64 unpadded": GO_NOTE.replace(b"JnAM=", b"JnAM"),
        "a plus in the name": GO_NOTE.replace("— Peter".encode(), "— P+er".encode()),
        "a space in the name": GO_NOTE.replace("— Peter".encode(), "— P\u00a0er".encode()),
        "only a key id": TEXT.encode() + "\n— a x08gow==\n".encode(),
        "101 signatures": TEXT.encode() + b"\n" + (PETER_LINE + "\n").encode() * 101,
        "a megabyte": b"x" * 1_000_000 + b"\n\n" + (PETER_LINE + "\n").encode(),
    }.items(),
    ids=lambda item: item[0],
)
def test_what_is_not_a_note_is_refused(data):
    with pytest.raises(MalformedNoteError):
        Note.parse(data[1])


@pytest.mark.parametrize(
    "vkey",
    [
        "", "PeterNeumann", "PeterNeumann+c74f20a3", PETER + "=", PETER.replace("c7", "c8"),
        PETER.replace("c74f20a3", "C74F20A3"), PETER.replace("Peter", "Pet er"),
        PETER[:-4], "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "x+00000000+" + encode_base64(b"\x06" + b"\0" * 32),
    ],
)  # fmt: skip
def test_what_is_not_a_vkey_is_refused(vkey):
    with pytest.raises(MalformedKeyError):
        VerifyKey.parse(vkey)


def test_a_signature_of_another_kind_of_length_is_not_one():
    key, note = signed("text\n")
    short = Note(note.text, (Signature(key.name, key.key_id, b"short"),))
    with pytest.raises(SignatureError):
        signers(short, [key])


@given(st.binary(max_size=80))
def test_any_bytes_are_a_note_or_a_named_error(data):
    for candidate in (data, data + b"\n\n" + PETER_LINE.encode() + b"\n"):
        with contextlib.suppress(MalformedNoteError):
            assert bytes(Note.parse(candidate)) == candidate


@given(st.lists(st.text(max_size=12), max_size=6).map("\n".join))
def test_a_checkpoint_has_one_spelling(text):
    with contextlib.suppress(FondsError):
        assert str(Checkpoint.parse(text)) == text


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.booleans())
def test_a_printed_checkpoint_parses(size, root, timed):
    extensions = ("time 2026-11-23T17:00:00.000Z",) if timed else ()
    checkpoint = Checkpoint("fonds.invalid/x", size, root, extensions)
    assert Checkpoint.parse(str(checkpoint)) == checkpoint
    assert (checkpoint.time is not None) == timed


ROOT = encode_base64(b"\0" * 32)


@pytest.mark.parametrize(
    "text",
    ["", "\n", "o\n1\n", f"o\n1\n{ROOT}", f"o\n01\n{ROOT}\n", f"o\n-1\n{ROOT}\n",
     f"o\n1\n{ROOT}\n\n", f"\n1\n{ROOT}\n", f"o\n1\n{ROOT[:-2]}\n", f"o\n{2**63}\n{ROOT}\n",
     f"o\n1\n{encode_base64(bytes(31))}\n", f"o\n١\n{ROOT}\n", f"o\n 1\n{ROOT}\n"],
)  # fmt: skip
def test_what_is_not_a_checkpoint_is_refused(text):
    with pytest.raises(MalformedNoteError):
        Checkpoint.parse(text)


@pytest.mark.parametrize("line", ["time yesterday", "tune 2026-11-23T17:00:00.000Z"])
def test_an_extension_that_is_no_time_states_none(line):
    assert Checkpoint("o", 1, bytes(32), (line,)).time is None


def test_numbers_and_base64_have_one_spelling():
    assert [parse_decimal(t) for t in ("0", "7", "00", "", "+1", "1_0", "²", "9" * 20)] == [
        0, 7, None, None, None, None, None, None,
    ]  # fmt: skip
    assert decode_base64("é") is None
    assert decode_base64("YQ==\n") is None
