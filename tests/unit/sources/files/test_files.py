"""Reading inputs that change, block, lie about their size, or are swapped."""

import contextlib
import io
import os
import threading
from pathlib import Path

import pytest

from fonds.errors import (
    ChangedDuringReadError,
    LinkOutsideError,
    MissingSourceError,
    NotAFileError,
    TooLargeError,
    UnreadableSourceError,
    UsageError,
)
from fonds.sources import listed, spool, walk
from fonds.sources.files import reading as files
from fonds.sources.files.path_list import ENTRY_LIMIT
from fonds.sources.files.reading import open_file, read_file, read_path


@pytest.fixture
def source(tmp_path):
    (tmp_path / "file").write_bytes(b"some bytes")
    (one,) = walk([tmp_path / "file"])
    return one


def test_a_file_is_read_with_the_stamp_it_was_read_under(source):
    data, stamp = read_file(source, 10)
    assert data == b"some bytes"
    assert stamp == source.stamp


def test_an_empty_file_is_a_file(tmp_path):
    (tmp_path / "empty").touch()
    (one,) = walk([tmp_path / "empty"])
    assert read_file(one, 0)[0] == b""
    with open_file(one) as opened:
        assert opened.stream.read() == b""
        opened.check()


def test_the_limit_is_a_limit(source):
    with pytest.raises(TooLargeError):
        read_file(source, 9)


def test_a_file_that_was_written_to_since_the_walk_is_read_as_it_is(source, tmp_path):
    (tmp_path / "file").write_bytes(b"other bytes, more of them")
    data, stamp = read_file(source, 100)
    assert data == b"other bytes, more of them"
    assert stamp != source.stamp


def test_another_file_in_its_place_is_noticed(source, tmp_path):
    (tmp_path / "new").write_bytes(b"some bytes")
    (tmp_path / "new").rename(tmp_path / "file")
    with pytest.raises(ChangedDuringReadError):
        read_file(source, 100)
    with pytest.raises(ChangedDuringReadError):
        open_file(source)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(b"more than there was"),
        lambda path: path.write_bytes(b"less"),
        lambda path: path.write_bytes(b"same bytes"),
        lambda path: os.utime(path, ns=(1, 1)),
    ],
    ids=["grown", "shrunk", "same size", "time"],
)
def test_a_change_during_the_read_is_noticed(change, source, tmp_path, monkeypatch):
    real = os.read

    def read_and_change(descriptor, size):
        data = real(descriptor, size)
        change(tmp_path / "file")
        return data

    os.utime(tmp_path / "file", ns=(10**18, 10**18))  # clocks may tick slower than this test
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "read", read_and_change)
        with pytest.raises(ChangedDuringReadError) as caught:
            read_file(source, 100)
    assert caught.value.retryable
    os.utime(tmp_path / "file", ns=(10**18, 10**18))
    with open_file(source) as opened:
        opened.stream.read()
        change(tmp_path / "file")
        with pytest.raises(ChangedDuringReadError):
            opened.check()


def test_a_stream_that_was_not_read_to_its_end_is_not_checked_as_read(source):
    with open_file(source) as opened:
        opened.stream.read(3)
        with pytest.raises(ChangedDuringReadError):
            opened.check()
        opened.stream.read()
        opened.check()
    assert opened.stream.closed


def test_short_reads_are_continued(source, monkeypatch):
    real = os.read
    monkeypatch.setattr(files.os, "read", lambda descriptor, size: real(descriptor, min(size, 3)))
    assert read_file(source, 100)[0] == b"some bytes"


def test_a_file_that_the_system_makes_while_it_is_read_is_read_whole():
    (one,) = walk(["/proc/version"])
    data, stamp = read_file(one, 1 << 20)
    assert data == Path("/proc/version").read_bytes()
    assert stamp.size == len(data) != one.stamp.size  # so that it never looks unchanged
    with pytest.raises(TooLargeError):
        read_file(one, 10)


