"""What stands on a page beside its content: comments, values of form fields, attached files."""

from typing import Any, NamedTuple

from fonds.extraction.options import ExtractLimits
from fonds.extraction.pdf import describe, pdfium
from fonds.extraction.pdf.pdfium import Box
from fonds.model import Loss

_LINK, _POPUP, _FILE, _WIDGET = 2, 16, 17, 20
_HIDDEN = 2 | 32  # Hidden, NoView
_TEXT_FIELD, _COMBO, _LIST = 6, 4, 5
_PASSWORD = 1 << 13
_MOST = 5000


class Remark(NamedTuple):
    """Text of an annotation or a field: its kind, where it stands, whether a reader sees it."""

    kind: str
    text: str
    box: Box
    field: str = ""
    hidden: str = ""


def read(
    page: int, number: int, forms: int | None, limits: ExtractLimits
) -> tuple[list[Remark], list[Loss]]:
    """Return the annotations of a page that hold text, and the files attached to it.

    Source: ISO 32000-2:2020, 12.5 (annotations), 12.7 (forms).
    """
    notes: list[Remark] = []
    losses: list[Loss] = []
    for at in range(min(max(0, pdfium.annotation_count(page)), _MOST)):
        handle = pdfium.annotation(page, at)
        if not handle:
            continue
        try:
            kind = pdfium.annotation_subtype(handle)
            if kind == _FILE:
                attached = pdfium.annotation_file(handle)
                if attached:
                    losses.append(describe.attached(attached, limits, number))
            note = _note(handle, kind, forms)
            if note is not None:
                notes.append(note)
        finally:
            pdfium.close_annotation(handle)
    return notes, losses


def _note(handle: int, kind: int, forms: int | None) -> Remark | None:
    hidden = "annotation" if pdfium.annotation_flags(handle) & _HIDDEN else ""
    box = pdfium.annotation_box(handle)
    if kind == _WIDGET:
        return _field(handle, forms, box, hidden)
    if kind in (_LINK, _POPUP):
        return None
    text = pdfium.string(pdfium.annotation_string, handle, b"Contents")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return Remark("comment", text, box, "", hidden) if text else None


def _field(handle: int, forms: int | None, box: Box, hidden: str) -> Remark | None:
    if forms is None:
        return None
    arguments: tuple[Any, ...] = (forms, handle)
    if pdfium.field_type(*arguments) not in (_TEXT_FIELD, _COMBO, _LIST):
        return None
    text = pdfium.string(pdfium.field_value, *arguments)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return None
    if pdfium.field_flags(*arguments) & _PASSWORD:
        hidden = "password field"
    name = pdfium.string(pdfium.field_name, *arguments)[:500]
    return Remark("form-field", text, box, name, hidden)
