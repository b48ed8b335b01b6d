"""Office files by hand: a ZIP of the parts that a test is about, and nothing else."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'{W} xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """Return a ZIP of parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def relations(*pairs):
    """Return a part of relationships: kind and target each."""
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_R}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(pairs, 1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">{lines}</Relationships>'


def docx(body, *, more=None, related=(), styles="", core=""):
    """Return a word processing document with this body."""
    parts = {
        "_rels/.rels": relations(
            ("officeDocument", "word/document.xml"),
        ),
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(("styles", "styles.xml"), *related),
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
    }
    if core:
        parts["docProps/core.xml"] = core
    for name, content in (more or {}).items():
        parts[name] = content.replace("NAMES", _NAMES)
    return zipped(parts)


def paragraph(text):
    """Return a paragraph with one run."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def xlsx(rows, *, formats=(), before="", after="", workbook="", more=None, strings=()):
    """Return a workbook with one sheet; ``formats`` are the codes of styles 1, 2, …"""
    s = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    codes = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(formats)
    )
    cells = "".join(f'<xf numFmtId="{200 + n}"/>' for n, _ in enumerate(formats))
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    parts = {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook {s} xmlns:r="{_R}">{workbook}<sheets>'
            '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
        "xl/styles.xml": (
            f"<styleSheet {s}><numFmts>{codes}</numFmts>"
            f'<cellXfs><xf numFmtId="0"/>{cells}</cellXfs></styleSheet>'
        ),
        "xl/sharedStrings.xml": f"<sst {s}>{shared}</sst>",
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {s}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
        ),
    }
    parts.update(more or {})
    return zipped(parts)


_ODF = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("draw", "drawing"), ("meta", "meta"), ("presentation", "presentation"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def odf(body, *, kind="text", styles="", more=None):
    """Return an OpenDocument file with this body."""
    content = (
        f"<office:document-content{_ODF}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    names = {name: text.replace("NAMES", _ODF) for name, text in (more or {}).items()}
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}",
                   "content.xml": content, **names})  # fmt: skip


def book(pages, *, metadata="", manifest="", more=None):
    """Return an EPUB whose spine is these pages, in order."""
    items = "".join(
        f'<item id="p{n}" href="p{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n, _ in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="p{n}"/>' for n, _ in enumerate(pages))
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": (
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="O/b.opf"/></rootfiles></container>'
        ),
        "O/b.opf": (
            '<package xmlns="http://www.idpf.org/2007/opf">'
            f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
            f"<manifest>{items}{manifest}</manifest><spine>{spine}</spine></package>"
        ),
    }
    for n, page in enumerate(pages):
        parts[f"O/p{n}.xhtml"] = page
    parts.update(more or {})
    return zipped(parts)


def xhtml(body):
    """Return a page of a book."""
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{body}</body></html>'
