"""Containers as other programs write them, and as attackers do: what is in them is yielded."""

import bz2
import contextlib
import gzip
import io
import lzma
import mailbox
import random
import tarfile
import zipfile

import pytest
import zstandard

from fonds.identification.container import opinion
from fonds.sources import Refusal, walk
from fonds.sources.containers.expansion import Expansion
from fonds.sources.containers.limits import ExpandLimits


def is_document(head, file):
    return opinion(head, file) is not None


def expand(folder, **settings):
    """Return display, bytes and facts of every capture, and code of every refusal."""
    found, refused = {}, []
    with Expansion(is_document, **settings) as expansion:
        for one in expansion.captures(walk([str(folder)])):
            if isinstance(one, Refusal):
                refused.append((one.display.removeprefix(f"{folder}/"), one.error.code))
                continue
            name = one.display.removeprefix(f"{folder}/")
            assert name not in found
            with one.open() as opened:
                found[name] = opened.stream.read()
            assert one.read(1 << 30)[0] == found[name]
            within = getattr(one, "within", None)
            assert (within is None) == ("!/" not in one.target)
    return found, refused


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(entries, mode="w:", kind=tarfile.REGTYPE, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.type = len(data), 1_000_000_000, kind
            archive.addfile(info, io.BytesIO(data) if kind == tarfile.REGTYPE else None)
    return out.getvalue()


ENTRIES = [("one.txt", b"first"), ("sub/zwei é.txt", b"second " * 9000), ("empty", b"")]
TAR = tarred(ENTRIES)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped(ENTRIES)),
        ("stored.zip", zipped(ENTRIES, zipfile.ZIP_STORED)),
        ("b.zip", zipped(ENTRIES, zipfile.ZIP_BZIP2)),
        ("self-unpacking", zipped(ENTRIES)),
        ("a.tar", TAR),
        ("gnu.tar", tarred(ENTRIES, form=tarfile.GNU_FORMAT)),
        ("a.tgz", gzip.compress(TAR)),
        ("two members.tgz", gzip.compress(TAR[:700]) + gzip.compress(TAR[700:])),
        ("a.tar.bz2", bz2.compress(TAR)),
        ("a.tar.xz", lzma.compress(TAR)),
        ("a.tar.zst", zstandard.compress(TAR)),
    ],
)
def test_every_member_is_a_capture(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    found, refused = expand(tmp_path)
    assert refused == []
    assert found == {name: data} | {f"{name}!/{member}": text for member, text in ENTRIES}
    members_only, _ = expand(tmp_path, members_only=True)
    assert members_only == {k: v for k, v in found.items() if k != name}


def test_what_stands_in_front_of_a_zip_moves_its_members(tmp_path):
    (tmp_path / "x").write_bytes(b"PK\x03\x04" + bytes(60) + zipped(ENTRIES))
    found, refused = expand(tmp_path)
    assert refused == []
    assert found["x!/one.txt"] == b"first"


def test_a_large_directory_is_read_entry_by_entry(tmp_path):
    entries = [(f"{n}", str(n).encode()) for n in range(70_000)]  # which takes ZIP64
    (tmp_path / "many.zip").write_bytes(zipped(entries, zipfile.ZIP_STORED))
    with Expansion(is_document) as expansion:
        found = list(expansion.captures(walk([str(tmp_path)])))
    assert len(found) == 70_001
    assert found[-1].read(100)[0] == b"69999"


def test_the_messages_of_a_mailbox_are_those_of_the_standard_library(tmp_path):
    box = mailbox.mbox(tmp_path / "in.mbox")
    for n in range(20):
        body = f"line\n\nFrom the sea\nquoted {n}\nFrom: none\n"
        box.add(f"From: a@example.org\nSubject: {n}\n\n{body}".encode())
    box.close()
    found, refused = expand(tmp_path)
    assert refused == []
    assert len(found) == 21
    read = mailbox.mbox(tmp_path / "in.mbox", create=False)
    with contextlib.closing(read):
        for n, message in enumerate(read, 1):
            mine = found[f"in.mbox!/{n}"]
            # The standard library writes `>From` for `From`, and does not undo it.
            assert mine.replace(b"\nFrom the", b"\n>From the").rstrip() == bytes(message).rstrip()


def test_a_mailbox_of_other_line_ends_and_of_mmdf(tmp_path):
    (tmp_path / "m").write_bytes(
        b"From a Thu Jan  1 00:00:00 2024\r\nFrom: a\r\n\r\nx\r\n\r\n"
        b"From b Thu Jan  1 00:00:00 2024\r\nFrom: b\r\n\r\ny\r\n"
    )
    mark = b"\x01\x01\x01\x01\n"
    (tmp_path / "n").write_bytes(mark + b"From: a\n\nx\n" + mark + mark + b"From: b\n\ny\n" + mark)
    found, _ = expand(tmp_path)
    assert found["m!/1"] == b"From: a\r\n\r\nx\r\n"
    assert found["m!/2"] == b"From: b\r\n\r\ny\r\n"
    assert found["n!/1"] == b"From: a\n\nx\n"
    assert found["n!/2"] == b"From: b\n\ny\n"


def test_a_text_that_begins_with_from_is_no_mailbox(tmp_path):
    (tmp_path / "a").write_bytes(
        b"From a friend in 2024 at 10:00, 2024\nNothing else here at all.\n"
    )
    (tmp_path / "b").write_bytes(b"From here on\nSubject: x\n" * 5)
    assert len(expand(tmp_path)[0]) == 2


def test_a_document_of_its_own_kind_stays_shut(tmp_path):
    epub = zipped([("mimetype", b"application/epub+zip"), ("x.xhtml", b"<p>x")], zipfile.ZIP_STORED)
    (tmp_path / "book").write_bytes(epub)
    (tmp_path / "outer.zip").write_bytes(zipped([("book", epub), ("t", b"text")]))
    found, refused = expand(tmp_path)
    assert refused == []
    assert set(found) == {"book", "outer.zip", "outer.zip!/book", "outer.zip!/t"}
    assert "outer.zip!/book" in expand(tmp_path, members_only=True)[0]


def test_containers_within_containers_down_to_the_limit(tmp_path):
    data = zipped([("deep.txt", b"deep")])
    for level in range(5):
        data = tarred([(f"{level}.zip", data)]) if level % 2 else zipped([(f"{level}", data)])
    (tmp_path / "nested").write_bytes(data)
    found, refused = expand(tmp_path)
    assert len(found) == 4  # itself, and three levels of members
    assert [code for _, code in refused] == ["F217"]
    assert len(expand(tmp_path, limits=ExpandLimits(depth=9))[0]) == 7


# --- what attackers and accidents make ----------------------------------------------------------
def bomb():
    return zipped([("zeros", bytes(80 << 20)), ("after", b"x")])


def overlapping():
    """Two entries of the directory whose bytes are those of one member."""
    data = bytearray(zipped([("a", b"kernel " * 500), ("b", b"kernel " * 500)]))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 42 : directory + 46] = bytes(4)  # the second begins where the first does
    return bytes(data)


