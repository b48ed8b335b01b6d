"""A whole PDF: its pages one after another, what it says of itself, and what is not in its text."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

from fonds.extraction.options import ExtractOptions
from fonds.extraction.pdf import (
    annotations,
    describe,
    layout,
    names,
    objects,
    pdfium,
    prepare,
    reading,
    xmp,
)
from fonds.extraction.pdf.annotations import Remark
from fonds.extraction.pdf.pdfium import Box
from fonds.extraction.pdf.whole import Whole
from fonds.model import Block, Extraction, ExtractionStep, Identification, Loss, MetadataValue

TOOL = "fonds-pdf"
VERSION = f"1 ({pdfium.VERSION})"

_MOST_PAGES = 20_000
_MOST_CHARACTERS = 64 * 1024 * 1024
_SCAN = 0.7  # of a page's area: an image as large is a picture of the page


def extract(data: bytes, identification: Identification, options: ExtractOptions) -> Extraction:
    """Return the text of a PDF in reading order, with blocks, metadata and losses.

    Never raises on content. Cost: PDFium's own reading and about half as much again; pages with
    right-to-left or stacked scripts three times that. Holds the bytes once, a copy where a
    stream had to be emptied.
    """
    del identification
    if len(data) > options.limits.document:
        note = f"over {options.limits.document} bytes; `document` raises the limit"
        return Extraction(None, TOOL, VERSION, losses=(Loss("limit", len(data), note=note),))
    prepared = prepare.prepare(data, options.limits)
    whole = Whole(losses=prepared.losses)
    with _opened(prepared.data, options, whole) as (document, bytes_read):
        if document is None:
            return Extraction(None, TOOL, VERSION, losses=tuple(whole.losses))
        _pages(document, bytes_read, options, whole)
        _about(document, bytes_read, options, whole)
    whole.reckon()
    return Extraction(
        "".join(whole.parts) if whole.parts else None,
        TOOL,
        VERSION,
        losses=tuple(whole.losses),
        blocks=tuple(whole.blocks),
        metadata=tuple(whole.metadata),
        steps=tuple(whole.steps),
    )


@contextmanager
def _opened(
    data: bytes, options: ExtractOptions, whole: Whole
) -> Iterator[tuple[int | None, bytes]]:
    """Open a document with no password, else the one given; rescue it where its end is lost."""
    document, data = _open(data, options, whole)
    try:
        yield document, data
    finally:
        if document is not None:
            pdfium.close_document(document)


def _open(data: bytes, options: ExtractOptions, whole: Whole) -> tuple[int | None, bytes]:
    passwords = [None] if options.password is None else [None, options.password]
    for password in passwords:
        for spelt in _spellings(password):
            document = pdfium.load_document(data, len(data), spelt)
            if document:
                return document, data
            error = pdfium.last_error()
            if error != pdfium.ERROR_PASSWORD:
                return _rescue(data, whole)
    note = "the file is encrypted and no password opens it; `--password` gives one"
    whole.losses.append(Loss("encrypted", note=note))
    return None, data


def _spellings(password: str | None) -> list[bytes | None]:
    if password is None:
        return [None]
    spelt = [password.encode("utf-8")]
    if not password.isascii():
        spelt.append(password.encode("latin-1", "replace"))
    return list(spelt)


def _rescue(data: bytes, whole: Whole) -> tuple[int | None, bytes]:
    made = prepare.rescued(data)
    if made is not None:
        document = pdfium.load_document(made, len(made), None)
        if document:
            if not any(loss.kind == "damaged" for loss in whole.losses):
                note = "the table of objects is lost; the pages were searched for"
                whole.losses.append(Loss("damaged", note=note))
            return document, made
    whole.losses.append(Loss("damaged", note="no page of the file can be found"))
    return None, data


def _pages(document: int, data: bytes, options: ExtractOptions, whole: Whole) -> None:
    count = pdfium.page_count(document)
    fonts = names.PdfFonts(data)
    unreadable = []
    with _forms(document) as forms:
        for at in range(min(count, _MOST_PAGES)):
            if whole.length > _MOST_CHARACTERS:
                note = f"text over {_MOST_CHARACTERS} characters, from page {at + 1} on"
                whole.losses.append(Loss("limit", note=note, place={"page": at + 1}))
                break
            page = pdfium.load_page(document, at)
            if not page:
                unreadable.append(at + 1)
                continue
            try:
                _page(page, at + 1, fonts, forms, options, whole)
            finally:
                pdfium.close_page(page)
    if count > _MOST_PAGES:
        note = f"{count} pages, of which the first {_MOST_PAGES} are read"
        whole.losses.append(Loss("limit", count - _MOST_PAGES, note=note))
    if count <= 0:
        whole.losses.append(Loss("damaged", note="the file has no page"))
    if unreadable:
        note = f"{len(unreadable)} pages cannot be read"
        place = {"pages": unreadable[:1000]}
        whole.losses.append(Loss("damaged", len(unreadable), note=note, place=place))


@contextmanager
def _forms(document: int) -> Iterator[int | None]:
    """Open the fields of a document, where it has any."""
    if not pdfium.form_type(document):
        yield None
        return
    information = (ctypes.c_size_t * 64)()  # version and functions, all empty
    ctypes.cast(information, ctypes.POINTER(ctypes.c_int))[0] = 2
    forms = pdfium.init_forms(document, information)
    try:
        yield forms or None
    finally:
        if forms:
            pdfium.exit_forms(forms)


def _page(
    page: int,
    number: int,
    fonts: names.PdfFonts,
    forms: int | None,
    options: ExtractOptions,
    whole: Whole,
) -> None:
    shown = pdfium.media_box(page)
    scan = objects.scan(page)
    if not scan.full:
        many = f"page {number} has more objects than are looked at"
        whole.losses.append(Loss("limit", note=many, place={"page": number}))
    layer = _is_layer(scan, shown)
    if layer:
        scan.unseen.clear()
    text_page = pdfium.load_text(page)
    if text_page:
        try:
            read = reading.read(text_page, scan, fonts, shown)
        finally:
            pdfium.close_text(text_page)
    else:
        read = reading.PageText()
    fonts.next_page()
    whole.glyphs += read.glyphs
    if read.nameless:
        whole.nameless += read.nameless
        whole.nameless_pages.append(number)
    for placed in layout.blocks(read.lines, read.rightward):
        _block(whole, placed, number, layer)
    if layer:
        whole.layer_pages.append(number)
    if scan.images and (layer or not read.lines):
        whole.image_pages.append(number)
    hidden: dict[str, list[str]] = {}
    for reason, text, _ in read.hidden:
        hidden.setdefault(reason, []).append(text)
    beside, losses = annotations.read(page, number, forms, options.limits)
    whole.losses.extend(losses)
    for note in beside:
        if note.hidden:
            hidden.setdefault(note.hidden, []).append(note.text)
        else:
            _note(whole, note, number)
    for reason, texts in hidden.items():
        whole.hide(number, reason, [text for text in texts if text])


def _is_layer(scan: objects.Scan, shown: Box) -> bool:
    """Say whether all text of a page is the invisible layer of a scan."""
    area = (shown.x1 - shown.x0) * (shown.y1 - shown.y0)
    large = any(
        (image.x1 - image.x0) * (image.y1 - image.y0) >= _SCAN * area for image in scan.images
    )
    invisible = sum(reason == "invisible" for reason in scan.unseen.values())
    return large and invisible > 0 and invisible == scan.texts


def _block(whole: Whole, placed: layout.Placed, number: int, layer: bool) -> None:
    start = whole.add(placed.lines[0].text, "\n\n")
    _step(whole, placed.lines[0], start)
    for line in placed.lines[1:]:
        _step(whole, line, whole.add(line.text, "\n"))
    place: dict[str, object] = {"page": number, "box": [round(side) for side in placed.box]}
    if layer:
        place["layer"] = "hidden"
    whole.blocks.append(Block(placed.kind, start, whole.length, place))


def _step(whole: Whole, line: reading.TextLine, start: int) -> None:
    if line.done:
        kind = "+".join(sorted(line.done))
        whole.steps.append(ExtractionStep(kind, start, start + len(line.text), line.original))


def _note(whole: Whole, note: Remark, number: int) -> None:
    start = whole.add(note.text, "\n\n")
    place: dict[str, object] = {"page": number, "box": [round(side) for side in note.box]}
    if note.field:
        place["field"] = note.field
    whole.blocks.append(Block(note.kind, start, whole.length, place))


def _about(document: int, data: bytes, options: ExtractOptions, whole: Whole) -> None:
    pages = min(max(0, pdfium.page_count(document)), _MOST_PAGES)
    stated = describe.information(document)
    described, wrong = xmp.values(data)
    outline, loops = describe.outline(document)
    whole.metadata[:0] = [
        *stated,
        *described,
        MetadataValue("pdf:pages", pages, "page tree"),
        *describe.updates(document),
        *describe.labels(document, pages),
        *outline,
    ]
    if wrong:
        whole.losses.append(Loss("damaged", note=wrong))
    if loops:
        whole.losses.append(Loss("damaged", note="the outline goes round in circles"))
    whole.losses.extend(describe.attachments(document, options.limits))
    scripts = pdfium.script_count(document)
    if scripts > 0:
        note = "the document's scripts are not run"
        whole.losses.append(Loss("macro", scripts, note=note))
    if pdfium.xfa_count(document) > 0:
        note = "an XFA form makes its pages by a program that is not run"
        whole.losses.append(Loss("script-made", note=note))
    signatures = pdfium.signature_count(document)
    if signatures > 0:
        whole.metadata.append(
            MetadataValue("pdf:signatures", signatures, "signature fields, not verified")
        )
