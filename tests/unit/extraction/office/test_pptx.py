import io

import pytest

from fonds.extraction.office import extract
from fonds.model import Identification
from support.office_files import relations, zipped

SHOW = Identification("application/vnd.openxmlformats-officedocument.presentationml.presentation")
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def shape(text, role="", hidden=""):
    said = "".join(f"<a:p><a:r><a:t>{t}</a:t></a:r></a:p>" for t in text)
    holder = f'<p:ph type="{role}"/>' if role else ""
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr id='1' name='' {hidden}/><p:nvPr>{holder}</p:nvPr></p:nvSpPr>"
        f"<p:txBody>{said}</p:txBody></p:sp>"
    )


def slide(shapes, attributes="", name="sld"):
    tree = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
    return f"<p:{name} {P} {A} {R} {attributes}>{tree}</p:{name}>"


def show(*slides, notes=None):
    ids = "".join(f'<p:sldId id="{n}" r:id="rId{n}"/>' for n in range(len(slides), 0, -1))
    parts = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {P} "
        f"{R}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *(("slide", f"slides/s{n}.xml") for n in range(1, len(slides) + 1))
        ),
    }
    for n, content in enumerate(slides, 1):
        parts[f"ppt/slides/s{n}.xml"] = content
    if notes:
        parts["ppt/slides/_rels/s1.xml.rels"] = relations(("notesSlide", "../notes/n1.xml"))
        parts["ppt/notes/n1.xml"] = notes
    return extract(zipped(parts), SHOW)


def kinds(found):
    return [(b.kind, found.text[b.start : b.end], b.place["slide"]) for b in found.blocks]


def test_slides_come_in_the_order_of_the_show_not_of_their_names():
    found = show(slide(shape(["a"], "title")), slide(shape(["b", "c"], "body")))
    assert kinds(found) == [("list-item", "b", 1), ("list-item", "c", 1), ("heading", "a", 2)]


def test_notes_are_marked_and_their_page_number_is_left_out():
    notes = slide(shape(["say"], "body") + shape(["7"], "sldNum"), name="notes")
    found = show(slide(shape(["a"], "title")), notes=notes)
    assert kinds(found) == [("heading", "a", 1), ("slide-note", "say", 1)]


@pytest.mark.parametrize(("slide_is", "shape_is"), [('show="0"', ""), ("", 'hidden="1"')])
def test_what_is_hidden_is_kept_apart(slide_is, shape_is):
    found = show(slide(shape(["unseen"], hidden=shape_is), slide_is), slide(shape(["seen"])))
    assert found.text == "seen"
    assert [x.kind for x in found.losses] == ["hidden-text"]
    (hidden,) = [m for m in found.metadata if m.sensitive]
    assert hidden.value == {"slide": 2, "text": "unseen"}


def test_tables_are_cells():
    def cell(text):
        return f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    row = f"<a:tr>{cell('a')}{cell('b')}</a:tr>"
    frame = f"<p:graphicFrame><a:graphic><a:tbl>{row}{row}</a:tbl></a:graphic></p:graphicFrame>"
    assert show(slide(frame)).text == "a\tb\na\tb"


def test_what_python_pptx_writes_is_read():
    pptx = pytest.importorskip("pptx")
    made = pptx.Presentation()
    page = made.slides.add_slide(made.slide_layouts[1])
    page.shapes.title.text = "A title"
    page.placeholders[1].text = "one\ntwo"
    out = io.BytesIO()
    made.save(out)
    assert extract(out.getvalue(), SHOW).text == "A title\none\ntwo"