def encrypted():
    data = bytearray(zipped([("a", b"secret"), ("b", b"open")]))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


ODD = {
    "a bomb": (bomb(), {"x!/after"}, {"F217"}),
    "members in one another": (overlapping(), {"x!/a"}, {"F215"}),
    "an encrypted member": (encrypted(), {"x!/b"}, {"F216"}),
    "slip names": (zipped([("../../x", b"1"), ("/etc/passwd", b"2"), ("C:\\a", b"3")]),
                   {"x!/../../x", "x!//etc/passwd", "x!/C:\\a"}, set()),
    "a cut directory": (zipped(ENTRIES)[:-40], set(), {"F215"}),
    "a cut TAR": (TAR[:3000], {"x!/one.txt"}, {"F215"}),
    "a cut tar.gz": (gzip.compress(tarred([(str(n), random.Random(n).randbytes(20_000))
                     for n in range(9)]))[:-60_000], {"x!/0", "x!/4"}, {"F215"}),
    "links": (tarred([("l", b"")], kind=tarfile.SYMTYPE), set(), {"F218"}),
    "devices": (tarred([("d", b"")], kind=tarfile.CHRTYPE), set(), {"F218"}),
    "one name twice": (tarred([("a", b"1"), ("a", b"2")]), {"x!/a"}, {"F218"}),
    "a huge extended header": (
        tarfile.TarInfo("x").tobuf()[:124] + b"77777777777\0" + tarfile.TarInfo("x").tobuf()[136:],
        set(), None),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ODD)
def test_what_stands_is_yielded_and_the_rest_is_named(tmp_path, name):
    data, whole, codes = ODD[name]
    (tmp_path / "x").write_bytes(data)
    small = ExpandLimits(ratio=1)
    found, refused = expand(tmp_path, limits=small)
    assert found["x"] == data
    assert whole <= set(found) or name == "a bomb"
    if codes is not None:
        assert {code for _, code in refused} == codes
    assert not (tmp_path / "../../x").resolve().exists()


def test_a_member_that_lies_about_its_size_is_damaged(tmp_path):
    data = bytearray(zipped([("a", b"word " * 500)]))
    directory = data.index(b"PK\x01\x02")
    for stated in (1, 90_000):
        data[directory + 24 : directory + 28] = stated.to_bytes(4, "little")
        (tmp_path / "x").write_bytes(data)
        with Expansion(is_document) as expansion:
            (_, second) = expansion.captures(walk([str(tmp_path / "x")]))
            if isinstance(second, Refusal):
                assert second.error.code == "F215"
                continue
            with pytest.raises(Exception, match="longer|short"):
                second.read(1 << 20)


def test_flipped_bits_give_members_or_findings_and_nothing_else(tmp_path):
    numbers = random.Random(5)
    samples = [zipped(ENTRIES), TAR, gzip.compress(TAR), lzma.compress(TAR)]
    for n in range(240):
        data = bytearray(samples[n % len(samples)])
        for _ in range(numbers.randrange(1, 4)):
            data[numbers.randrange(len(data))] ^= 1 << numbers.randrange(8)
        path = tmp_path / "x"
        path.write_bytes(data)
        with Expansion(is_document) as expansion:
            for one in expansion.captures(walk([str(path)])):
                if isinstance(one, Refusal):
                    assert one.error.code[:3] == "F21"
                    continue
                try:
                    one.read(1 << 24)
                except Exception as e:
                    assert getattr(e, "code", "") in ("F215", "F207"), e
