"""The records of an extraction: read back as they were written, and refused when malformed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import FormatError
from fonds.formats.extraction_record import (
    main_ranges_of,
    main_text,
    parse_extraction,
    print_extraction,
    print_nothing,
)
from fonds.model import Block, Extraction, ExtractionStep, Loss, MetadataValue

FOUND = Extraction(
    "menu Article foot",
    "t",
    "1",
    losses=(Loss("attachment", 2, note="a.xlsx", place={"part": "2"}),),
    main_ranges=((5, 12),),
    blocks=(Block("heading", 0, 4, {"page": 1, "box": [0, 0, 9.5, 3]}),),
    metadata=(
        MetadataValue("title", "A page", "html title", False),
        MetadataValue("lastModifiedBy", "Ann", "core.xml", True),
    ),
    steps=(ExtractionStep("turned", 5, 12, "elcitrA"),),
)


def test_both_records_are_read_back_as_they_were_written():
    record, private = print_extraction(FOUND)
    back = parse_extraction(record, private)
    assert (back.main_ranges, back.blocks, back.metadata, back.steps, back.losses) == (
        FOUND.main_ranges, FOUND.blocks, FOUND.metadata, FOUND.steps, FOUND.losses,
    )  # fmt: skip
    assert b"Ann" not in record
    assert main_text(FOUND.text, main_ranges_of(record)) == "Article"


def test_without_the_private_record_only_what_is_open_is_there():
    record, _ = print_extraction(FOUND)
    assert [one.name for one in parse_extraction(record).metadata] == ["title"]


def test_what_says_nothing_has_no_record():
    assert print_extraction(Extraction("text", "t", "1")) == (None, None)
    assert parse_extraction(print_nothing()).blocks == ()


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"more": 1}, {"blocks": [["heading", 0]]}, {"blocks": None},
        {"losses": [["x", "many", "", {}]]}, {"metadata": [["a"]]}, {"steps": [1]},
        {"main_ranges": [[3, 2]]}, {"main_ranges": [[0, 5], [4, 6]]}, {"main_ranges": [[0, "5"]]},
        {"main_ranges": 7},
    ],
)  # fmt: skip
def test_a_malformed_record_is_refused(change):
    record, _ = print_extraction(FOUND)
    with pytest.raises(FormatError):
        parse_extraction(json.dumps(json.loads(record) | change).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"v":1}'])
def test_what_is_no_record_is_refused(data):
    for read in (parse_extraction, main_ranges_of):
        with pytest.raises(FormatError):
            read(data)
    with pytest.raises(FormatError):
        parse_extraction(print_nothing(), data or b"x")


def test_ranges_out_of_order_are_refused_where_they_are_asked_for_alone():
    record, _ = print_extraction(FOUND)
    wrong = json.dumps(json.loads(record) | {"main_ranges": [[5, 5]]}).encode()
    with pytest.raises(FormatError):
        main_ranges_of(wrong)


@given(st.text(), st.lists(st.integers(0, 40), max_size=8))
def test_the_main_text_is_the_pieces_of_the_text(text, cuts):
    points = sorted({cut for cut in cuts if cut <= len(text)})
    ranges = tuple(zip(points[::2], points[1::2], strict=False))
    expected = "".join(text[a:b] for a, b in ranges) if ranges else text
    assert main_text(text, ranges) == expected
