"""Making an archive: what is refused, and what is left then."""

import pytest

import fonds
from fonds.errors import UsageError
from support.archives import Clock, new_archive, randomness


@pytest.mark.parametrize("content", [None, b"", b"no key", b"x" * 100_000])
def test_a_key_file_that_is_there_is_refused_before_anything_is_made(tmp_path, content):
    """Most likely it is another archive's, or no key at all; it is left as it was."""
    if content is None:
        new_archive(tmp_path).close()
    else:
        (tmp_path / "key").write_bytes(content)
    held = (tmp_path / "key").read_bytes()
    with pytest.raises(UsageError, match="name one that does not exist yet") as caught:
        fonds.init(tmp_path / "second", key=tmp_path / "key")
    assert (caught.value.code, caught.value.exit_status) == ("F100", 2)
    assert not (tmp_path / "second").exists()
    assert (tmp_path / "key").read_bytes() == held


def test_a_folder_named_as_the_key_file_is_refused_before_anything_is_made(tmp_path):
    (tmp_path / "key").mkdir()
    with pytest.raises(UsageError):  # a mistake of the caller's, and no failing disk
        fonds.init(tmp_path / "archive", key=tmp_path / "key")
    assert not (tmp_path / "archive").exists()


def test_an_archive_that_is_there_is_opened_with_its_key(tmp_path):
    with new_archive(tmp_path) as first:
        made = first.id
    with fonds.init(tmp_path / "archive", key=tmp_path / "key", now=Clock()) as again:
        assert again.id == made


def test_the_key_that_a_cut_off_making_left_is_used_when_it_is_the_same(tmp_path):
    new_archive(tmp_path).close()
    (tmp_path / "archive").rename(tmp_path / "gone")
    with fonds.init(
        tmp_path / "archive", key=tmp_path / "key", now=Clock(), randomness=randomness()
    ) as archive:
        assert archive.handle.can_write()
