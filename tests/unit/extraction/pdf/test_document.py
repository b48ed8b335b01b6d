"""Whole PDFs: files written by hand for one property each, and printed ones of known text."""

import hashlib
import io
import re
import subprocess
import sys
import unicodedata
import zlib
from pathlib import Path

import pytest

from fonds.extraction.options import ExtractLimits, ExtractOptions
from fonds.extraction.pdf import extract
from fonds.model import Identification
from support.pdf_files import FONT, IMAGE, file, image, line, pages, stream

PDF = Identification("application/pdf")
PRINTED = sorted((Path(__file__).parents[3] / "cases" / "pdf").glob("*.pdf"))
WITH_IMAGE = {"resources": b"/Font<</F1 3 0 R>>/XObject<</Im 100 0 R>>", "more": {100: IMAGE}}


def read(data, **options):
    return extract(data, PDF, ExtractOptions(**options))


def losses(found):
    return {loss.kind for loss in found.losses}


def hidden(found):
    return [m.value for m in found.metadata if m.name == "pdf:hidden-text" and m.sensitive]


def flat(text):
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    thai = "[\u0e00-\u0e7f]"  # a line of Thai may end within a sentence, where no space is
    return re.sub(f"(?<={thai}) (?={thai})", "", text)


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_printed_paragraphs_come_back_letter_for_letter(path):
    language = path.stem.partition("-")[0]
    said = path.with_name(f"{language}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    found = read(path.read_bytes())
    text = flat(found.text)
    assert [paragraph for paragraph in said if flat(paragraph) not in text] == []
    assert not losses(found)


def test_blocks_and_steps_lie_within_the_text():
    found = read((PRINTED[0]).read_bytes())
    for block in found.blocks:
        x0, y0, x1, y1 = block.place["box"]
        assert 0 <= block.start < block.end <= len(found.text)
        assert x0 < x1
        assert y0 < y1
        assert block.place["page"] == 1
    assert found.steps
    for step in found.steps:
        assert found.text[step.start : step.end] != step.original


def test_latin_text_is_left_alone():
    found = read(pages([line("It costs (about) 1,250.50 dollars, or 12.5%.")]))
    assert found.text == "It costs (about) 1,250.50 dollars, or 12.5%."
    assert found.steps == ()


def test_pages_have_numbers_and_blocks_their_boxes():
    found = read(pages([line("First page.", x=72, y=700), line("Second page.")]))
    assert found.text == "First page.\n\nSecond page."
    assert [block.place["page"] for block in found.blocks] == [1, 2]
    x0, y0, x1, y1 = found.blocks[0].place["box"]
    assert abs(x0 - 72) <= 2
    assert abs(y0 - 700) <= 4
    assert x1 > 100
    assert y1 > 705


def test_columns_drawn_row_by_row_are_read_one_after_the_other():
    left = [f"the left column says its line number {n}" for n in range(12)]
    right = [f"the right one has another line {n} here" for n in range(12)]
    content = b"".join(
        line(a, 60, 700 - 14 * n, 10) + line(b, 320, 700 - 14 * n, 10)
        for n, (a, b) in enumerate(zip(left, right, strict=True))
    )
    title = line(
        "A title that goes over both of the columns of this page, from side to side", 60, 740
    )
    text = read(pages([title + content])).text
    places = [text.index(part) for part in ["A title", *left, *right]]
    assert places == sorted(places)


def test_tables_are_read_row_by_row():
    rows = [("Name", "Count"), ("apples", "12"), ("pears", "7"), ("plums", "250"), ("figs", "3")]
    content = b"".join(
        line(b, 300, 700 - 16 * n) + line(a, 72, 700 - 16 * n) for n, (a, b) in enumerate(rows)
    )
    words = read(pages([content])).text.split()
    assert words == [cell for row in rows for cell in row]


def test_a_footer_drawn_first_is_read_last():
    text = read(pages([line("page 7", y=40) + line("Words.", y=700) + line("More.", y=650)])).text
    assert text.split("\n\n") == ["Words.", "More.", "page 7"]


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        (line("Hidden.", y=600, before="3 Tr"), "invisible", "Hidden."),
        (b"1 1 1 rg " + line("White words.", y=600), "white", "White words."),
        (line("Off the page.", x=-400), "off-page", "Off the page."),
        (
            b"/Span<</ActualText(Pay 900)>>BDC " + line("Pay 100", y=500) + b"EMC",
            "actual-text",
            "Pay 900",
        ),
    ],
)
def test_what_no_reader_sees_is_kept_apart(content, reason, said):
    found = read(pages([line("Seen.") + content]))
    assert said not in found.text
    assert hidden(found) == [{"page": 1, "reason": reason, "text": said}]
    assert losses(found) == {"hidden-text"}


def test_white_on_dark_is_seen():
    found = read(pages([b"0 0 0 rg 0 0 595 842 re f 1 1 1 rg " + line("White on dark.")]))
    assert found.text == "White on dark."
    assert found.losses == ()


