"""Write the parts of the documentation that the program itself says.

``python tools/make_docs.py`` writes ``docs/reference/`` (commands, codes, the format) and the
pictures of ``docs/explanation/``. A test holds the committed files equal to what this makes.
"""

import configparser
import inspect
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]

WAYS = {
    "document": [
        "sources",
        "ingest: planner, identity",
        "derive",
        "bundle: segment, writer",
        "commit: publish",
        "log: write",
        "catalog",
    ],
    "text": [
        "identification",
        "extraction (parser process)",
        "main text",
        "cleaning",
        "ledger",
        "fingerprints: sketch",
    ],
    "verify": [
        "log and heads",
        "names in the folder",
        "each bundle: container",
        "each version: records, index, pages",
        "chains of versions",
        "time-stamps",
        "catalogue",
        "what is not proven",
    ],
}


def cli() -> str:
    """The page of commands, from click itself."""
    from fonds.cli import fonds as group

    parts = [
        "# Commands\n\nMade by `tools/make_docs.py` from the program. `archive-ingest` is `fonds ingest`.\n"
    ]
    context = click.Context(group, info_name="fonds", **group.context_settings)
    parts += _command(group, context)
    return "\n".join(parts)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    if context.parent is not None:
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"## {context.command_path}\n\n`{context.command_path} {usage}`\n\n{_prose(command.help)}\n"
        rows = [
            record
            for parameter in command.get_params(context)
            if (record := parameter.get_help_record(context))
        ]
        if rows:
            yield "| option | meaning |\n| --- | --- |"
            yield "\n".join(f"| `{_cell(name)}` | {_cell(text)} |" for name, text in rows) + "\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                settings = child.context_settings  # click reads them only where it runs a command
                below = click.Context(child, info_name=name, parent=context, **settings)
                yield from _command(child, below)


def _prose(text: str | None) -> str:
    """Paragraphs joined; what click keeps as it stands (after a ``\\b``) is a block of code."""
    parts = []
    for part in inspect.cleandoc(text or "").split("\n\n"):
        if part.startswith("\b"):
            parts.append("```\n" + part.replace("\b\n", "").strip("\n") + "\n```")
        else:
            parts.append(" ".join(part.split()))
    return "\n\n".join(parts)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def errors() -> str:
    """The page of error codes."""
    from fonds import errors as module

    kinds = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, module.FondsError)
    ]
    rows = sorted(
        (
            k.code,
            k.exit_status,
            k.__name__,
            " ".join((k.__doc__ or "").split("\n\n")[0].split()),
            k.hint,
        )
        for k in kinds
    )
    lines = [f"| {c} | {s} | `{n}` | {_cell(d)} | {_cell(h)} |" for c, s, n, d, h in rows]
    head = "# Error codes\n\nCodes are permanent. `fonds explain CODE` says the same.\n\n"
    return (
        head
        + "| code | exit | class | meaning | what to do |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(lines)
        + "\n"
    )


def findings() -> str:
    """The page of verify's finding codes."""
    from fonds.verify.finding_codes import CODES

    lines = [
        f"| {code} | {about.claim} | {about.status or 'notice'} | {_cell(about.title)} | {_cell(about.hint)} |"
        for code, about in sorted(CODES.items())
    ]
    head = "# Findings of verify\n\nCodes are permanent; the exit status is the highest of all findings.\n\n"
    return (
        head
        + "| code | claim | exit | meaning | what to do |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(lines)
        + "\n"
    )


def layers() -> str:
    """The picture of the layers, from the import contract."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    rows = contract["importlinter:contract:floors"]["layers"].split("\n")
    return _boxes([row.strip() for row in rows if row.strip()], across=True)


def _boxes(rows: list[str], *, across: bool) -> str:
    """Draw rows of boxes, each pointing to the one below."""
    width, height, gap = 860, 34, 16
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {len(rows) * (height + gap)}" font-family="sans-serif" font-size="13">'
    ]
    for number, row in enumerate(rows):
        names = [name.strip() for name in row.split("|")] if across else [row]
        y, each = number * (height + gap), width / len(names)
        for place, name in enumerate(names):
            x = place * each
            out.append(
                f'<rect x="{x + 3:.0f}" y="{y}" width="{each - 6:.0f}" height="{height}" rx="5" fill="#eef2f7" stroke="#567"/>'
            )
            out.append(
                f'<text x="{x + each / 2:.0f}" y="{y + 21}" text-anchor="middle" fill="#123">{escape(name)}</text>'
            )
        if number + 1 < len(rows):
            out.append(
                f'<path d="M{width // 2} {y + height} v{gap - 4} m-4 -5 l4 5 l4 -5" fill="none" stroke="#567"/>'
            )
    return "\n".join([*out, "</svg>", ""])


def pages() -> dict[str, str]:
    """Every file that is made here, by its path below ``docs/``."""
    text = (ROOT / "archive/FORMAT.md").read_text(encoding="utf-8")
    return {
        "reference/cli.md": cli(),
        "reference/errors.md": errors(),
        "reference/findings.md": findings(),
        "reference/format.md": text,
        "explanation/layers.svg": layers(),
        **{f"explanation/{name}.svg": _boxes(rows, across=False) for name, rows in WAYS.items()},
    }


def main() -> int:
    """Write the files; say which ones changed."""
    for name, text in pages().items():
        path = ROOT / "docs" / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"written: docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
