import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.office import extract
from fonds.model import Identification
from support.office_files import docx, paragraph, zipped

WORD = Identification("application/vnd.openxmlformats-officedocument.wordprocessingml.document")


def read(body, **more):
    return extract(docx(body, **more), WORD)


def said(found, name):
    return [m for m in found.metadata if m.name == name]


def kinds(found):
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


def run(inner, properties=""):
    held = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{held}{inner}</w:r>"


def t(text):
    return f'<w:t xml:space="preserve">{text}</w:t>'


TEXT = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"],
    exclude_characters="<&>"),
    min_size=1, max_size=30,
)  # fmt: skip


@given(st.lists(TEXT, min_size=1, max_size=8))
def test_paragraphs_come_out_as_they_stand(texts):
    found = read("".join(map(paragraph, texts)))
    assert found.text == "\n".join(texts)
    assert [found.text[b.start : b.end] for b in found.blocks] == texts


def test_runs_are_joined_and_signs_are_characters():
    inner = "<w:tab/>".join([t("a"), t("b")]) + "<w:br/>" + t("c") + "<w:noBreakHyphen/>" + t("d")
    found = read(f"<w:p>{run(t('x'))}{run(inner)}{run('<w:softHyphen/>')}</w:p>")
    assert found.text == "xa\tb\nc\u2011d\u00ad"


def test_white_space_at_the_ends_is_kept_only_where_it_is_marked():
    found = read("<w:p><w:r><w:t> a </w:t></w:r></w:p>" + paragraph(" b "))
    assert found.text == "a\n b "


def test_insertions_are_text_and_deletions_are_a_loss_kept_as_sensitive():
    body = (
        f'<w:p>{run(t("kept "))}<w:ins w:author="I">{run(t("new"))}</w:ins>'
        '<w:del w:author="Ann" w:date="2024-01-02T03:04:05Z"><w:r><w:delText>gone</w:delText></w:r>'
        f'</w:del><w:moveFrom w:author="Bob">{run(t("moved"))}</w:moveFrom></w:p>'
        f"<w:p><w:moveTo>{run(t('moved'))}</w:moveTo></w:p>"
    )
    found = read(body)
    assert found.text == "kept new\nmoved"
    assert [(x.kind, x.count) for x in found.losses] == [("tracked-deletion", 1)] * 2
    (deleted,) = said(found, "office:deleted-text")
    assert deleted.value == {"text": "gone", "author": "Ann", "date": "2024-01-02T03:04:05Z"}
    assert deleted.sensitive
    assert said(found, "office:moved-text")[0].value["text"] == "moved"


def test_a_deleted_paragraph_end_joins_what_follows():
    mark = '<w:pPr><w:rPr><w:del w:author="A"/></w:rPr></w:pPr>'
    found = read(f"<w:p>{mark}{run(t('one '))}</w:p>{paragraph('two')}")
    assert found.text == "one two"


def test_a_deleted_row_is_not_in_the_text():
    def row(text, mark=""):
        return f"<w:tr>{mark}<w:tc>{paragraph(text)}</w:tc></w:tr>"

    gone = '<w:trPr><w:del w:author="A"/></w:trPr>'
    found = read(f"<w:tbl>{row('a')}{row('b', gone)}{row('c')}</w:tbl>")
    assert found.text == "a\nc"
    assert said(found, "office:deleted-text")[0].value["text"] == "b"


@pytest.mark.parametrize(
    ("properties", "styles", "hidden"),
    [
        ("<w:vanish/>", "", True),
        ('<w:vanish w:val="0"/>', "", False),
        ('<w:rStyle w:val="H"/>',
        '<w:style w:styleId="H" w:type="character"><w:rPr><w:vanish/></w:rPr></w:style>', True),
        ('<w:rStyle w:val="C"/>',
        '<w:style w:styleId="H" w:type="character"><w:rPr><w:vanish/></w:rPr></w:style>'
         '<w:style w:styleId="C" w:type="character"><w:basedOn w:val="H"/></w:style>', True),
        ('<w:rStyle w:val="H"/><w:vanish w:val="false"/>',
        '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>', False),
    ],
)  # fmt: skip
def test_hidden_runs_are_kept_apart(properties, styles, hidden):
    found = read(f"<w:p>{run(t('seen'))}{run(t('unseen'), properties)}</w:p>", styles=styles)
    assert found.text == ("seen" if hidden else "seenunseen")
    assert [x.kind for x in found.losses] == ["hidden-text"] * hidden
    assert [(m.value, m.sensitive) for m in said(found, "office:hidden-text")] == (
        [("unseen", True)] * hidden
    )


def test_results_of_fields_are_text_and_their_codes_are_not():
    def char(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = (
        run("<w:instrText> IF </w:instrText>") + char("begin") + run("<w:instrText>X</w:instrText>")
    )
    inner = char("separate") + run(t("nested")) + char("end")
    field = char("begin") + code + inner + char("separate") + run(t("shown")) + char("end")
    simple = f'<w:fldSimple w:instr="PAGE">{run(t("7"))}</w:fldSimple>'
    assert read(f"<w:p>{field}{run(t(' after '))}{simple}</w:p>").text == "shown after 7"


def test_a_field_that_is_never_closed_loses_no_text():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    found = read(f"<w:p>{begin}{run(t('held'))}</w:p>")
    assert found.text == "held"
    assert [x.kind for x in found.losses] == ["damaged"]


def test_a_text_box_stands_once_and_in_blocks_of_its_own():
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent>"
    )
    found = read(f"<w:p>{run(t('around'))}{run(both)}</w:p>{paragraph('next')}")
    assert kinds(found) == [("paragraph", "around"), ("text-box", "boxed"), ("paragraph", "next")]


