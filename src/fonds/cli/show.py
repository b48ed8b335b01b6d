"""``fonds show``: all that is known of a version."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import open_archive, reading
from fonds.cli.terminal import counted, out, out_json, safe, shown, table
from fonds.errors import FondsError

HEAD = (
    "document", "identifier", "title", "version", "of", "kind", "at", "target", "type", "charset",
    "operator", "file date", "statement", "leaf", "bundle",
)  # fmt: skip


@command()
@click.argument("document", metavar="DOC[@N]")
@click.option("--sensitive", is_flag=True, help="Also show persons, places and hidden text.")
@reading
def show(
    document: str, sensitive: bool, archive_dir: Path, key: Path | None, as_json: bool
) -> None:
    """Show metadata, fingerprints, identification, provenance and edits of a document.

    DOC is its identifier, a path or the end of one, its id, or the beginning of a digest.
    """
    with open_archive(archive_dir, key) as archive:
        version = archive.get(document)
        facts = describe(archive, version)
        facts |= {} if version.withdrawn else found_in(version, sensitive=sensitive)
    if as_json:
        out_json(facts)
        return
    for name in HEAD:
        if (value := facts.get(name.replace(" ", "_"))) not in (None, ""):
            out(f"{name:<12} {shown(value)}")
    if facts["withdrawn"]:
        out("withdrawn    the content was removed; this is all that remains")
        _section("withdrawal", facts["withdrawal"])
        return
    _print(facts)


def _print(facts: dict[str, Any]) -> None:
    prints = dict(facts["fingerprints"])
    if "minhash/1" in prints:
        prints["minhash/1"] = "(a sketch for near-duplicates; --json prints it)"
    _section("fingerprints", prints)
    _section("taken out of", facts["container"])
    _section("from a server", facts["exchange"])
    _section("stated", facts["metadata"]["stated"])
    _section("inferred", facts["metadata"]["inferred"])
    _found(facts)
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
        flexible=("version", "note"),
    )
    if facts["has_text"]:
        _section("text", {k: v for k, v in facts["text"].items() if k != "loss"})
    else:
        out("\ntext\n  none, so there is nothing to read or clean; the bytes are stored whole")
        out(f"  because     {shown(facts['without_text'])}")
    out("\nprovenance")
    table(
        [(e["start"], e["event"], e["agent"], _rest(e)) for e in facts["events"]],
        ("when", "event", "tool", "details"),
        flexible=("details",),
    )
    out(f"  tools of the run  {safe(', '.join(' '.join(pair) for pair in facts['tools'].items()))}")
    _edits(facts["edits"], facts["findings"], has_text=facts["has_text"])


def _found(facts: dict[str, Any]) -> None:
    """Print what the document says of itself, and what its text lacks."""
    if facts["found"] or facts["sensitive"]:
        out("\nfound in the document")
        table(
            [(one["name"], one["value"], one["evidence"]) for one in facts["found"]],
            ("name", "value", "evidence"),
            flexible=("value", "evidence"),
        )
    if facts["sensitive"]:
        out(f"  {counted(facts['sensitive'], 'value')} more: sensitive (--sensitive shows them)")
    if facts["losses"]:
        out("\nnot in the text")
        for loss in facts["losses"]:
            out(f"  {shown(loss)}")


def _edits(edits: list[Any], findings: list[Any], *, has_text: bool) -> None:
    if not has_text:
        return
    summed = f"{counted(len(edits), 'edit')}, {counted(len(findings), 'finding')}"
    out(f"\n{summed}" + (" (`fonds explain` shows them in context)" if edits or findings else ""))
    for edit in edits:
        change = f"{edit['removed']!r} -> {edit['inserted']!r}"
        out(f"  {edit['id']}  {edit['rule']}  at {edit['start']}: {shown(change)}")
        for name, value in edit.get("lifted", {}).items():
            out(f"       {shown(name)} = {shown(value)}")


def describe(archive: Any, version: Any) -> dict[str, Any]:  # noqa: ANN401 - imported late
    """Return all that is known of a version, as ``show --json`` prints it."""
    from fonds.formats import prov

    facts = _place(archive, version)
    if version.withdrawn:
        return facts | {
            "target": "",
            "fingerprints": {},
            "withdrawal": _tombstone(archive, version),
        }
    own, run, ledger = version.own_provenance, version.run_provenance, version.edits
    raw, text = prov.attributes(own, "raw"), prov.attributes(own, "text")
    fingerprints = {
        "sha256": version.sha256,
        "blake3": version.statement.records[0].blake3,
        "swhid": raw.get("f:swhid", ""),
        "size": version.size,
    }
    if version.row.sketch:
        fingerprints["minhash/1"] = version.row.sketch.hex()
    has_text = version.text is not None
    return facts | {
        "target": version.statement.target,
        "operator": run.get("agent", {}).get("run:operator", {}).get("f:name"),
        "file_date": file_date(raw.get("f:modified_ns")),
        "container": _unprefixed(prov.attributes(own, prov.CONTAINER)),
        "exchange": _exchange(version),
        "tools": prov.tool_versions(run),
        "fingerprints": fingerprints,
        "metadata": {"stated": version.stated, "inferred": version.inferred},
        "records": [
            {"role": r.role, "size": r.size, "type": r.type, "sha256": r.sha256, "blake3": r.blake3}
            for r in version.statement.records
        ],
        "type": version.statement.records[0].media_type,
        "charset": version.statement.records[0].charset,
        "identification": [opinion._asdict() for opinion in version.opinions],
        "has_text": has_text,
        "without_text": None if has_text else _why_no_text(version, text),
        "text": _unprefixed(text),
        "events": version.events,
        "edits": [_plain(edit) for edit in ledger.edits] if ledger else [],
        "findings": [_plain(finding) for finding in ledger.findings] if ledger else [],
    }


def _exchange(version: Any) -> dict[str, Any]:  # noqa: ANN401 - a Version
    """What people want to know of how a server gave the bytes; ``cat --exchange`` has all of it."""
    record = version.exchange
    if record is None:
        return {}
    tls = record.get("tls") or {}
    facts = {
        "captured": version.captured,
        "status": record.get("status"),
        "ip": record.get("ip"),
        "tls": tls.get("version"),
        "certificate": next((one["sha256"] for one in tls.get("certificates", ())), None),
        "partial": record.get("partial"),
        "notes": "; ".join(record.get("notes", ())) or None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _unprefixed(facts: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("f:"): value for name, value in facts.items()}


def found_in(version: Any, *, sensitive: bool) -> dict[str, Any]:  # noqa: ANN401 - a Version
    """Return what the document says of itself with its evidence, and what its text lacks."""
    from fonds.formats import prov

    losses = prov.attributes(version.own_provenance, "text").get("f:loss", [])
    values = version.extraction.metadata if version.extraction else ()
    return {
        "found": [one._asdict() for one in values if sensitive or not one.sensitive],
        "sensitive": 0 if sensitive else sum(one.sensitive for one in values),
        "losses": losses if isinstance(losses, list) else [str(losses)],
    }


def _place(archive: Any, version: Any) -> dict[str, Any]:  # noqa: ANN401 - imported late
    """What is known of a version without its content."""
    bundle = archive.handle.catalog.bundle_of(version.leaf)
    return {
        "document": version.document,
        "identifier": version.identifier,
        "version": version.number,
        "of": len(archive.handle.catalog.versions_of(version.document)),
        "kind": version.row.kind,
        "at": version.row.at,
        "statement": f"sha256:{version.row.statement.hex()}",
        "leaf": version.leaf,
        "bundle": bundle.name if bundle else None,
        "withdrawn": version.withdrawn,
        "title": version.title,
    }


def _tombstone(archive: Any, version: Any) -> dict[str, Any]:  # noqa: ANN401 - imported late
    """Return what the public account of a withdrawal says, as far as it can be read."""
    from fonds.formats.withdrawal import PENDING, Tombstone

    store = archive.handle.store
    for name in store.names("withdrawn"):
        if name == PENDING or not name.endswith(".json"):
            continue
        try:
            stone = Tombstone.parse(store.read(name, 1 << 20))
        except FondsError:
            continue  # verify says so
        if stone.leaf == version.leaf:
            tombstone = {"when": stone.at, "authority": stone.authority, "reason": stone.reason}
            return tombstone | {"tombstone": name}
    return {"tombstone": "not found; run `fonds verify`"}


def _why_no_text(version: Any, text: dict[str, Any]) -> str:  # noqa: ANN401 - a Version
    """Say why a version has no text, from its provenance."""
    losses = text.get("f:loss", [])
    if losses:
        return "; ".join(losses if isinstance(losses, list) else [str(losses)])
    media_type = version.statement.records[0].media_type
    return f"fonds has no extractor for {media_type}, or only the bytes were to be stored"


def file_date(nanoseconds: object) -> str | None:
    """Return when a file was last changed, in UTC; of years that no calendar has, the seconds.

    >>> file_date("1577836800000000001"), file_date("-1000000000"), file_date(str(10**21))
    ('2020-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '1000000000000 s after 1970')
    """
    if nanoseconds is None:
        return None
    seconds = int(str(nanoseconds)) // 10**9
    try:
        time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return f"{seconds} s after 1970"
    return f"{time:%Y-%m-%dT%H:%M:%SZ}" if time.year >= 1000 else time.isoformat()


def _plain(value: Any) -> dict[str, Any]:  # noqa: ANN401 - an Edit or a Finding
    import attrs

    return attrs.asdict(value)


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
