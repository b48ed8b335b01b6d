"""What every store has to do, as tests: a store is ``fonds.storage.store.Store`` if it passes them.

A module of tests inherits ``StoreContract`` and gives the fixture ``store``, an empty store.
"""

import pytest

from fonds.errors import AlreadyWrittenError, FormatError, MissingFileError
from fonds.storage.store import Store


class StoreContract:
    """The tests."""

    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_what_was_created_is_read(self, store: Store) -> None:
        store.create("log/a", b"one")
        assert store.read("log/a") == b"one"
        assert store.exists("log/a")
        assert store.size("log/a") == 3

    def test_an_empty_file_is_a_file(self, store: Store) -> None:
        store.create("log/a", b"")
        assert (store.exists("log/a"), store.size("log/a"), store.read("log/a")) == (True, 0, b"")

    def test_a_file_can_be_opened_and_sought(self, store: Store) -> None:
        store.create("bundles/a", b"0123456789")
        with store.open("bundles/a") as file:
            assert file.read(3) == b"012"
            file.seek(-2, 2)
            assert file.read() == b"89"

    def test_what_is_not_there_is_missing(self, store: Store) -> None:
        assert not store.exists("log/a")
        for ask in (store.read, store.size, store.open):
            with pytest.raises(MissingFileError):
                ask("log/a")

    def test_a_longer_file_than_was_asked_for_is_not_read(self, store: Store) -> None:
        store.create("log/a", b"12345")
        assert store.read("log/a", 5) == b"12345"
        with pytest.raises(FormatError):
            store.read("log/a", 4)

    def test_a_file_is_written_once(self, store: Store) -> None:
        store.create("log/a", b"one")
        store.create("log/a", b"one")  # the same bytes are well
        with pytest.raises(AlreadyWrittenError):
            store.create("log/a", b"two")
        assert store.read("log/a") == b"one"

    def test_many_files_are_created_together(self, store: Store) -> None:
        store.create_many([("log/a", b"1"), ("log/deep/b", b"2")])
        store.create_many([("log/a", b"1"), ("log/c", b"3")])
        assert [store.read(name) for name in ("log/a", "log/deep/b", "log/c")] == [b"1", b"2", b"3"]
        with pytest.raises(AlreadyWrittenError):
            store.create_many([("log/a", b"other")])
        store.create_many([])

    def test_a_file_is_replaced_or_made(self, store: Store) -> None:
        store.replace("log/checkpoint", b"old")
        store.replace("log/checkpoint", b"new")
        assert store.read("log/checkpoint") == b"new"

    def test_a_file_is_deleted_and_can_be_written_again(self, store: Store) -> None:
        store.create("log/a", b"one")
        store.delete("log/a")
        store.delete("log/a")  # absent already is well
        assert not store.exists("log/a")
        store.create("log/a", b"two")
        assert store.read("log/a") == b"two"

    def test_names_are_those_below_a_folder_in_bytewise_order(self, store: Store) -> None:
        names = ["log/b", "log/a/b", "log/a.p/1", "log/a", "bundles/x", "logs/y"]
        names.remove("log/a")
        for name in names:
            store.create(name, b"")
        assert list(store.names("log")) == ["log/a.p/1", "log/a/b", "log/b"]
        assert list(store.names("log/a")) == ["log/a/b"]
        assert list(store.names("nothing")) == []
        own = [name for name in store.names() if not name.startswith("staging/")]
        assert own == sorted(names)  # what is being written may lie in staging/
