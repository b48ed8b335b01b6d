"""The command line: ``fonds`` and ``archive-ingest``. All exit codes are decided here.

Exit status: 0 well (of verify: all that was checked holds); 1 failed (nothing bears that name,
and other single failures); 2 wrong usage; 3 finished, but some inputs could not be taken in; 10 no
archive there; 11 another writer; 12 the key is not here; 20 a file is not of its form; 30 bytes,
files or history changed; 40 the disk failed; 130 interrupted.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from fonds.about import VERSION
from fonds.cli.terminal import error_json, open_closed, out_json, pipe_safe, say, say_error
from fonds.errors import FondsError
from fonds.workers import be_one_thread

_COMMANDS = {
    "ingest": ("ingest:ingest", "Take documents into an archive."),
    "watch": ("watch:watch", "Take in what changes below a folder, until Ctrl-C."),
    "init": ("manage:init", "Make an archive and its key."),
    "list": ("read:list_documents", "List the documents."),
    "show": ("read:show", "Show all that is known of a document."),
    "cat": ("read:cat", "Write a document's bytes or text to stdout."),
    "log": ("read:log", "List the versions of a document."),
    "verify": ("verify:verify", "Check every claim, and say which hold."),
    "head": ("head:head", "Print the signed head of the log, to keep elsewhere."),
    "prove": ("prove:prove", "Write a file that proves a document to a stranger."),
    "extract": ("extract:extract", "Read documents, and say what could not be read."),
    "clean": ("clean:clean", "Clean a text, and say what was done."),
    "explain": ("clean:explain", "Show every edit of a document in its context."),
    "timestamp": ("timestamp:timestamp", "Have outside authorities vouch for the log's head."),
    "key": ("key:key", "Show who signs for the archive, or change the key."),
    "withdraw": ("withdraw:withdraw", "Take a document out, and keep the log."),
    "catalog": ("manage:catalog", "Look after the catalogue."),
    "doctor": ("manage:doctor", "Say which tools are here, and how to get the others."),
}
"""Name to where the command is, and its help: listing them imports none of them."""


class _Commands(click.Group):
    """A group whose commands are imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(f"fonds.cli.{module}"), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - our own table
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="fonds")
@click.option(
    "--archive",
    "archive_before",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The archive's folder, for the command that follows (else ./archive, or FONDS_ARCHIVE).",
)
def fonds(archive_before: Path | None) -> None:
    """Keep documents: exact bytes, provenance, a reversibly cleaned text, and proof.

    The archive may be named before the command or after it.
    """


def main() -> None:
    """Run ``fonds``."""
    run(fonds, sys.argv[1:], "fonds")


def archive_ingest() -> None:
    """Run ``archive-ingest``, which is ``fonds ingest``."""
    if sys.argv[1:2] == ["--version"]:
        run(fonds, sys.argv[1:], "archive-ingest")
    from fonds.cli.ingest import ingest

    run(ingest, sys.argv[1:], "archive-ingest")


def run(command: click.Command, arguments: list[str], name: str) -> None:
    """Run one command and exit with its status. No traceback ever reaches a user."""
    open_closed()
    be_one_thread()
    as_json = "--json" in arguments or "--jsonl" in arguments
    try:
        with pipe_safe():
            result: Any = command.main(arguments, prog_name=name, standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except FondsError as e:
        say_error(e)
        if as_json:
            out_json({"error": error_json(e)})
        sys.exit(e.exit_status)
    except click.exceptions.Abort:
        say("interrupted")
        sys.exit(130)
    except KeyboardInterrupt:
        say("interrupted")
        sys.exit(130)
    except click.ClickException as e:
        e.show()
        sys.exit(e.exit_code)
    except (RecursionError, MemoryError) as e:
        say(f"error F000: the input was more than this machine can handle ({type(e).__name__})")
        sys.exit(1)
    except OSError as e:
        say(f"error F500: the system refused: {ascii(str(e))[1:-1]}")
        sys.exit(40)
    except Exception as e:
        if os.environ.get("FONDS_DEBUG"):
            raise
        what = ascii(f"{type(e).__name__}: {e}")[1:-1][:300]
        say(f"error F000: a fault of fonds itself: {what}")
        say("hint: nothing that was acknowledged is lost; FONDS_DEBUG=1 shows where; please report")
        sys.exit(1)
