"""Write an OCFL 1.1 storage root: an object for each document, its versions in their order.

Unchanged files are referred to and not stored again. Source: OCFL 1.1; extension 0003.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import orjson

from fonds.archive import Version
from fonds.export.writer import ExportWriter
from fonds.get.names import safe_path

_LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
_CONFIG = {"extensionName": _LAYOUT, "digestAlgorithm": "sha256", "tupleSize": 3,
           "numberOfTuples": 3}  # fmt: skip


def begin(writer: ExportWriter) -> None:
    """Write what makes a folder a storage root."""
    layout = {"extension": _LAYOUT, "description": "Hashed truncated n-tuple trees, encoded ids"}
    writer.write(("0=ocfl_1.1",), [b"ocfl_1.1\n"])
    writer.write(("ocfl_layout.json",), [_printed(layout)])
    writer.write(("extensions", _LAYOUT, "config.json"), [_printed(_CONFIG)])


def by_document(found: Iterable[Version]) -> Iterator[tuple[str, list[Version]]]:
    """Yield documents with their versions, in the order of the ids. Holds the versions' rows."""
    ordered = sorted(found, key=lambda version: (version.document, version.number))
    for document, group in groupby(ordered, key=lambda version: version.document):
        yield document, list(group)


def write_object(writer: ExportWriter, document: str, found: list[Version]) -> None:
    """Write one object. Raises: IntegrityError, FormatError; StorageError."""
    for version in found:  # all is read before anything is written: an object is whole or not there
        for _ in _files(version):
            pass
    root = object_path(document)
    manifest: dict[str, list[str]] = {}
    fixity: dict[str, list[str]] = {}
    versions: dict[str, Any] = {}
    for number, version in enumerate(found, 1):
        state: dict[str, list[str]] = {}
        for name, data in _files(version):
            digest = hashlib.sha512(data).hexdigest()
            state.setdefault(digest, []).append(name)
            if digest not in manifest:
                path = f"v{number}/content/{name}"
                writer.write((*root, *path.split("/")), [data])
                manifest[digest] = [path]
                fixity.setdefault(hashlib.sha256(data).hexdigest(), []).append(path)
        versions[f"v{number}"] = {
            "created": version.row.at,
            "message": f"{version.row.kind}: {version.identifier}@{version.number}",
            "user": _user(version),
            "state": state,
        }
        inventory = _inventory(document, number, manifest, fixity, versions)
        _write_inventory(writer, (*root, f"v{number}"), inventory)
    _write_inventory(writer, root, inventory)
    writer.write((*root, "0=ocfl_object_1.1"), [b"ocfl_object_1.1\n"])


def _files(version: Version) -> Iterator[tuple[str, bytes]]:
    """What a version is made of: its bytes under their name, its texts and records beside them."""
    yield f"original/{safe_path(version.identifier)[-1]}", version.raw
    if version.cleaned is not None:
        yield "cleaned.txt", version.cleaned.encode("utf-8", "surrogatepass")
    if (edits := version.record("edits")) is not None:
        yield "edits.json", edits
    yield "prov.json", version.record("prov") or b""
    yield "statement.json", version.statement_line


def _inventory(
    document: str,
    number: int,
    manifest: dict[str, list[str]],
    fixity: dict[str, list[str]],
    versions: dict[str, Any],
) -> bytes:
    return _printed({
        "id": document,
        "type": "https://ocfl.io/1.1/spec/#inventory",
        "digestAlgorithm": "sha512",
        "head": f"v{number}",
        "contentDirectory": "content",
        "manifest": manifest,
        "fixity": {"sha256": fixity},
        "versions": versions,
    })  # fmt: skip


def _write_inventory(writer: ExportWriter, folder: tuple[str, ...], inventory: bytes) -> None:
    writer.write((*folder, "inventory.json"), [inventory])
    sidecar = f"{hashlib.sha512(inventory).hexdigest()} inventory.json\n".encode()
    writer.write((*folder, "inventory.json.sha512"), [sidecar])


def _user(version: Version) -> dict[str, str]:
    operator = version.run_provenance.get("agent", {}).get("run:operator", {}).get("f:name")
    return {"name": str(operator or "unnamed")}


def object_path(identifier: str) -> tuple[str, ...]:
    """Return where an object lies below the root. Source: OCFL extension 0003.

    >>> "/".join(object_path("..hor/rib:le-$id"))
    '487/326/d8c/%2e%2ehor%2frib%3ale-%24id'
    """
    digest = hashlib.sha256(identifier.encode()).hexdigest()
    encoded = "".join(_encoded(sign) for sign in identifier)
    if len(encoded) > 100:
        encoded = f"{encoded[:100]}-{digest}"
    return (digest[:3], digest[3:6], digest[6:9], encoded)


def _encoded(sign: str) -> str:
    if sign.isascii() and (sign.isalnum() or sign in "-_"):
        return sign
    return "".join(f"%{byte:02x}" for byte in sign.encode("utf-8", "surrogatepass"))


def _printed(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"
