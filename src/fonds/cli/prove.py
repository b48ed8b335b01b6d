"""``fonds prove``: a file that proves a document to a stranger."""

from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import notice, reading
from fonds.cli.terminal import out, out_bytes, out_json, say, shown, size_text
from fonds.errors import UsageError


@command()
@click.argument("documents", metavar="DOC[@N]...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="Where to write it; - for stdout. An existing file is never overwritten.",
)
@click.option(
    "--sign-wacz",
    is_flag=True,
    help="Sign for viewers too (wacz-auth). Viewers show it and do not check it; fonds does.",
)
@reading
def prove(
    documents: tuple[str, ...],
    output: Path,
    sign_wacz: bool,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> None:
    """Write one file that proves documents to a stranger.

    It is a WACZ of exactly these versions: their bytes, texts, edits and provenance, a copy for
    reading, the proof that the archive's log holds them, its signed head, time stamps, and a shell
    script that checks all this. Nothing of other documents is in it. `fonds verify FILE` checks
    it, `fonds get FILE -o DIR` writes out what it holds, ReplayWeb.page shows it.
    """
    import fonds
    from fonds.prove import prove_to_file, prove_to_stream, wacz_signer

    to_stdout = str(output) == "-"
    if to_stdout and as_json:
        raise UsageError("--json and -o - would both write to stdout")
    was_there = not to_stdout and output.exists()
    with fonds.open(archive_dir, key=key, notice=notice) as archive:
        versions = [archive.get(name) for name in documents]
        sign = wacz_signer(archive.handle) if sign_wacz else None
        if to_stdout:
            import tempfile

            folder = Path(tempfile.gettempdir())
            prove_to_stream(archive.handle, versions, out_bytes, folder, sign=sign)
            return
        proven = prove_to_file(archive.handle, versions, output, sign=sign)
        facts = _facts(proven, output)
    if as_json:
        out_json(facts)
        return
    again = "  (was there already, with the same bytes)" if was_there else ""
    out(f"{shown(output)}  {size_text(proven.size)}{again}")
    for row in facts["versions"]:
        out(f"  {shown(row['identifier'])} version {row['version']}, leaf {row['leaf']}")
    head = facts["head"]
    out(f"proven under the head of {head['size']} leaves, signed {head['time']}")
    stamps = facts["timestamps"]
    out(f"time stamps: {stamps}" if stamps else "time stamps: none (`fonds timestamp` gets them)")
    out(f"key: {facts['key']}")
    say("give the recipient the key by another way than this file: the proof rests on it")


def _facts(proven: Any, output: Path) -> dict[str, Any]:  # noqa: ANN401 - a Proven, imported late
    head = proven.newest
    return {
        "file": str(output),
        "bytes": proven.size,
        "id": proven.id,
        "manifest": f"sha256:{proven.manifest}",
        "versions": [
            {
                "document": version.document,
                "identifier": version.identifier,
                "version": version.number,
                "leaf": version.leaf,
                "sha256": version.sha256,
            }
            for version in proven.versions
        ],
        "head": {
            "size": head.size,
            "root": head.root.hex(),
            "time": head.extensions[0].removeprefix("time ") if head.extensions else None,
        },
        "timestamps": len(proven.transparency.timestamps),
        "key": str(proven.transparency.ring.at(head.size)),
    }
