"""ZIP files, read to the byte: whatever fonds would not have written is refused."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import strategies as st

from fonds.errors import MalformedZipError
from fonds.formats import gz
from fonds.formats.zip import reader as zip_reader
from fonds.formats.zip import records as zip_records
from fonds.formats.zip.writer import ZipWriter

MEMBERS = [
    ("archive/data.warc.gz", b"stored " * 50, True),
    ("fonds/readme.txt", b"deflated " * 500, False),
    ("datapackage.json", b"", False),
]


def make(members=MEMBERS, level="fast"):
    out = io.BytesIO()
    writer = ZipWriter(out, level)
    for name, data, stored in members:
        writer.add(name, data, stored=stored)
    writer.close()
    return out.getvalue()


def read_all(data):
    file = io.BytesIO(data)
    return [(m.name, zip_reader.read(file, m, 10**9)) for m in zip_reader.members(file)]


names = st.from_regex(r"[a-z]{1,8}(/[a-z0-9_-]{1,8}\.[a-z]{1,4}){0,2}", fullmatch=True)
members_of_any_kind = st.lists(
    st.tuples(names, st.binary(max_size=400), st.booleans()), max_size=6, unique_by=lambda m: m[0]
)


@pytest.fixture
def low(monkeypatch):
    """A world in which ZIP64 is needed from 4,000 bytes."""
    monkeypatch.setattr(zip_records, "LIMIT32", 4000)


def test_every_flipped_bit_is_found():
    """But for those in a deflate stream that change nothing in what is unpacked: it has spare bits,
    and more than one spelling. Digests are of what is unpacked.
    """
    members = [("archive/a.gz", b"stored content", True), ("b", b"deflated " * 9, False)]
    data = make(members)
    last = zip_reader.members(io.BytesIO(data))[1]
    stream = range(last.data, last.data + last.compressed)
    for place in range(len(data)):
        for bit in range(8):
            damaged = bytearray(data)
            damaged[place] ^= 1 << bit
            try:
                found = read_all(bytes(damaged))
            except MalformedZipError:
                continue
            assert place in stream
            assert found == [(name, content) for name, content, _ in members]


def test_every_cut_and_every_byte_put_in_is_found():
    data = make()
    for place in range(len(data)):
        with pytest.raises(MalformedZipError):
            read_all(data[:place])
        with pytest.raises(MalformedZipError):
            read_all(data[:place] + b"\0" + data[place:])
    with pytest.raises(MalformedZipError):
        read_all(data + b"\0")


def test_what_other_tools_write_is_refused():
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", compression) as file:
            file.writestr("a", "text")
        with pytest.raises(MalformedZipError):
            zip_reader.members(out)
    with zipfile.ZipFile(out, "w") as file:
        file.comment = b"hidden"
    with pytest.raises(MalformedZipError):
        zip_reader.members(out)


def forged(size=None, content=b"\0" * 5000, crc=None):
    """A ZIP of one deflated member whose headers lie, all of them alike."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(content) + deflate.flush()
    size = len(content) if size is None else size
    crc = zlib.crc32(content) if crc is None else crc
    local = zip_records.local_header("a", 8, crc, size, len(packed), False)
    central = zip_records.central_header("a", 8, crc, size, len(packed), 0, False)
    start = len(local) + len(packed)
    return local + packed + central + zip_records.end_records(1, start, len(central))


def test_a_member_that_lies_about_its_size_or_crc_is_found():
    assert read_all(forged()) == [("a", b"\0" * 5000)]
    for lie in ({"size": 4999}, {"size": 5001}, {"size": 0}, {"crc": 1}):
        with pytest.raises(MalformedZipError):
            read_all(forged(**lie))


def test_a_bomb_gives_no_more_than_it_says():
    data = forged(size=1000, content=bytes(50_000_000))
    file = io.BytesIO(data)
    (member,) = zip_reader.members(file)
    got = []
    with pytest.raises(MalformedZipError):
        got.extend(zip_reader.chunks(file, member))
    assert sum(map(len, got)) <= 1000


def test_a_member_over_the_limit_is_refused_before_it_is_read():
    file = io.BytesIO(make())
    with pytest.raises(MalformedZipError):
        zip_reader.read(file, zip_reader.members(file)[1], 4499)


