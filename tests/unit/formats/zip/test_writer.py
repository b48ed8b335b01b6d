"""ZIP files, written live; the standard library's zipfile is the outside truth."""

import io
import os
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import MalformedZipError
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


@given(members_of_any_kind, st.sampled_from(["fast", "small"]))
def test_zipfile_and_the_strict_reader_read_what_was_written(members, level):
    data = make(members, level)
    expected = [(name, content) for name, content, _ in members]
    assert read_all(data) == expected
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert [(info.filename, file.read(info)) for info in file.infolist()] == expected
    assert make(members, level) == data


def test_the_places_that_are_reported_are_right():
    out = io.BytesIO()
    writer = ZipWriter(out)
    with writer.open("a.gz", stored=True) as member:
        member.write(b"one")
        assert member.size == 3
        member.write(b"two")
    writer.add("b", b"three" * 9)
    writer.close()
    first, second = writer.members
    assert out.getvalue()[first.data : first.data + first.compressed] == b"onetwo"
    assert (first.size, first.crc, second.size) == (6, zlib.crc32(b"onetwo"), 45)
    assert [(m.name, m.data, m.offset, m.size, m.compressed) for m in zip_reader.members(out)] == [
        (m.name, m.data, m.offset, m.size, m.compressed) for m in writer.members
    ]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/a",
        "a/",
        "a//b",
        "../a",
        "a/../b",
        ".",
        "a/.",
        "a\\b",
        "a b",
        "é",
        "a\n",
        "C:/x",
        "x" * 256,
    ],
)
def test_names_that_mean_different_things_on_different_systems_are_refused(name):
    writer = ZipWriter(io.BytesIO())
    with pytest.raises(ValueError, match="name"):
        writer.open(name)


def test_the_writer_refuses_to_be_misused():
    writer = ZipWriter(io.BytesIO())
    member = writer.open("a")
    with pytest.raises(ValueError, match="open"):
        writer.open("b")
    with pytest.raises(ValueError, match="open"):
        writer.close()
    assert member.close() == member.close()
    with pytest.raises(ValueError, match="twice"):
        writer.open("A")
    with pytest.raises(KeyError), writer.open("c"):
        raise KeyError
    assert len(writer.members) == 1


@pytest.fixture
def low(monkeypatch):
    """A world in which ZIP64 is needed from 4,000 bytes."""
    monkeypatch.setattr(zip_records, "LIMIT32", 4000)


def test_zip64_stands_where_it_is_needed_and_only_there(low):
    data = make([("a", b"x" * 5000, True), ("b", b"tiny", True), ("c", b"y" * 9000, False)])
    assert data.count(zip_records.LOCATOR64) == 1
    assert read_all(data) == [("a", b"x" * 5000), ("b", b"tiny"), ("c", b"y" * 9000)]
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        assert [info.file_size for info in file.infolist()] == [5000, 4, 9000]
    assert [m.zip64 for m in zip_reader.members(io.BytesIO(data))] == [True, False, True]


def test_a_member_that_was_not_announced_as_large_may_not_become_it(low):
    writer = ZipWriter(io.BytesIO())
    member = writer.open("a", stored=True)
    with pytest.raises(ValueError, match="announced"):
        member.write(bytes(4000))


@pytest.mark.slow
def test_more_than_65534_members(monkeypatch):
    data = make([(f"m{i}", b"", True) for i in range(65535)])
    monkeypatch.setattr(zip_reader, "MAX_MEMBERS", 70_000)
    assert len(zip_reader.members(io.BytesIO(data))) == 65535
    monkeypatch.setattr(zip_reader, "MAX_MEMBERS", 60_000)
    with pytest.raises(MalformedZipError):
        zip_reader.members(io.BytesIO(data))


def test_a_member_that_grows_past_its_announced_size_when_deflated(low):
    writer = ZipWriter(io.BytesIO())
    member = writer.open("a")
    member.write(os.urandom(3998))
    with pytest.raises(ValueError, match="announced"):
        member.close()