@pytest.mark.parametrize(
    ("swap", "error"),
    [
        (lambda path: os.mkfifo(path), NotAFileError),
        (lambda path: path.symlink_to("/etc/passwd"), LinkOutsideError),
        (lambda path: path.mkdir(), NotAFileError),
        (lambda path: None, MissingSourceError),
    ],
    ids=["fifo", "link", "folder", "gone"],
)
def test_what_was_swapped_for_something_else_is_refused(swap, error, source, tmp_path):
    (tmp_path / "file").unlink()
    swap(tmp_path / "file")
    for read in (lambda: read_file(source, 100), lambda: open_file(source)):
        with pytest.raises(error):
            read()
    with pytest.raises(error):
        read_path(source.path, 100)


def test_a_folder_on_the_way_swapped_for_a_link_does_not_lead_to_another_file(tmp_path):
    for name in ("root/a", "secret"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file").write_bytes(name.encode())
    (one,) = walk([tmp_path / "root"])
    (tmp_path / "root/a").rename(tmp_path / "root/b")
    (tmp_path / "root/a").symlink_to("../secret")
    with pytest.raises(ChangedDuringReadError):
        read_file(one, 100)


def test_a_read_error_is_a_refusal(source, monkeypatch):
    def broken(_descriptor, _size):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files.os, "read", broken)
    with pytest.raises(UnreadableSourceError) as caught:
        read_file(source, 100)
    assert caught.value.facts["reason"] == "Input/output error"


def test_no_descriptor_leaks(source, tmp_path):
    before = len(list(os.scandir("/proc/self/fd")))
    stranger = source._replace(device=source.device + 1)
    for one in (source, stranger) * 3:
        for read in (lambda one: read_file(one, 3), open_file):
            with contextlib.suppress(ChangedDuringReadError, TooLargeError):
                read(one).__exit__(None, None, None)
    assert len(list(os.scandir("/proc/self/fd"))) == before
    assert (tmp_path / "file").exists()


def test_a_path_whose_name_is_too_long_is_refused(tmp_path):
    wrong = os.fsencode(tmp_path) + b"/" + b"x" * 5000
    with pytest.raises(UnreadableSourceError):
        read_path(wrong, 100)
    (one,) = walk([wrong])
    assert type(one.error) is UnreadableSourceError


def test_spooling_copies_and_stops_at_the_limit():
    target = io.BytesIO()
    assert spool(io.BytesIO(b"x" * 3_000_000), target, 3_000_000) == 3_000_000
    assert target.getvalue() == b"x" * 3_000_000
    with pytest.raises(TooLargeError):
        spool(io.BytesIO(b"x" * 11), io.BytesIO(), 10)


def test_spooling_a_pipe_takes_it_as_it_comes():
    read, write = os.pipe()

    def feed():
        with open(write, "wb", buffering=0) as end:
            for _ in range(1000):
                end.write(b"line\n" * 100)

    feeder = threading.Thread(target=feed)
    feeder.start()
    target = io.BytesIO()
    with open(read, "rb", buffering=0) as stream:
        assert spool(stream, target, 1 << 30) == 500_000
    feeder.join()


def test_spooling_says_when_the_input_breaks():
    class Broken(io.RawIOBase):
        def read(self, _size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(UnreadableSourceError):
        spool(Broken(), io.BytesIO(), 10)


@pytest.mark.parametrize("null", [False, True])
@pytest.mark.parametrize("chunk", [1, 3, 64 << 10])
def test_lists_are_split_at_their_own_mark_only(null, chunk, monkeypatch):
    monkeypatch.setattr("fonds.sources.files.path_list.CHUNK", chunk)
    end, other = (b"\0", b"\n") if null else (b"\n", b" ")
    paths = [b"a", b" b\r", b"c\xff" + other, "é".encode()]
    text = end + end.join(paths) + end + end
    assert list(listed(io.BytesIO(text), null)) == paths
    assert list(listed(io.BytesIO(end.join(paths)), null)) == paths
    assert list(listed(io.BytesIO(b""), null)) == []


def test_a_list_is_read_lazily_and_its_entries_are_bounded():
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            return b"x\n" * (size // 2)

    entries = listed(Endless())
    assert [next(entries) for _ in range(100_000)] == [b"x"] * 100_000
    with pytest.raises(UsageError):
        list(listed(io.BytesIO(b"y\n" + b"x" * (3 * ENTRY_LIMIT))))