def rebuilt(members, count=None, names=None):
    """A ZIP with the directory written anew: of ``members``, in that order, under ``names``."""
    out = io.BytesIO()
    writer = ZipWriter(out)
    for name, data in (("a", b"text"), ("b", b"more")):
        writer.add(name, data, stored=True)
    start = writer.position
    listed = zip(names or members, (writer.members["ab".index(m)] for m in members), strict=True)
    directory = b"".join(
        zip_records.central_header(name, m.method, m.crc, m.size, m.compressed, m.offset, m.zip64)
        for name, m in listed
    )
    end = zip_records.end_records(len(members) if count is None else count, start, len(directory))
    return out.getvalue()[:start] + directory + end


@pytest.mark.parametrize(
    "lie",
    [
        {"members": "ba"}, {"members": "a"}, {"members": "b"}, {"members": ""},
        {"members": "aa"}, {"members": "abb"}, {"members": "ab", "count": 1},
        {"members": "ab", "count": 3}, {"members": "ab", "names": "xb"},
        {"members": "ab", "names": ["a", "../b"]}, {"members": "ab", "names": "aA"},
    ],
    ids=str,
)  # fmt: skip
def test_a_directory_that_is_not_of_the_members_is_refused(lie):
    assert read_all(rebuilt("ab")) == [("a", b"text"), ("b", b"more")]
    with pytest.raises(MalformedZipError):
        read_all(rebuilt(**lie))


def raw_zip(*members):
    """A ZIP of (name, size that is stated) with four bytes of content each."""
    body, directory = b"", b""
    for name, size in members:
        offset, crc = len(body), zlib.crc32(b"text")
        body += zip_records.local_header(name, 0, crc, size, size, False) + b"text"
        directory += zip_records.central_header(name, 0, crc, size, size, offset, False)
    return body + directory + zip_records.end_records(len(members), len(body), len(directory))


def test_names_that_differ_in_case_only_are_refused():
    assert read_all(raw_zip(("a", 4), ("b", 4))) == [("a", b"text"), ("b", b"text")]
    with pytest.raises(MalformedZipError, match="one name"):
        read_all(raw_zip(("a", 4), ("A", 4)))


def test_a_member_that_reaches_into_the_directory_is_refused():
    with pytest.raises(MalformedZipError, match="reaches"):
        read_all(raw_zip(("a", 40)))


def test_a_file_that_shrinks_while_it_is_read_is_an_error():
    file = io.BytesIO(make())
    member = zip_reader.members(file)[0]
    file.truncate(member.data + 10)
    with pytest.raises(MalformedZipError, match="cut short"):
        list(zip_reader.chunks(file, member))


@pytest.mark.parametrize("chunk", [1, 2, 5, 64])
@pytest.mark.parametrize("level", ["fast", "small"])
def test_members_are_read_however_small_the_buffers_are(monkeypatch, chunk, level):
    members = [("a", bytes(2000), False), ("b", b"some text " * 30, False), ("c", b"", False)]
    data = make(members, level)
    monkeypatch.setattr(gz, "CHUNK", chunk)
    assert read_all(data) == [(name, content) for name, content, _ in members]


def test_two_entries_for_one_place_are_refused():
    """Overlapping members are how a small file unpacks to a huge one."""
    data = make([("a", b"text", True)])
    central = zip_records.central_header("b", 0, zlib.crc32(b"text"), 4, 4, 0, False)
    end = data.index(zip_records.END)
    start = data.index(zip_records.CENTRAL)
    directory = data[start:end] + central
    with pytest.raises(MalformedZipError):
        read_all(data[:start] + directory + zip_records.end_records(2, start, len(directory)))


def test_a_directory_that_claims_to_be_huge_is_not_read():
    end = struct.pack("<4s4H2LH", zip_records.END, 0, 0, 3, 3, 2**31, 0, 0)
    with pytest.raises(MalformedZipError):
        zip_reader.members(io.BytesIO(end))
    wide = zip_records.END_RECORD.pack(zip_records.END, 0, 0, 65535, 65535, 0, 0, 0)
    for data in (b"", b"PK\x05\x06", end[:-2], wide, bytes(90) + wide):
        with pytest.raises(MalformedZipError):
            zip_reader.members(io.BytesIO(data))
