"""Measure the cleaner's speed beside ftfy and a naive regex, in one interleaved run.

    python benchmarks/clean_speed.py [--work DIR] [--files DIR] [--rounds 3]

Four kinds of input, each tool measured in turn on the same text, round after round, so that
whatever else the machine does falls on all of them; the best round counts, in processor time.

* text that needs nothing: prose in ten languages, an editor's bracket in one sentence of twenty;
* ordinary text: documents of ``clean_ordinary.py`` where they have been gathered (``--work``), else
  the same prose with leftovers strewn in;
* files as they stand (``--files``): every tenth file below a folder, HTML source, manual pages and
  all, decoded and no more, as ``fonds ingest`` gives them; those that need nothing, and all;
* hostile input: shapes made to be slow to read, at about 1 MB. Each must be done within 2 seconds
  and, against the same shape at half the size, grow no faster than the text does (a ratio under
  3, where a quadratic reader shows 4). ftfy gets only those that need no more than a minute.

Exit status 1 when the cleaner is under 5 MB/s on ordinary text, over 2 s on a hostile input, or
grows faster than linearly on one.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ftfy

from fonds.cleaning import clean

FLOOR = 5.0  # MB/s of ordinary text, one core
LIMIT = 2.0  # seconds for a megabyte of hostile input
LINEAR = 3.0  # time of n over time of n/2; 4 is quadratic, 2 is linear, the rest is noise
NAIVE = re.compile(r"\[/?[^\[\]\n]{0,400}\]")

PROSE = [
    "The mill burned down in 1911, and nobody missed it much. ",
    "Le moulin a brûlé en 1911 ; personne ne l’a « vraiment » regretté, dit-on. ",
    "Die Mühle brannte 1911 ab; niemand vermisste sie sehr. ",
    "Мельница сгорела в 1911 году, и никто о ней не жалел. ",
    "احترقت الطاحونة عام 1911 ولم يأسف عليها أحد. ",
    "磨坊于1911年烧毁，据报道没有人惋惜。",
    "水車小屋は1911年に焼け、惜しむ人はほとんどいなかった。",
    "방앗간은 1911년에 불탔고, 아무도 아쉬워하지 않았다. ",
    "चक्की 1911 में जल गई और किसी को दुख नहीं हुआ। ",
    "Ο μύλος κάηκε το 1911 και κανείς δεν λυπήθηκε. ",
]
BRACKET = "It stood [so the paper said] by the river. "  # one sentence of twenty
LEFTOVERS = [
    '[caption id="attachment_12" align="alignleft" width="300"]The mill[/caption]\n\n',
    "Caf&amp;eacute; Moulin ", "la rÃ©gion ", "wo\u200b\u200brd ", "<!-- more -->\n",
    "https://example.org/a?utm_source=x&utm_medium=y ",
]  # fmt: skip


def hostile(size: int) -> dict[str, str]:
    """Inputs of about ``size`` characters (100,000 marks, a million newlines at a megabyte)."""

    def fill(piece: str) -> str:
        return piece * (size // len(piece))

    return {
        '[a="': fill('[a="'),
        "[[[[[": fill("["),
        "]]]]]": fill("]"),
        "[caption ": fill("[caption "),
        '[caption id="x" ': fill('[caption id="x" '),
        "[a]": fill("[a]"),
        "[/a]": fill("[/a]"),
        "[a][/b]": fill("[a][/b]"),
        "[x y=\"1\" z='2'] nested, unclosed": fill("[x y=\"1\" z='2'] "),
        "unclosed quotes": '[a b="' + fill("x ' “ «"),
        "quotes only": fill("\"'"),
        "combining marks": "a" + "\u0301" * (size // 10),
        "marks in words": fill("e\u0301\u0327\u0323"),
        "newlines": "\n" * size,
        "spaces": " " * size,
        "spaces and a dot": fill(" " * 50 + "."),
        "dots": fill(". "),
        "&amp;amp;…": "&" + fill("amp;"),
        "&#": fill("&#"),
        "&lt;": fill("&lt;"),
        "<": fill("<"),
        "<a ": fill("<a "),
        "<!--": fill("<!--"),
        "<!-- wp:": fill("<!-- wp:a {"),
        "{{": fill("{{"),
        "{{ }} half": fill("{{a|"),
        "}}": fill("}}"),
        "[[": fill("[["),
        "[[a|": fill("[[a|"),
        "'''": fill("'"),
        "```": fill("```\n"),
        "`": fill("` "),
        "$": fill("$a "),
        "\\(": fill("\\("),
        "http://": fill("http://"),
        "long address": "http://example.org/?" + fill("a=b&"),
        "utm": "http://example.org/?" + fill("utm_a=b&"),
        "mojibake": fill("Ã©"),
        "nested mojibake": fill("Ãƒâ€šÃ‚Â"),
        "lead bytes": fill("Ã"),
        "zero width": "\u200b" * size,
        "embeddings": "\u202a" * size,
        "isolates": fill("\u2066a"),
        "soft hyphens": fill("a\u00ad"),
        "hyphens at line ends": fill("ab-\ncd "),
        "page numbers": fill("– 7 –\n\n"),
        "one long word": "a" * size,
        "same short line": fill("Photo: A B\n"),
        "escapes": fill("\x1b["),
        "backslashes": "\\" * size,
        "shares": fill("Share this:"),
        "pipes": fill("| a "),
        "equals": fill("= "),
        "[b]": fill("[b]"),
        "[quote=": fill("[quote="),
        "[b]a[/b]": fill("[b]a[/b]"),
        "empty values": fill("[a b='' c=\"\" "),
        "half-lost closers": fill('[x y="1"] / x] '),
    }


def hostile_in_number(size: int) -> dict[str, str]:
    """The same of pieces that are all different, so that nothing is gained by remembering one."""

    def each(piece: str, most: int = size) -> str:
        count = min(most, size // len(piece.format(size)))
        return "".join(map(piece.format, range(count)))

    some = 9_999  # pairs of tags: of more than 20,000 tags none is read

    prose = "The mill burned down, and nobody missed it much.\n\n"
    return {
        "as many tags as are read": '[x y="1"] ' * min(19_999, size // 10),
        "tags, all different": each('[a{0} b="{0}" ' + "c" * 30 + '="x y z"] '),
        "captions, all different": each(
            '[caption id="attachment_{0}" align="alignleft" width="300"]The mill {0}[/caption]\n\n',
            some,
        ),
        "captions without closers": each('[caption id="attachment_{0}" width="300"] The mill.\n\n'),
        "openers and closers": each('[a{0} b="1"]x[/a{0}] ', some),
        "half closers, all different": '[a b="1"]' + each("/ a{0}] "),
        "tags in a log": each('2020-01-01 12:00:00 INFO x[{0}]: [a b="{0}"] user=bob\n', some),
        "quoted tags": each('the "[x y="{0}"]" of it. "', 2 * some),
        "labels between paragraphs": (prose + "Advertisement\n\n") * (size // 65),
        "titles with page numbers": each("{0} | Annual report 1999\n\n" + prose),
        "stamps and page numbers": each("The mill.\n\nDigitized by Google\n\n{0}\n\n"),
        "credits, all different": each("Photo: Jane{0} Roe/AFP\n"),
        "credits in brackets": each("(Photo: Jane Roe{0}/AFP) "),
        "share buttons": "Share on Facebook Twitter\n" * (size // 26),
        "links to edit": each("History {0}[edit]\n"),
        "wiki templates": each("{{{{sfn|a{0}|b}}}} "),
        "addresses with utm": each("http://a.b/{0}?utm_source=x&a={0}&utm_medium=y "),
        "entities, all different": each("&#{0}; &amp;eacute; "),
        "nested tags": "<b>" * (size // 7) + "</b>" * (size // 7),
        "emoji and zero width": "👉\u200b a " * (size // 5),
        "soft hyphens in words": "wo\u00adrd " * (size // 6),
        "marks of direction": "שלום\u200f abc\u200e " * (size // 11),
        "rules of hyphens": ("-" * 70 + "\n") * (size // 71),
        "French read wrong once": each("Tr{0}s Ã©tÃ© Ã la rÃ©gion de {0}, dÃ©jÃ fini. "),
    }


def best(run: Callable[[], object], rounds: int = 1) -> float:
    """The shortest of a few times, in seconds."""
    shortest = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        run()
        shortest = min(shortest, time.process_time() - started)
    return shortest


def beside(texts: list[str], rounds: int) -> dict[str, float]:
    """MB/s of each tool on the same texts, in turn."""
    tools: dict[str, Callable[[str], object]] = {
        "fonds.clean": clean,
        "ftfy.fix_text": ftfy.fix_text,
        "naive regex": lambda text: NAIVE.sub("", text),
    }
    shortest = dict.fromkeys(tools, float("inf"))
    for _ in range(rounds):
        for name, tool in tools.items():
            started = time.process_time()
            for text in texts:
                tool(text)
            shortest[name] = min(shortest[name], time.process_time() - started)
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    return {name: size / took for name, took in shortest.items()}


def prose(size: int) -> list[str]:
    """Documents of ten languages each, together about ``size`` characters."""
    documents = []
    for n in range(size // 5000):
        lines = []
        for k in range(40):
            lines.append(PROSE[(n + k) % len(PROSE)] * (1 + k % 3))
            lines.append(BRACKET * (k % 10 == n % 10) + "\n" * (k % 4 == 3))
        documents.append("".join(lines))
    return documents


def ordinary(work: Path) -> tuple[str, list[str]]:
    """The downloaded documents, about 20 MB of them, or prose with leftovers."""
    if (work / "corpus.jsonl").is_file():
        sys.path.insert(0, str(Path(__file__).parent))
        from clean_ordinary import documents

        texts, size = [], 0
        for *_, text in documents(work, 40):
            texts.append(text)
            size += len(text)
            if size > 20_000_000:
                break
        return f"ordinary text ({len(texts)} documents of Debian packages)", texts
    texts = [text + LEFTOVERS[n % len(LEFTOVERS)] * 3 for n, text in enumerate(prose(4_000_000))]
    return "prose with leftovers", texts


def as_they_stand(folder: Path) -> list[str]:
    """The text of every tenth file below ``folder``, by name; nothing is extracted."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())[::10]
    return [path.read_bytes().decode("utf-8", "replace") for path in paths]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--work", type=Path, default=Path("/var/tmp/fonds-ordinary"))
    parser.add_argument("--files", type=Path, help="a folder, such as small10k of corpus.py")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    slow: list[str] = []

    name, texts = ordinary(args.work)
    strewn = [text + LEFTOVERS[n % len(LEFTOVERS)] * 3 for n, text in enumerate(prose(2_000_000))]
    kinds = [("text that needs nothing", prose(4_000_000)), (name, texts)]
    kinds.append(("prose with leftovers", strewn))
    if args.files:
        files = as_they_stand(args.files)
        nothing = [text for text in files if clean(text).text is text]
        kinds += [("files as they stand", files), ("those that need nothing", nothing)]
    for what, some in kinds:
        speeds = beside(some, args.rounds)
        print(f"{what}: " + ", ".join(f"{tool} {speed:.1f} MB/s" for tool, speed in speeds.items()))
        print(f"  {speeds['fonds.clean'] / speeds['ftfy.fix_text']:.1f} times ftfy")
        if some is texts and speeds["fonds.clean"] < FLOOR:
            slow.append(what)

    print(f"\n{'hostile input, 1 MB':<36}{'seconds':>9}{'n / (n/2)':>11}")
    halves = hostile(500_000) | hostile_in_number(500_000)
    for what, text in (hostile(1_000_000) | hostile_in_number(1_000_000)).items():
        took = best(lambda text=text: clean(text))
        half = best(lambda text=halves[what]: clean(text))
        ratio = took / max(half, 1e-4)
        # a short time says nothing about growth; a long one is measured again before it counts
        if took > 0.2 and ratio > LINEAR:
            took = min(took, best(lambda text=text: clean(text), 2))
            ratio = took / best(lambda text=halves[what]: clean(text), 2)
        bad = took > LIMIT or (took > 0.2 and ratio > LINEAR)
        print(f"{what:<36}{took:>9.3f}{ratio:>11.2f}{'   TOO SLOW' if bad else ''}", flush=True)
        if bad:
            slow.append(what)
    print(f"\ntoo slow: {', '.join(slow) or 'nothing'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
