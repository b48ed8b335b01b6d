"""Cosignatures of witnesses: kept through commits, checked where a key is given, handed on."""

import json
import shutil
import subprocess

import attrs
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import fonds
from fonds.errors import MalformedNoteError, RootMismatchError, SignatureError
from fonds.formats.tlog.note import COSIGNATURE, Note, Signature, VerifyKey
from support.archives import Clock, files, new_archive

WHEN = 1_795_600_000  # 2026-11-25


@attrs.frozen
class Witness:
    """A witness as C2SP tlog-cosignature has it, written apart from the code under test."""

    name: str = "witness.example/w"
    private: Ed25519PrivateKey = attrs.field(
        factory=lambda: Ed25519PrivateKey.from_private_bytes(b"w" * 32)
    )

    @property
    def key(self):
        return VerifyKey(self.name, self.private.public_key().public_bytes_raw(), COSIGNATURE)

    def line(self, text, when=WHEN):
        message = f"cosignature/v1\ntime {when}\n{text}".encode()
        value = when.to_bytes(8, "big") + self.private.sign(message)
        return Signature(self.name, self.key.key_id, value)

    def cosign(self, head, when=WHEN):
        note = Note.parse(head)
        return bytes(Note(note.text, (*note.signatures, self.line(note.text, when))))


WITNESS = Witness()


@pytest.fixture
def archive(tmp_path):
    with new_archive(tmp_path) as archive:
        archive.ingest([str(files(tmp_path / "in", a_txt="one"))], jobs=0)
        yield archive


def head_of(archive):
    return (archive.path / "log" / "checkpoint").read_bytes()


def grow(archive, tmp_path, name):
    archive.ingest([str(files(tmp_path / name, **{f"{name}_txt": name}))], jobs=0)


def codes(report):
    return {finding.code for finding in report.findings if finding.severity == "error"}


def test_a_cosigned_head_is_kept_and_told(archive, tmp_path):
    assert archive.cosign(WITNESS.cosign(head_of(archive))) == (2, 1)
    assert archive.cosign(WITNESS.cosign(head_of(archive))) == (2, 0)
    grow(archive, tmp_path, "b")
    report = archive.verify(witnesses=(WITNESS.key,))
    assert report.ok
    history = report.claim("history")
    assert history.counts["witnesses"] == 1
    assert history.notes == ("witness.example/w saw 2 of 4 leaves at 2026-11-25T09:46:40.000Z",)
    assert archive.verify().ok


def test_lines_on_the_checkpoint_itself_outlive_the_next_commit(archive, tmp_path):
    path = archive.path / "log" / "checkpoint"
    cosigned = WITNESS.cosign(head_of(archive))
    path.unlink()
    path.write_bytes(cosigned)
    grow(archive, tmp_path, "b")
    grow(archive, tmp_path, "c")
    assert (archive.path / "log" / "cosigned" / "2").read_bytes() == cosigned
    assert archive.verify(witnesses=(WITNESS.key,)).ok


def test_a_witness_that_did_not_cosign_is_missed(archive):
    report = archive.verify(witnesses=(WITNESS.key,))
    assert codes(report) == {"V613"}
    assert report.exit_status == 30


def test_a_line_that_is_not_the_witness_own_is_found(archive):
    note = Note.parse(head_of(archive))
    line = WITNESS.line(note.text + "other")
    archive.cosign(bytes(Note(note.text, (*note.signatures, line))))
    assert archive.verify().ok  # whose lines they are is not asked without a key
    assert codes(archive.verify(witnesses=(WITNESS.key,))) == {"V613"}


def test_a_head_of_another_log_or_history_is_refused(archive, tmp_path):
    elsewhere = fonds.init(tmp_path / "other", key=tmp_path / "other-key", now=Clock())
    with elsewhere as other, pytest.raises(SignatureError):
        archive.cosign(WITNESS.cosign(head_of(other)))
    key = archive.handle.signing_key()
    text = Note.parse(head_of(archive)).text.replace("time 2026", "time 2027")
    with pytest.raises(RootMismatchError):
        archive.cosign(bytes(Note(text, (key.sign(text),))))
    assert not (archive.path / "log" / "cosigned").exists()


@pytest.mark.parametrize("harm", ["another size", "no note", "another text"])
def test_a_damaged_cosigned_head_is_named(archive, harm):
    archive.cosign(WITNESS.cosign(head_of(archive)))
    path = archive.path / "log" / "cosigned" / "2"
    data = path.read_bytes()
    path.unlink()
    if harm == "another size":
        path.with_name("1").write_bytes(data)
    elif harm == "no note":
        path.write_bytes(b"\xff" + data)
    else:
        key = archive.handle.signing_key()
        text = Note.parse(data).text.replace("time 2026", "time 2027")
        path.write_bytes(bytes(Note(text, (key.sign(text),))))
    assert codes(archive.verify()) == {"V612"}


