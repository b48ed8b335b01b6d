import contextlib
import io
import struct
import zipfile
import zlib

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.options import ExtractLimits
from fonds.extraction.zipped import BadZipError, Zipped
from support.office_files import zipped

LIMITS = ExtractLimits()


@given(st.dictionaries(st.text("abc", min_size=1, max_size=5), st.binary(max_size=100), min_size=1))
def test_members_are_what_the_standard_library_reads(parts):
    data = zipped(parts)
    found = Zipped(data, LIMITS)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            assert found.read(name) == file.read(name)


def test_a_bomb_is_stopped_by_the_ratio_before_it_is_unpacked():
    data = zipped({"a": b"\0" * 50_000_000})
    found = Zipped(data, LIMITS)
    assert found.read("a") is None
    assert [(x.kind, "limits.ratio" in x.note) for x in found.losses] == [("limit", True)]


def test_a_lie_about_the_size_is_stopped_while_unpacking():
    data = bytearray(zipped({"a": b"\0" * 50_000_000}))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 100)
    found = Zipped(bytes(data), LIMITS)
    assert found.read("a") is None
    assert found.losses[0].kind == "limit"


def test_the_budget_is_for_all_members_together():
    limits = attrs.evolve(LIMITS, unpacked=1000)
    found = Zipped(zipped({"a": b"x" * 600, "b": b"y" * 600}), limits)
    assert found.read("a") == b"x" * 600
    assert found.read("b") is None
    assert "limits.unpacked" in found.losses[0].note


def test_members_that_overlap_are_refused():
    data = bytearray(zipped({"a": b"x" * 100, "b": b"y" * 100}, zipfile.ZIP_STORED))
    second = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 1)
    first_offset = struct.unpack_from("<L", data, data.find(b"PK\x01\x02") + 42)[0]
    struct.pack_into("<L", data, second + 42, first_offset)
    with pytest.raises(BadZipError, match="overlap"):
        Zipped(bytes(data), LIMITS)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_read_by_neither():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a", "one")
        file.writestr("a", "two")
        file.writestr("b", "three")
    found = Zipped(out.getvalue(), LIMITS)
    assert found.read("a") is None
    assert found.read("b") == b"three"
    assert [x.kind for x in found.losses] == ["damaged"]


def test_a_file_without_its_directory_is_read_by_its_headers():
    data = zipped({"a": b"x" * 1000, "b": b"y" * 1000})
    found = Zipped(data[: data.find(b"PK\x01\x02")], LIMITS)
    assert found.read("a") == b"x" * 1000
    assert found.read("b") == b"y" * 1000
    assert [x.kind for x in found.losses] == ["damaged"]


def test_a_fault_within_a_member_gives_what_stands_before_it():
    import random

    content = random.Random(1).randbytes(100_000)
    data = bytearray(zipped({"a": content}))
    at = len(data) // 2
    data[at : at + 50] = b"\xff" * 50
    found = Zipped(bytes(data), LIMITS)
    part = found.read("a")
    assert part[:40_000] == content[:40_000]
    assert [x.kind for x in found.losses] == ["damaged"]
    assert zlib.crc32(part) != zlib.crc32(content)


@given(st.binary(max_size=200))
def test_rubbish_is_refused_by_name(data):
    with contextlib.suppress(BadZipError):
        found = Zipped(data, LIMITS)
        for name in found.members:
            found.read(name)
    with pytest.raises(BadZipError):
        Zipped(data.replace(b"PK", b""), LIMITS)
