"""PDFium's functions with typed signatures: handles are whole numbers, text is ``str``.

pypdfium2 gives the library; its own classes make a Python object for each letter and box, which
costs more than the call. PDFium is not thread-safe: one document at a time in a process.
"""

import codecs
import ctypes
import math
from collections.abc import Callable, Iterator
from ctypes import (
    CFUNCTYPE,
    POINTER,
    byref,
    c_char_p,
    c_double,
    c_float,
    c_int,
    c_size_t,
    c_uint,
    c_ulong,
    c_void_p,
    cast,
)
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as raw

VERSION = (
    f"pypdfium2 {pypdfium2.version.PYPDFIUM_INFO.version}, "
    f"PDFium {pypdfium2.version.PDFIUM_INFO.build}"
)

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
"""Kinds of page objects."""

INVISIBLE, CLIP = 3, 7
"""Text render modes that put no ink on the page."""

ERROR_PASSWORD = 4


# A parser's process may open no file later, and a codec is a file until its first use.
_CODECS = [codecs.lookup(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")]


class Rect(ctypes.Structure):
    """FS_RECTF."""

    _fields_ = (("left", c_float), ("top", c_float), ("right", c_float), ("bottom", c_float))


def _bound(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:  # noqa: ANN401 - ctypes
    address = cast(getattr(raw, name), c_void_p).value
    return CFUNCTYPE(result, *arguments)(address or 0)


_P, _I, _U = c_void_p, c_int, c_uint
load_document = _bound("FPDF_LoadMemDocument64", _P, c_char_p, c_size_t, c_char_p)
close_document = _bound("FPDF_CloseDocument", None, _P)
last_error = _bound("FPDF_GetLastError", c_ulong)
page_count = _bound("FPDF_GetPageCount", _I, _P)
load_page = _bound("FPDF_LoadPage", _P, _P, _I)
close_page = _bound("FPDF_ClosePage", None, _P)
load_text = _bound("FPDFText_LoadPage", _P, _P)
close_text = _bound("FPDFText_ClosePage", None, _P)
count_chars = _bound("FPDFText_CountChars", _I, _P)
get_text = _bound("FPDFText_GetText", _I, _P, _I, _I, _P)
get_unicode = _bound("FPDFText_GetUnicode", _U, _P, _I)
get_loose_box = _bound("FPDFText_GetLooseCharBox", _I, _P, _I, _P)
get_tight_box = _bound("FPDFText_GetCharBox", _I, _P, _I, _P, _P, _P, _P)
get_origin = _bound("FPDFText_GetCharOrigin", _I, _P, _I, _P, _P)
get_font_size = _bound("FPDFText_GetFontSize", c_double, _P, _I)
get_matrix = _bound("FPDFText_GetMatrix", _I, _P, _I, _P)
get_angle = _bound("FPDFText_GetCharAngle", c_float, _P, _I)
text_object = _bound("FPDFText_GetTextObject", _P, _P, _I)
count_rects = _bound("FPDFText_CountRects", _I, _P, _I, _I)
get_rect = _bound("FPDFText_GetRect", _I, _P, _I, _P, _P, _P, _P)
count_objects = _bound("FPDFPage_CountObjects", _I, _P)
get_object = _bound("FPDFPage_GetObject", _P, _P, _I)
count_form_objects = _bound("FPDFFormObj_CountObjects", _I, _P)
get_form_object = _bound("FPDFFormObj_GetObject", _P, _P, c_ulong)
object_type = _bound("FPDFPageObj_GetType", _I, _P)
object_bounds = _bound("FPDFPageObj_GetBounds", _I, _P, *(POINTER(c_float),) * 4)
count_marks = _bound("FPDFPageObj_CountMarks", _I, _P)
get_mark = _bound("FPDFPageObj_GetMark", _P, _P, c_ulong)
mark_blob = _bound(
    "FPDFPageObjMark_GetParamBlobValue", _I, _P, c_char_p, _P, c_ulong, POINTER(c_ulong)
)
remove_param = _bound("FPDFPageObjMark_RemoveParam", _I, _P, _P, c_char_p)
render_mode = _bound("FPDFTextObj_GetTextRenderMode", _I, _P)
fill_colour = _bound("FPDFPageObj_GetFillColor", _I, _P, _P, _P, _P, _P)
object_font = _bound("FPDFTextObj_GetFont", _P, _P)
font_data = _bound("FPDFFont_GetFontData", _I, _P, _P, c_size_t, POINTER(c_size_t))
font_embedded = _bound("FPDFFont_GetIsEmbedded", _I, _P)
page_label = _bound("FPDF_GetPageLabel", c_ulong, _P, _I, _P, c_ulong)
meta_text = _bound("FPDF_GetMetaText", c_ulong, _P, c_char_p, _P, c_ulong)
file_version = _bound("FPDF_GetFileVersion", _I, _P, POINTER(_I))
trailer_ends = _bound("FPDF_GetTrailerEnds", c_ulong, _P, _P, c_ulong)
page_box = _bound("FPDF_GetPageBoundingBox", _I, _P, POINTER(Rect))
bookmark_child = _bound("FPDFBookmark_GetFirstChild", _P, _P, _P)
bookmark_next = _bound("FPDFBookmark_GetNextSibling", _P, _P, _P)
bookmark_title = _bound("FPDFBookmark_GetTitle", c_ulong, _P, _P, c_ulong)
bookmark_dest = _bound("FPDFBookmark_GetDest", _P, _P, _P)
dest_page = _bound("FPDFDest_GetDestPageIndex", _I, _P, _P)
attachment_count = _bound("FPDFDoc_GetAttachmentCount", _I, _P)
attachment = _bound("FPDFDoc_GetAttachment", _P, _P, _I)
attachment_name = _bound("FPDFAttachment_GetName", c_ulong, _P, _P, c_ulong)
attachment_subtype = _bound("FPDFAttachment_GetSubtype", c_ulong, _P, _P, c_ulong)
attachment_file = _bound("FPDFAttachment_GetFile", _I, _P, _P, c_ulong, POINTER(c_ulong))
annotation_count = _bound("FPDFPage_GetAnnotCount", _I, _P)
annotation = _bound("FPDFPage_GetAnnot", _P, _P, _I)
close_annotation = _bound("FPDFPage_CloseAnnot", None, _P)
annotation_subtype = _bound("FPDFAnnot_GetSubtype", _I, _P)
annotation_string = _bound("FPDFAnnot_GetStringValue", c_ulong, _P, c_char_p, _P, c_ulong)
annotation_rect = _bound("FPDFAnnot_GetRect", _I, _P, POINTER(Rect))
annotation_flags = _bound("FPDFAnnot_GetFlags", _I, _P)
annotation_file = _bound("FPDFAnnot_GetFileAttachment", _P, _P)
init_forms = _bound("FPDFDOC_InitFormFillEnvironment", _P, _P, _P)
exit_forms = _bound("FPDFDOC_ExitFormFillEnvironment", None, _P)
form_type = _bound("FPDF_GetFormType", _I, _P)
field_name = _bound("FPDFAnnot_GetFormFieldName", c_ulong, _P, _P, _P, c_ulong)
field_value = _bound("FPDFAnnot_GetFormFieldValue", c_ulong, _P, _P, _P, c_ulong)
field_type = _bound("FPDFAnnot_GetFormFieldType", _I, _P, _P)
field_flags = _bound("FPDFAnnot_GetFormFieldFlags", _I, _P, _P)
signature_count = _bound("FPDF_GetSignatureCount", _I, _P)
script_count = _bound("FPDFDoc_GetJavaScriptActionCount", _I, _P)
catalog_language = _bound("FPDFCatalog_GetLanguage", c_ulong, _P, _P, c_ulong)
xfa_count = _bound("FPDF_GetXFAPacketCount", _I, _P)

_LONGEST = 1 << 22  # bytes of one string of a document


def string(function: Callable[..., Any], *arguments: int | bytes | None) -> str:
    """Call a function that fills a buffer with UTF-16, and return the text."""
    size = function(*arguments, None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    function(*arguments, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def mark_text(mark: int, key: bytes) -> str | None:
    """Return a string of a marked content's properties, or None where it has no such key.

    Its bytes are asked for: the library's own reading of them as text takes them for UTF-8.
    """
    size = c_ulong(0)
    if not mark_blob(mark, key, None, 0, byref(size)):
        return None
    if not 0 < size.value <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size.value)
    mark_blob(mark, key, buffer, size.value, byref(size))
    return text_string(buffer.raw)


def text_string(data: bytes) -> str:
    """Decode a text string (ISO 32000-2, 7.9.2.2): UTF-16, UTF-8 by their marks, else Latin-1."""
    if data.startswith((b"\xfe\xff", b"\xff\xfe")):
        codec = "utf-16-be" if data.startswith(b"\xfe") else "utf-16-le"
        return data[2:].decode(codec, "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")


class Box(NamedTuple):
    """A rectangle in points from the lower left of the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        """How high it is."""
        return self.y1 - self.y0

    def joined(self, other: "Box") -> "Box":
        """The smallest rectangle that holds both."""
        return Box(
            min(self.x0, other.x0), min(self.y0, other.y0),
            max(self.x1, other.x1), max(self.y1, other.y1),
        )  # fmt: skip


_SIDES = (c_double * 4)()  # left, right, bottom, top
_DOUBLES = tuple(ctypes.addressof(_SIDES) + 8 * at for at in range(4))
_FLOATS = tuple(c_float() for _ in range(4))
_FLOAT_REFS = tuple(byref(value) for value in _FLOATS)
_RECT = Rect()
_RECT_REF = byref(_RECT)
_LOOSE = (c_float * 4)()  # left, top, right, bottom
_LOOSE_AT = ctypes.addressof(_LOOSE)
_COLOURS = (_U * 4)()
_COLOUR_REFS = tuple(ctypes.addressof(_COLOURS) + 4 * at for at in range(4))


def loose_box(text_page: int, index: int) -> Box:
    """Return the box of a character as wide as its advance and as high as its font."""
    get_loose_box(text_page, index, _LOOSE_AT)
    left, top, right, bottom = _LOOSE
    return Box(left, bottom, right, top)


def tight_box(text_page: int, index: int) -> Box:
    """Return the box of a character's ink."""
    get_tight_box(text_page, index, *_DOUBLES)
    left, right, bottom, top = _SIDES
    return Box(left, bottom, right, top)


def baseline(text_page: int, index: int) -> float:
    """Return the height of the line that a character stands on."""
    get_origin(text_page, index, _DOUBLES[0], _DOUBLES[1])
    return _SIDES[1]


_MATRIX = (c_float * 6)()


def em(text_page: int, index: int) -> float:
    """Return the size in points that a character is shown in."""
    size: float = get_font_size(text_page, index)
    if get_matrix(text_page, index, _MATRIX):
        size *= math.hypot(_MATRIX[2], _MATRIX[3])
    return size if size > 0 else 1.0


_LARGEST_FONT = 1 << 25  # bytes of one font program


def font_program(font: int) -> bytes:
    """Return the program of an embedded font, or nothing."""
    size = c_size_t(0)
    if font_embedded(font) != 1 or not font_data(font, None, 0, byref(size)):
        return b""
    if not 0 < size.value <= _LARGEST_FONT:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    font_data(font, buffer, size.value, byref(size))
    return buffer.raw


def rectangles(text_page: int, start: int, count: int) -> Iterator[Box]:
    """Yield the boxes of the runs that a range of characters is drawn in."""
    left, right, bottom, top = _DOUBLES
    for at in range(count_rects(text_page, start, count)):
        get_rect(text_page, at, left, top, right, bottom)
        x0, x1, y0, y1 = _SIDES
        yield Box(x0, y0, x1, y1)


def bounds(handle: int) -> Box:
    """Return the box of a page object."""
    object_bounds(handle, *_FLOAT_REFS)
    return Box(*(value.value for value in _FLOATS))


def media_box(page: int) -> Box:
    """Return the part of a page that is shown."""
    page_box(page, _RECT_REF)
    return Box(_RECT.left, _RECT.bottom, _RECT.right, _RECT.top)


def annotation_box(handle: int) -> Box:
    """Return the rectangle of an annotation."""
    annotation_rect(handle, _RECT_REF)
    return Box(
        min(_RECT.left, _RECT.right), min(_RECT.bottom, _RECT.top),
        max(_RECT.left, _RECT.right), max(_RECT.bottom, _RECT.top),
    )  # fmt: skip


def colour(handle: int) -> tuple[int, int, int, int] | None:
    """Return red, green, blue and opacity (0 to 255) that an object is filled with."""
    if not fill_colour(handle, *_COLOUR_REFS):
        return None
    red, green, blue, alpha = _COLOURS
    return red, green, blue, alpha


def page_text(text_page: int) -> tuple[str, int]:
    """Return a page's text as PDFium reads it, and how many characters it counts.

    Where the two lengths differ, a letter's place in the text is not its index.
    """
    count = count_chars(text_page)
    if count <= 0:
        return "", 0
    buffer = ctypes.create_string_buffer(4 * count + 4)
    written = get_text(text_page, 0, count, buffer)
    return buffer.raw[: max(0, 2 * (written - 1))].decode("utf-16-le", "replace"), count


pypdfium2.PdfDocument  # noqa: B018 - importing it has initialised the library
