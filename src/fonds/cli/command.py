"""The base of all commands: help by ``-h``, UTF-8, a suggestion for a typo."""

import difflib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from fonds.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])
_HELP = {"help_option_names": ["-h", "--help"]}


class Command(click.Command):
    """A command whose options hold text in UTF-8; paths may hold any bytes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. Raises: UsageError for an option's text that is not UTF-8."""
        rest = super().parse_args(ctx, args)
        for option in self.params:
            if isinstance(option, click.Option) and not isinstance(option.type, click.Path):
                value = ctx.params.get(option.name or "")
                for text in value if isinstance(value, tuple) else (value,):
                    _refuse_other_bytes(option.opts[-1], text)
        return rest


def _refuse_other_bytes(option: str, text: object) -> None:
    if isinstance(text, str):
        try:
            text.encode()
        except UnicodeEncodeError as e:
            raise UsageError("the text of an option is not UTF-8", option=option) from e


class Group(click.Group):
    """A group that suggests a command for one that does not exist."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command. Raises: click.UsageError with a suggestion."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            raise click.UsageError(unknown(name, self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)


def unknown(name: str, known: Iterable[str]) -> str:
    """Return what to say of a command that does not exist."""
    near = difflib.get_close_matches(name.lower(), list(known), n=3, cutoff=0.55)
    shown = ascii(name)
    if not near:
        return f"No such command {shown}."
    return f"No such command {shown}. Did you mean {' or '.join(near)}?"


def command(**settings: Any) -> Callable[[F], Command]:  # noqa: ANN401 - of click.Command
    """Make a function a command."""
    cls: type[Command] = settings.pop("cls", Command)
    return click.command(cls=cls, context_settings=_HELP, **settings)


def group(**settings: Any) -> Callable[[F], Group]:  # noqa: ANN401 - of click.Group
    """Make a function a group of commands."""
    return click.group(cls=Group, context_settings=_HELP, **settings)
