"""``fonds clean`` and ``fonds explain``: clean a text, and show what was done to one."""

import contextlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fonds.cli.command import command
from fonds.cli.common_options import json_option, notice, reading
from fonds.cli.explain import explain_code, is_code
from fonds.cli.terminal import FSI, PDI, counted, out, out_json, safe, say, shown, standard_input
from fonds.errors import NotAFileError, NotTextError

if TYPE_CHECKING:
    from fonds.cleaning.explain import Told
    from fonds.cleaning.ownrules import OwnRules
    from fonds.ledger import Cleaned

RLI = "\u2067"  # right-to-left isolate
_PROFILES = ("minimal", "standard", "thorough")
_KINDS = ("prose", "markup", "code", "data", "template", "log", "subtitles", "chat")


@command()
@click.argument("file", metavar="FILE|-")
@click.option("--explain", "mode", flag_value="explain", help="Show every edit in its context.")
@click.option("--diff", "mode", flag_value="diff", help="Show the edits as a unified diff.")
@click.option(
    "--detect-only",
    "mode",
    flag_value="detect",
    help="Only list the edits; exit status 1 if there are any.",
)
@click.option(
    "--profile",
    type=click.Choice(_PROFILES),
    default="standard",
    show_default=True,
    help="How much is removed.",
)
@click.option(
    "--text-kind",
    type=click.Choice(_KINDS),
    help="What the text is; judged from the text when not given.",
)
@click.option(
    "--rules",
    "rules_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Own rules (TOML), run beside those of fonds.",
)
@json_option
def clean(
    file: str,
    mode: str | None,
    profile: str,
    text_kind: str | None,
    rules_file: Path | None,
    as_json: bool,
) -> int:
    """Clean a text and write it to stdout. FILE itself is never changed; - is stdin.

    --explain, --diff and --json show what was removed, and why; --json has the ledger, from which
    either text can be rebuilt.
    """
    from fonds.cleaning import clean as clean_text
    from fonds.cleaning import explain as telling
    from fonds.ledger import ledger_json

    name = "stdin" if file == "-" else file
    text = _read(file)
    cleaned = clean_text(text, profile, text_kind, _rules(rules_file))
    changed = 1 if mode == "detect" and cleaned.edits else 0
    if as_json:
        ledger = ledger_json(text, cleaned)
        out_json(ledger if mode == "detect" else {"text": cleaned.text, "ledger": ledger})
    elif mode == "diff":
        _diff(telling.unified(text, cleaned, safe(name)))
    elif mode in ("explain", "detect"):
        _tell(telling.told(text, cleaned), cleaned)
    elif sys.stdout.isatty():
        sys.stdout.write(safe(cleaned.text, keep="\n\t"))
    else:
        sys.stdout.buffer.write(cleaned.text.encode("utf-8", "surrogateescape"))
    return changed


@command()
@click.argument("document", metavar="DOC[@N]|CODE")
@click.option("--diff", "as_diff", is_flag=True, help="Show the edits as a unified diff.")
@reading
def explain(
    document: str, as_diff: bool, archive_dir: Path, key: Path | None, as_json: bool
) -> int:
    """Show every edit of a text in its context: what was removed, why, and what was lifted.

    Findings, which change nothing, come last. Given a code that fonds printed (F401, V302)
    instead of a document, say what the code means.
    """
    if is_code(document):
        return explain_code(document, as_json=as_json)
    import fonds
    from fonds.cleaning import explain as telling
    from fonds.ledger import ledger_json

    with fonds.open(archive_dir, key=key, notice=notice) as archive:
        version = archive.get(document)
        text, ledger = version.text, version.edits
        name = version.identifier
        number = version.number
    if text is None or ledger is None:
        if as_json:
            out_json({"document": name, "version": number, "edits": [], "findings": []})
        else:
            say(
                f"{shown(name)}: nothing was cleaned" + (", it has no text" if text is None else "")
            )
        return 0
    cleaned = ledger.cleaned(text)
    if as_json:
        out_json({"document": name, "version": number, "ledger": ledger_json(text, cleaned)})
    elif as_diff:
        _diff(telling.unified(text, cleaned, safe(name)))
    else:
        out(f"{shown(name)}, version {number}, rules {safe(ledger.ruleset)}, {ledger.profile}")
        _tell(telling.told(text, cleaned), cleaned)
    return 0