def test_notes_comments_headers_and_footers_come_after_the_body_and_are_marked():
    def part(outer, inner, attributes=""):
        note = f"<w:{inner} w:id='2' {attributes}>{paragraph(inner)}</w:{inner}>"
        return f"<w:{outer} NAMES>{note}</w:{outer}>"

    more = {
        "word/footnotes.xml": part("footnotes", "footnote"),
        "word/endnotes.xml": part("endnotes", "endnote"),
        "word/comments.xml": part("comments", "comment", "w:author='Ann'"),
        "word/header1.xml": f"<w:hdr NAMES>{paragraph('top')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr NAMES>{paragraph('bottom')}</w:ftr>",
    }
    related = [(name, f"{name}.xml") for name in ("footnotes", "endnotes", "comments")]
    related += [("header", "header1.xml"), ("footer", "footer1.xml")]
    found = read(paragraph("body"), more=more, related=related)
    assert kinds(found) == [
        ("paragraph", "body"), ("footnote", "footnote"), ("endnote", "endnote"),
        ("comment", "comment"), ("header", "top"), ("footer", "bottom"),
    ]  # fmt: skip
    assert said(found, "office:comment")[0].value["author"] == "Ann"


def test_headings_lists_and_cells_say_where_they_stand():
    styles = (
        '<w:style w:styleId="H2" w:type="paragraph"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="My" w:type="paragraph"><w:basedOn w:val="H2"/></w:style>'
    )
    listed = '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>'
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="My"/></w:pPr>{run(t("head"))}</w:p>'
        f"<w:p>{listed}{run(t('item'))}</w:p>"
        f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
    )
    found = read(body, styles=styles)
    assert found.text == "head\nitem\na\tb"
    part = {"part": "word/document.xml"}
    assert [(b.kind, dict(b.place)) for b in found.blocks] == [
        ("heading", {**part, "path": "body/p[1]", "level": 2}),
        ("list-item", {**part, "path": "body/p[2]"}),
        ("table-cell", {**part, "path": "body/tbl[1]/tr[1]/tc[1]/p[1]"}),
        ("table-cell", {**part, "path": "body/tbl[1]/tr[1]/tc[2]/p[1]"}),
    ]


def test_content_controls_ruby_and_symbols():
    ruby = f"<w:ruby><w:rt>{run(t('とう'))}</w:rt><w:rubyBase>{run(t('東'))}</w:rubyBase></w:ruby>"
    symbol = '<w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Nobody" w:char="F0AA"/>'
    control = f"<w:sdt><w:sdtContent>{run(t('held'))}</w:sdtContent></w:sdt>"
    found = read(f"<w:p>{run(ruby)}{run(t('京'))}{control}{run(symbol)}</w:p>")
    assert kinds(found) == [("paragraph", "東京heldα\uf0aa"), ("ruby", "とう")]
    assert [(s.kind, found.text[s.start : s.end], s.original) for s in found.steps] == [
        ("symbol", "α", "\uf061")
    ]
    assert [(x.kind, x.count) for x in found.losses] == [("unmapped-glyphs", 1)]


def test_macros_and_embedded_files_are_losses_that_name_them():
    more = {"word/vbaProject.bin": "x", "word/embeddings/a.xlsx": "abc"}
    found = read(paragraph("a"), more=more)
    assert [x.kind for x in found.losses] == ["macro", "attachment"]
    assert found.losses[1].place == {
        "part": "word/embeddings/a.xlsx", "name": "a.xlsx", "size": 3,
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    }  # fmt: skip


def test_properties_name_their_evidence_and_who_saved_last_is_sensitive():
    core = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title><dc:creator>A</dc:creator>'
        "<c:lastModifiedBy>B</c:lastModifiedBy></c:coreProperties>"
    )
    found = read(paragraph("a"), core=core)
    assert [(m.name, m.value, m.evidence, m.sensitive) for m in found.metadata] == [
        ("title", "T", "docProps/core.xml title", False),
        ("creator", "A", "docProps/core.xml creator", False),
        ("office:lastModifiedBy", "B", "docProps/core.xml lastModifiedBy", True),
    ]


def test_the_strict_form_is_read_as_well():
    name = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    # a name of the strict form that stands in the text is text
    body = f'<w:document xmlns:w="{name}"><w:body>{paragraph(name)}</w:body></w:document>'
    assert extract(zipped({"word/document.xml": body}), WORD).text == name


def test_what_is_nested_without_end_is_a_named_limit():
    deep = "<w:tbl><w:tr><w:tc>" * 100 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 100
    found = read(paragraph("before") + deep + paragraph("after"))
    assert found.text.startswith("before")
    assert "limit" in [x.kind for x in found.losses] or "damaged" in [x.kind for x in found.losses]


@pytest.mark.parametrize("size", [10, 200, 600, 900])
def test_half_a_file_gives_what_stands_in_it_and_never_an_exception(size):
    whole = docx("".join(paragraph(f"line {n}") for n in range(200)))
    found = extract(whole[:size], WORD)
    assert "damaged" in [x.kind for x in found.losses]
    if found.text:
        assert found.text.startswith("line 0")


def unguarded(found):
    assert not any("the reader stopped" in x.note for x in found.losses)


@given(st.binary(max_size=300), st.integers(0, 2000))
def test_rubbish_never_raises(rubbish, at):
    whole = bytearray(docx(paragraph("a")))
    at = min(at, len(whole))
    whole[at : at + len(rubbish)] = rubbish
    unguarded(extract(bytes(whole), WORD))
    unguarded(extract(rubbish, WORD))
