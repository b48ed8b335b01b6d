"""``fonds search`` and ``index``: documents by the words of their texts."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import open_archive, reading
from fonds.cli.terminal import counted, out, out_json, say, shown
from fonds.errors import UsageError

_SHOWN_EVERY = 2000  # versions between two lines of progress


@command()
@click.argument("query", nargs=-1, required=True, metavar="QUERY…")
@click.option("--any", "any_of", is_flag=True, help="One of the words is enough.")
@click.option(
    "--not", "without", multiple=True, metavar="WORD", help="Without this; may be given again."
)
@click.option("--all-versions", is_flag=True, help="Search older versions too.")
@click.option("--language", metavar="TAG", help="Only in this language: en, ar.")
@click.option("--script", metavar="CODE", help="Only in this script: Latn, Arab.")
@click.option("--type", "media_type", metavar="TYPE", help="Only of this type, or its beginning.")
@click.option("--source", metavar="PREFIX", help="Only documents whose name begins so.")
@click.option(
    "--meta", "metadata", multiple=True, metavar="KEY=VALUE", help="Only with this metadata."
)
@click.option("--since", metavar="TIME", help="Only of this time or later: 2026, 2026-11-30.")
@click.option("--until", metavar="TIME", help="Only of this time or earlier.")
@click.option(
    "--sort",
    type=click.Choice(("rank", "date", "name")),
    default="rank",
    show_default=True,
    help="The order of the hits.",
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    metavar="N",
    help="Print at most N hits.",
)
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="Pass over N hits.")
@click.option("--count", is_flag=True, help="Print only how many match.")
@click.option("--no-update", is_flag=True, help="Search the index as it stands.")
@reading
def search(
    query: tuple[str, ...],
    metadata: tuple[str, ...],
    count: bool,
    no_update: bool,
    archive_dir: Path,
    key: Path | None,
    as_json: bool,
    **filters: Any,  # noqa: ANN401 - fields of SearchOptions
) -> None:
    """Find documents by the words of their texts, in every script. All words must occur.

    A phrase stands in quotes; word* is a beginning. Nothing else is syntax. Case, accents, vowel
    signs and the like do not matter; documents that are spelt as typed come first.
    """
    pairs = dict(_pair(one) for one in metadata)
    with open_archive(archive_dir, key) as archive:
        found = archive.search(
            " ".join(query), metadata=pairs, update=not no_update, progress=_progress(), **filters
        )
    if count:
        out_json({"total": found.total}) if as_json else out(str(found.total))
        return
    if as_json:
        out_json(found.to_json())
        return
    for hit in found.results:
        of = f"@{hit.version}" if hit.of != hit.version else ""
        out(f"{shown(hit.identifier)}{of}  {shown(hit.title)}")
        pieces = [_painted(shown(part.text.replace("\n", " ")), part.hit) for part in hit.snippet]
        out(f"    {''.join(pieces)}")
    say(f"{counted(found.total, 'document')} found" if found.total else "nothing found")


def _painted(text: str, hit: bool) -> str:
    if not hit:
        return text
    return click.style(text, bold=True, fg="yellow") if sys.stdout.isatty() else f"[{text}]"


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise UsageError("metadata is written KEY=VALUE", given=text)
    return name, value


def _progress() -> Callable[[int, int], None]:
    """Tell on stderr how far the index has come, where that takes a while."""
    shown_at = 0

    def progress(done: int, total: int) -> None:
        nonlocal shown_at
        if done - shown_at >= _SHOWN_EVERY:
            shown_at = done
            say(f"indexing: {done} of {total} versions")

    return progress


@command()
@reading
def index(archive_dir: Path, key: Path | None, as_json: bool) -> None:
    """Bring the search index up to the log. `fonds search` does that by itself.

    The index is a file of its own, search.sqlite, that may be deleted at any time.
    """
    with open_archive(archive_dir, key) as archive:
        versions = archive.index(progress=_progress())
    if as_json:
        out_json({"versions": versions})
    else:
        out(f"{counted(versions, 'version')} indexed")
