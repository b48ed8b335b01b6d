"""How often is text read right, wrong, or said to be unknown: fonds beside three detectors.

    python benchmarks/charset.py [--pieces 24] [--heap test] [--write docs/charsets.md]

Pieces of 20 to 2,000 bytes (lengths log-uniform) of real text, in each legacy encoding that the
WHATWG standard has for the language, in UTF-8 and in UTF-16 without a mark. Right is a decoded text
that equals the original; a piece of ASCII alone is right however it is labelled. The text comes
from packages that the model was not made from (``tools/charset_corpus.py``), which are fetched.
Needs ``charset-normalizer`` and ``faust-cchardet`` for their columns; neither is a dependency.
"""

import argparse
import math
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

import charset_corpus
from charset_model import vietnamese

from fonds.formats import charsets
from fonds.identification.charset import detect

SHORTEST, LONGEST, TRIES = 20, 2000, 20
EDGES = (20, 40, 80, 160, 320, 640, 1280, 2001)

_WEST = "en de fr es pt it nl ca gl eu da sv nb fi id ga sq"
_CENTRAL = "pl cs sk hu sl hr ro"
# Source: WHATWG Encoding, section 4.2, names of legacy encodings; which languages an encoding was
# made for: its own standard.
LEGACY = {
    "windows-1252": f"{_WEST} is", "iso-8859-15": f"{_WEST} is et", "macintosh": _WEST,
    "iso-8859-14": "ga cy", "iso-8859-10": "da sv nb fi is et lv lt", "iso-8859-4": "et lv lt",
    "iso-8859-3": "eo", "iso-8859-13": "et lv lt", "windows-1257": "et lv lt",
    "windows-1250": _CENTRAL, "iso-8859-2": _CENTRAL, "iso-8859-16": f"{_CENTRAL}",
    "windows-1254": "tr", "windows-1258": "vi", "windows-1253": "el", "iso-8859-7": "el",
    "windows-1255": "he", "iso-8859-8": "he", "windows-1256": "ar fa ur", "iso-8859-6": "ar",
    "windows-874": "th", "windows-1251": "ru uk bg be sr mk", "iso-8859-5": "ru uk bg be sr mk",
    "koi8-r": "ru bg", "koi8-u": "uk ru be", "ibm866": "ru bg be",
    "x-mac-cyrillic": "ru uk bg be sr mk", "gbk": "zh-hans", "gb18030": "zh-hans",
    "big5": "zh-hant", "shift_jis": "ja", "euc-jp": "ja", "iso-2022-jp": "ja", "euc-kr": "ko",
}  # fmt: skip
UNICODE = ("utf-8", "utf-16le", "utf-16be")
_LACKS = {"iso-8859-16": "cs sk"}  # Czech and Slovak letters
# The same bytes are Romanian with cedillas in ISO 8859-2: counted in a row of its own.
APART = ("ro", "iso-8859-16")


class Piece(NamedTuple):
    language: str
    charset: str
    data: bytes
    text: str


def pairs() -> list[tuple[str, str]]:
    found = [
        (language, charset)
        for charset, languages in LEGACY.items()
        for language in languages.split()
        if language not in _LACKS.get(charset, "").split()
    ]
    languages = sorted({language for language, _ in found})
    return sorted(found) + [(language, name) for language in languages for name in UNICODE]


def pieces(heap: str, of_each: int, seed: int = 2026) -> Iterator[Piece]:
    texts = charset_corpus.texts(heap)
    for language, charset in pairs():
        if language not in texts:
            continue
        draw = random.Random(f"{seed} {language} {charset}")
        for _ in range(of_each):
            size = round(math.exp(draw.uniform(math.log(SHORTEST), math.log(LONGEST))))
            for _ in range(TRIES):  # until something stands in it that a charset could get wrong
                piece = _piece(texts[language], language, charset, size, draw)
                if len(piece.data) >= SHORTEST and not piece.text.isascii():
                    break
            if len(piece.data) >= SHORTEST:
                yield piece


