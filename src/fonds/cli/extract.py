"""``fonds extract``: what documents say, and what could not be read of them. Nothing is stored."""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import json_option
from fonds.cli.terminal import out, out_json, safe, say, say_error, shown, standard_input
from fonds.errors import FondsError

if TYPE_CHECKING:
    from fonds.model import Extraction, MetadataValue

_SHOWN = 80  # characters of a block


@command()
@click.argument("files", metavar="FILE|-…", nargs=-1, required=True)
@click.option("--main", "mode", flag_value="main", help="Only the main text, without menus.")
@click.option(
    "--blocks", "mode", flag_value="blocks", help="One line per block: its kind and place."
)
@click.option("--metadata", "mode", flag_value="metadata", help="The document's own metadata.")
@click.option("--format", "media_type", metavar="TYPE", help="The media type, where it is known.")
@click.option(
    "--main-rule",
    type=click.Choice(["trafilatura", "fast", "none"]),
    default="trafilatura",
    show_default=True,
    help="How the main text of a web page is found.",
)
@click.option(
    "--password",
    envvar="FONDS_PDF_PASSWORD",
    help="The password of an encrypted document; never stored.",
)
@click.option("--sensitive", is_flag=True, help="Also show persons, places and hidden text.")
@json_option
def extract(
    files: tuple[str, ...],
    mode: str | None,
    media_type: str | None,
    main_rule: str,
    password: str | None,
    sensitive: bool,
    as_json: bool,
) -> int:
    """Write the text of documents to stdout, and to stderr what could not be read.

    - is stdin. Exit status 3 where a document was damaged or could not be read whole; what its
    format or its owner keeps from readers (a scan, a password) is a loss, and no failure.
    """
    import fonds

    worst = 0
    for file in files:
        try:
            given: Any = standard_input().read() if file == "-" else file
            found = fonds.extract(given, media_type, password=password, main_rule=main_rule)
        except FondsError as e:
            say_error(e)
            worst = max(worst, 1)
            continue
        if as_json:
            out_json(
                {"file": os.fsencode(file).decode("utf-8", "replace"), **_json(found, sensitive)}
            )
        else:
            _tell(found, mode, sensitive)
        for loss in found.losses:
            if not as_json:
                say(f"{shown(file)}: {shown(loss)}")
            if loss.is_damage or loss.kind == "charset":
                worst = 3
    return worst


def _tell(found: "Extraction", mode: str | None, sensitive: bool) -> None:
    if mode == "blocks":
        for block in found.blocks:
            text = (found.text or "")[block.start : block.end]
            line = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
            where = f"{block.start:>8} {block.end:>8} {block.kind:<12} {_place(block.place)}"
            out(f"{where} {shown(line)}")
        return
    if mode == "metadata":
        for value in _open(found, sensitive):
            out(f"{value.name:<18} {shown(value.value)}  ({safe(value.evidence)})")
        kept = sum(value.sensitive for value in found.metadata)
        if kept and not sensitive:
            say(f"{kept} values that are sensitive are not shown (--sensitive)")
        return
    text = (found.main if mode == "main" else found.text) or ""
    if mode == "main" and found.main_ranges is None and found.text is not None:
        say("no main text was found or looked for; this is the whole text")
        text = found.text
    if sys.stdout.isatty():
        out(safe(text, keep="\n\t"))
    else:
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")


def _open(found: "Extraction", sensitive: bool) -> "list[MetadataValue]":
    return [value for value in found.metadata if sensitive or not value.sensitive]


def _place(place: Any) -> str:  # noqa: ANN401 - a mapping of JSON values
    return safe(" ".join(f"{name}={value}" for name, value in place.items())).replace("'", "")


def _json(found: "Extraction", sensitive: bool) -> dict[str, Any]:
    return {
        "text": found.text,
        "main_ranges": found.main_ranges,
        "blocks": [block._asdict() for block in found.blocks],
        "metadata": [value._asdict() for value in _open(found, sensitive)],
        "sensitive": sum(value.sensitive for value in found.metadata),
        "losses": [
            {"kind": x.kind, "count": x.count, "offset": x.offset, "note": x.note, "place": x.place}
            for x in found.losses
        ],
        "steps": [step._asdict() for step in found.steps],
        "tool": found.tool,
        "version": found.version,
        "settings": found.settings,
    }
