"""Manifest, digest file and pages."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import FormatError
from fonds.formats.wacz import package as wacz_package
from support import bundles

CREATED = "2026-11-23T17:00:00.123Z"
MEMBERS = [
    wacz_package.Resource("archive/data.warc.gz", 12, "0" * 64),
    wacz_package.Resource("a/B.txt", 0, "1" * 64),
]


def manifest(**more):
    return wacz_package.datapackage(MEMBERS, created=CREATED, software="fonds 0.1", **more)


def test_a_manifest_is_this():
    package = json.loads(manifest(title="Titel", extra={"x": 1}))
    assert package == {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": "fonds 0.1",
        "created": CREATED,
        "title": "Titel",
        "metadata": {"title": "Titel"},
        "x": 1,
        "resources": [
            {
                "name": "data.warc.gz",
                "path": "archive/data.warc.gz",
                "hash": f"sha256:{'0' * 64}",
                "bytes": 12,
            },
            {"name": "b.txt", "path": "a/B.txt", "hash": f"sha256:{'1' * 64}", "bytes": 0},
        ],
    }


def test_a_manifest_is_read_as_it_was_written():
    read = wacz_package.parse_datapackage(manifest(description="é"))
    assert read.resources == tuple(MEMBERS)
    assert read.fields["metadata"] == {"desc": "é"}


def test_a_digest_file_names_its_manifest():
    data = wacz_package.datapackage_digest(manifest(), extra={"transparency": {"proof": "…"}})
    digest, fields = wacz_package.parse_datapackage_digest(data)
    assert digest == hashlib.sha256(manifest()).hexdigest()
    assert fields["transparency"] == {"proof": "…"}


def test_resource_names_must_differ():
    twice = [wacz_package.Resource("a/x.txt", 0, ""), wacz_package.Resource("b/X.txt", 0, "")]
    with pytest.raises(ValueError, match="name"):
        wacz_package.datapackage(twice, created=CREATED, software="")


@pytest.mark.parametrize(
    "change",
    [
        (b'  "profile"', b' "profile"'), (b'"x": 1', b'"x": 1,\n  "x": 1'), (b"data-package", b"x"),
        (b'"bytes": 12', b'"bytes": true'), (b'"bytes": 12', b'"bytes": "12"'),
        (b'"path": "a/B.txt"', b'"path": "archive/data.warc.gz"'), (b"sha256:0", b"sha512:0"),
        (b"sha256:0", b"sha256:A"), (b"sha256:0", b"md5:"), (b'"path": "a/B.txt"', b'"path": 1'),
        (b"}\n", b"}"), (b"{", b"[", ), (b'"resources": [', b'"resources": [\n    1,'),
        (b'"x": 1', b'"x": NaN'), (b'"x": 1', b'"x": "\xff"'), (b'"resources"', b'"sources"'),
    ],
)  # fmt: skip
def test_other_manifests_are_refused(change):
    data = manifest(extra={"x": 1})
    assert change[0] in data
    with pytest.raises(FormatError):
        wacz_package.parse_datapackage(data.replace(*change, 1))


@pytest.mark.parametrize("data", [b"", b"[]\n", b"[" * 10**6, b'{"path": "x"}', b" " * 5_000_000])
def test_what_is_no_json_object_is_refused(data):
    with pytest.raises(FormatError):
        wacz_package.parse_datapackage(data)
    with pytest.raises(FormatError):
        wacz_package.parse_datapackage_digest(data)


def test_a_digest_file_of_another_manifest_or_none_is_refused():
    good = wacz_package.datapackage_digest(manifest())
    for change in (
        (b"datapackage.json", b"other.json"),
        (b"sha256:", b"sha1:"),
        (b'"hash"', b'"h"'),
    ):
        with pytest.raises(FormatError):
            wacz_package.parse_datapackage_digest(good.replace(*change))


@given(st.text(), st.text(), st.integers(0, 2**53))
def test_a_page_is_one_line_and_is_read_as_it_was_written(title, text, size):
    page = {"id": "1", "url": "file:///a", "ts": CREATED, "title": title, "size": size}
    line = wacz_package.page_line(**page, text=text)
    assert line.count(b"\n") == 1
    assert wacz_package.parse_page(line) == page | ({"text": text} if text else {})


def test_the_first_line_is_a_header():
    line = wacz_package.pages_header(title="T", has_text=True)
    assert wacz_package.parse_page(line) == {
        "format": "json-pages-1.0",
        "id": "pages",
        "title": "T",
        "hasText": True,
    }
    assert b"hasText" not in wacz_package.pages_header()


@pytest.mark.parametrize(
    "line",
    [b"", b"{}\n", b"1\n", b'{"url":"a"}\n', b'{"url":1,"ts":"b"}\n', b'{"url":"a", "ts":"b"}\n',
     b'{"url":"a","ts":"b"}', b'{"url":"a","ts":"b","ts":"b"}\n'],
)  # fmt: skip
def test_other_lines_are_refused(line):
    with pytest.raises(FormatError):
        wacz_package.parse_page(line)


def test_the_same_bundle_is_the_same_bytes():
    one, members = bundles.bundle(bundles.DOCUMENTS)
    assert bundles.bundle(bundles.DOCUMENTS) == (one, members)