def _piece(text: str, language: str, charset: str, size: int, draw: random.Random) -> Piece:
    start = text.find(" ", draw.randrange(max(1, len(text) - size))) + 1
    codec = charsets.codec(charset) or ""
    data = _spelled(text[start : start + size], language, charset).encode(codec, "ignore")
    cut = data.decode(codec)
    while len(data) > size:  # whole characters, about as many bytes as were drawn
        cut = cut[: len(cut) - max(1, (len(data) - size) // 4)]
        data = cut.encode(codec)
    return Piece(language, charset, data, data.decode(codec))


def _spelled(text: str, language: str, charset: str) -> str:
    """Write as one had to in a legacy charset; what it lacks even so is left out."""
    if charset == "windows-1258":
        return text.translate(vietnamese())
    if language == "ro" and charset in ("windows-1250", "iso-8859-2"):
        return text.translate(str.maketrans("șțȘȚ", "şţŞŢ"))
    return text.replace("ی", "ي") if charset == "windows-1256" else text


def detectors() -> dict[str, Callable[[bytes], str | None]]:
    import cchardet
    import chardet
    import charset_normalizer

    def normalizer(data: bytes) -> str | None:
        best = charset_normalizer.from_bytes(data).best()
        return best.encoding if best else None

    return {
        "fonds": lambda data: detect(data, complete=True).charset,
        f"chardet {version('chardet')}": lambda data: chardet.detect(data)["encoding"],
        f"charset-normalizer {version('charset-normalizer')}": normalizer,
        f"faust-cchardet {version('faust-cchardet')}": lambda data: cchardet.detect(data)[
            "encoding"
        ],
    }


def judge(piece: Piece, label: str | None) -> str:
    """Return right, wrong or unknown."""
    if piece.data.isascii() and piece.text.isascii():
        return "right"
    if not label:
        return "unknown"
    for codec in (charsets.codec(label), label):
        try:
            text = piece.data.decode(codec or "", "replace")
        except LookupError:
            continue
        return "right" if text.removeprefix("\ufeff") == piece.text else "wrong"
    return "unknown"


def row(size: int) -> str:
    low, high = next((a, b) for a, b in pairwise(EDGES) if a <= size < b)
    return f"{low}–{min(high, LONGEST)}"


def measure(heap: str, of_each: int) -> tuple[list[str], str]:
    """Return the table's lines, and what the wrong texts of fonds were."""
    tools = detectors()
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    spent: Counter[str] = Counter()
    total, wrong = Counter[str](), []
    for piece in pieces(heap, of_each):
        apart = (piece.language, piece.charset) == APART
        rows = ["apart"] if apart else [row(len(piece.data))]
        if not apart:
            rows += [
                r for r, least in (("from 60", 60), ("from 200", 200)) if len(piece.data) >= least
            ]
        total.update(rows)
        for name, tool in tools.items():
            began = time.perf_counter()
            label = tool(piece.data)
            spent[name] += time.perf_counter() - began
            verdict = judge(piece, label)
            for each in rows:
                counts[each, name][verdict] += 1
            if name == "fonds" and verdict != "right" and not apart:
                told = f"{verdict} {piece.language} {piece.charset} as {label}: "
                wrong.append(f"{told}{len(piece.data)} bytes {piece.text[:50]!r}")
    names = [f"{a}–{min(b, LONGEST)}" for a, b in pairwise(EDGES)]
    lines = [
        "| bytes | pieces | " + " | ".join(f"{name}: right, wrong" for name in tools) + " |",
        "| --- | --- |" + " --- |" * len(tools),
    ]
    for each in (*names, "from 60", "from 200", "apart"):
        cells = []
        for name in tools:
            c = counts[each, name]
            n = max(1, sum(c.values()))
            cells.append(f"{100 * c['right'] / n:.1f} %, {100 * c['wrong'] / n:.2f} %")
        called = "Romanian in ISO 8859-16" if each == "apart" else each
        lines.append(f"| {called} | {total[each]:,} | " + " | ".join(cells) + " |")
    whole = sum(total[name] for name in names)
    lines.append(
        "| ms a piece | | " + " | ".join(f"{1000 * spent[n] / whole:.2f}" for n in tools) + " |"
    )
    return lines, "\n".join(sorted(wrong))


def write(lines: list[str], target: Path) -> None:
    """Put the table between the two marks in a page."""
    page = target.read_text("utf-8")
    before, rest = page.split("<!-- table -->\n")[0], page.split("<!-- end of table -->\n")[1]
    table = "\n".join(lines)
    target.write_text(f"{before}<!-- table -->\n{table}\n<!-- end of table -->\n{rest}", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=24, help="of each language and charset")
    parser.add_argument("--heap", default="test", choices=list(charset_corpus.PACKAGES))
    parser.add_argument("--write", type=Path)
    parser.add_argument("--wrong", type=Path, help="a file for what fonds did not read right")
    given = parser.parse_args()
    lines, wrong = measure(given.heap, given.pieces)
    print("\n".join(lines))
    if given.write:
        write(lines, given.write)
    if given.wrong:
        given.wrong.write_text(wrong + "\n", "utf-8")


if __name__ == "__main__":
    main()
