"""``fonds timestamp``: have outside authorities attest when the log's head existed.

Nothing leaves the machine unless an authority is named, here or in FONDS_TSA.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import notice, reading
from fonds.cli.terminal import error_json, out, out_json, say, say_error, shown
from fonds.errors import UsageError

MAX_ROOTS = 4 * 1024 * 1024  # bytes of a file of root certificates

tsa_option = click.option(
    "--tsa",
    "authorities",
    metavar="URL",
    multiple=True,
    envvar="FONDS_TSA",
    help="An RFC 3161 authority; may be given again (or FONDS_TSA, separated by spaces).",
)

roots_option = click.option(
    "--roots",
    metavar="PEM",
    type=click.Path(path_type=Path),
    help="Keep only tokens by an authority under these root certificates.",
)


@command()
@tsa_option
@roots_option
@click.option("--again", is_flag=True, help="Ask again, even if this head has tokens.")
@reading
def timestamp(
    authorities: tuple[str, ...],
    roots: Path | None,
    again: bool,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
) -> int:
    """Get RFC 3161 tokens over the log's newest head; they cover every version before it.

    Each authority is sent a SHA-256 of the head and nothing else. One that fails is reported, and
    the others are still asked.
    """
    import fonds

    if not authorities:
        raise UsageError("name an authority with --tsa URL, or in FONDS_TSA; there is no default")
    certificates = read_roots(roots)
    with fonds.open(archive_dir, key=key, notice=notice) as archive:
        size = archive.handle.state.size
        asked = stamp_head(archive, authorities, certificates, again=again)
    if as_json:
        out_json({"size": size, "tokens": [token_row(one) for one in asked]})
        for one in asked:
            if one.error is not None:
                say_error(one.error)
    else:
        print_tokens(asked)
        if not asked:
            say(f"the head of {size} leaves has its tokens already (--again asks again)")
    return 3 if any(one.error for one in asked) else 0


def read_roots(path: Path | None) -> list[Any]:
    """Return the certificates of a PEM file. Raises: UsageError, MalformedTokenError."""
    if path is None:
        return []
    from fonds.formats.rfc3161.timestamp import parse_chain

    try:
        with path.open("rb") as file:
            data = file.read(MAX_ROOTS + 1)
    except OSError as e:
        raise UsageError("the root certificates cannot be read", reason=str(e)) from e
    found = parse_chain(data) if len(data) <= MAX_ROOTS else []
    if not found:
        raise UsageError("no root certificates in this file", path=str(path))
    return found


def stamp_head(
    archive: Any,  # noqa: ANN401 - an Archive, imported late
    authorities: Sequence[str],
    roots: Sequence[Any] = (),
    *,
    again: bool = False,
) -> list[Any]:
    """Ask each authority for a token over the log's head; return what became of it.

    A head that has as many tokens as there are authorities is left alone, unless told otherwise.
    Raises: UsageError, StorageError; never because an authority fails.
    """
    from fonds.timestamp import post_query, timestamp_head

    store, checkpoint = archive.handle.store, archive.handle.state.checkpoint
    return timestamp_head(
        store, checkpoint, authorities, post_query, list(roots) or None, again=again
    )


def print_tokens(asked: Sequence[Any], *, err: bool = False) -> None:
    """Print what became of each authority: tokens as results, failures as errors."""
    for one in asked:
        if one.error is not None:
            say(f"no time stamp from {shown(one.url)}")
            say_error(one.error)
            continue
        trust = "checked to a given root" if one.trusted else "not checked against any root"
        line = f"{one.name}  {one.token.time:%Y-%m-%dT%H:%M:%SZ}  {shown(one.token.authority)}"
        (say if err else out)(f"{line}  ({trust})")


def token_row(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a Stamped, imported late
    """Return what became of one authority as ``--json`` prints it."""
    row: dict[str, Any] = {"url": one.url, "name": one.name, "trusted": one.trusted}
    if one.token is not None:
        row |= {
            "time": f"{one.token.time:%Y-%m-%dT%H:%M:%SZ}",
            "authority": one.token.authority,
            "policy": one.token.policy,
            "serial": str(one.token.serial),
        }
    if one.error is not None:
        row["error"] = error_json(one.error)
    return row
