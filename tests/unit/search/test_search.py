"""Search, with probes in many scripts as data, and against hostile queries and index files."""

import itertools
import json
import os
import random
import shutil
import time
from pathlib import Path

import pytest

from fonds.catalog import search_index
from fonds.fingerprints.search_key import words
from support.archives import files, new_archive, reopened
from unit.cli.test_commands import run

PROBES = [
    line.split("\t")
    for line in (Path(__file__).parents[2] / "cases/search/probes.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An archive with a document for each different text of the probes."""
    home = tmp_path_factory.mktemp("search")
    with new_archive(home) as archive:
        for text in dict.fromkeys(probe[1] for probe in PROBES):
            archive.add(text, text_name(text), profile=None)
        archive.index()
    return home


def text_name(text):
    return f"probe:{list(dict.fromkeys(probe[1] for probe in PROBES)).index(text)}"


@pytest.fixture(scope="module")
def archive(home):
    with reopened(home) as archive:
        yield archive


def found(archive, query, **filters):
    return {hit.identifier for hit in archive.search(query, limit=1000, **filters).results}


def test_there_are_enough_probes():
    assert len(PROBES) >= 150
    assert len({probe[0] for probe in PROBES}) >= 20


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe[0]}-{probe[2]}")
def test_a_probe_finds_its_text_and_what_differs_does_not(archive, probe):
    _, text, query, other = probe
    assert text_name(text) in found(archive, query)
    if other != "-":
        assert text_name(text) not in found(archive, other)


def test_snippets_are_pieces_of_the_stored_text_with_the_hit_in_its_own_spelling(archive):
    for _, text, query, _ in PROBES:
        for hit in archive.search(query, limit=1000).results:
            if hit.identifier != text_name(text):
                continue
            whole = archive.get(hit.identifier)
            source = {"cleaned": whole.cleaned, "text": whole.text, "title": whole.title}
            assert "".join(part.text for part in hit.snippet) in source[hit.within]
            assert any(part.hit for part in hit.snippet)
            assert source[hit.within][hit.start : hit.end] in "".join(p.text for p in hit.snippet)


SYNTAX = (
    'AND', 'NOT x', 'NEAR(a b)', 'title:x', '^x', '-x', '%', '"', '""', "'", "*", "a* b*", "( )", "OR",
    'x" OR "y', "'; DROP TABLE words; --", "{main} : a", "\\", "\0", "a\0b", "\ud800", "\u202e", "\u200d",
    "😀", "+", "a AND", ":", "“x", "« »",
)  # fmt: skip


@pytest.mark.parametrize("query", SYNTAX)
def test_nothing_else_is_syntax(archive, query):
    result = archive.search(query)
    assert result.total >= 0


def test_long_and_odd_queries_end_soon(archive):
    numbers = random.Random(3)
    alphabet = "ab \"*'َاب日本ก้\u0301\u200c😀-:()"
    odd = ["".join(numbers.choices(alphabet, k=numbers.randrange(1, 60))) for _ in range(200)]
    long = ["x" * 100_000, "a " * 50_000, "a* " * 1000, '"' + "word " * 1000 + '"',
            "e" + "\u0301" * 5_000, "\u202e" * 5_000, "日" * 10_000]  # fmt: skip
    before = time.process_time()
    for query in (*odd, *long):
        archive.search(query)
    assert time.process_time() - before < 60


def test_random_texts_are_found_by_their_own_words(archive, tmp_path):
    numbers = random.Random(9)
    pool = [word for probe in PROBES for word in probe[1].split()]
    with new_archive(tmp_path) as other:
        texts = [" ".join(numbers.choices(pool, k=8)) for _ in range(20)]
        for number, text in enumerate(texts):
            other.add(text, f"n:{number}", profile=None)
        for number, text in enumerate(texts):
            for word in text.split():
                if list(words(word)) and not any(sign in word for sign in '"“”״«»*'):
                    assert f"n:{number}" in found(other, word), (word, text)


# --- rank, filters, options ---------------------------------------------------------------------
def test_what_is_spelt_as_typed_comes_first(tmp_path):
    with new_archive(tmp_path) as archive:
        archive.add("thu " * 30, "folded")
        archive.add("một bức thư dài và nhiều chữ khác nữa ở đây", "exact")
        assert [hit.identifier for hit in archive.search("thư").results] == ["exact", "folded"]
        assert [hit.identifier for hit in archive.search("thu").results] == ["folded", "exact"]


def test_filters_and_options(tmp_path):
    with new_archive(tmp_path) as archive:
        archive.add("the harbour and the pier", "a", metadata={"subject": "Sea", "language": "fr"})
        archive.add("the harbour", "b", title="Pier")
        archive.add("<p>the harbour of a page</p>", "https://example.org/c", media_type="text/html")
        assert found(archive, "harbour") == {"a", "b", "https://example.org/c"}
        assert found(archive, "harbour pier") == {"a", "b"}
        assert archive.search("harbour pier").results[0].identifier == "b", "titles weigh more"
        assert found(archive, "pier page", any_of=True) == {"a", "b", "https://example.org/c"}
        assert found(archive, "harbour", without=("pier",)) == {"https://example.org/c"}
        assert found(archive, "harbour", media_type="text/html") == {"https://example.org/c"}
        assert found(archive, "harbour", source="https://example.org/") == {"https://example.org/c"}
        assert found(archive, "harbour", language="fr") == {"a"}
        assert found(archive, "harbour", metadata={"subject": "sea"}) == {"a"}
        assert found(archive, "harbour", script="Latn") == {"a", "b", "https://example.org/c"}
        assert found(archive, "harbour", since="2027") == set()
        assert found(archive, "harbour", until="2026-11-23") == found(archive, "harbour")
        by_name = [hit.identifier for hit in archive.search("harbour", sort="name").results]
        assert by_name == sorted(by_name)
        page = archive.search("harbour", limit=1, offset=1)
        assert (page.total, len(page.results)) == (3, 1)


def test_the_newest_version_is_searched_or_all(tmp_path):
    with new_archive(tmp_path) as archive:
        archive.add("first words", "a")
        assert found(archive, "first") == {"a"}
        archive.add("second words", "a")
        assert found(archive, "first") == set()
        assert found(archive, "second") == {"a"}
        old = archive.search("first", all_versions=True).results
        assert [(hit.version, hit.of) for hit in old] == [(1, 2)]


def test_what_stands_outside_the_main_text_is_found_and_weighs_less(tmp_path):
    article = "".join(f"<p>Sentence {n} speaks of the pier and of the sea.</p>" for n in range(9))
    page = (f"<title>T</title><nav><a href=/>Lighthouse menu</a> <a href=/b>More</a></nav>"
            f"<article><h1>Pier</h1>{article}</article>")  # fmt: skip
    with new_archive(tmp_path) as archive:
        archive.add(page, "page", media_type="text/html")
        archive.add("a lighthouse in a text", "text")
        results = archive.search("lighthouse").results
        assert [hit.identifier for hit in results] == ["text", "page"]
        assert [hit.within for hit in results] == ["cleaned", "text"]


# --- the file -----------------------------------------------------------------------------------
def test_withdrawn_words_are_not_in_the_file(tmp_path):
    with new_archive(tmp_path) as archive:
        archive.add("an unspeakable secret", "gone")
        archive.add("something else", "kept")
        assert found(archive, "unspeakable") == {"gone"}
        index = archive.path / search_index.FILE
        assert b"unspeakable" in index.read_bytes()
        archive.withdraw("gone", reason="r", authority="a")
        assert not any(b"unspeakable" in p.read_bytes() for p in archive.path.glob("search*"))
        assert found(archive, "unspeakable") == set()
        assert found(archive, "else") == {"kept"}
        assert b"unspeakable" not in index.read_bytes()


def test_a_damaged_foreign_or_stale_index_is_made_anew(tmp_path):
    with new_archive(tmp_path) as archive:
        archive.add("the harbour", "a")
        assert found(archive, "harbour") == {"a"}
        index = archive.path / search_index.FILE
        good = index.read_bytes()
        numbers = random.Random(1)
        for damage in itertools.islice(_damages(good, numbers), 12):
            index.unlink()
            index.write_bytes(damage)
            found(archive, "harbour")  # which is right, or nothing: never anything that is not so
            report = archive.verify()
            assert report.ok, report.findings
        index.unlink()
        index.symlink_to("/etc/passwd")
        assert found(archive, "harbour") == {"a"}
        assert not index.is_symlink()
    with new_archive(tmp_path / "other") as other:
        other.add("a pier", "b")
        other.search("pier")
        shutil.copy(other.path / search_index.FILE, index)
    with reopened(tmp_path) as archive:
        assert found(archive, "pier") == set()
        assert found(archive, "harbour") == {"a"}


def _damages(good, numbers):
    yield b""
    yield b"no database"
    yield good[: len(good) // 2]
    yield good[:100] + bytes(len(good) - 100)
    while True:
        damaged = bytearray(good)
        for _ in range(20):
            damaged[numbers.randrange(len(damaged))] ^= 255
        yield bytes(damaged)


def test_an_archive_that_cannot_be_written_is_searched_by_an_index_in_the_cache(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with new_archive(tmp_path) as archive:
        archive.add("the harbour", "a")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with reopened(tmp_path) as archive:
        assert found(archive, "harbour") == {"a"}
        assert not (archive.path / search_index.FILE).exists()
        assert list((tmp_path / "cache").rglob("*.search.sqlite"))


def test_the_founding_document_is_found(tmp_path, seed):
    with new_archive(tmp_path) as archive:
        archive.ingest([str(seed)], jobs=0)
        title = archive.get(seed.name).title
        for query in ("داعش والولايات", title, "الوِلايَاتُ المُتَّحِدَة", "ولايات"):
            assert archive.search(query).total == 1, query


def test_the_commands(tmp_path):
    files(tmp_path / "in", a_txt="the harbour and the pier", b_txt="a letter")
    with new_archive(tmp_path) as archive:
        archive.ingest([str(tmp_path / "in")], jobs=0)
    answer = json.loads(run(tmp_path, "search", "harbour", "--json").out)
    assert answer["total"] == 1
    assert answer["results"][0]["in"] == "cleaned"
    assert "[harbour]" in run(tmp_path, "search", "harbour").out
    assert run(tmp_path, "search", "nothing", "here").returncode == 0
    assert run(tmp_path, "search", "harbour", "--count").out.strip() == "1"
    assert json.loads(run(tmp_path, "index", "--json").out) == {"versions": 2}
