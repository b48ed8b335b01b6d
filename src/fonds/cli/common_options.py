"""Options that several commands have in common."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from fonds.cli.terminal import say, shown
from fonds.errors import UsageError

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

F = TypeVar("F", bound=Callable[..., Any])


def _before_or_after(context: click.Context, option: click.Parameter, value: str) -> Path:
    """Return the folder given to the command, or else to ``fonds`` before it.

    Raises: UsageError for an address.
    """
    before: Path | None = context.find_root().params.get("archive_before")
    given = context.get_parameter_source(option.name or "")
    if before is None or given is ParameterSource.COMMANDLINE:
        return folder_of(value)
    return before


def folder_of(text: str) -> Path:
    """Return a folder that is named. Raises: UsageError for an address such as ``s3://…``."""
    if ADDRESS.match(text):
        raise UsageError("an archive is a folder on this machine, not an address", given=text)
    return Path(text)


archive_option = click.option(
    "--archive",
    "archive_dir",
    metavar="DIR",
    envvar="FONDS_ARCHIVE",
    default="archive",
    show_default=True,
    type=click.Path(path_type=str),
    callback=_before_or_after,
    help="The archive's folder (or FONDS_ARCHIVE).",
)

key_option = click.option(
    "--key",
    metavar="FILE",
    envvar="FONDS_KEY",
    type=click.Path(path_type=Path),
    help="The archive's key file (or FONDS_KEY); else the one in your configuration folder.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def reading(command: F) -> F:
    """Add the options of every command that reads an archive."""
    return archive_option(key_option(json_option(command)))


def open_archive(path: Path, key: Path | None) -> Any:  # noqa: ANN401 - imported late
    """Open the archive for a command."""
    import fonds

    return fonds.open(path, key=key, notice=notice)


def notice(message: str) -> None:
    """Tell people what fonds did by itself."""
    say(shown(message))
