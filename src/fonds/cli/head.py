"""``fonds head``: the signed head of the log, to keep outside the archive."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fonds.cli.command import command
from fonds.cli.common_options import notice, reading
from fonds.cli.key_and_head_files import head_file, witness_keys
from fonds.cli.terminal import out, out_json, safe
from fonds.errors import SignatureError

if TYPE_CHECKING:
    from fonds.formats.tlog.note import VerifyKey


@command()
@click.option(
    "--cosigned",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Store the cosignatures on this head in the archive; - is stdin.",
)
@click.option(
    "--witness",
    "witnesses",
    metavar="VKEY|FILE",
    multiple=True,
    help="Store them only if this witness's is among them and valid.",
)
@reading
def head(
    cosigned: Path | None,
    witnesses: tuple[str, ...],
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> None:
    """Print the signed head of the log, to keep in another place or give to others.

    With a head kept outside, `fonds verify --head FILE` shows later whether the log was rolled
    back or rewritten. A witness adds its cosignature to a head; --cosigned keeps the cosignature in
    the archive, and `fonds verify --witness VKEY` checks it.
    """
    import fonds
    from fonds.model import stamp

    with fonds.open(archive_dir, key=key, notice=notice) as archive:
        if cosigned is not None:
            data = head_file(cosigned)
            _demand(data, [key for given in witnesses for key in witness_keys(given)])
            size, added = archive.cosign(data)
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
    # To a file or a pipe it goes as it is; a terminal is shown what names of witnesses hold.
    plain = text.removesuffix("\n")
    out(safe(plain, keep="\n") if sys.stdout.isatty() else plain)


def _demand(data: bytes, witnesses: "list[VerifyKey]") -> None:
    """Return if each of these witnesses cosigned the head. Raises: SignatureError, FormatError."""
    from fonds.formats.tlog.note import Note, cosigned_at

    for witness in witnesses:
        if cosigned_at(Note.parse(data), witness) is None:
            raise SignatureError("the head has no cosignature of a witness", name=witness.name)
