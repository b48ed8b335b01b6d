"""Office documents: text, documents, tables, slides, books, old and new."""

from collections.abc import Callable

from fonds.extraction import trees, zipped
from fonds.extraction.assembly import Assembly, guarded
from fonds.extraction.office import (
    compound,
    docx,
    epub,
    fictionbook,
    odf,
    pptx,
    rtf,
    xlsx,
)
from fonds.extraction.office.package import OfficePackage
from fonds.extraction.options import DEFAULTS, ExtractOptions
from fonds.model import Extraction, Identification

__all__ = ["MEDIA_TYPES", "TOOL", "VERSION", "extract"]

TOOL, VERSION = "fonds-office", "1"

_OOXML = "application/vnd.openxmlformats-officedocument."
_PACKAGES: dict[str, Callable[[OfficePackage], None]] = {
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
_FB2 = "application/x-fictionbook+xml"
_RTF = frozenset({"application/rtf", "text/rtf"})
_COMPOUND = (
    "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
    "application/vnd.ms-outlook", "application/x-ole-storage", "application/cdfv2",
    "application/encrypted",
)  # fmt: skip

MEDIA_TYPES: tuple[str, ...] = (
    *_PACKAGES, *sorted(_OPEN | _FLAT | _RTF), _EPUB, _FB2, *_COMPOUND,
)  # fmt: skip
"""What ``extract`` reads, under the names that ``identification`` gives."""


def extract(
    data: bytes, identification: Identification, options: ExtractOptions = DEFAULTS
) -> Extraction:
    """Return the text, blocks, metadata and losses of an office document.

    Never raises on content. Cost: linear in the parts that hold text; about ten times the
    largest of them in memory, at most ``limits.unpacked`` bytes of parts.
    """
    assembly = Assembly(options.limits)
    with guarded(assembly):
        _read(data, identification.media_type, assembly, options)
    return assembly.finish(TOOL, VERSION)


def _read(data: bytes, media_type: str, assembly: Assembly, options: ExtractOptions) -> None:
    """Choose a reader by the first bytes, then by what the document was identified as."""
    if data.startswith(compound.SIGNATURE):
        compound.read(
            data, assembly, options, lambda opened: _zipped(opened, "", assembly, options)
        )
    elif media_type in _RTF or data.startswith(b"{\\rt"):
        rtf.read(data, assembly)
    elif media_type in _FLAT:
        odf.read_flat(data, assembly)
    elif media_type == _FB2 and not data.startswith(b"PK"):
        root, losses = trees.parse(data)
        assembly.take(losses)
        if root is not None:
            fictionbook.read(root, assembly)
    else:
        _zipped(data, media_type, assembly, options)


def _zipped(data: bytes, media_type: str, assembly: Assembly, options: ExtractOptions) -> None:
    try:
        members = zipped.Zipped(data, options.limits)
    except zipped.BadZipError as bad:
        assembly.take([bad.loss])
        return
    if media_type in _OPEN:
        odf.read(members, assembly)
    elif media_type == _EPUB:
        epub.read(members, assembly, options)
    else:
        package = OfficePackage(members, assembly)
        reader = _PACKAGES.get(media_type) or _by_parts(members)
        if reader is None:
            assembly.lose("no-extractor", note=f"no reader for a ZIP of the kind {media_type}")
        else:
            reader(package)
            package.properties()
            package.attachments()
    assembly.take(members.losses)


def _by_parts(members: zipped.Zipped) -> Callable[[OfficePackage], None] | None:
    """Choose a reader by the names of parts, where nothing else says what a package is."""
    for name, reader in (("word/", docx.read), ("xl/", xlsx.read), ("ppt/", pptx.read)):
        if any(member.startswith(name) for member in members.members):
            return reader
    return None
