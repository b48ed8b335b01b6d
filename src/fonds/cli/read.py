"""``fonds list``, ``show``, ``cat`` and ``log``: what is in an archive."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from fonds.cli.common_options import notice, reading
from fonds.cli.terminal import (
    out,
    out_bytes,
    out_json,
    out_json_rows,
    safe,
    say,
    shown,
    size_text,
    table,
)
from fonds.errors import UnknownDocumentError

PARTS = ("raw", "text", "cleaned", "provenance", "edits")
COLUMNS = 200  # rows of a listing that are aligned together


@click.command(name="list")
@click.argument("contains", required=False, default="")
@reading
def list_documents(contains: str, archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """List the documents whose identifier contains CONTAINS, or all of them."""
    with _open(archive_dir, key) as archive:
        rows = (_summary(document) for document in archive.documents(contains))
        if as_json:
            out_json_rows("documents", rows)
            return
        empty = True
        for page in _pages(rows):
            empty = False
            table(
                [
                    (
                        r["document"][9:17],
                        r["versions"],
                        size_text(r["size"]),
                        r["type"],
                        "(withdrawn)" if r["withdrawn"] else r["title"],
                        r["identifier"],
                    )
                    for r in page
                ],
                ("document", "versions", "size", "type", "title", "identifier"),
            )
        if empty:
            say("no documents" + (" match" if contains else " yet"))


@click.command()
@click.argument("document", metavar="DOC[@N]")
@reading
def show(document: str, archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Show metadata, fingerprints, identification, provenance and edits of a document."""
    with _open(archive_dir, key) as archive:
        version = archive.get(document)
        facts = describe(archive, version)
    if as_json:
        out_json(facts)
        return
    for name in ("document", "identifier", "version", "of", "kind", "at", "target", "statement"):
        out(f"{name:<12} {shown(facts[name])}")
    if facts["withdrawn"]:
        out("withdrawn    the content was taken out; what follows is what remains")
        return
    _section("fingerprints", facts["fingerprints"])
    _section("stated", facts["metadata"]["stated"])
    _section("inferred", facts["metadata"]["inferred"])
    out("\nrecords")
    table(
        [(r["role"], r["size"], r["type"], r["sha256"]) for r in facts["records"]],
        ("role", "bytes", "type", "sha256"),
    )
    out("\nidentification")
    table(
        [
            [o[name] or "" for name in ("tool", "version", "basis", "media_type", "puid", "note")]
            for o in facts["identification"]
        ],
        ("tool", "version", "by", "type", "puid", "note"),
    )
    _section("text", facts["text"])
    out("\nprovenance")
    table(
        [(e["start"], e["event"], e["agent"], _rest(e)) for e in facts["events"]],
        ("when", "event", "tool", "details"),
    )
    edits, findings = facts["edits"], facts["findings"]
    out(f"\n{len(edits)} edits, {len(findings)} findings (`fonds explain` shows them in context)")
    for edit in edits:
        change = f"{edit['removed']!r} -> {edit['inserted']!r}"
        out(f"  {edit['id']}  {edit['rule']}  at {edit['start']}: {shown(change)}")
        for name, value in edit.get("lifted", {}).items():
            out(f"       {shown(name)} = {shown(value)}")


