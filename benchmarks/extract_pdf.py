"""Score the reading of PDFs beside PDFium, poppler and pypdf: letters, order, losses, CPU.

    python benchmarks/extract_pdf.py [--texts held|dev] [--files FOLDER] [--repeat N]

Known paragraphs (``benchmarks/pdf_texts``: ``dev`` was tuned on, ``held`` was written before and
not looked at) are printed by Chromium, WeasyPrint and fpdf2 in several fonts and layouts, and read
back. ``clauses``: share of the pieces between punctuation marks that come back letter for letter
(NFC, white space folded; poppler's direction marks are not counted against it). ``paragraphs``:
share of whole paragraphs that do. ``order``: share of neighbouring paragraphs in order. CPU time is
that of this process, medians of interleaved runs. A printer or peer that is missing is said so.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import statistics
import subprocess
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import attrs

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import pypdfium2  # noqa: E402

from fonds.extraction.options import ExtractOptions  # noqa: E402
from fonds.extraction.pdf import extract  # noqa: E402
from fonds.model import Identification  # noqa: E402
from support.pdf_files import IMAGE, image, line, pages, stream  # noqa: E402
from support.pdf_printers import PRINTERS, RTL, Look, available  # noqa: E402

FONTS = {
    "ar": ("DejaVu Sans", "Noto Naskh Arabic", "Noto Sans Arabic"),
    "fa": ("DejaVu Sans", "Noto Naskh Arabic", "Noto Sans Arabic"),
    "he": ("DejaVu Sans", "Noto Serif Hebrew", "Noto Sans Hebrew"),
    "hi": ("Noto Sans Devanagari", "Noto Serif Devanagari"),
    "th": ("Noto Sans Thai", "Noto Serif Thai"),
    "zh": ("Noto Sans CJK SC",),
    "ja": ("Noto Sans CJK JP",),
    "ru": ("DejaVu Sans", "Noto Serif"),
    "en": ("DejaVu Serif", "Noto Sans"),
}
# fpdf2 takes one font for a text, which must have its Latin letters too.
ONE_FONT = {
    "ar": ("DejaVu Sans", "Amiri", "Scheherazade"),
    "fa": ("DejaVu Sans", "Amiri", "DejaVu Sans Condensed"),
    "he": ("DejaVu Sans", "David CLM", "Frank Ruehl CLM"),
    "th": ("Garuda", "Garuda"),
}
LOOKS = (
    (Look(), Look(size=14, justify=True)),
    (Look(size=10, columns=2),),
    (Look(size=13, lists=True),),
)

_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CLAUSE = re.compile(r"(?<=[.،؛:?؟!,;])\s+")
_UNSPACED = "[\u0e00-\u0e7f\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_FOLD = re.compile(f"(?<={_UNSPACED}) (?={_UNSPACED})")


@attrs.frozen
class Printed:
    """One file and the paragraphs it was printed from."""

    name: str
    language: str
    printer: str
    paragraphs: tuple[str, ...]
    data: bytes


def flat(text: str) -> str:
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", _MARKS.sub("", text)))
    return _FOLD.sub("", text).strip()


def printed(which: str, folder: Path) -> Iterator[Printed]:
    """Yield the files, printing those that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted((ROOT / "benchmarks" / "pdf_texts" / which).glob("*.txt")):
        language = source.stem
        paragraphs = tuple(source.read_text(encoding="utf-8").strip().split("\n\n"))
        for number, font in enumerate(FONTS[language]):
            for turn, look in enumerate(LOOKS[number]):
                for printer in PRINTERS:
                    if (printer == "fpdf2" and turn) or not available(printer):
                        continue
                    face = (
                        ONE_FONT.get(language, FONTS[language])[number]
                        if printer == "fpdf2"
                        else font
                    )
                    target = folder / f"{language}-{number}{turn}-{printer}.pdf"
                    if not target.exists():
                        target.write_bytes(
                            PRINTERS[printer](paragraphs, language, look._replace(font=face))
                        )
                    yield Printed(target.stem, language, printer, paragraphs, target.read_bytes())


def fonds(data: bytes) -> str:
    return extract(data, Identification("application/pdf"), ExtractOptions()).text or ""


def pdfium(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range())
        text_page.close()
        page.close()
    document.close()
    return "\n".join(texts)


def poppler(data: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=False
    )
    return done.stdout.decode("utf-8", "replace")


def pypdf_text(data: bytes) -> str:
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def readers() -> dict[str, Callable[[bytes], str]]:
    found: dict[str, Callable[[bytes], str]] = {"fonds": fonds, "PDFium": pdfium}
    if shutil.which("pdftotext"):
        found["poppler"] = poppler
    else:
        print("poppler is not here")
    try:
        import pypdf  # noqa: F401

        found["pypdf"] = pypdf_text
    except ImportError:
        print("pypdf is not here")
    return found


