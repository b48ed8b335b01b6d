"""``fonds head``: the signed head of the log, for whoever is to hold it. Floor 6."""

from pathlib import Path

import click

from fonds.cli.given import head_file
from fonds.cli.options import notice, reading
from fonds.cli.terminal import out, out_json


@click.command()
@click.option(
    "--cosigned",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Keep the cosignatures that this head bears; - is stdin.",
)
@reading
def head(cosigned: Path | None, archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Print the signed head of the log, to write down or hand to others.

    Whoever holds it can show later that the log was rolled back or rewritten:
    `fonds verify --head FILE`. A witness that was handed it gives it back with a line of its own;
    `--cosigned` keeps that line in the archive, and `fonds verify --witness VKEY` checks it.
    """
    import fonds
    from fonds.model import stamp

    with fonds.open(archive_dir, key=key, notice=notice) as archive:
        if cosigned is not None:
            size, added = archive.cosign(head_file(cosigned))
            notice(f"{added} new cosignatures of the head of {size} leaves")
        state = archive.handle.state
    text = bytes(state.note).decode()
    if as_json:
        out_json(
            {
                "origin": state.checkpoint.origin,
                "size": state.size,
                "root": state.root.hex(),
                "time": stamp(state.time),
                "note": text,
            }
        )
        return
    out(text.removesuffix("\n"))
