"""Walking: what is yielded, in which order, under which identifier, and what is refused."""

import itertools
import os
import socket
import urllib.parse

import pytest

from fonds.errors import (
    ChangedDuringReadError,
    IdentifierClashError,
    LinkOutsideError,
    MissingSourceError,
    NotAFileError,
    UnreadableSourceError,
)
from fonds.sources import FileCapture, Refusal, walk
from fonds.sources.files import folder as folder_module
from fonds.sources.files.reading import read_file


def tree(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return root


def targets(found):
    return [one.target.removeprefix("file:///") for one in found if isinstance(one, FileCapture)]


def refusals(found):
    return {one.relative: type(one.error) for one in found if isinstance(one, Refusal)}


def test_a_folder_is_walked_depth_first_in_bytewise_order(tmp_path):
    tree(tmp_path, "b", "a/2", "a/1", "a/z/deep", "a.txt", "B", "é")
    assert targets(walk([tmp_path], base=tmp_path)) == [
        "B",
        "a/1",
        "a/2",
        "a/z/deep",
        "a.txt",
        "b",
        "%C3%A9",
    ]


def test_a_file_with_an_absolute_path_is_named_by_its_base_name(tmp_path):
    tree(tmp_path, "a/b.txt")
    (one,) = walk([tmp_path / "a" / "b.txt"])
    assert one.target == "file:///b.txt"
    assert one.origin.alone


def test_a_source_says_where_and_what_it_is(tmp_path):
    tree(tmp_path, "a/b.txt")
    (one,) = walk([tmp_path], base=tmp_path)
    state = (tmp_path / "a/b.txt").stat()
    assert one.path == os.fsencode(tmp_path / "a/b.txt")
    assert one.display == str(tmp_path / "a/b.txt")
    assert one.identity == (state.st_dev, state.st_ino)
    assert (one.stamp.size, one.stamp.mtime_ns) == (state.st_size, state.st_mtime_ns)
    assert one.sidecar is None


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize(
    ("argument", "base", "expected"),
    [
        ("docs", None, ["docs/a/x", "docs/y"]),
        ("./docs/../docs//", None, ["docs/a/x", "docs/y"]),
        ("docs/a", None, ["a/x"]),
        ("docs/a/x", None, ["docs/a/x"]),
        ("./docs//a/x", None, ["docs/a/x"]),
        ("docs/../../{here}/docs/y", None, ["y"]),
        ("{root}/docs/y", None, ["y"]),
        ("{root}/docs", None, ["docs/a/x", "docs/y"]),
        ("docs/a", "docs", ["a/x"]),
        ("docs/a/x", "docs", ["a/x"]),
        ("docs", "docs", ["a/x", "y"]),
        ("docs", "other", ["docs/a/x", "docs/y"]),
        ("docs/y", "other", ["docs/y"]),
        ("docs", ".", ["docs/a/x", "docs/y"]),
        ("docs/y", "/", None),
    ],
)
def test_identifiers(argument, base, expected, listed, tmp_path, monkeypatch):
    tree(tmp_path, "docs/a/x", "docs/y")
    monkeypatch.chdir(tmp_path)
    argument = argument.format(root=tmp_path, here=tmp_path.name)
    found = targets(walk([argument], base=base, listed=listed))
    assert found == (expected or [str(tmp_path / "docs/y").lstrip("/")])
    collected = targets(walk([argument], base=base, listed=listed, collection="c"))
    assert collected == [f"c/{name}" for name in found]


def test_the_folder_one_stands_in_gives_its_own_name(tmp_path, monkeypatch):
    tree(tmp_path, "two1/report.txt", "two1/in/x")
    monkeypatch.chdir(tmp_path / "two1")
    assert targets(walk(["."])) == ["two1/in/x", "two1/report.txt"]
    assert targets(walk(["in/.."])) == ["two1/in/x", "two1/report.txt"]
    assert targets(walk(["../two1"])) == ["two1/in/x", "two1/report.txt"]


def test_what_an_earlier_fonds_called_a_file_is_known(tmp_path, monkeypatch):
    tree(tmp_path, "docs/a/x", "docs/y")
    monkeypatch.chdir(tmp_path)
    former = [one.former for one in walk(["docs", "docs/a/x"])]
    assert former == [b"a/x", b"y"]  # docs/a/x was met in its folder
    assert [one.former for one in walk(["docs/a/x"])] == [b"x"]
    assert [one.former for one in walk(["docs/a/x", "docs"], listed=True)] == [None, None, None]
    assert [one.former for one in walk([tmp_path / "docs/y"], listed=True)] == [b"docs/y"]


HOSTILE = [b"new\nline", b"esc\x1b[31m", b"caf\xe9", b"\xff\xfe", b"a b%41#?", "\u202egnp".encode()]


def test_hostile_names_survive_in_the_identifier(tmp_path):
    for name in HOSTILE:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    found = list(walk([tmp_path], base=tmp_path))
    assert all(isinstance(one, FileCapture) for one in found)
    assert [one.relative for one in found] == sorted(HOSTILE)
    for one in found:
        assert urllib.parse.unquote_to_bytes(one.target) == b"file:///" + one.relative
        assert one.target.isascii()
        assert one.target.isprintable()
        assert "\udcff" not in one.display
        assert read_file(one, 100)[0] == one.relative


def test_sidecars_belong_to_the_file_beside_them(tmp_path):
    tree(tmp_path, "x", "x.meta.toml", "x-1", "alone.meta.toml", "f/in", "f.meta.toml")
    tree(tmp_path, ".meta.toml", "x.meta.toml.meta.toml")
    found = {one.relative: one.sidecar for one in walk([tmp_path], base=tmp_path)}
    assert found == {
        b".meta.toml": None,
        b"alone.meta.toml": None,
        b"f/in": None,
        b"f.meta.toml": None,  # f is a folder: this describes no document
        b"x": os.fsencode(tmp_path / "x.meta.toml"),
        b"x-1": None,
        b"x.meta.toml.meta.toml": None,  # a sidecar has no sidecar
    }


def test_named_sidecars_are_passed_as_a_shell_would_name_them(tmp_path):
    tree(tmp_path, "x", "x.meta.toml", "alone.meta.toml", "d/in", "d.meta.toml")
    found = list(walk(sorted(path for path in tmp_path.iterdir() if path.is_file())))
    assert targets(found) == ["alone.meta.toml", "d.meta.toml", "x"]
    assert found[-1].sidecar == os.fsencode(tmp_path / "x.meta.toml")


def test_links_inside_are_followed_and_others_refused(tmp_path):
    root = tree(tmp_path / "root", "a/file", "z")
    tree(tmp_path, "outside/secret", "rooted/secret")
    (root / "in").symlink_to("a/file")
    (root / "in2").symlink_to("in")
    (root / "dir").symlink_to("a")
    (root / "self").symlink_to(".")
    (root / "a" / "up").symlink_to("..")
    (root / "absolute").symlink_to(root / "z")
    (root / "out").symlink_to("../outside/secret")
    (root / "outdir").symlink_to("../outside")
    (root / "sibling").symlink_to("../rooted/secret")
    (root / "nowhere").symlink_to("absent")
    (root / "loop").symlink_to("loop")
    (root / "ping").symlink_to("pong")
    (root / "pong").symlink_to("ping")
    found = list(walk([root], base=root))
    assert targets(found) == ["a/file", "absolute", "in", "in2", "z"]
    outside = [b"loop", b"nowhere", b"out", b"outdir", b"ping", b"pong", b"sibling"]
    assert refusals(found) == dict.fromkeys(outside, LinkOutsideError)
    by_name = {one.relative: one for one in found}
    assert read_file(by_name[b"in2"], 100)[0] == b"a/file"
    assert by_name[b"in2"].path == os.fsencode(root.resolve() / "a/file")


def test_a_link_that_was_named_is_followed(tmp_path):
    tree(tmp_path, "real/file")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "to-file").symlink_to("real/file")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "nowhere").symlink_to("absent")
    assert targets(walk([tmp_path / "link"])) == ["link/file"]
    assert targets(walk([tmp_path / "to-file"])) == ["to-file"]
    assert refusals(walk([tmp_path / "loop", tmp_path / "nowhere"])) == {
        b"loop": LinkOutsideError,
        b"nowhere": MissingSourceError,
    }


