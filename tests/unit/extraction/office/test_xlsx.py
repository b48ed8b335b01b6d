import io
import zipfile

import pytest

from fonds.extraction.office import extract
from fonds.model import Identification
from support.office_files import xlsx, zipped

BOOK = Identification("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def read(rows, **more):
    return extract(xlsx(rows, **more), BOOK)


def cells(found):
    return {b.place["cell"]: found.text[b.start : b.end] for b in found.blocks if "cell" in b.place}


def test_cells_are_what_a_reader_sees_and_keep_what_is_stored():
    rows = (
        '<row r="1"><c r="A1" s="1"><v>0.25</v></c><c r="B1"><v>7</v></c>'
        '<c r="C1" s="2"><f>TODAY()</f><v>45000</v></c><c r="D1" t="b"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>in</t></is></c>'
        '<c r="D2" t="e"><v>#N/A</v></c></row>'
    )
    found = read(rows, formats=("0%", "d.m.yyyy"), strings=("shared",))
    assert found.text == "One\n25%\t7\t15.3.2023\tTRUE\nshared\tin\t#N/A"
    places = {b.place.get("cell"): b.place for b in found.blocks}
    assert places["A1"] == {"sheet": "One", "cell": "A1", "value": "0.25"}
    assert places["B1"] == {"sheet": "One", "cell": "B1"}
    assert places["C1"]["value"] == {"number": "45000", "date": "2023-03-15"}
    assert places["C1"]["formula"] == "TODAY()"


def test_hidden_rows_columns_and_cells_are_kept_apart():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>3</v></c></row>'
        '<row r="3"><c r="A3" s="1"><v>4</v></c></row>'
    )
    before = '<cols><col min="2" max="2" hidden="1"/></cols>'
    found = read(rows, before=before, formats=(";;;",))
    assert found.text == "One\n1"
    assert [(x.kind, x.count) for x in found.losses] == [("hidden-text", 3)]
    (hidden,) = [m for m in found.metadata if m.name == "office:hidden-text"]
    assert hidden.sensitive
    assert hidden.value == {"sheet": "One", "text": "B1\t2\nA2\t3\nA3\t4"}


def test_a_hidden_sheet_is_kept_apart_with_its_name():
    data = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {n: file.read(n) for n in file.namelist()}
    name = "xl/workbook.xml"
    parts[name] = parts[name].replace(b'sheetId="1"', b'sheetId="1" state="veryHidden"')
    found = extract(zipped(parts), BOOK)
    assert found.text is None
    assert [x.kind for x in found.losses] == ["hidden-text"]


def test_escaped_characters():
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    found = read(rows, strings=("a_x0041_b_x00zz_c_x005F_x0041_",))
    assert found.text == "One\naAb_x00zz_c_x0041_"


def test_printed_headers_lose_their_codes_only():
    code = '&L&"Arial,Bold"&12Left&CPage &P&RA&&B'.replace("&", "&amp;")
    after = f"<headerFooter><oddHeader>{code}</oddHeader></headerFooter>"
    found = read('<row r="1"><c r="A1"><v>1</v></c></row>', after=after)
    assert [found.text[b.start : b.end] for b in found.blocks if b.kind == "header"] == [
        "Left", "Page &P", "A&B",
    ]  # fmt: skip


def test_the_calendar_of_1904_is_obeyed():
    rows = '<row r="1"><c r="A1" s="1"><v>0</v></c></row>'
    found = read(rows, formats=("yyyy-mm-dd",), workbook='<workbookPr date1904="1"/>')
    assert cells(found) == {"A1": "1904-01-01"}


def test_cells_without_references_are_counted():
    found = read("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert cells(found) == {"A1": "1", "B1": "2", "A2": "3"}


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_streamed():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 100_001))
    found = read(rows)
    assert found.text.endswith("\n100000")
    assert found.text.count("\n") == 100_000