def test_evidence_hands_the_cosignature_on(archive, tmp_path):
    archive.cosign(WITNESS.cosign(head_of(archive)))
    evidence = tmp_path / "evidence.wacz"
    archive.prove(["a.txt"], evidence)
    from fonds.verify import verify_path

    report = verify_path(evidence, None, witnesses=(WITNESS.key,))
    assert report.ok
    assert report.claim("history").counts["witnesses"] == 1
    other = Witness("other.example", Ed25519PrivateKey.from_private_bytes(b"o" * 32))
    assert "V613" in codes(verify_path(evidence, None, witnesses=(other.key,)))
    if all(map(shutil.which, ("unzip", "openssl", "xxd", "awk"))):
        script = subprocess.run(
            ["unzip", "-p", evidence, "fonds/verify.sh"], capture_output=True, check=True
        ).stdout
        said = subprocess.run(["sh", "-s", evidence], input=script, capture_output=True)
        assert said.returncode == 0, said.stdout.decode() + said.stderr.decode()


def test_the_commands_do_the_same(archive, tmp_path):
    from click.testing import CliRunner

    from fonds.cli import fonds as cli

    run = CliRunner().invoke
    where = ["--archive", str(archive.path), "--key", str(tmp_path / "key")]
    head = tmp_path / "head"
    head.write_bytes(WITNESS.cosign(run(cli, ["head", *where]).output.encode()))
    added = run(cli, ["head", "--cosigned", str(head), *where])
    assert added.exit_code == 0
    keys = tmp_path / "keys"
    keys.write_text(f"{WITNESS.key}\n")
    for given in (str(WITNESS.key), str(keys)):
        said = run(cli, ["verify", "--json", "--witness", given, *where])
        assert json.loads(said.stdout)["claims"]["history"]["counts"]["witnesses"] == 1
    assert run(cli, ["verify", "--witness", "nonsense", *where]).exit_code != 0


def lines_of(archive, count, first=0):
    note = Note.parse(head_of(archive))
    lines = (
        Signature(f"w{n}.example", b"%04d" % (n % 10_000), b"x" * 72)
        for n in range(first, first + count)
    )
    return bytes(Note(note.text, (*note.signatures, *lines)))


def test_more_witnesses_than_a_head_can_bear_never_stop_a_writer(archive, tmp_path):
    archive.cosign(lines_of(archive, 60))
    path = archive.path / "log" / "checkpoint"
    crowded = lines_of(archive, 60, first=60)
    path.unlink()
    path.write_bytes(crowded)
    with pytest.raises(MalformedNoteError, match="as many cosignatures as a head can have"):
        archive.cosign(crowded)
    grow(archive, tmp_path, "b")
    assert archive.verify().ok


def test_a_damaged_cosigned_head_never_stops_a_writer(archive, tmp_path):
    archive.cosign(WITNESS.cosign(head_of(archive)))
    cosigned = archive.path / "log" / "cosigned" / "2"
    cosigned.unlink()
    cosigned.write_bytes(b"damaged")
    path = archive.path / "log" / "checkpoint"
    again = WITNESS.cosign(path.read_bytes())
    path.unlink()
    path.write_bytes(again)
    grow(archive, tmp_path, "b")
    assert cosigned.read_bytes() == b"damaged"  # verify names it; nobody mends it in silence
    assert codes(archive.verify()) == {"V612"}


def test_a_witness_may_cosign_a_head_every_day(archive):
    for day in range(150):
        head = WITNESS.cosign(head_of(archive), WHEN + 86_400 * day)
        assert archive.cosign(head) == (2, 1)
    report = archive.verify(witnesses=(WITNESS.key,))
    assert report.claim("history").notes[0].endswith("2027-04-23T09:46:40.000Z")


def test_a_line_can_be_checked_before_it_is_kept(archive, tmp_path):
    from click.testing import CliRunner

    from fonds.cli import fonds as cli

    where = ["--archive", str(archive.path), "--key", str(tmp_path / "key")]
    head = tmp_path / "head"
    note = Note.parse(head_of(archive))
    head.write_bytes(bytes(Note(note.text, (*note.signatures, WITNESS.line("other\n")))))
    checked = ["head", "--cosigned", str(head), "--witness", str(WITNESS.key), *where]
    assert isinstance(CliRunner().invoke(cli, checked).exception, SignatureError)
    assert not (archive.path / "log" / "cosigned").exists()
    head.write_bytes(WITNESS.cosign(head_of(archive)))
    assert CliRunner().invoke(cli, checked).exit_code == 0


@pytest.mark.parametrize("note", ['"\\ud800"', "5", "null", '"x'])
def test_a_file_that_holds_no_head_is_the_callers_mistake(tmp_path, note):
    from fonds.cli.key_and_head_files import head_file
    from fonds.errors import UsageError

    file = tmp_path / "head.json"
    file.write_text('{"note":' + note + "}")
    with pytest.raises(UsageError):
        head_file(file)