def test_a_statement_that_agrees_with_what_is_drawn_is_taken_once():
    content = b"/Span<</ActualText(office)>>BDC " + line("of") + line("fice", x=83) + b"EMC "
    found = read(pages([content + line("after", y=600)]))
    assert found.text == "office\n\nafter"
    assert found.losses == ()


def test_pages_that_are_images_are_named():
    found = read(pages([line("Words."), image(), image()], **WITH_IMAGE))
    (loss,) = found.losses
    assert (loss.kind, loss.count, loss.place) == ("image-only", 2, {"pages": [2, 3]})


def test_the_layer_of_a_scan_is_text_and_said_to_be_one():
    found = read(pages([image() + line("Read by a program.", before="3 Tr")], **WITH_IMAGE))
    assert found.text == "Read by a program."
    assert losses(found) == {"image-only", "hidden-text"}
    assert found.blocks[0].place["layer"] == "hidden"


def test_glyphs_without_a_character_are_counted():
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[101 0 R]>>"
    descendant = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 500/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    )
    content = b"BT /F1 12 Tf 72 700 Td <00010002000300040005> Tj ET"
    found = read(
        pages([content], resources=b"/Font<</F1 100 0 R>>", more={100: font, 101: descendant})
    )
    (loss,) = found.losses
    assert (loss.kind, loss.count, loss.place) == (
        "unmapped-glyphs",
        5,
        {"pages": [1], "share": 1.0},
    )
    assert found.text == "\ufffd" * 5


def test_metadata_stands_side_by_side_with_its_evidence():
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        b'<rdf:li xml:lang="x-default">Other</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>'  # noqa: E501
    )
    data = pages(
        [line("x")],
        catalog=b"/Metadata 201 0 R/Lang(he)",
        more={200: b"<</Title(One)/CreationDate(D:20200102030405+01'00')>>",
              201: stream(packet, b"/Type/Metadata/Subtype/XML", packed=True)},
        trailer=b"/Info 200 0 R",
    )  # fmt: skip
    said = [(m.name, m.value, m.evidence) for m in read(data).metadata]
    assert ("title", "One", "Info Title") in said
    assert ("title", "Other", "XMP dc:title") in said
    assert ("date", "2020-01-02T03:04:05+01:00", "Info CreationDate") in said
    assert ("language", "he", "catalogue Lang") in said


def test_labels_outline_fields_remarks_and_updates():
    data = pages(
        [line("a"), line("b")],
        catalog=b"/PageLabels<</Nums[0<</S/r>>]>>/Outlines 100 0 R/AcroForm<</Fields[104 0 R]>>",
        page=b"/Annots[102 0 R 103 0 R 104 0 R]",
        more={
            100: b"<</First 101 0 R/Last 101 0 R/Count 1>>",
            101: b"<</Title(Chapter)/Parent 100 0 R/Dest[12 0 R/Fit]>>",
            102: b"<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(A remark)>>",
            103: b"<</Type/Annot/Subtype/Text/F 2/Rect[10 10 30 30]/Contents(Not shown)>>",
            104: b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Typed)/Rect[10 10 130 30]>>",
        },
    )
    data += b"\n200 0 obj\n<</Title(New)>>\nendobj\nxref\n0 0\ntrailer\n<</Root 1 0 R/Size 201>>\nstartxref\n"  # noqa: E501
    data += b"%d\n%%%%EOF\n" % data.rindex(b"xref\n0 0")
    found = read(data)
    said = {m.name: m.value for m in found.metadata}
    assert said["pdf:page-labels"] == ["i", "ii"]
    assert said["pdf:outline"] == [[1, "Chapter", 2]]
    assert said["pdf:updates"] == 1
    kinds = {block.kind: found.text[block.start : block.end] for block in found.blocks}
    assert kinds["comment"] == "A remark"
    assert kinds["form-field"] == "Typed"
    assert "Not shown" not in found.text
    assert hidden(found)[0]["text"] == "Not shown"


def test_embedded_files_are_named_with_their_digest():
    data = pages(
        [line("a")],
        catalog=b"/Names<</EmbeddedFiles<</Names[(a.txt)100 0 R]>>>>",
        more={100: b"<</Type/Filespec/F(a.txt)/UF(a.txt)/EF<</F 101 0 R>>>>",
              101: stream(b"hello", b"/Type/EmbeddedFile/Subtype/text#2Fplain")},
    )  # fmt: skip
    (loss,) = read(data).losses
    assert loss.kind == "attachment"
    assert loss.place == {"name": "a.txt", "type": "text/plain", "size": 5,
                          "sha256": hashlib.sha256(b"hello").hexdigest()}  # fmt: skip


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_passwords(algorithm):
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pages([line("Secret words.")])))
    writer.encrypt("open sesame", "owner", algorithm=algorithm)
    buffer = io.BytesIO()
    writer.write(buffer)
    locked = read(buffer.getvalue())
    assert (locked.text, losses(locked)) == (None, {"encrypted"})
    opened = read(buffer.getvalue(), password="open sesame")
    assert opened.text == "Secret words."
    assert "sesame" not in repr(opened)


