import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import ChangedDuringReadError
from fonds.fingerprints import Hasher, fingerprint, fingerprint_stream


def test_the_empty_document_has_the_names_everyone_knows():
    made = fingerprint(b"")
    assert made.size == 0
    assert made.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert made.blake3 == "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
    assert made.swhid == "swh:1:cnt:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


@pytest.mark.parametrize("size", [1, 7, 1024, 1025, 1_048_576, 1_048_577, 3_000_000])
def test_other_tools_compute_the_same(size, tmp_path):
    data = bytes(i * 7 % 251 for i in range(1000)) * (size // 1000 + 1)
    file = tmp_path / "data"
    file.write_bytes(data[:size])
    made = fingerprint(data[:size])
    for tool, expected in (("sha256sum", made.sha256), ("b3sum", made.blake3)):
        if shutil.which(tool):
            out = subprocess.run([tool, file], capture_output=True, text=True, check=True).stdout
            assert out.split()[0] == expected
    git = shutil.which("git")
    if git:
        out = subprocess.run([git, "hash-object", file], capture_output=True, text=True, check=True)
        assert f"swh:1:cnt:{out.stdout.strip()}" == made.swhid


def test_blake3_of_the_published_vector():
    # BLAKE3's own test_vectors.json: input bytes are 0..250 repeating, here 1,025 of them
    data = bytes(i % 251 for i in range(1025))
    assert fingerprint(data).blake3 == (
        "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"
    )


@given(st.lists(st.binary(max_size=50), max_size=10))
def test_chunks_do_not_matter(chunks):
    data = b"".join(chunks)
    assert fingerprint_stream(chunks, len(data)) == fingerprint(data)


def test_threads_do_not_matter():
    data = bytes(range(256)) * 20_000
    pieces = [data[i : i + 1_000_003] for i in range(0, len(data), 1_000_003)]
    assert fingerprint_stream(pieces, len(data)) == fingerprint(data)


@pytest.mark.parametrize("said", [0, 4, 6])
def test_a_size_that_was_not_true_is_an_error(said):
    hasher = Hasher(said)
    hasher.update(b"12345")
    with pytest.raises(ChangedDuringReadError):
        hasher.finish()