@click.command()
@click.argument("document", metavar="DOC[@N]")
@click.option("--raw", "part", flag_value="raw", default=True, help="The exact bytes (default).")
@click.option("--text", "part", flag_value="text", help="The extracted text.")
@click.option("--cleaned", "part", flag_value="cleaned", help="The cleaned text.")
@click.option("--provenance", "part", flag_value="provenance", help="PROV-JSON.")
@click.option("--edits", "part", flag_value="edits", help="The ledger of edits.")
@reading
def cat(document: str, part: str, archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Write a document to stdout: its exact bytes, or what was made from them.

    On a terminal, control characters are shown and not obeyed; into a file or a pipe everything
    goes as it is.
    """
    with _open(archive_dir, key) as archive:
        version = archive.get(document)
        chunks = _part(version, part)
        if as_json:
            data = b"".join(chunks)
            text = data.decode("utf-8", "replace")
            exact = text.encode() == data
            out_json({"document": version.document, "version": version.number, "part": part}
                     | ({"text": text} if exact else {"base64": _base64(data)}))  # fmt: skip
            return
        if sys.stdout.isatty():
            for chunk in chunks:
                sys.stdout.write(safe(chunk.decode("utf-8", "backslashreplace"), keep="\n\t"))
            return
        for chunk in chunks:
            out_bytes(chunk)


@click.command()
@click.argument("document", metavar="DOC")
@reading
def log(document: str, archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """List the versions of a document, oldest first, with their places in the log."""
    with _open(archive_dir, key) as archive:
        rows = [
            {
                "version": version.number,
                "at": version.row.at,
                "kind": version.row.kind,
                "sha256": version.sha256,
                "size": version.size,
                "leaf": version.leaf,
                "statement": version.row.statement.hex(),
                "withdrawn": version.withdrawn,
            }
            for version in archive.versions(document)
        ]
        identifier = archive.get(document).identifier
    if as_json:
        out_json({"identifier": identifier, "versions": rows})
        return
    out(shown(identifier))
    table(
        [
            (
                r["version"],
                r["at"],
                "withdrawn" if r["withdrawn"] else r["kind"],
                size_text(int(str(r["size"]))),
                r["leaf"],
                r["sha256"],
            )
            for r in rows
        ],
        ("version", "when", "kind", "size", "leaf", "sha256"),
    )


def describe(archive: Any, version: Any) -> dict[str, Any]:  # noqa: ANN401 - imported late
    """Return all that is known of a version, as ``show --json`` prints it."""
    from fonds.formats import prov

    row = version.row
    facts: dict[str, Any] = {
        "document": version.document,
        "identifier": version.identifier,
        "version": version.number,
        "of": len(archive.handle.catalog.versions_of(version.document)),
        "kind": row.kind,
        "at": row.at,
        "statement": f"sha256:{row.statement.hex()}",
        "leaf": version.leaf,
        "withdrawn": version.withdrawn,
        "title": version.title,
    }
    if version.withdrawn:
        return facts | {"target": "", "fingerprints": {}}
    own, ledger = version.own_provenance, version.edits
    raw, text = prov.attributes(own, "raw"), prov.attributes(own, "text")
    opinions = [opinion._asdict() for opinion in version.opinions]
    fingerprints = {
        "sha256": version.sha256,
        "blake3": version.statement.records[0].blake3,
        "swhid": raw.get("f:swhid", ""),
        "size": version.size,
    }
    if row.sketch:
        fingerprints["minhash/1"] = row.sketch.hex()
    return facts | {
        "target": version.statement.target,
        "fingerprints": fingerprints,
        "metadata": {kind: version.metadata(kind) for kind in ("stated", "inferred")},
        "records": [
            {"role": r.role, "size": r.size, "type": r.type, "sha256": r.sha256, "blake3": r.blake3}
            for r in version.statement.records
        ],
        "type": version.statement.records[0].media_type,
        "charset": version.statement.records[0].charset,
        "identification": opinions,
        "text": {name.removeprefix("f:"): value for name, value in text.items()},
        "events": version.events,
        "edits": [_plain(edit) for edit in ledger.edits] if ledger else [],
        "findings": [_plain(finding) for finding in ledger.findings] if ledger else [],
    }


def _plain(value: Any) -> dict[str, Any]:  # noqa: ANN401 - an Edit or a Finding
    import attrs

    return attrs.asdict(value)


def _summary(document: Any) -> dict[str, Any]:  # noqa: ANN401 - a Document
    row = document.latest.row
    return {
        "document": document.id,
        "identifier": document.identifier,
        "title": document.title,
        "versions": document.versions,
        "size": row.size,
        "type": row.type,
        "sha256": row.sha256.hex(),
        "at": row.at,
        "withdrawn": row.withdrawn,
    }


def _part(version: Any, part: str) -> Iterator[bytes]:  # noqa: ANN401 - a Version
    """Yield the bytes of what was asked for. Raises: UnknownDocumentError where there is none."""
    if part == "raw":
        yield from version.chunks()
        return
    if part == "provenance":
        import orjson

        yield orjson.dumps(version.provenance, option=orjson.OPT_INDENT_2) + b"\n"
        return
    if part == "edits":
        ledger = version.record("edits")
        yield ledger if ledger is not None else b'{"edits":[],"findings":[]}'
        yield b"\n"
        return
    text = version.text if part == "text" else version.cleaned
    if text is None:
        raise UnknownDocumentError(
            "no text was extracted from this document", document=version.identifier
        )
    yield text.encode("utf-8", "surrogatepass")


def _section(title: str, facts: dict[str, Any]) -> None:
    if not facts:
        return
    out(f"\n{title}")
    for name, value in facts.items():
        values = value if isinstance(value, list) else [value]
        for one in values:
            out(f"  {shown(name):<14} {shown(one)}")


def _rest(event: dict[str, Any]) -> str:
    known = {"step", "event", "agent", "start", "end"}
    return ", ".join(f"{name}={value}" for name, value in event.items() if name not in known)


def _pages(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    page: list[dict[str, Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == COLUMNS:
            yield page
            page = []
    if page:
        yield page


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


def _open(path: Path, key: Path | None) -> Any:  # noqa: ANN401 - an Archive, imported late
    import fonds

    return fonds.open(path, key=key, notice=notice)
