"""``fonds key``: show the keys that sign for an archive, and rotate them."""

from pathlib import Path
from typing import Any

import click

from fonds.cli.command import group
from fonds.cli.common_options import notice, reading
from fonds.cli.terminal import out, out_json, say, shown


@group()
def key() -> None:
    """Show the keys that sign for an archive, or change to a new one."""


@key.command()
@reading
def show(archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Show the verification keys, and whether the private one is here."""
    import fonds

    with fonds.open(archive_dir, key=key, notice=notice) as archive:
        facts = _facts(archive)
    _print(facts, as_json=as_json)


@key.command()
@click.option("--wait", type=float, metavar="SECONDS", help="Wait this long for another writer.")
@reading
def rotate(wait: float | None, archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Change to a new key. The log records the change, signed by both keys.

    The old private key is deleted. What it signed stays valid.
    """
    import secrets

    import fonds
    from fonds.commit import rotate as change

    with fonds.open(archive_dir, key=key, notice=notice) as archive:
        change(archive.handle, archive.now, secrets.token_bytes, notice, wait)
        facts = _facts(archive)
    _print(facts, as_json=as_json)
    say("keep a copy of the new key file: the old one can no longer sign")


def _facts(archive: Any) -> dict[str, Any]:  # noqa: ANN401 - an Archive, imported late
    handle = archive.handle
    return {
        "archive": handle.info.archive,
        "origin": handle.info.origin,
        "keys": handle.state.ring.to_json(),
        "key_file": str(handle.keys.path),
        "can_write": handle.can_write(),
        "log_size": handle.state.size,
    }


def _print(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        out_json(facts)
        return
    out(f"archive   {facts['archive']}")
    out(f"origin    {facts['origin']}")
    for number, entry in enumerate(facts["keys"], 1):
        state = "active" if number == len(facts["keys"]) else "retired"
        out(f"key {number:<5} {entry['vkey']}  from size {entry['from']}, {state}")
    here = "is here" if facts["can_write"] else "is not here, or is another one"
    out(f"key file  {shown(facts['key_file'])} ({here})")
