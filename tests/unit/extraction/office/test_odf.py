import pytest

from fonds.extraction.office import extract
from fonds.model import Identification
from support.office_files import odf, zipped

TEXT = Identification("application/vnd.oasis.opendocument.text")
SHEET = Identification("application/vnd.oasis.opendocument.spreadsheet")
SLIDES = Identification("application/vnd.oasis.opendocument.presentation")
HIDES = (
    '<style:style style:name="H" style:family="{}"><style:text-properties text:display="none"/>'
    "</style:style>"
)


def read(body, identification=TEXT, **more):
    return extract(odf(body, **more), identification)


def kinds(found):
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


def test_white_space_is_collapsed_but_where_elements_stand_for_it():
    found = read(
        "<text:p>\n  a \t b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e  </text:p>"
    )
    assert found.text == "a b   c\td\ne"


def test_headings_lists_tables_and_notes():
    note = (
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>noted</text:p></text:note-body></text:note>"
    )
    found = read(
        "<text:h "
        "text:outline-level='2'>head</text:h><text:list><text:list-item><text:p>item</text:p>"
        f"</text:list-item></text:list><text:p>be{note}fore</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert kinds(found) == [
        ("heading", "head"), ("list-item", "item"), ("paragraph", "before"),
        ("footnote", "noted"), ("table-cell", "a"), ("table-cell", "b"),
    ]  # fmt: skip
    assert found.text.endswith("a\tb")
    assert found.blocks[0].place["level"] == 2


def test_what_was_deleted_is_a_loss_with_its_text():
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>"
        "<dc:creator>Ann</dc:creator><dc:date>2024-01-02T00:00:00</dc:date></office:change-info>"
        "<text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    found = read(changes + "<text:p>kept</text:p>")
    assert found.text == "kept"
    assert [x.kind for x in found.losses] == ["tracked-deletion"]
    (deleted,) = [m for m in found.metadata if m.name == "odf:deleted-text"]
    assert deleted.value == {"text": "gone", "author": "Ann", "date": "2024-01-02T00:00:00"}
    assert deleted.sensitive


def test_hidden_paragraphs_spans_and_sections_are_kept_apart():
    styles = HIDES.format("paragraph") + HIDES.format("text")
    found = read(
        "<text:p text:style-name='H'>one</text:p><text:p>a<text:span text:style-name='H'>two"
        "</text:span>b</text:p><text:section "
        "text:display='none'><text:p>three</text:p></text:section>",
        styles=styles,
    )
    assert found.text == "ab"
    assert [m.value for m in found.metadata if m.sensitive] == ["one", "two", "three"]


def test_a_child_style_inherits_what_hides():
    styles = HIDES.format("text") + (
        '<style:style style:name="C" style:family="text" style:parent-style-name="H"/>'
    )
    found = read("<text:p>a<text:span text:style-name='C'>b</text:span></text:p>", styles=styles)
    assert found.text == "a"


def test_sheets_repeat_rows_and_cells_and_keep_values():
    body = (
        "<table:table table:name='S'><table:table-row table:number-rows-repeated='2'>"
        "<table:table-cell table:number-columns-repeated='2' "
        "office:value='0.25'><text:p>25%</text:p>"
        "</table:table-cell></table:table-row>"
        "<table:table-row "
        "table:number-rows-repeated='1048574'><table:table-cell/></table:table-row>"
        "</table:table>"
    )
    found = read(body, SHEET, kind="spreadsheet")
    assert found.text == "S\n25%\t25%\n25%\t25%"
    assert [b.place.get("cell") for b in found.blocks] == [None, "A1", "B1", "A2", "B2"]
    assert found.blocks[1].place["value"] == "0.25"


def test_a_row_repeated_a_million_times_is_a_named_limit():
    body = (
        "<table:table table:name='S'><table:table-row table:number-rows-repeated='1000000'>"
        "<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    )
    found = read(body, SHEET, kind="spreadsheet")
    assert found.text.count("x") == 1000
    assert [x.kind for x in found.losses] == ["limit"]


def test_slides_in_order_with_notes_and_hidden_ones_apart():
    styles = (
        '<style:style style:name="D" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )

    def page(title, notes="", style=""):
        return (
            f"<draw:page {style}><draw:frame presentation:class='title'><draw:text-box><text:p>"
            f"{title}</text:p></draw:text-box></draw:frame>{notes}</draw:page>"
        )

    notes = (
        "<presentation:notes><draw:frame><draw:text-box><text:p>say</text:p></draw:text-box>"
        "</draw:frame></presentation:notes>"
    )
    body = page("one", notes) + page("two", style="draw:style-name='D'") + page("three")
    found = read(body, SLIDES, kind="presentation", styles=styles)
    assert kinds(found) == [("heading", "one"), ("slide-note", "say"), ("heading", "three")]
    assert [b.place["slide"] for b in found.blocks] == [1, 1, 3]
    assert [m.value for m in found.metadata if m.sensitive] == ["two"]


def test_headers_of_pages_and_properties_of_the_document():
    more = {
        "styles.xml": "<office:document-styles NAMES><office:master-styles><style:master-page>"
        "<style:header><text:p>top</text:p></style:header></style:master-page></office:master-styles>"
        "</office:document-styles>",
        "meta.xml": "<office:document-meta NAMES><office:meta><dc:title>T</dc:title>"
        "<meta:initial-creator>A</meta:initial-creator><dc:creator>B</dc:creator></office:meta>"
        "</office:document-meta>",
    }
    found = read("<text:p>body</text:p>", more=more)
    assert kinds(found) == [("paragraph", "body"), ("header", "top")]
    assert [(m.name, m.value, m.sensitive) for m in found.metadata] == [
        ("title", "T", False), ("creator", "A", False), ("odf:last-author", "B", True),
    ]  # fmt: skip


def test_a_locked_file_says_so():
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry>'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    found = extract(zipped({"content.xml": b"\x01\x02", "META-INF/manifest.xml": manifest}), TEXT)
    assert (found.text, [x.kind for x in found.losses]) == (None, ["encrypted"])


@pytest.mark.slow
def test_a_large_text_is_streamed_with_the_same_outcome():
    paragraphs = "".join(f"<text:p>{n} {'word ' * 20}</text:p>" for n in range(80_000))
    found = read(paragraphs)
    lines = found.text.split("\n")
    assert lines == [f"{n} {'word ' * 20}".strip() for n in range(80_000)]
