"""``fonds cat``: the bytes and texts of a document."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import open_archive, reading
from fonds.cli.terminal import out_bytes, out_json, safe, say, shown, size_text
from fonds.errors import NoTextError, UsageError


@command()
@click.argument("document", metavar="DOC[@N]")
@click.option("--raw", "part", flag_value="raw", default=True, help="The exact bytes (default).")
@click.option("--text", "part", flag_value="text", help="The extracted text.")
@click.option("--main", "part", flag_value="main", help="The main text: an article without menus.")
@click.option("--cleaned", "part", flag_value="cleaned", help="The cleaned text.")
@click.option("--provenance", "part", flag_value="provenance", help="PROV-JSON.")
@click.option("--exchange", "part", flag_value="exchange", help="How a server gave the bytes.")
@click.option("--edits", "part", flag_value="edits", help="The ledger of edits.")
@reading
def cat(document: str, part: str, archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Write a document to stdout: its exact bytes, or what was made from them.

    On a terminal, control characters are shown and not obeyed, and fonds asks before it prints
    what is no text. Into a file or a pipe everything goes as it is; `fonds get` writes files.
    """
    with open_archive(archive_dir, key) as archive:
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
            if part == "raw":
                _ask_about_binary(version)
            for chunk in chunks:
                sys.stdout.write(safe(chunk.decode("utf-8", "backslashreplace"), keep="\n\t"))
            return
        for chunk in chunks:
            out_bytes(chunk)


def _ask_about_binary(version: Any) -> None:  # noqa: ANN401 - a Version
    """Ask before a terminal is filled with what is no text. Raises: UsageError for a no."""
    record = version.statement.records[0]
    if version.text is not None or record.media_type.startswith("text/"):
        return
    what = f"{shown(version.identifier)} is {size_text(version.size)} of {safe(record.media_type)}"
    if not sys.stdin.isatty():
        raise UsageError(f"{what}; `fonds get` writes it to a file")
    say(f"{what}; `fonds get` writes it to a file")
    if not click.confirm("print it here all the same?", default=False, err=True):
        raise click.exceptions.Exit(0)


def _part(version: Any, part: str) -> Iterator[bytes]:  # noqa: ANN401 - a Version
    """Yield the bytes of what was asked for. Raises: NoTextError where there is none."""
    if part == "raw":
        yield from version.chunks()
        return
    if part == "provenance":
        import orjson

        yield orjson.dumps(version.provenance, option=orjson.OPT_INDENT_2) + b"\n"
        return
    if part == "exchange":
        exchange = version.record("exchange")
        if exchange is None:
            raise NoTextError("no server gave this version", identifier=version.identifier)
        yield exchange
        return
    if part == "edits":
        ledger = version.record("edits")
        yield ledger if ledger is not None else b'{"edits":[],"findings":[]}'
        yield b"\n"
        return
    text = {"text": version.text, "main": version.main}.get(part, version.cleaned)
    if text is None:
        raise NoTextError(
            "the document has no text",
            document=version.identifier,
            type=version.statement.records[0].media_type,
        )
    yield text.encode("utf-8", "surrogatepass")


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()
