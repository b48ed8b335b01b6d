"""What makes a ZIP of WARCs a WACZ 1.1.1: manifest, its digest, the list of pages. Pure.

The JSON files are written with two spaces of indent, one value to a line, because people and
shell scripts read them; the lists with one object to a line. Each has one spelling: what is read
must be what would be written, so nothing hides in a doubled key.

Source: WACZ 1.1.1 sections 4 to 6; Frictionless Data Package 1.0; FORMAT.md, Bundle.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import attrs
import orjson

from fonds.errors import FormatError, MalformedDigestError
from fonds.model import Digest

WACZ_VERSION = "1.1.1"  # validators refuse 1.2.0
DATAPACKAGE = "datapackage.json"
DATAPACKAGE_DIGEST = "datapackage-digest.json"
MAX_JSON = 4 * 1024 * 1024  # bytes of a manifest: ten thousand members


class PackageMember(Protocol):
    """What a manifest says of a member; ``zip_write.Written`` has it."""

    @property
    def name(self) -> str:
        """The path inside the ZIP."""

    @property
    def size(self) -> int:
        """Bytes, unpacked."""

    @property
    def sha256(self) -> str:
        """Of the unpacked bytes, in hex."""


@attrs.frozen
class Resource:
    """A member as the manifest names it."""

    name: str
    size: int
    sha256: str


@attrs.frozen
class Package:
    """A manifest that was read: its members, and all it says."""

    resources: tuple[Resource, ...]
    fields: dict[str, Any]


def datapackage(
    members: Sequence[PackageMember],
    *,
    created: str,
    software: str,
    title: str = "",
    description: str = "",
    extra: Mapping[str, Any] | None = None,
) -> bytes:
    """The manifest: name, path, hash and size of every member but itself and its digest.

    The title is there twice: in ``title`` by the standard, in ``metadata.title`` where
    ReplayWeb.page looks. A resource is named by its file name in lower case, so those must differ.
    Raises: ValueError when two do not.
    """
    names = [member.name.rpartition("/")[2].lower() for member in members]
    if len(set(names)) != len(names):
        raise ValueError("two members would have one resource name")
    package: dict[str, Any] = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "software": software,
        "created": created,
    }
    shown = {"title": title, "description": description}
    package |= {name: value for name, value in shown.items() if value}
    if title or description:
        in_page = {"title": title, "desc": description}
        package["metadata"] = {name: value for name, value in in_page.items() if value}
    package |= extra or {}
    package["resources"] = [
        {
            "name": name,
            "path": member.name,
            "hash": f"sha256:{member.sha256}",
            "bytes": member.size,
        }
        for name, member in zip(names, members, strict=True)
    ]
    return _print(package)


def datapackage_digest(datapackage: bytes, extra: Mapping[str, Any] | None = None) -> bytes:
    """The file that names the manifest's digest. ``extra`` is for proofs in evidence copies."""
    digest = hashlib.sha256(datapackage).hexdigest()
    return _print({"path": DATAPACKAGE, "hash": f"sha256:{digest}", **(extra or {})})


def pages_header(*, title: str = "Pages", has_text: bool = False) -> bytes:
    """The first line of ``pages/pages.jsonl``."""
    header: dict[str, Any] = {"format": "json-pages-1.0", "id": "pages", "title": title}
    return orjson.dumps(header | ({"hasText": True} if has_text else {})) + b"\n"


def page_line(*, id: str, url: str, ts: str, title: str, size: int, text: str = "") -> bytes:
    """One page: what a replayer lists, finds by its text, and opens at ``url`` and ``ts``.

    ``ts`` is the capture's WARC-Date. Raises: TypeError where title or text hold a lone surrogate,
    which no text that was decoded strictly does.
    """
    page: dict[str, Any] = {"id": id, "url": url, "ts": ts, "title": title, "size": size}
    if text:
        page["text"] = text
    return orjson.dumps(page) + b"\n"


def parse_datapackage(data: bytes) -> Package:
    """Read a manifest strictly. Raises: FormatError; UnknownVersionError is the caller's."""
    package = _parse(data, DATAPACKAGE)
    resources = package.get("resources")
    if not isinstance(resources, list) or package.get("profile") != "data-package":
        raise FormatError("not a WACZ manifest", member=DATAPACKAGE)
    read = tuple(_resource(entry) for entry in resources)
    if len({resource.name for resource in read}) != len(read):
        raise FormatError("manifest names a member twice", member=DATAPACKAGE)
    return Package(read, package)


def parse_datapackage_digest(data: bytes) -> tuple[str, dict[str, Any]]:
    """Read the digest file: the manifest's SHA-256 in hex, and all fields. Raises: FormatError."""
    fields = _parse(data, DATAPACKAGE_DIGEST)
    if fields.get("path") != DATAPACKAGE:
        raise FormatError("digest file names no manifest", member=DATAPACKAGE_DIGEST)
    return _sha256(fields.get("hash"), DATAPACKAGE_DIGEST), fields


def parse_page(line: bytes) -> dict[str, Any]:
    """Read a line of ``pages.jsonl``, header or page. Raises: FormatError."""
    try:
        page = orjson.loads(line)
    except orjson.JSONDecodeError as e:
        raise FormatError("not a line of pages.jsonl", line=ascii(line[:200])) from e
    if not isinstance(page, dict) or orjson.dumps(page) + b"\n" != line:
        raise FormatError("not a line of pages.jsonl", line=ascii(line[:200]))
    if "format" not in page and not all(isinstance(page.get(k), str) for k in ("url", "ts")):
        raise FormatError("page without url or ts", line=ascii(line[:200]))
    return page


def _resource(entry: object) -> Resource:
    if not isinstance(entry, dict):
        raise FormatError("manifest entry is not an object", member=DATAPACKAGE)
    path, size = entry.get("path"), entry.get("bytes")
    if not isinstance(path, str) or not isinstance(size, int) or isinstance(size, bool):
        raise FormatError("manifest entry lacks path or bytes", member=DATAPACKAGE)
    return Resource(path, size, _sha256(entry.get("hash"), DATAPACKAGE))


def _sha256(text: object, member: str) -> str:
    try:
        digest = Digest.parse(text) if isinstance(text, str) else None
    except MalformedDigestError as e:
        raise FormatError("not a sha256 digest", member=member, found=ascii(text)[:100]) from e
    if digest is None or digest.algorithm != "sha256":
        raise FormatError("not a sha256 digest", member=member, found=ascii(text)[:100])
    return digest.value.hex()


def _print(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _parse(data: bytes, member: str) -> dict[str, Any]:
    if len(data) > MAX_JSON:
        raise FormatError("manifest is too long", member=member, bytes=len(data))
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as e:
        raise FormatError("not JSON", member=member, because=str(e)) from e
    if not isinstance(value, dict) or _print(value) != data:
        raise FormatError("not JSON as fonds writes it", member=member)
    return value
