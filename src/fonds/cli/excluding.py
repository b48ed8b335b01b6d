"""``--exclude`` and ``--include``: patterns whose order counts."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from fonds.cli.command import Command
from fonds.cli.terminal import shown

F = TypeVar("F", bound=Callable[..., Any])
_NAMES = ("--exclude", "--include")


class CommandWithPatterns(Command):
    """A command that remembers in which order patterns were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; the patterns go to ``ctx.meta``."""
        given = _in_order(args)
        rest = super().parse_args(ctx, args)
        excluded, included = ctx.params["exclude"], ctx.params["include"]
        counted = [(False, one) for one in excluded] + [(True, one) for one in included]
        ordered = given if sorted(given) == sorted(counted) else counted
        ctx.meta["fonds.patterns"] = ordered
        return rest


def _in_order(args: list[str]) -> list[tuple[bool, str]]:
    """Return (whether it includes, pattern) as they stand in the arguments."""
    found = []
    words = iter(args)
    for word in words:
        if word == "--":
            break
        name, sign, value = word.partition("=")
        if name in _NAMES:
            found.append((name == "--include", value if sign else next(words, "")))
    return found


def excluding(command: F) -> F:
    """Add the options that pass over files of folders."""
    options = (
        click.option(
            "--exclude",
            metavar="GLOB",
            multiple=True,
            type=click.Path(path_type=str),
            help="In folders, leave out what matches, as in .gitignore; may be given again.",
        ),
        click.option(
            "--include",
            metavar="GLOB",
            multiple=True,
            type=click.Path(path_type=str),
            help="Take back an exclusion given before it; given first: ingest only what matches.",
        ),
        click.option(
            "--no-default-excludes",
            is_flag=True,
            help="Ingest leftovers too: .git, .DS_Store, Thumbs.db, *.tmp, *~ and the like.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def excludes_of(given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - Excludes, imported late
    """Return the patterns of a command. Raises: UsageError for one that is empty."""
    from fonds.sources import Excludes

    patterns = click.get_current_context().meta["fonds.patterns"]
    return Excludes.of(patterns, defaults=not given["no_default_excludes"])


def excluded_text(counts: Mapping[str, int]) -> str:
    """Say how many entries were left out, and by which patterns."""
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{shown(pattern)} {count}" for pattern, count in most[:6])
    more = f", and {len(most) - 6} more patterns" if len(most) > 6 else ""
    return f"{sum(counts.values())} ({named}{more})"
