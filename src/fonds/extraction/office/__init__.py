"""Office documents: text, documents, tables, slides, books, old and new. Floor 3: pure."""

from collections.abc import Callable

from fonds.extraction import zipped
from fonds.extraction.assembly import Assembly
from fonds.extraction.office import docx, epub, odf, pptx, rtf, xlsx
from fonds.extraction.office.package import Package
from fonds.extraction.options import DEFAULTS, ExtractOptions
from fonds.model import Extraction, Identification

__all__ = ["MEDIA_TYPES", "TOOL", "VERSION", "extract"]

TOOL, VERSION = "fonds-office", "1"

_OOXML = "application/vnd.openxmlformats-officedocument."
_PACKAGES: dict[str, Callable[[Package], None]] = {
    f"{_OOXML}wordprocessingml.document": docx.read,
    f"{_OOXML}wordprocessingml.template": docx.read,
    "application/vnd.ms-word.document.macroenabled.12": docx.read,
    "application/vnd.ms-word.template.macroenabled.12": docx.read,
    f"{_OOXML}spreadsheetml.sheet": xlsx.read,
    f"{_OOXML}spreadsheetml.template": xlsx.read,
    "application/vnd.ms-excel.sheet.macroenabled.12": xlsx.read,
    "application/vnd.ms-excel.template.macroenabled.12": xlsx.read,
    f"{_OOXML}presentationml.presentation": pptx.read,
    f"{_OOXML}presentationml.slideshow": pptx.read,
    f"{_OOXML}presentationml.template": pptx.read,
    "application/vnd.ms-powerpoint.presentation.macroenabled.12": pptx.read,
}
_ODF = "application/vnd.oasis.opendocument."
_OPEN = frozenset(
    f"{_ODF}{kind}{form}"
    for kind in ("text", "spreadsheet", "presentation", "graphics", "chart", "formula")
    for form in ("", "-template", "-master", "-web")
)
_FLAT = frozenset(
    f"{_ODF}{kind}-flat-xml" for kind in ("text", "spreadsheet", "presentation", "graphics")
)

_EPUB = "application/epub+zip"
_RTF = frozenset({"application/rtf", "text/rtf"})

MEDIA_TYPES: tuple[str, ...] = (*_PACKAGES, *sorted(_OPEN | _FLAT | _RTF), _EPUB)
"""What ``extract`` reads, under the names that ``identification`` gives."""


def extract(
    data: bytes, identification: Identification, options: ExtractOptions = DEFAULTS
) -> Extraction:
    """Return the text, blocks, metadata and losses of an office document.

    Never raises on content. Cost: linear in the parts that hold text; about ten times the
    largest of them in memory, at most ``limits.unpacked`` bytes of parts.
    """
    assembly = Assembly(options.limits)
    media_type = identification.media_type
    if media_type in _FLAT:
        odf.read_flat(data, assembly)
        return assembly.finish(TOOL, VERSION)
    if media_type in _RTF:
        rtf.read(data, assembly)
        return assembly.finish(TOOL, VERSION)
    try:
        members = zipped.Zipped(data, options.limits)
    except zipped.BadZip as bad:
        assembly.take([bad.loss])
        return assembly.finish(TOOL, VERSION)
    if media_type in _OPEN:
        odf.read(members, assembly)
    elif media_type == _EPUB:
        epub.read(members, assembly, options)
    else:
        package = Package(members, assembly)
        _PACKAGES[media_type](package)
        package.properties()
        package.attachments()
    assembly.take(members.losses)
    return assembly.finish(TOOL, VERSION)
