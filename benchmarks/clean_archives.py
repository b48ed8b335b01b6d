"""Count what the cleaner edits in the ordinary files of package archives.

    python benchmarks/clean_archives.py FOLDER [--half dev|held] [--edits FILE] [--speed]

FOLDER holds wheels, npm tarballs and Debian packages, as ``pip download``, ``npm pack`` and
``apt-get download`` leave them. Every file of a known kind goes through ``fonds.clean`` as it
stands, with no name and no type, so the judgement of its kind is measured too; at most 120 of a
kind and a package, each content once, none above 60,000 characters. Halves are told by the first
byte of a file's SHA-256: rules are made beside ``dev``, and ``held`` is for figures. ``--speed``
runs ftfy on the same texts in the same process and prints how many times faster fonds is.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import subprocess
import sys
import tarfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import fonds
from fonds.cleaning.explain import told

LONGEST, SHORTEST, MOST = 60_000, 60, 120
KINDS = {
    "code": "py js ts mjs cjs c h cpp java go rs php rb pl pm el vim sh css scss less lua jsx tsx sass"  # noqa: E501
    " erl hrl tcl scm lisp coffee vue r jl kt swift cs pas asm awk bat ps1 pyi",
    "data": "json yaml yml csv tsv ini toml cfg conf properties xml svg po pot sql dic aff geojson"
    " ics map lock plist xlf resx strings arb jsonl",
    "template": "erb j2 jinja jinja2 mustache hbs njk ejs tmpl tpl twig pug liquid jsp ftl haml",
    "log": "log",
    "subtitles": "srt vtt ass",
    "markup": "md rst adoc markdown textile mdx mdwn pod",
    "prose": "txt text",
    "html": "html htm xhtml",
    "man page": "1 2 3 4 5 6 7 8",
    "tex": "tex",
}
BY_ENDING = {ending: kind for kind, endings in KINDS.items() for ending in endings.split()}


def label(name: str) -> str | None:
    """The kind of a file by its name, None where it is not read."""
    base = name.lower().rsplit("/", 1)[-1].removesuffix(".gz")
    ending = base.rsplit(".", 1)[-1] if "." in base else ""
    if "/templates/" in name and ending in ("html", "txt", "htm", "xml", "md"):
        return "template"
    return "prose" if not ending else BY_ENDING.get(ending)


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """The files of one package."""
    if path.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(path) as archive:
            for item in archive.infolist():
                if not item.is_dir() and item.file_size < 10 * LONGEST and label(item.filename):
                    yield item.filename, archive.read(item)
        return
    if path.suffix == ".deb":
        data = subprocess.run(
            ["dpkg-deb", "--fsys-tarfile", str(path)], capture_output=True, check=False
        ).stdout
    else:
        data = path.read_bytes()
    with tarfile.open(fileobj=BytesIO(data)) as archive:
        for item in archive:
            if item.isfile() and item.size < 10 * LONGEST and label(item.name):
                found = archive.extractfile(item)
                yield item.name, found.read() if found else b""


def texts(folder: Path, half: str) -> Iterator[tuple[str, str, str]]:
    """Package and name, kind, text of each file of one half."""
    seen: set[str] = set()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".whl", ".deb", ".tgz", ".gz")):
        taken: Counter[str] = Counter()
        try:
            items = sorted(members(path))
        except (OSError, zipfile.BadZipFile, tarfile.TarError):
            continue
        for name, raw in items:
            try:
                data = gzip.decompress(raw) if name.endswith(".gz") else raw
                text = data.decode("utf-8")
            except (UnicodeDecodeError, OSError, EOFError):
                continue
            digest = hashlib.sha256(data).hexdigest()
            kind = label(name) or ""
            sized = SHORTEST <= len(text) <= LONGEST and "\0" not in text
            if digest in seen or not sized or taken[kind] >= MOST:
                continue
            seen.add(digest)
            taken[kind] += 1
            if (int(digest[:2], 16) % 2 == 1) == (half == "held"):
                yield f"{path.name}!{name}", kind, text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("dev", "held"), default="held")
    parser.add_argument("--edits", type=Path)
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    count: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    spent: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    lines = []
    for name, kind, text in texts(args.folder, args.half):
        began = time.process_time()
        cleaned = fonds.clean(text)
        spent[kind][0] += time.process_time() - began
        if args.speed:
            import ftfy

            began = time.process_time()
            ftfy.fix_text(text)
            spent[kind][1] += time.process_time() - began
        count[kind] += 1
        if cleaned.edits:
            changed[kind] += 1
            lines.append(f"=== {name} [{cleaned.text_kind}] {len(cleaned.edits)} edits")
            lines += [
                f"    {t.rule} {t.before[-50:]!r} [-{t.removed[:100]!r}-]{{+{t.inserted[:40]!r}+}}"
                for t in list(told(text, cleaned))[:3]
                if t.kind == "edit"
            ]
    for kind in sorted(count):
        faster = f"  {spent[kind][1] / spent[kind][0]:5.1f} x ftfy" if args.speed else ""
        print(f"{kind:10} {count[kind]:6} files {changed[kind]:4} edited{faster}")
    print(f"{'all':10} {count.total():6} files {changed.total():4} edited")
    if args.edits:
        args.edits.write_text("\n".join(lines) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
