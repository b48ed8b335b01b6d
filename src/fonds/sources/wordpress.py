"""Read the posts of a WordPress export (WXR 1.0 to 1.2), item by item. Pure: bytes in, values out.

Each item is cut out by a scan of its tags and parsed alone, so that one malformed post costs no
other. Nothing is resolved or fetched. Source: WordPress, wp-admin/includes/export.php.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from fonds.errors import ContainerLimitError, DamagedContainerError, SourceError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MARK = b"wordpress.org/export/"
"""What the head of every export holds: the namespace of its own elements."""

LONGEST = 16 << 20  # bytes of one item
_CHUNK = 1 << 20
_NO_POSTS = frozenset({
    "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache",
    "user_request", "wp_block", "wp_template", "wp_template_part", "wp_global_styles",
    "wp_navigation", "wp_font_family", "wp_font_face",
})  # fmt: skip
_TOKEN = re.compile(rb"<!\[CDATA\[|\]\]>|<item(?=[\s>])|</item\s*>")
_ROOT = re.compile(rb"<rss\b[^>]*>")
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_REFERRED = re.compile(
    r"attachment_(\d{1,12})|wp-image-(\d{1,12})|\bids=[\"'\u201c\u201d]([\d, ]{1,2000})"
)
_NEVER = "0000-00-00 00:00:00"


class Post(NamedTuple):
    """One post or page. ``content`` is ``content:encoded`` in UTF-8, exactly as it stands.

    ``number`` is WordPress's id, ``link`` the permalink; ``metadata`` is what the export states,
    under Dublin Core names where there are such.
    """

    number: str
    link: str
    content: bytes
    metadata: Mapping[str, object]


class _Export(NamedTuple):
    """What stands in front of the items, and what is known before a post is read."""

    before: bytes
    authors: Mapping[str, str]
    attachments: Mapping[str, str]


def posts(file: BinaryIO) -> Iterator[Post | tuple[str, SourceError]]:
    """Yield the posts in order; of what is malformed its place, with the reason.

    Cost: two passes; holds one item and a line for each attachment.
    Raises: DamagedContainerError for an export with a document type, or without a channel.
    """
    export = _opened(file)
    for start, item in _items(file):
        place = f"offset {start}"
        if isinstance(item, SourceError):
            yield place, item
            continue
        element = _parsed(export.before, item)
        if element is None:
            yield place, DamagedContainerError("a post is malformed XML", offset=start)
            continue
        if _text(element, "wp:post_type") not in _NO_POSTS:
            yield _post(element, export)


def _opened(file: BinaryIO) -> _Export:
    file.seek(0)
    head = file.read(8 << 20)
    end = re.search(rb"<item[\s>]", head)
    prolog = head[: end.start()] if end else head
    if re.search(rb"<!DOCTYPE", prolog, re.IGNORECASE):
        raise DamagedContainerError("an export with a document type is not read (doctype)")
    root = _ROOT.search(prolog)
    if root is None:
        raise DamagedContainerError("an export without its first element")
    declaration = _DECLARATION.match(prolog)
    before = (declaration[0] if declaration else b"") + root[0]
    channel = _parsed(before, prolog[root.end() :] + b"</channel>")
    authors = {}
    for author in _all(channel, "wp:author"):
        authors[_text(author, "wp:author_login")] = _text(author, "wp:author_display_name")
    return _Export(before, authors, _attachments(file, before))


def _attachments(file: BinaryIO, before: bytes) -> dict[str, str]:
    """Return what the ids of attachments stand for: address, title and caption."""
    found = {}
    for _, item in _items(file):
        if isinstance(item, SourceError) or b"attachment" not in item:
            continue
        element = _parsed(before, item)
        if element is None or _text(element, "wp:post_type") != "attachment":
            continue
        known = [_text(element, name) for name in
                 ("wp:attachment_url", "title", "excerpt:encoded")]  # fmt: skip
        found[_text(element, "wp:post_id")] = " | ".join(one for one in known if one)
    return found


def _items(file: BinaryIO) -> Iterator[tuple[int, bytes | SourceError]]:
    """Yield where each item begins, and its bytes. What stands in CDATA begins and ends nothing."""
    file.seek(0)
    held, base, at = b"", 0, 0  # what is read and not yet passed, where it lies, and the scan in it
    start: int | None = None
    quoted = False
    while True:
        token = _TOKEN.search(held, at)
        if token is None or (token.end() == len(held) and not token[0].endswith(b">")):
            keep = start - base if start is not None else max(at, len(held) - 16)
            if start is not None and len(held) - keep > LONGEST:
                yield start, ContainerLimitError("a post is larger than the limit", limit=LONGEST)
                start, keep = None, max(at, len(held) - 16)
            more = file.read(_CHUNK)
            if not more:
                if start is not None:
                    yield start, DamagedContainerError("the export is cut short", offset=start)
                return
            at = max(at, len(held) - 16) - keep
            held, base = held[keep:] + more, base + keep
            continue
        at = token.end()
        if token[0] == b"<![CDATA[" or token[0] == b"]]>":
            quoted = token[0] != b"]]>"
        elif quoted:
            continue
        elif token[0].startswith(b"<item"):
            start = base + token.start()
        elif start is not None:
            yield start, held[start - base : at]
            start = None


def _parsed(before: bytes, inside: bytes) -> "Element | None":
    """Return the one element that stands in a piece of the export, None where it is malformed."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=True
    )
    try:
        root = etree.fromstring(before + inside + b"</rss>", parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root[0] if len(root) else None


def _all(element: "Element | None", name: str) -> Iterator["Element"]:
    """Yield children by a prefixed name, whichever version of the namespace it is."""
    prefix, _, local = name.rpartition(":")
    for child in () if element is None else element:
        if not isinstance(child.tag, str):
            continue
        space, _, own = child.tag.rpartition("}")
        if own == local and _is_of(space, prefix):
            yield child


def _is_of(space: str, prefix: str) -> bool:
    marks = {"": "", "wp": "wordpress.org/export/", "content": "purl.org/rss/1.0/modules/content",
             "excerpt": "/excerpt/", "dc": "purl.org/dc/"}  # fmt: skip
    return not space if not prefix else marks[prefix] in space


def _text(element: "Element", name: str) -> str:
    found = next(_all(element, name), None)
    return "" if found is None else "".join(found.itertext()).strip()


def _post(element: "Element", export: _Export) -> Post:
    content = next(_all(element, "content:encoded"), None)
    text = "" if content is None else "".join(content.itertext())
    creator = _text(element, "dc:creator")
    metadata: dict[str, object] = {
        "title": _text(element, "title"),
        "creator": export.authors.get(creator) or creator,
        "date": _time(_text(element, "wp:post_date_gmt"), "Z"),
        "created": _time(_text(element, "wp:post_date"), ""),
        "modified": _time(_text(element, "wp:post_modified_gmt"), "Z"),
        "abstract": _text(element, "excerpt:encoded"),
        "subject": list(dict.fromkeys(_subjects(element))),
        "wordpress_id": _text(element, "wp:post_id"),
        "wordpress_type": _text(element, "wp:post_type"),
        "wordpress_status": _text(element, "wp:status"),
        "wordpress_slug": _text(element, "wp:post_name"),
        "wordpress_guid": _text(element, "guid"),
        "wordpress_fields": [*_fields(element)],
        "attachments": _referred(text, export.attachments),
    }
    kept = {name: value for name, value in metadata.items() if value}
    return Post(
        _text(element, "wp:post_id"),
        _text(element, "link"),
        text.encode("utf-8", "surrogatepass"),
        kept,
    )


def _time(text: str, zone: str) -> str:
    """Return a time as ISO 8601 has it; empty where the export has none."""
    return "" if not text or text == _NEVER else text.replace(" ", "T") + zone


def _subjects(element: "Element") -> Iterator[str]:
    for category in _all(element, "category"):
        if text := "".join(category.itertext()).strip():
            yield text


def _fields(element: "Element") -> Iterator[str]:
    """Custom fields; those that begin with a low line are WordPress's own."""
    for meta in _all(element, "wp:postmeta"):
        key = _text(meta, "wp:meta_key")
        if key and not key.startswith("_"):
            yield f"{key}: {_text(meta, 'wp:meta_value')}"


def _referred(text: str, attachments: Mapping[str, str]) -> list[str]:
    """Return what the ids in a post stand for: ``287176: https://… | title | caption``."""
    numbers: list[str] = []
    for one in _REFERRED.finditer(text):
        numbers += (one[1] or one[2] or one[3] or "").replace(",", " ").split()
    return [f"{n}: {attachments[n]}" for n in dict.fromkeys(numbers) if n in attachments]
