"""Sidecars: what is stated, what is inferred, and what is no metadata."""

import os

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import BadSidecarError, NotAFileError
from fonds.sources import read_sidecar, walk
from fonds.sources.files.sidecar import LIMIT, TERMS, term

EXAMPLE = b"""
title = "A report"
"DC:Creator" = ["One", "Two"]
dateaccepted = 2026-11-23
issued = 2026-11-23T17:00:00Z
x-shelf = 12
[stated]
language = "ar"
[inferred]
language = "en"
certain = false
weight = 0.5
"""


def test_stated_and_inferred_stay_apart():
    stated, inferred, _ = read_sidecar(EXAMPLE)
    assert stated == {
        "title": "A report",
        "creator": ["One", "Two"],
        "dateAccepted": "2026-11-23",
        "issued": "2026-11-23T17:00:00+00:00",
        "x-shelf": 12,
        "language": "ar",
    }
    assert inferred == {"language": "en", "certain": False, "weight": 0.5}


def test_dots_in_text_are_text():
    text = "1.2.3. \\\\\\\\"  # ... " * 500
    for quoted in (rfc8785.dumps(text).decode(), f'"""{text}"""', f"'''{text}'''"):
        assert read_sidecar(f"a.b.c = {quoted} # {text}\nx = 1.5".encode())[0]["x"] == 1.5


def test_nothing_is_something():
    assert read_sidecar(b"") == ({}, {}, {})
    assert read_sidecar(b"\xef\xbb\xbftitle = 'x'") == ({"title": "x"}, {}, {})


@pytest.mark.parametrize(
    "data",
    [
        b"title = ",
        b"title",
        b"\xff\xfe",
        b"title = 'a'\ntitle = 'b'",
        b"title = 'a'\nTitle = 'b'",
        b"title = 'a'\n[stated]\n'dc:title' = 'b'",
        b"stated = 'x'",
        b"inferred = ['x']",
        b"[[inferred]]\ntitle = 'x'",
        b"size = 9007199254740992",
        b"size = nan",
        b"size = -inf",
        b"x = " + b"[" * 9 + b"]" * 9,
        b"x = " + b"[" * 30_000,
        b"a" + b".a" * 30_000 + b" = 1",
        b"title = 'a'\n" + b"#" * LIMIT,
        b"title = '\x00'",
    ],
)
def test_what_is_no_metadata_is_refused(data):
    with pytest.raises(BadSidecarError):
        read_sidecar(data)


@pytest.mark.parametrize(
    "data",
    [
        b"a" + b".a" * 30_000 + b" = 1",
        b"[" + b"a." * 30_000 + b"a]",
        b"title = 'x' # .\n" + b"'.'." * 15_000 + b"a = 1",
        b"x = '\\'\n" + b'"\\"" . ' * 8_000,
        b"x = {b" + b" . b" * 15_000 + b" = 1}",
        b'x = """\'"""\ny' + b".y" * 17 + b" = 1",
    ],
)
def test_keys_of_many_parts_are_refused_before_they_take_quadratic_time(data):
    with pytest.raises(BadSidecarError) as caught:
        read_sidecar(data)
    assert caught.value.facts == {"limit": 17}


@pytest.mark.parametrize(
    "data",
    [
        b"\n".join(b"a.b.c%d = 1" % n for n in range(4000)),
        b"x = '" + b"." * 60_000 + b"'",
        b"x = [" + b"1.5, " * 12_000 + b"]",
    ],
)
def test_long_sidecars_are_read(data):
    assert len(read_sidecar(data)[0]) == 1


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_metadata_or_refused(data):
    try:
        stated, inferred, _ = read_sidecar(data)
    except BadSidecarError:
        return
    rfc8785.dumps([stated, inferred])  # whatever comes through has a canonical form


def test_dublin_core_has_55_properties():
    assert len(TERMS) == 55
    assert all(term(f"dcterms:{name.upper()}") == name for name in TERMS.values())
    assert term("X-Thing") == "X-Thing"


def test_the_sidecar_of_a_source_is_read_safely(tmp_path):
    (tmp_path / "x").write_bytes(b"")
    (tmp_path / "y").write_bytes(b"")
    (tmp_path / "x.meta.toml").write_bytes(EXAMPLE)
    x, y = walk([tmp_path])
    assert x.stated()[0]["title"] == "A report"
    assert y.stated() == ({}, {}, {})
    (tmp_path / "x.meta.toml").write_bytes(b"#" * (LIMIT + 1))
    with pytest.raises(BadSidecarError):
        x.stated()
    (tmp_path / "x.meta.toml").unlink()
    os.mkfifo(tmp_path / "x.meta.toml")
    with pytest.raises(NotAFileError):
        x.stated()


def test_settings_stand_in_a_table_of_their_own_and_are_no_metadata():
    data = b'title = "T"\n[fonds]\ncharset = "windows-1256"\ntext_kind = "log"\n'
    found = read_sidecar(data)
    assert found.stated == {"title": "T"}
    assert found.settings == {"charset": "windows-1256", "text_kind": "log"}
    assert read_sidecar(b'kind = "letter"\ntext_kind = "x"').stated == {
        "kind": "letter",
        "text_kind": "x",
    }
    for wrong in (b"[fonds]\ncharset = 1", b"[fonds]\ncolour = 'red'", b"fonds = 'x'"):
        with pytest.raises(BadSidecarError):
            read_sidecar(wrong)
