"""Files that LibreOffice wrote from known text come out letter for letter.

The files are made by ``benchmarks/office_corpus.py``.
"""

from pathlib import Path

import pytest

from fonds.extraction.office import extract
from fonds.identification.extension import opinion
from fonds.model import Identification
from support.known_texts import KNOWN

FILES = Path(__file__).parents[1] / "unit/extraction/office/files"


def read(name):
    identification = Identification(opinion(name).media_type)
    return extract((FILES / name).read_bytes(), identification)


@pytest.mark.parametrize(
    "name", ["known.docx", "known.odt", "known.rtf", "known.epub", "known.doc"]
)
def test_every_script_is_right_letter_for_letter(name):
    found = read(name)
    expected = ["Heading one", *KNOWN.values(), "item a", "item b", "c00\tc01", "c10\tc11"]
    assert found.text.rstrip("\n\u00a0").split("\n") == expected
    assert found.losses == ()


@pytest.mark.parametrize("name", ["known.docx", "known.odt", "known.rtf"])
def test_blocks_say_what_each_paragraph_is(name):
    found = read(name)
    kinds = [b.kind for b in found.blocks if found.text[b.start : b.end].strip("\u00a0")]
    paragraphs = ["paragraph"] * len(KNOWN)
    assert kinds == ["heading", *paragraphs, *["list-item"] * 2, *["table-cell"] * 4]


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.ods"])
def test_sheets_show_text_numbers_and_dates(name):
    found = read(name)
    lines = found.text.split("\n")
    assert lines[0] == "sheet"
    for number, (key, text) in enumerate(KNOWN.items()):
        shown = f"{number * 1.5:g}"
        assert lines[number + 1] == f"{key}\t{text}\t{shown}\t2024-05-0{number + 1}"
    assert found.losses == ()


def test_stored_dates_stand_beside_what_is_shown():
    cell = next(b for b in read("sheet.xlsx").blocks if b.place.get("cell") == "D1")
    assert cell.place["value"] == {"number": "45413", "date": "2024-05-01"}
    cell = next(b for b in read("sheet.ods").blocks if b.place.get("cell") == "C2")
    assert read("sheet.ods").text[cell.start : cell.end] == "1.5"


def test_old_workbooks_are_read_where_calamine_is_installed():
    found = read("sheet.xls")
    kinds = [loss.kind for loss in found.losses]
    if found.text is None:
        assert kinds == ["no-extractor"]
        assert "fonds[office]" in found.losses[0].note
    else:
        assert all(text in found.text for text in KNOWN.values())
        assert "number-format" in kinds


def test_the_title_has_its_evidence():
    for name, evidence in (("known.docx", "docProps/core.xml title"), ("known.odt",
    "meta.xml title"),
                           ("known.epub", "OEBPS/content.opf dc:title")):  # fmt: skip
        titles = [(m.value, m.evidence) for m in read(name).metadata if m.name == "title"]
        assert titles == [("Known title", evidence)]
