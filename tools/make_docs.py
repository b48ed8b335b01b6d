"""Write the parts of the documentation that the program itself says.

``python tools/make_docs.py`` writes ``docs/reference/`` (commands, codes, the format) and the
pictures of ``docs/explanation/``. A test holds the committed files equal to what this makes.
"""

import ast
import configparser
import inspect
import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]

SOURCE = ROOT / "src/fonds"

WAYS = {
    "document": [
        "sources/source.py",
        "ingest/planner.py",
        "ingest/identity.py",
        "ingest/worker.py",
        "ingest/build_version.py",
        "derive/__init__.py",
        "ingest/provenance.py",
        "bundle/segment.py",
        "bundle/writer.py",
        "commit/publish.py",
        "log/write.py",
        "log/checkpoint.py",
        "catalog/database.py",
    ],
    "text": [
        "derive/__init__.py",
        "identification/__init__.py",
        "extraction/__init__.py",
        "extraction/isolation/parser.py",
        "cleaning/__init__.py",
        "ledger.py",
        "fingerprints/minhash.py",
    ],
}
"""The files that a document and a text pass through, in their order."""

RECIPES = ["verify/archive.py", "verify/bundle/check.py"]
"""Files whose numbered comments are the steps of a verification."""


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
    """Draw rows of boxes, each pointing to the one below. A row may have a second, smaller line."""
    tall = any("\n" in row for row in rows)
    width, height, gap = 860, 46 if tall else 34, 16
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {len(rows) * (height + gap)}" font-family="sans-serif" font-size="13">'
    ]
    for number, row in enumerate(rows):
        names = [name.strip() for name in row.split("|")] if across else [row]
        y, each = number * (height + gap), width / len(names)
        for place, name in enumerate(names):
            x, (first, _, second) = place * each, name.partition("\n")
            out.append(
                f'<rect x="{x + 3:.0f}" y="{y}" width="{each - 6:.0f}" height="{height}" rx="5" fill="#eef2f7" stroke="#567"/>'
            )
            out.append(
                f'<text x="{x + each / 2:.0f}" y="{y + (19 if second else height // 2 + 4)}" text-anchor="middle" fill="#123">{escape(first)}</text>'
            )
            if second:
                out.append(
                    f'<text x="{x + each / 2:.0f}" y="{y + 36}" text-anchor="middle" font-size="11" fill="#456">{escape(second)}</text>'
                )
        if number + 1 < len(rows):
            out.append(
                f'<path d="M{width // 2} {y + height} v{gap - 4} m-4 -5 l4 5 l4 -5" fill="none" stroke="#567"/>'
            )
    return "\n".join([*out, "</svg>", ""])


def _title(name: str) -> str:
    return name.removesuffix("/__init__.py")


def _says(path: Path) -> str:
    """What a file says of itself: the first sentence of its docstring."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = " ".join(text.split("\n\n")[0].split())
    return re.split(r"(?<=[.])\s", first)[0].rstrip(".").replace("``", "`")


def way(names: list[str]) -> str:
    """The picture of a way through files, each with what it says of itself."""
    return _boxes(
        [f"{_title(name)}\n{_says(SOURCE / name).replace('`', '')}" for name in names], across=False
    )


def verification() -> str:
    """The picture of a verification, from the numbered steps in the code."""
    rows = []
    for name in RECIPES:
        lines = (SOURCE / name).read_text(encoding="utf-8").splitlines()
        steps = " ".join(line.strip().lstrip("# ") if "#" in line else "\0" for line in lines)
        for number, text in re.findall(r"(?<!\d)(\d+)\. ([^\0]+)", steps):
            what, section = re.fullmatch(r"(.+?) \((?:sections? )?([A-Z][^)]+)\).*", text).groups()
            rows.append(f"{name}: {number}. {what.partition(': ')[0]}\nFORMAT.md: {section}")
    return _boxes(rows, across=False)


def files() -> str:
    """The page of all files: what each says of itself, package by package as the layers lie."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    layers = contract["importlinter:contract:floors"]["layers"].split()
    parts = [
        "# Every file\n\nMade by `tools/make_docs.py`: the first sentence of each file's docstring, "
        "from the faces down to the words. The test of `src/fonds/a/b.py` is `tests/unit/a/test_b.py`.\n"
    ]
    for layer in [name for name in layers if name != "|"]:
        folder = SOURCE / layer
        found = sorted(folder.rglob("*.py")) if folder.is_dir() else [SOURCE / f"{layer}.py"]
        parts.append(f"## {layer}\n\n| file | what it is |\n| --- | --- |")
        parts += [
            f"| `{_title(path.relative_to(SOURCE).as_posix())}` | {_cell(_says(path))} |"
            for path in found
        ]
        parts.append("")
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """Every file that is made here, by its path below ``docs/``."""
    text = (ROOT / "archive/FORMAT.md").read_text(encoding="utf-8")
    return {
        "reference/cli.md": cli(),
        "reference/errors.md": errors(),
        "reference/findings.md": findings(),
        "reference/format.md": text,
        "explanation/layers.svg": layers(),
        "explanation/verify.svg": verification(),
        "reference/files.md": files(),
        **{f"explanation/{name}.svg": way(names) for name, names in WAYS.items()},
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
