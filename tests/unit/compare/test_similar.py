"""Duplicates of real small archives: who is in a cluster, and what an expression leaves out."""

import pytest

import fonds
from fonds.errors import UsageError

WORDS = "".join(f"word{number} of the story, " for number in range(400))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("duplicates")
    with fonds.init(folder / "archive", key=folder / "key") as archive:
        archive.add(WORDS, "urn:x:one")
        archive.add(WORDS, "urn:x:same")
        archive.add(WORDS.replace("word7 ", "other "), "urn:x:near", metadata={"subject": "kept"})
        archive.add("".join(f"{n * n} nothing alike; " for n in range(400)), "urn:x:else")
        yield archive


def test_clusters_are_what_was_made_alike(archive):
    (cluster,) = archive.duplicates()
    assert cluster.members == ("urn:x:one", "urn:x:same", "urn:x:near")
    assert (cluster.first, cluster.kind) == ("urn:x:one", "near")


def test_an_expression_chooses_what_is_compared(archive):
    (cluster,) = archive.duplicates(where="not meta.subject = kept")
    assert (cluster.members, cluster.kind) == (("urn:x:one", "urn:x:same"), "exact")
    assert archive.duplicates(where="meta.subject = kept") == []


def test_a_wrong_expression_is_wrong_usage(archive):
    with pytest.raises(UsageError):
        archive.duplicates(where="size >")
