"""Print known paragraphs to PDF with the programs that people use: Chromium, WeasyPrint, fpdf2.

Each printer is a function of (paragraphs, language, look) to the bytes of a PDF. What is missing
on a machine is said by ``available``; nothing here touches the network.
"""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

RTL = frozenset({"ar", "fa", "he"})


class Look(NamedTuple):
    """How a page looks: the fonts by preference, the size in points, columns, justification."""

    font: str = "DejaVu Sans"
    size: int = 12
    columns: int = 1
    justify: bool = False
    lists: bool = False


def page(paragraphs: Sequence[str], language: str, look: Look) -> str:
    """Return the paragraphs as a web page."""
    tag = "li" if look.lists else "p"
    body = "\n".join(f"<{tag}>{html.escape(text, quote=False)}</{tag}>" for text in paragraphs)
    if look.lists:
        body = f"<ul>\n{body}\n</ul>"
    direction = "rtl" if language in RTL else "ltr"
    style = (
        f"@page{{size:A4;margin:20mm}}body{{font-family:{look.font};font-size:{look.size}pt;"
        f"columns:{look.columns};text-align:{'justify' if look.justify else 'start'}}}"
    )
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{html.escape(paragraphs[0][:40])}</title><style>{style}</style></head>"
        f"<body>\n{body}\n</body></html>"
    )


def chromium(paragraphs: Sequence[str], language: str, look: Look) -> bytes:
    """Print with headless Chromium (Skia's PDF writer), offline."""
    return print_page(page(paragraphs, language, look))


def print_page(source: str) -> bytes:
    """Print the source of a page with headless Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page.html").write_text(source, encoding="utf-8")
        target = Path(folder, "page.pdf")
        flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-pdf-header-footer",
            "--disable-dev-shm-usage",
        ]
        subprocess.run(
            ["chromium", *flags, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}",
             f"file://{folder}/page.html"],
            check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": folder},
        )  # fmt: skip
        return target.read_bytes()


def weasyprint(paragraphs: Sequence[str], language: str, look: Look) -> bytes:
    """Print with WeasyPrint (Pango and HarfBuzz)."""
    from weasyprint import HTML

    result = HTML(string=page(paragraphs, language, look)).write_pdf()
    assert result is not None
    return result


def fpdf2(paragraphs: Sequence[str], language: str, look: Look) -> bytes:
    """Print with fpdf2, text shaping on."""
    from fpdf import FPDF
    from fpdf.enums import TextDirection

    pdf = FPDF()
    pdf.add_page()
    pdf.add_font("body", "", font_file(look.font))
    pdf.set_font("body", size=look.size)
    direction = TextDirection.RTL if language in RTL else TextDirection.LTR
    pdf.set_text_shaping(use_shaping_engine=True, direction=direction)
    for text in paragraphs:
        pdf.multi_cell(
            0, text=text, align="R" if language in RTL else "L", new_x="LMARGIN", new_y="NEXT"
        )
        pdf.ln(3)
    return bytes(pdf.output())


def font_file(family: str) -> str:
    """Return the file of a family's regular face."""
    done = subprocess.run(
        ["fc-match", "-f", "%{file}", f"{family}:style=Regular"],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


PRINTERS: dict[str, Callable[[Sequence[str], str, Look], bytes]] = {
    "chromium": chromium,
    "weasyprint": weasyprint,
    "fpdf2": fpdf2,
}


def available(printer: str) -> bool:
    """Say whether a printer is on this machine."""
    if printer == "chromium":
        return shutil.which("chromium") is not None
    try:
        __import__({"fpdf2": "fpdf"}.get(printer, printer))
    except (ImportError, OSError):
        return False
    return True


CASES = Path(__file__).resolve().parents[1] / "cases" / "pdf"
"""Small files made by ``python tests/support/pdf_printers.py``, beside the text of each."""


def main() -> None:
    """Print ``tests/cases/pdf/*.txt`` anew, with all printers that are here."""
    for source in sorted(CASES.glob("*.txt")):
        language = source.stem
        paragraphs = source.read_text(encoding="utf-8").strip().split("\n\n")
        for name, printer in PRINTERS.items():
            font = {"hi": "Noto Sans Devanagari", "th": "Garuda"}.get(language, "DejaVu Sans")
            if not available(name) or (language == "hi" and name == "weasyprint"):
                continue  # WeasyPrint writes no text for the vowel sign i: see docs/extraction-pdf.md  # noqa: E501
            look = Look(font, 11)
            source.with_name(f"{language}-{name}.pdf").write_bytes(
                printer(paragraphs, language, look)
            )


if __name__ == "__main__":
    main()
