"""What a PDF says of itself besides its text: information, labels, outline, attached files."""

import ctypes
import hashlib
import re
from ctypes import byref, c_int, c_ulong
from typing import Any

from fonds.extraction.options import ExtractLimits
from fonds.extraction.pdf import pdfium
from fonds.model import Loss, MetadataValue

_INFORMATION = {
    "Title": "title", "Author": "creator", "Subject": "description", "Keywords": "subject",
    "Creator": "pdf:Creator", "Producer": "pdf:Producer", "CreationDate": "date",
    "ModDate": "modified", "Trapped": "pdf:Trapped", "Company": "pdf:Company",
    "SourceModified": "pdf:SourceModified",
    "LastModifiedBy": "pdf:LastModifiedBy", "Manager": "pdf:Manager",
}  # fmt: skip
_SENSITIVE = frozenset({"LastModifiedBy", "Manager"})
_DATE = re.compile(
    r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z|[+-])(?:(\d\d)'?(\d\d)?'?)?)?\s*"
)
_MOST_BOOKMARKS = 5000
_MOST_ATTACHMENTS = 1000
_DEEPEST = 32
_LONGEST = 64 * 1024


def information(document: int) -> list[MetadataValue]:
    """Return the document information dictionary. Source: ISO 32000-2:2020, 14.3.3."""
    found = []
    for key, name in _INFORMATION.items():
        value = pdfium.string(pdfium.meta_text, document, key.encode()).strip()[:_LONGEST]
        if value:
            shown = date(value) if key.endswith("Date") else value
            found.append(MetadataValue(name, shown, f"Info {key}", key in _SENSITIVE))
    language = pdfium.string(pdfium.catalog_language, document).strip()
    if language:
        found.append(MetadataValue("language", language[:100], "catalogue Lang"))
    version = c_int(0)
    if pdfium.file_version(document, byref(version)):
        shown = f"{version.value // 10}.{version.value % 10}"
        found.append(MetadataValue("pdf:version", shown, "header"))
    return found


def date(value: str) -> str:
    """Return a PDF date as RFC 3339 as far as it goes, or as it stands. Source: 7.9.4."""
    match = _DATE.fullmatch(value)
    if match is None:
        return value
    year, month, day, hour, minute, second, sign, away, past = match.groups()
    text = "-".join(part for part in (year, month, day) if part)
    if hour is None:
        return text
    text += f"T{hour}:{minute or '00'}:{second or '00'}"
    if sign == "Z":
        return text + "Z"
    return text + f"{sign}{away or '00'}:{past or '00'}" if sign else text


def updates(document: int) -> list[MetadataValue]:
    """Return how often the file was added to after it was first written."""
    ends = pdfium.trailer_ends(document, None, 0)
    if not ends:
        return []
    return [MetadataValue("pdf:updates", max(0, int(ends) - 1), "end-of-file marks")]


def labels(document: int, pages: int) -> list[MetadataValue]:
    """Return the pages' labels, where they are not just their numbers."""
    found = [pdfium.string(pdfium.page_label, document, at)[:200] for at in range(pages)]
    if not any(found) or found == [str(at + 1) for at in range(pages)]:
        return []
    return [MetadataValue("pdf:page-labels", found, "catalogue PageLabels")]


def outline(document: int) -> tuple[list[MetadataValue], bool]:
    """Return the outline as lists of depth, title and page, and whether it has a loop."""
    found: list[list[Any]] = []
    seen: set[int] = set()
    waiting = [(pdfium.bookmark_child(document, None), 1)]
    loops = False
    while waiting and len(found) < _MOST_BOOKMARKS:
        mark, depth = waiting.pop()
        if not mark:
            continue
        if mark in seen or depth > _DEEPEST:
            loops = True
            continue
        seen.add(mark)
        title = pdfium.string(pdfium.bookmark_title, mark).strip()[:1000]
        target = pdfium.bookmark_dest(document, mark)
        page = pdfium.dest_page(document, target) if target else -1
        if title:
            found.append([depth, title, page + 1 if page >= 0 else None])
        waiting.append((pdfium.bookmark_next(document, mark), depth))
        waiting.append((pdfium.bookmark_child(document, mark), depth + 1))
    values = [MetadataValue("pdf:outline", found, "catalogue Outlines")] if found else []
    return values, loops


def attachments(document: int, limits: ExtractLimits) -> list[Loss]:
    """Return the embedded files, each as a loss: they are named and not ingested."""
    count = min(max(0, pdfium.attachment_count(document)), _MOST_ATTACHMENTS)
    return [
        attached(handle, limits)
        for at in range(count)
        if (handle := pdfium.attachment(document, at))
    ]


def attached(handle: int, limits: ExtractLimits, page: int | None = None) -> Loss:
    """Return one embedded file as a loss with its name, type, size and digest."""
    name = pdfium.string(pdfium.attachment_name, handle)[:1000]
    kind = pdfium.string(pdfium.attachment_subtype, handle)[:200]
    size = c_ulong(0)
    place: dict[str, Any] = {"name": name, "type": kind or "application/octet-stream"}
    if page is not None:
        place["page"] = page
    if pdfium.attachment_file(handle, None, 0, byref(size)):
        place["size"] = int(size.value)
        if size.value <= limits.unpacked // 4:
            buffer = ctypes.create_string_buffer(max(1, size.value))
            pdfium.attachment_file(handle, buffer, size.value, byref(size))
            content = memoryview(buffer)[: size.value]
            place["sha256"] = hashlib.sha256(content).hexdigest()
    return Loss("attachment", note=f"the file {name!r} is embedded and not ingested", place=place)
