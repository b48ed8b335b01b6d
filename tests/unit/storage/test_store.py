"""Every store there is passes the tests of the contract."""

import pytest

from fonds.storage.local import LocalStore
from support.faulty_disk import FaultyDisk
from support.memory_store import MemoryStore
from support.store_contract import StoreContract


class TestLocalStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path):
        with LocalStore(tmp_path, FaultyDisk()) as store:
            yield store
            store.close()


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self):
        return MemoryStore()
