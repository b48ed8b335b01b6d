"""Dates and metadata streams."""

import pytest

from fonds.extraction.pdf import describe, xmp
from support.pdf_files import stream


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("D:20200102030405Z", "2020-01-02T03:04:05Z"),
        ("D:20200102030405+05'30'", "2020-01-02T03:04:05+05:30"),
        ("D:20200102030405-08'00", "2020-01-02T03:04:05-08:00"),
        ("D:202001020304", "2020-01-02T03:04:00"),
        ("D:2020", "2020"),
        ("202001", "2020-01"),
        ("last Tuesday", "last Tuesday"),
    ],
)
def test_dates_are_shown_as_far_as_they_go(said, shown):
    assert describe.date(said) == shown


def packet(inner, attributes=b""):
    body = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/" '  # noqa: E501
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"'
        + attributes
        + b">"
        + inner
        + b"</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return b"5 0 obj\n" + stream(body, b"/Type/Metadata/Subtype/XML")


def test_elements_attributes_and_lists_are_read():
    found, wrong = xmp.values(packet(
        b"<dc:creator><rdf:Seq><rdf:li>A</rdf:li><rdf:li>B</rdf:li></rdf:Seq></dc:creator>"
        b"<pdfx:LastModifiedBy>C</pdfx:LastModifiedBy>", b' xmp:CreateDate="2020-01-02"'))  # fmt: skip  # noqa: E501
    assert wrong == ""
    assert [(v.name, v.value, v.sensitive) for v in found] == [
        ("date", "2020-01-02", False), ("creator", "A", False), ("creator", "B", False),
        ("pdfx:LastModifiedBy", "C", True),
    ]  # fmt: skip


def test_the_last_of_two_streams_speaks():
    first, second = packet(b"<dc:title>old</dc:title>"), packet(b"<dc:title>new</dc:title>")
    found, _ = xmp.values(first + b"\nendobj\n" + second)
    assert [v.value for v in found] == ["new"]


def test_a_document_type_is_refused():
    data = packet(b"<dc:title>&a;</dc:title>").replace(
        b"<rdf:RDF", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rdf:RDF', 1
    )
    found, wrong = xmp.values(data)
    assert found == []
    assert "document type" in wrong
