"""Write a bag (BagIt 1.0). Source: RFC 8493."""

from collections.abc import Iterator, Sequence

from fonds.archive import OpenArchive, Version
from fonds.export.options import ExportOptions
from fonds.export.writer import ExportWriter, WrittenFile
from fonds.get.names import Names, safe_path, split_ending

_ALGORITHMS = ("sha256", "sha512")


def write_version(writer: ExportWriter, names: Names, version: Version) -> None:
    """Write a version's exact bytes, its cleaned text and its provenance into ``data/``.

    Raises: IntegrityError, FormatError; StorageError.
    """
    # The specification encodes a percent sign in manifests, and bagit-python does not decode it:
    # names without one are read alike by all.
    *folders, name = (part.replace("%", "_") for part in safe_path(version.identifier))
    stem, ending = split_ending(name)
    numbered = f"{stem}@{version.number}{ending}"
    path = names.take(("data", "documents", *folders, numbered))
    writer.write(path, version.chunks())
    beside = ("data", "metadata", *path[2:-1])
    cleaned = version.cleaned
    if cleaned is not None:
        text = cleaned.encode("utf-8", "surrogatepass")
        writer.write(names.take((*beside, f"{path[-1]}.cleaned.txt")), [text])
    writer.write(names.take((*beside, f"{path[-1]}.statement.json")), [version.statement_line])
    prov = version.record("prov") or b""
    writer.write(names.take((*beside, f"{path[-1]}.prov.json")), [prov])
    if (edits := version.record("edits")) is not None:
        writer.write(names.take((*beside, f"{path[-1]}.edits.json")), [edits])


_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def finish(writer: ExportWriter, archive: OpenArchive, options: ExportOptions, rows: bytes) -> None:
    """Write the manifests and the tag files, of which the manifests of tag files come last."""
    writer.write(("data", "metadata", "withdrawn.jsonl"), [rows])
    payload = list(writer.files)
    tags = [writer.write(("bagit.txt",), [_DECLARATION])]
    tags.append(writer.write(("bag-info.txt",), [_info(archive, options, payload)]))
    tags += [
        writer.write((f"manifest-{name}.txt",), _manifest(payload, name)) for name in _ALGORITHMS
    ]
    for name in _ALGORITHMS:
        writer.write((f"tagmanifest-{name}.txt",), _manifest(tags, name))


def _info(archive: OpenArchive, options: ExportOptions, payload: Sequence[WrittenFile]) -> bytes:
    octets = sum(one.size for one in payload)
    lines = {
        "Bagging-Date": options.time.date().isoformat(),
        "External-Identifier": f"urn:uuid:{archive.info.archive} log {archive.state.size}",
        "Payload-Oxum": f"{octets}.{len(payload)}",
        "Source-Organization": " ".join((options.source or "").split()),
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items() if value).encode()


def _manifest(files: Sequence[WrittenFile], algorithm: str) -> Iterator[bytes]:
    for one in files:
        digest = one.sha256 if algorithm == "sha256" else one.sha512
        yield f"{digest}  {encoded(one.path)}\n".encode()


def encoded(path: str) -> str:
    """Return a path as manifests spell it. Source: RFC 8493, section 2.1.3.

    >>> encoded("data/50%")
    'data/50%25'
    """
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
