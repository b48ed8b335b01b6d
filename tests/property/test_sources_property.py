"""Whatever the names are: every file once, in order, under an identifier that gives it back."""
# ruff: noqa: PTH103, PTH118, PTH120
# Paths of inputs are bytes, as the system has them; pathlib knows only text.

import io
import os
import tempfile
import urllib.parse

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from fonds.sources import FileCapture, listed, target_of, walk
from fonds.sources.files.reading import read_file
from support.points import examples

SEGMENT = st.binary(min_size=1, max_size=12).filter(
    lambda name: not {0, ord("/")} & set(name) and name not in (b".", b"..")
)
PATHS = st.lists(st.lists(SEGMENT, min_size=1, max_size=4).map(b"/".join), max_size=12)


def make(root, paths):
    """Make the files that can be made; return those that were."""
    made = set()
    for path in paths:
        whole = os.path.join(root, path)
        try:
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(whole, "xb") as file:
                file.write(path)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue
        made.add(path)
    return made


@settings(deadline=None, max_examples=examples(60))
@given(PATHS)
def test_every_file_is_yielded_once_in_order_and_can_be_found_again(paths):
    with tempfile.TemporaryDirectory() as folder:
        root = os.fsencode(folder)
        made = make(root, paths)
        found = list(walk([root], base=root))
        assert all(isinstance(one, FileCapture) for one in found)
        given_up = {one.sidecar[len(root) + 1 :] for one in found if one.sidecar}
        assert {one.relative for one in found} | given_up == made
        assert len(found) + len(given_up) == len(made)
        # depth first, bytewise within a folder: the order of the paths as lists of names
        assert [one.relative.split(b"/") for one in found] == sorted(
            one.relative.split(b"/") for one in found
        )
        for one in found:
            assert read_file(one, 1000)[0] == one.relative
            assert urllib.parse.unquote_to_bytes(one.target) == b"file:///" + one.relative


@settings(deadline=None, max_examples=examples(60))
@example([b".meta.toml", b"x", b"x.meta.toml", b"x.meta.toml.meta.toml", b"y.meta.toml"])
@given(PATHS)
def test_a_list_of_the_files_gives_what_the_folder_gives(paths):
    with tempfile.TemporaryDirectory() as folder:
        root = os.fsencode(folder)
        make(root, paths)
        walked = list(walk([root], base=root))
        paths = [one.path for one in walked]
        assert list(walk(paths, listed=True, base=root, cwd=root)) == walked


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_identifiers_are_one_to_one(one, other):
    assert (target_of(one) == target_of(other)) == (one == other)
    assert target_of(one).isascii()
    assert target_of(one).isprintable()


UTF_16 = (b"\xfe\xff", b"\xff\xfe")  # a list that begins so is refused by name


@given(st.lists(st.binary(min_size=1, max_size=9).filter(lambda b: b"\0" not in b)))
def test_a_list_gives_its_paths(paths):
    assume(not (paths and paths[0].startswith(UTF_16)))
    assert list(listed(io.BytesIO(b"\0".join([*paths, b""])), null=True)) == paths
