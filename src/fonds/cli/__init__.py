"""The command line: ``fonds`` and ``archive-ingest``. All exit codes are decided here.

Exit status: 0 success (of verify: all that was checked holds); 1 failed (no document of that
name, and other single failures); 2 wrong usage; 3 finished, but some inputs could not be ingested
or not be read whole; 10 no archive there; 11 another writer; 12 the key is not here; 13 the
system does not permit to write; 20 a file is malformed; 30 bytes, files or history have changed;
40 the disk failed; 130 interrupted.
"""

import contextlib
import io
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from fonds.about import VERSION
from fonds.cli.command import Group
from fonds.cli.common_options import folder_of
from fonds.cli.terminal import (
    error_json,
    open_closed,
    out_json,
    pipe_safe,
    print_in_any_encoding,
    safe,
    say,
    say_error,
)
from fonds.errors import FondsError
from fonds.workers import use_one_thread

_GROUPS = {
    "Ingest": {
        "ingest": ("ingest:ingest", "Archive files and folders."),
        "watch": ("watch:watch", "Archive what changes in folders, until Ctrl-C."),
        "init": ("manage:init", "Make an archive and its key."),
    },
    "Find and read": {
        "list": ("listing:list_documents", "List the documents, or search their names."),
        "search": ("search:search", "Find documents by the words of their texts."),
        "show": ("show:show", "Show all that is known about a document."),
        "cat": ("read:cat", "Write a document's bytes or text to stdout."),
        "history": ("compare:history", "List a document's versions, and what changed."),
        "diff": ("compare:diff", "Compare versions, documents or files."),
        "find": ("compare:find", "Find versions by a fingerprint, or by a file."),
        "similar": ("compare:similar", "List texts that are like a document's."),
        "duplicates": ("compare:duplicates", "List documents that are equal or alike."),
        "explain": ("clean:explain", "Show every edit of a text in its context."),
        "extract": ("extract:extract", "Extract the text of files, and list what was lost."),
        "clean": ("clean:clean", "Clean a text file, and list the edits."),
    },
    "Verify and prove": {
        "verify": ("verify:verify", "Check every claim of an archive or a file."),
        "prove": ("prove:prove", "Write one file that proves documents to a stranger."),
        "head": ("head:head", "Print the signed head of the log, to keep outside."),
        "timestamp": ("timestamp:timestamp", "Get time stamps of outside authorities."),
    },
    "Hand over": {
        "get": ("get:get", "Write documents as files, also from an evidence file."),
        "export": ("export:export", "Write documents as a bag, OCFL, a dataset, …"),
        "report": ("report:report", "Write one HTML file about documents, for people."),
        "check-export": ("export:check_export", "Check an export without the archive."),
        "resolve": ("export:resolve", "Lead rows of a dataset back to the archive."),
    },
    "Look after": {
        "key": ("key:key", "Show the signing keys, or rotate to a new one."),
        "annotate": ("describe:annotate", "State metadata of archived documents."),
        "reprocess": ("describe:reprocess", "Extract and clean archived documents again."),
        "withdraw": ("withdraw:withdraw", "Remove a document's content, and keep the log."),
        "status": ("compare:status", "Show the figures of the archive."),
        "index": ("search:index", "Bring the search index up to the log."),
        "catalog": ("manage:catalog", "Rebuild the catalogue."),
        "doctor": ("manage:doctor", "List the tools that are installed or missing."),
        "help": ("help:help_command", "Show the help of a command."),
    },
}
"""Name to where the command is, and its help: listing them imports none of them."""

COMMANDS = {name: row for rows in _GROUPS.values() for name, row in rows.items()}

ALIASES = {"log": "history"}
"""Former names of commands, which still work and are not listed."""


class _Commands(Group):
    """A group whose commands are imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        cmd_name = ALIASES.get(cmd_name, cmd_name)
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(f"fonds.cli.{module}"), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - our own table
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, COMMANDS))
        for title, rows in _GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), text) for name, (_, text) in rows.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="fonds")
@click.option(
    "--archive",
    "archive_before",
    metavar="DIR",
    type=click.Path(path_type=str),
    callback=lambda context, option, value: None if value is None else folder_of(value),
    help="The archive's folder, for the command that follows (else FONDS_ARCHIVE or ./archive).",
)
def fonds(archive_before: Path | None) -> None:
    """Archive documents: exact bytes, provenance, a reversibly cleaned text, and proof.

    --archive may stand before the command or after it. `fonds help COMMAND` shows the options of a
    command; `fonds explain CODE` says what a code such as F401 or V302 means.
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
    print_in_any_encoding()
    use_one_thread()
    try:
        with pipe_safe():
            sys.exit(_status(command, arguments, name))
    except KeyboardInterrupt:  # a second Ctrl-C, also while the first one is being answered
        _end(130)


def _status(command: click.Command, arguments: list[str], name: str) -> int:
    """Run one command and return its exit status; say what failed, also as JSON where wished."""
    as_json = "--json" in arguments or "--jsonl" in arguments
    try:
        result: Any = command.main(arguments, prog_name=name, standalone_mode=False)
    except FondsError as e:
        say_error(e)
        _tell_json(error_json(e), wished=as_json)
        return e.exit_status
    except (click.exceptions.Abort, KeyboardInterrupt):
        say("interrupted")
        _end(130)
    except click.ClickException as e:
        _show_usage(e)
        usage = {"code": "F100", "message": e.format_message(), "exit_status": e.exit_code}
        hint = f"see `{name} --help`"
        _tell_json(usage | {"hint": hint, "facts": {}}, wished=as_json)
        return e.exit_code
    except Exception as e:  # noqa: BLE001 - said in one line
        return _unexpected(e, as_json=as_json)
    return result if isinstance(result, int) else 0


def _show_usage(error: click.ClickException) -> None:
    """Print what click says of wrong usage; names in it may hold anything."""
    text = io.StringIO()
    error.show(text)
    sys.stderr.write(safe(text.getvalue(), keep="\n"))


def _unexpected(error: Exception, *, as_json: bool) -> int:
    """Say what fonds did not expect, and return the exit status. Raises: it, for a debugger."""
    if isinstance(error, BrokenPipeError):
        raise error
    what = ascii(f"{type(error).__name__}: {error}")[1:-1][:300]
    code, status, hint = "F000", 1, "the input needs more than this machine has"
    if isinstance(error, RecursionError | MemoryError):
        message = f"the input was more than this machine can handle ({type(error).__name__})"
    elif isinstance(error, OSError):
        refused = isinstance(error, PermissionError)
        code, status = ("F505", 13) if refused else ("F500", 40)
        message = f"the system refused: {ascii(str(error))[1:-1]}"
        hint = "check the file's owner and permissions" if refused else "check the disk"
    elif os.environ.get("FONDS_DEBUG"):
        raise error
    else:
        message = f"a bug in fonds: {what}"
        hint = "nothing that was acknowledged is lost; FONDS_DEBUG=1 shows where; please report"
    say(f"error {code}: {message}")
    say(f"hint: {hint}")
    facts: dict[str, Any] = {"code": code, "message": message, "hint": hint}
    _tell_json(facts | {"exit_status": status, "facts": {}}, wished=as_json)
    return status


def _tell_json(error: dict[str, Any], *, wished: bool) -> None:
    if wished:
        out_json({"error": error})


def _end(status: int) -> NoReturn:
    """End at once: threads that wait for workers are not waited for, nor is another Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
