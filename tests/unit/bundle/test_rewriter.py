"""Rewriting a bundle: what stays is to the byte what it was, and what goes is nowhere in it."""

import gzip
import hashlib
import json
import re
import uuid
import zipfile
import zlib

import pytest

from fonds.bundle import rewrite
from fonds.formats.bundle import STATEMENTS
from fonds.formats.withdrawal import Withdrawn
from support.small_archive import make_archive


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """The path of a bundle of six versions."""
    folder = tmp_path_factory.mktemp("whole")
    make_archive(folder).close()
    return min((folder / "archive/bundles").rglob("*.wacz"))


def rewritten(bundle, places, folder):
    numbers = iter(range(100))

    def open_part():
        path = folder / f"part-{next(numbers)}"
        return path, path.open("w+b")

    with bundle.open("rb") as old, (folder / "new.wacz").open("w+b") as new:
        rewrite(old, new, bundle.stem, places, open_part)
    return contents(folder / "new.wacz")


def contents(path):
    """What zipfile finds in a bundle, by member."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def records(data):
    """The gzip members of a WARC, each by the id of its record."""
    found = {}
    while data:
        inflate = zlib.decompressobj(31)
        text = inflate.decompress(data)
        member, data = data[: len(data) - len(inflate.unused_data)], inflate.unused_data
        found[re.search(rb"WARC-Record-ID: (\S+)", text)[1]] = member
    return found


def test_a_bundle_that_loses_nothing_holds_the_same(bundle, tmp_path):
    assert rewritten(bundle, {}, tmp_path) == contents(bundle)


def test_of_a_version_that_goes_nothing_is_left_and_of_the_others_everything(bundle, tmp_path):
    before = contents(bundle)
    lines = before[STATEMENTS].splitlines()
    (index,) = [i for i, line in enumerate(lines) if b"/c.txt" in line]
    statement = json.loads(lines[index])
    digest = f"sha256:{hashlib.sha256(lines[index]).hexdigest()}"
    version = str(uuid.uuid5(uuid.UUID(statement["doc"]), statement["nonce"])).encode()
    place = Withdrawn(statement["doc"], digest)
    after = rewritten(bundle, {index: place}, tmp_path)

    expected = [*lines]
    expected[index] = bytes(place)
    assert after[STATEMENTS].splitlines() == expected
    for name in ("archive/data.warc.gz", "archive/text.warc.gz"):
        old, new = records(before[name]), records(after[name])
        assert list(new) == [record for record in old if record in new]  # the same order
        assert all(new[record] == old[record] for record in new)
        texts = {record: gzip.decompress(member) for record, member in old.items()}
        of_it = {
            record for record, text in texts.items() if version in text.partition(b"\r\n\r\n")[0]
        }
        assert of_it == old.keys() - new.keys()
    unpacked = b"".join(gzip.decompress(data) if name.endswith(".gz") else data
                        for name, data in after.items())  # fmt: skip
    assert "Žluťoučký".encode("cp1250") not in unpacked
    assert "Žluťoučký".encode() not in unpacked