def test_a_chain_of_links_ends(tmp_path):
    tree(tmp_path, "n0")
    for n in range(1, 3000):
        (tmp_path / f"n{n}").symlink_to(f"n{n - 1}")
    found = list(walk([tmp_path], base=tmp_path))
    assert len(found) == 3000
    assert 39 <= len(targets(found)) <= 41  # what the system itself follows
    assert set(refusals(found).values()) == {LinkOutsideError}


def test_what_is_no_file_is_refused_and_never_opened(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        found = list(walk([tmp_path, tmp_path / "fifo", "/dev/null"], base=tmp_path))
    wanted = dict.fromkeys([b"fifo", b"socket", b"null"], NotAFileError)
    assert refusals(found) == wanted
    assert len(found) == 4


def test_what_is_missing_is_refused(tmp_path):
    tree(tmp_path, "file")
    wrong = ["absent", "file/below", "nul\0", ""]
    found = list(walk([tmp_path / one if one.isalpha() else one for one in wrong]))
    assert [type(one.error) for one in found] == [MissingSourceError] * 4


def test_a_folder_that_cannot_be_read_is_refused_and_the_rest_goes_on(tmp_path, monkeypatch):
    tree(tmp_path, "a/1", "b/2", "c/3")
    listdir = os.listdir
    closed = (tmp_path / "b").stat().st_ino

    def denied(descriptor):
        if os.fstat(descriptor).st_ino == closed:
            raise PermissionError(13, "Permission denied")
        return listdir(descriptor)

    monkeypatch.setattr(folder_module.os, "listdir", denied)  # root may read everything
    found = list(walk([tmp_path], base=tmp_path))
    assert targets(found) == ["a/1", "c/3"]
    assert refusals(found) == {b"b": UnreadableSourceError}


def test_what_is_to_be_skipped_is_passed(tmp_path):
    root = tree(tmp_path, "a/1", "archive/log", "file")
    (root / "link").symlink_to("archive/log")
    archive, file = (tmp_path / "archive").stat(), (tmp_path / "file").stat()
    skip = frozenset((one.st_dev, one.st_ino) for one in (archive, file))
    assert targets(walk([root], base=root, skip=skip)) == ["a/1"]
    assert list(walk([root / "archive", root / "file"], skip=skip)) == []


def test_two_files_never_get_one_identifier(tmp_path):
    tree(tmp_path, "a/x", "a/d/y", "b/x", "b/d/y", "b/d/z", "c/x", "c/d")
    for name in ("a", "b", "c"):
        (tmp_path / name / "same").mkdir()
        for one in list((tmp_path / name).iterdir()):
            if one.name != "same":
                one.rename(tmp_path / name / "same" / one.name)
    same = [tmp_path / "a/same", tmp_path / "b/same"]
    found = list(walk(same))
    assert targets(found) == ["same/d/y", "same/x", "same/d/z"]
    assert [one.display for one in found if isinstance(one, Refusal)] == [
        str(tmp_path / "b/same" / name) for name in ("d/y", "x")
    ]
    assert set(refusals(found).values()) == {IdentifierClashError}
    base = [one for one in walk(same, base=tmp_path) if isinstance(one, FileCapture)]
    assert targets(base) == [
        f"{name}" for name in ("a/same/d/y", "a/same/x", "b/same/d/y", "b/same/d/z", "b/same/x")
    ]


def test_the_same_file_named_again_is_passed(tmp_path):
    tree(tmp_path, "a/x", "a/d/y")
    a = tmp_path / "a"
    assert targets(walk([a, a, f"{a}/d/../"])) == ["a/d/y", "a/x"]
    assert targets(walk([a / "x", a / "x"])) == ["x"]
    assert targets(walk([a, a / "d", a / "d" / "y"], base=tmp_path)) == ["a/d/y", "a/x"]


def test_a_deep_tree_is_walked_with_few_descriptors(tmp_path):
    # Beyond the recursion limit and the longest path; the removal, not the walk, is what takes
    # time with more (5000 levels: 0.3 s to walk, 12 s for rm).
    levels, name = 1100, "folder-d"
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir(name, dir_fd=descriptor)
        below = os.open(name, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    os.close(os.open("deep", os.O_CREAT | os.O_WRONLY, dir_fd=descriptor))
    os.write(leaf := os.open("deep", os.O_WRONLY, dir_fd=descriptor), b"bottom")
    os.close(leaf)
    os.close(descriptor)
    tree(tmp_path, "z")
    try:
        walking = walk([tmp_path], base=tmp_path)
        deep = next(walking)
        assert len(list(os.scandir("/proc/self/fd"))) < 100
        assert deep.relative == os.fsencode(f"{name}/") * levels + b"deep"
        assert read_file(deep, 100)[0] == b"bottom"
        assert targets(walking) == ["z"]
    finally:
        _remove_deep(tmp_path / name)


def _remove_deep(path):
    """shutil.rmtree recurses; flatten the tree from the top instead."""
    for number in itertools.count():
        inner = path / "folder-d"
        if not inner.exists():
            break
        inner.rename(path.parent / f"next{number}")
        for left in path.iterdir():
            left.unlink()
        path.rmdir()
        path = path.parent / f"next{number}"


def test_a_wide_folder_is_walked_lazily(tmp_path, monkeypatch):
    for n in range(3000):
        (tmp_path / f"{n:04}").touch()
    looked = []
    real = os.stat

    def look(path, **where):
        if where.get("dir_fd") is not None:
            looked.append(path)
        return real(path, **where)

    monkeypatch.setattr(os, "stat", look)
    walking = walk([tmp_path], base=tmp_path)
    assert [next(walking).relative for _ in range(3)] == [b"0000", b"0001", b"0002"]
    assert len(looked) == 3
    walking.close()


def test_arguments_are_taken_lazily(tmp_path):
    tree(tmp_path, "x")
    endless = (tmp_path / "x" for _ in itertools.count())
    assert next(walk(endless)).relative == b"x"


def test_a_folder_swapped_for_a_link_leads_nowhere(tmp_path):
    tree(tmp_path, "root/a/1", "root/a/2", "root/b/3", "secret/1", "secret/2", "secret/3")
    walking = walk([tmp_path / "root"], base=tmp_path / "root")
    assert next(walking).relative == b"a/1"
    (tmp_path / "root/b").rename(tmp_path / "moved")
    (tmp_path / "root/b").symlink_to("../secret")
    (tmp_path / "root/a").rename(tmp_path / "root/old")
    (tmp_path / "root/a").symlink_to("../secret")
    rest = list(walking)
    assert [read_or_none(one) for one in rest if isinstance(one, FileCapture)] == [
        None
    ]  # a/2, not read
    assert refusals(rest) == {b"b": LinkOutsideError}


def read_or_none(source):
    try:
        return read_file(source, 100)[0]
    except (ChangedDuringReadError, MissingSourceError):
        return None


def test_a_folder_moved_away_far_above_is_given_up_aloud(tmp_path):
    names = [f"f{n}" for n in range(40)]
    deep = tmp_path.joinpath("root", *names)
    tree(deep, "file")
    tree(tmp_path, "root/f0/zz", "root/zz")
    walking = walk([tmp_path / "root"], base=tmp_path / "root")
    assert next(walking).relative.endswith(b"/file")
    moved = tmp_path.joinpath("root", *names[:4])  # a folder whose parents are closed by now
    moved.rename(tmp_path / "elsewhere")
    found = list(walking)
    assert targets(found) == ["f0/zz", "zz"]  # found again by their path


def test_descriptors_are_given_back(tmp_path):
    tree(tmp_path, *(f"{n}/{n}/{n}" for n in range(50)))
    before = len(list(os.scandir("/proc/self/fd")))
    walking = walk([tmp_path], base=tmp_path)
    next(walking)
    walking.close()
    list(walk([tmp_path], base=tmp_path))
    assert len(list(os.scandir("/proc/self/fd"))) == before
