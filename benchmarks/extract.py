"""Tables of docs/extraction.md for web pages: main text, full text, metadata, time.

    python benchmarks/extract.py --trafilatura DIR --scrapinghub DIR --readability DIR [--every N]

The sets are clones of adbar/trafilatura, scrapinghub/article-extraction-benchmark and
mozilla/readability; they may not be copied into this repository. One that is not given is skipped,
aloud. Times are processor time in one process, the tools called in turn on each page, medians.
"""

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from pathlib import Path

from fonds.extraction.html import extract
from fonds.extraction.options import ExtractOptions, MainRule
from fonds.identification import identify

RULES = {
    "fonds": ExtractOptions(),
    "fonds fast": ExtractOptions(main_rule=MainRule.FAST),
}
FULL = ExtractOptions(main_rule=MainRule.NONE)


def trafilatura_main(data):
    import trafilatura

    return trafilatura.extract(data, include_comments=False, include_tables=True) or ""


def one_line(text):
    return re.sub(r"\s+", " ", text).strip()


def pages_of_trafilatura(folder):
    told = json.loads((folder / "tests/evaldata.json").read_text(encoding="utf-8"))
    for item in told.values():
        for place in ("cache", "eval"):
            path = folder / "tests" / place / item["file"]
            if path.is_file():
                yield path.read_bytes(), item
                break


def timed(call, *arguments):
    before = time.process_time()
    result = call(*arguments)
    return result, (time.process_time() - before) * 1000


def snippets(folder, every):
    """Snippets that must and must not be in the main text; recall of the full text; metadata."""
    counts = {name: Counter() for name in (*RULES, "trafilatura", "fonds full text")}
    times = {name: [] for name in counts}
    right, asked = Counter(), Counter()
    pages = list(pages_of_trafilatura(folder))[::every]
    for data, item in pages:
        identification = identify(data, declared="text/html")
        found = {}
        for name, options in RULES.items():
            got, spent = timed(extract, data, identification, options)
            found[name] = got.main or ""
            times[name].append(spent)
        found["trafilatura"], spent = timed(trafilatura_main, data)
        times["trafilatura"].append(spent)
        full, spent = timed(extract, data, identification, FULL)
        found["fonds full text"] = full.text or ""
        times["fonds full text"].append(spent)
        for name, text in found.items():
            text = one_line(text)
            counts[name]["tp"] += sum(one_line(w) in text for w in item["with"])
            counts[name]["fn"] += sum(one_line(w) not in text for w in item["with"])
            counts[name]["fp"] += sum(one_line(w) in text for w in item["without"])
        judge_metadata(full, item, right, asked)
    print(f"\n## trafilatura's set, {len(pages)} pages\n")
    print("| | P | R | F1 | ms a page |\n|---|---|---|---|---|")
    for name, c in counts.items():
        precision, recall = c["tp"] / (c["tp"] + c["fp"]), c["tp"] / (c["tp"] + c["fn"])
        f1 = 2 * precision * recall / (precision + recall)
        median = statistics.median(times[name])
        print(f"| {name} | {precision:.4f} | {recall:.4f} | {f1:.4f} | {median:.1f} |")
    for name in asked:
        print(f"metadata {name}: {right[name]} of {asked[name]}")


def judge_metadata(found, item, right, asked):
    """Count where the first value of a name is what the set says."""
    for theirs, ours in (("title", "title"), ("author", "creator"), ("date", "date")):
        if item.get(theirs):
            asked[theirs] += 1
            first = next((str(v.value) for v in found.metadata if v.name == ours), "")
            wanted = one_line(str(item[theirs]))
            right[theirs] += first[:10] == wanted if theirs == "date" else one_line(first) == wanted


def shingles(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)))


def f1(text, truth):
    got, wanted = shingles(text), shingles(truth)
    common = (got & wanted).total()
    return 2 * common / max(1, got.total() + wanted.total())


def by_shingles(title, pages):
    """Mean over pages of F1 of four words in a row."""
    scores = {name: [] for name in (*RULES, "trafilatura")}
    for data, truth in pages:
        identification = identify(data, declared="text/html")
        for name, options in RULES.items():
            scores[name].append(f1(extract(data, identification, options).main or "", truth))
        scores["trafilatura"].append(f1(trafilatura_main(data), truth))
    print(f"\n## {title}, {len(scores['trafilatura'])} pages\n")
    print("| | F1 of 4 words in a row |\n|---|---|")
    for name, values in scores.items():
        print(f"| {name} | {statistics.fmean(values):.4f} |")


def pages_of_scrapinghub(folder):
    told = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, item in told.items():
        path = folder / "html" / f"{name}.html.gz"
        if path.is_file():
            yield gzip.decompress(path.read_bytes()), item["articleBody"]


def pages_of_readability(folder):
    import lxml.html

    for page in sorted((folder / "test/test-pages").iterdir()):
        source, wanted = page / "source.html", page / "expected.html"
        if source.is_file() and wanted.is_file():
            tree = lxml.html.fromstring(wanted.read_text(encoding="utf-8"))
            yield source.read_bytes(), " ".join(tree.itertext())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("trafilatura", "scrapinghub", "readability"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every so many-th page")
    given = parser.parse_args()
    for name, path in vars(given).items():
        if path is None:
            print(f"skipped: the set of {name} is not given (--{name} DIR)")
    if given.scrapinghub:
        by_shingles(
            "scrapinghub's set", list(pages_of_scrapinghub(given.scrapinghub))[:: given.every]
        )
    if given.readability:
        by_shingles(
            "readability's pages", list(pages_of_readability(given.readability))[:: given.every]
        )
    if given.trafilatura:
        snippets(given.trafilatura, given.every)


if __name__ == "__main__":
    main()