def _rules(path: Path | None) -> "OwnRules | None":
    """Read a file of own rules. Raises: as ``explain``; UsageError on what is in it."""
    if path is None:
        return None
    from fonds.cleaning.ownrules import own_rules
    from fonds.sources.files.reading import explain

    try:
        data = path.read_bytes()
    except OSError as e:
        raise explain(e, os.fsencode(path)) from e
    return own_rules(data)


def _read(file: str) -> str:
    """Return the text of a file or of stdin; its charset is found out."""
    from fonds.extraction import extract
    from fonds.identification import identify
    from fonds.sources.files.reading import explain

    if file == "-":
        data = standard_input().read()
    else:
        path = Path(file)
        if path.exists() and not path.is_file():
            raise NotAFileError("this is not a regular file", path=file)
        try:
            data = path.read_bytes()
        except OSError as e:
            raise explain(e, os.fsencode(file)) from e
    if b"\0" not in data:  # a text of another charset may hold it, and so does what is no text
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode("utf-8")
    found = identify(data, name=None if file == "-" else file)
    text = extract(data, found).text
    if text is None:
        raise NotTextError("this is not text that can be read", path=file, type=found.media_type)
    return text


def _tell(items: "Iterable[Told]", cleaned: "Cleaned") -> None:
    """Print each edit and finding on a few lines, coloured where the terminal can."""
    style = _Style()
    for item in items:
        head = f"edit {item.id}" if item.kind == "edit" else "noticed, left as it is"
        rule = f"{safe(item.rule)}  {item.score:.2f}  line {item.line}, at {item.start}"
        out(f"{style.head(head)}  {rule}")
        out(f"  {safe(item.reason)}")
        before, after = _mark(item.before), _mark(item.after)
        if item.kind == "finding":
            change = style.noticed(_mark(item.removed))
        else:
            change = style.removed(_mark(item.removed)) if item.removed else ""
            change += style.inserted(_mark(item.inserted)) if item.inserted else ""
        line = f"{before}{change}{after}"
        # A line of text that runs from right to left is read from the right: so are its parts.
        out(f"  {RLI}{line}{PDI}" if FSI in line else f"  {line}")
        for name, value in item.lifted.items():
            out(f"    {shown(name)} = {shown(value)}")
        out()
    edits, findings = len(cleaned.edits), len(cleaned.findings)
    say(f"{counted(edits, 'edit')}, {counted(findings, 'finding')}")


def _mark(text: str) -> str:
    """Return a piece of text on one line, safe, and ordered by itself."""
    return shown(text.replace("\n", "↵").replace("\t", "→"))


def _diff(lines: Iterable[str]) -> None:
    style = _Style()
    for line in lines:
        plain = line[:1] + shown(line[1:], keep="\t")
        if line.startswith(("---", "+++", "@@")):
            out(style.head(safe(line, keep="\t")))
        elif line.startswith("-"):
            out(style.minus(plain))
        elif line.startswith("+"):
            out(style.plus(plain))
        else:
            out(plain)


class _Style:
    """Colours on a terminal (rich decides which it can), brackets and signs elsewhere."""

    def __init__(self) -> None:
        self.console: Any = None
        if sys.stdout.isatty():
            from rich.console import Console

            console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
            self.console = console if console.color_system else None

    def _paint(self, text: str, style: str) -> str:
        from rich.style import Style

        return Style.parse(style).render(text, color_system=self.console._color_system)

    def head(self, text: str) -> str:
        """A heading."""
        return self._paint(text, "bold") if self.console else text

    def removed(self, text: str) -> str:
        """What went."""
        return self._paint(text, "red strike") if self.console else f"[-{text}-]"

    def inserted(self, text: str) -> str:
        """What came."""
        return self._paint(text, "green") if self.console else f"{{+{text}+}}"

    def noticed(self, text: str) -> str:
        """What was noticed and stayed."""
        return self._paint(text, "yellow") if self.console else f"[?{text}?]"

    def minus(self, text: str) -> str:
        """A removed line of a diff."""
        return self._paint(text, "red") if self.console else text

    def plus(self, text: str) -> str:
        """An added line of a diff."""
        return self._paint(text, "green") if self.console else text