def test_an_empty_password_is_tried():
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pages([line("Words.")])))
    writer.encrypt("", "owner", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    assert read(buffer.getvalue()).text == "Words."


GOOD = pages([line("Good words."), line("More words.")])
LOOP = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>/XObject<</X 100 0 R/Y 101 0 R>>>>"  # noqa: E501


def _exponential():
    forms = {
        100 + n: stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources"
                        b"<</XObject<</X %d 0 R>>>>" % (101 + n), packed=True)
        for n in range(40)
    }  # fmt: skip
    return pages([line("Words.") + b"/X Do"],
                 resources=b"/Font<</F1 3 0 R>>/XObject<</X 100 0 R>>", more=forms)  # fmt: skip


def _bomb():
    packed = zlib.compress(bytes(200_000_000), 1)
    more = {13: b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed)}
    return pages([line("Words."), b""], more=more)


def _nested_bomb():
    packed = zlib.compress(zlib.compress(bytes(200_000_000), 9), 9)
    body = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>\nstream\n%s\nendstream"
    return pages([line("Words."), b""], more={13: body % (len(packed), packed)})


HOSTILE = {
    "bytes before the header": lambda: (b"x" * 900 + GOOD, "damaged"),
    "many bytes before it": lambda: (b"x" * 5000 + GOOD, "damaged"),
    "xref lost": lambda: (GOOD[: GOOD.index(b"xref\n")] + b"startxref\n9\n%%EOF", "damaged"),
    "half a file": lambda: ((b := pages([line("Words.") + b"%" + b"x" * 500] * 20))[: len(b) // 2], "damaged"),  # noqa: E501
    "pages that hold themselves": lambda: (
        file({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 3/Kids[2 0 R 4 0 R 2 0 R]>>",  # noqa: E501
              3: FONT, 4: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"  # noqa: E501
              b"/Contents 5 0 R>>", 5: stream(line("Words."))}), "damaged"),
    "forms that draw themselves": lambda: (
        pages([line("Words.") + b"/X Do"], resources=b"/Font<</F1 3 0 R>>/XObject<</X 100 0 R>>",
              more={100: stream(line("Inner.") + b"/X Do /Y Do", LOOP), 101: stream(b"/X Do /X Do", LOOP)}),  # noqa: E501
        "damaged"),
    "forms ten to the fortieth times": lambda: (_exponential(), "damaged"),
    "an outline in circles": lambda: (
        pages([line("Words.")], catalog=b"/Outlines 100 0 R",
              more={100: b"<</First 101 0 R/Last 102 0 R/Count 2>>",
                    101: b"<</Title(One)/Parent 100 0 R/Next 102 0 R/First 101 0 R>>",
                    102: b"<</Title(Two)/Parent 100 0 R/Next 101 0 R>>"}), "damaged"),
    "a table of characters that uses itself": lambda: (
        pages([b"BT /F2 12 Tf 72 700 Td (Lo) Tj ET " + line("Words.", y=600)],
              resources=b"/Font<</F1 3 0 R/F2 100 0 R>>",
              more={100: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 101 0 R>>",
                    101: stream(b"/X usecmap 1 beginbfrange <00> <ffffffff> <0041> endbfrange",
                                b"/UseCMap 101 0 R")}), "unmapped-glyphs"),
    "200 MB of zeros": lambda: (_bomb(), "limit"),
    "200 MB of zeros packed twice": lambda: (_nested_bomb(), "limit"),
    "a count that lies": lambda: (GOOD.replace(b"/Count 2", b"/Count 9"), None),
    "a tree of brackets": lambda: (pages([line("Words.")], catalog=b"/X " + b"[" * 100_000), None),
}  # fmt: skip

_CHILD = """
import resource, sys
from fonds.extraction.options import ExtractOptions
from fonds.extraction.pdf import extract
from fonds.model import Identification
data = sys.stdin.buffer.read()
resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
found = extract(data, Identification("application/pdf"), ExtractOptions())
print(repr((found.text, [loss.kind for loss in found.losses])))
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_give_their_text_within_the_limits_of_a_parser(name):
    data, loss = HOSTILE[name]()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD], input=data, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    text, kinds = eval(done.stdout)  # the repr of a string and a list
    assert "ords." in text
    assert loss is None or loss in kinds


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"not a pdf", b"%PDF-1.7\n" + b"\0" * 5000])
def test_what_is_no_pdf_is_damaged(data):
    found = read(data)
    assert found.text is None
    assert "damaged" in losses(found)


def test_a_file_over_the_limit_names_it():
    found = read(GOOD, limits=ExtractLimits(document=100))
    assert found.text is None
    assert "document" in found.losses[0].note


def test_the_same_bytes_give_the_same_answer():
    data = PRINTED[0].read_bytes()
    assert read(data) == read(data)


def test_a_hyphen_at_the_end_of_a_line_is_a_hyphen():
    found = read(pages([line("a long word is manage-", y=700) + line("ment, as ever", y=686)]))
    assert found.text == "a long word is manage-\nment, as ever"
