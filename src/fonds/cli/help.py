"""``fonds help COMMAND``: the same as ``fonds COMMAND --help``."""

import click

from fonds.cli.command import command, unknown


@command(name="help")
@click.argument("words", metavar="[COMMAND]...", nargs=-1)
@click.pass_context
def help_command(context: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command, or the list of commands."""
    from fonds.cli.terminal import out

    root = context.find_root()
    found, at = root.command, root
    for word in words:
        inner = found.get_command(at, word) if isinstance(found, click.Group) else None
        if inner is None:
            known = found.list_commands(at) if isinstance(found, click.Group) else ()
            raise click.UsageError(unknown(word, known), root)
        found, at = inner, click.Context(inner, info_name=word, parent=at)
    out(found.get_help(at))