def score(paragraphs: tuple[str, ...], text: str) -> tuple[float, float, float]:
    """Return the shares of clauses and paragraphs that are right, and of neighbours in order."""
    text = flat(text)
    clauses = [flat(part) for p in paragraphs for part in _CLAUSE.split(p) if part.strip()]
    places = [place for p in paragraphs if (place := text.find(flat(p))) >= 0]
    order = [a < b for a, b in pairwise(places)]
    return (
        sum(part in text for part in clauses) / len(clauses),
        len(places) / len(paragraphs),
        sum(order) / len(order) if order else 1.0,
    )


def letters(files: list[Printed]) -> None:
    """Print the tables of what comes back right."""
    found: dict[tuple[str, str], dict[str, list[tuple[float, float, float]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for file in files:
        group = "right-to-left" if file.language in RTL else file.language
        for name, reader in readers().items():
            result = score(file.paragraphs, reader(file.data))
            found[group, file.printer][name].append(result)
            found[group, "all"][name].append(result)
            if group not in ("right-to-left", "hi", "th"):
                found["others, no stacked script", "all"][name].append(result)
    print(
        "\n| texts | printer | files | reader | clauses | paragraphs | order |\n|---|---|---|---|---|---|---|"  # noqa: E501
    )
    for (group, printer), by_reader in sorted(found.items()):
        for name, results in by_reader.items():
            means = " | ".join(
                f"{statistics.fmean(column):.3f}" for column in zip(*results, strict=True)
            )
            print(f"| {group} | {printer} | {len(results)} | {name} | {means} |")


def told() -> None:
    """Print which losses are named, of small files with one loss each."""
    framed = {"resources": b"/Font<</F1 3 0 R>>/XObject<</Im 100 0 R>>", "more": {100: IMAGE}}
    attached = {
        100: b"<</Type/Filespec/F(a.txt)/EF<</F 101 0 R>>>>",
        101: stream(b"hello", b"/Type/EmbeddedFile"),
    }
    good = pages([line("Words.")])
    cases = {
        "hidden-text, render mode 3": (
            pages([line("Seen.") + line("Not.", y=600, before="3 Tr")]),
            "hidden-text",
        ),
        "hidden-text, white": (
            pages([line("Seen.") + b"1 1 1 rg " + line("Not.", y=600)]),
            "hidden-text",
        ),
        "hidden-text, off the page": (pages([line("Seen.") + line("Not.", x=900)]), "hidden-text"),
        "image-only": (pages([line("Seen."), image()], **framed), "image-only"),
        "attachment": (
            pages(
                [line("a")],
                catalog=b"/Names<</EmbeddedFiles<</Names[(a)100 0 R]>>>>",
                more=attached,
            ),
            "attachment",
        ),
        "damaged, end lost": (good[: good.rindex(b"xref\n")], "damaged"),
        "damaged, bytes before": (b"x" * 100 + good, "damaged"),
    }
    print("\n| loss | named |\n|---|---|")
    for name, (data, kind) in cases.items():
        result = extract(data, Identification("application/pdf"), ExtractOptions())
        print(f"| {name} | {'yes' if kind in {loss.kind for loss in result.losses} else 'NO'} |")


def cpu(files: list[Printed], repeat: int) -> None:
    """Print CPU time beside PDFium's text alone: one row for ordinary pages, one for shaped ones."""  # noqa: E501
    timed = {name: reader for name, reader in readers().items() if name != "poppler"}
    groups = {
        "ordinary (en, ru)": [file for file in files if file.language in ("en", "ru")],
        "right-to-left": [file for file in files if file.language in RTL],
    }
    dense = b"".join(
        line(
            "words that fill a page from its left to its right side with text, line by line, here",
            50,
            800 - 11 * n,
            10,
        )
        for n in range(68)
    )
    groups["dense, 10 pages of 5,900 letters"] = [
        Printed("dense", "en", "hand", ("",), pages([dense] * 10))
    ]
    print("\n| files | reader | ms a file, median | of PDFium's |\n|---|---|---|---|")
    for group, members in groups.items():
        times: dict[str, list[float]] = defaultdict(list)
        for _ in range(repeat):
            for name, reader in timed.items():
                start = time.process_time()
                for file in members:
                    reader(file.data)
                times[name].append((time.process_time() - start) / max(1, len(members)))
        base = statistics.median(times["PDFium"])
        for name, values in times.items():
            middle = statistics.median(values)
            print(f"| {group} | {name} | {middle * 1000:.2f} | {middle / base:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--texts", choices=("held", "dev"), default="held")
    parser.add_argument(
        "--files", type=Path, default=Path.home() / ".cache" / "fonds-bench" / "pdf"
    )
    parser.add_argument("--repeat", type=int, default=7)
    options = parser.parse_args()
    for printer in PRINTERS:
        if not available(printer):
            print(f"{printer} is not here")
    files = list(printed(options.texts, options.files / options.texts))
    letters(files)
    told()
    cpu(files, options.repeat)


if __name__ == "__main__":
    main()
