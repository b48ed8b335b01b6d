"""Learn the weights by which the cleaner tells tags from genuine brackets.

    python tools/train_clean.py gather [--ordinary FILE.jsonl ...]   features of all examples
    python tools/train_clean.py train                                the table of weights
    python tools/train_clean.py report                               what an unseen garble costs

``gather`` reads the published cases (``tests/cases/clean``), the generator (``garble.py``) and,
where given, ordinary documents (lines of JSON with ``text``, none of whose brackets is a tag; those
of the table that is there are kept otherwise), and writes ``clean_training.tsv``: for each set of
features how often it is a tag and how often none, by source, operations and language. ``train``
needs that file and numpy only: logistic regression with a ridge, by Newton's method, rounded to
two decimals, so that the table comes out the same on every machine. ``report`` trains without one
operation, or one language, and says how many of its tags are then missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from fonds.cleaning.doc import ACT, Doc  # noqa: E402
from fonds.cleaning.kinds import UNEDITED, text_kind  # noqa: E402
from fonds.cleaning.shortcode import detect, evidence, firm  # noqa: E402
from fonds.cleaning.shortcode.features import AGAINST, FOR, Feature  # noqa: E402

TABLE = ROOT / "tools" / "clean_training.tsv"
WEIGHTS = ROOT / "src" / "fonds" / "cleaning" / "shortcode" / "weights.py"
SEED, COUNT = 20261201, 6000
RIDGE = 0.01
MOST = {"case": 40, "garble": 2, "ordinary": 20}  # times that one set of features counts
WEIGHT = {"case": 25.0, "garble": 0.3, "ordinary": 1.0}
GENUINE_WEIGHT = 2.0  # a genuine bracket lost is worse than a tag left


@attrs.frozen
class Example:
    """A candidate: its features, whether it is a tag, and where it comes from."""

    features: tuple[str, ...]
    is_tag: bool
    source: str  # case, garble, ordinary
    operations: str
    language: str


def candidates(text: str) -> Iterator[tuple[int, int, frozenset[Feature]]]:
    """Yield each candidate of a text with the features that count for it."""
    doc = Doc(text)
    yield from detect.judged(doc)
    yield from firm.candidates(doc)


def from_cases() -> Iterator[Example]:
    """Yield the candidates of the published cases."""
    from support.clean_cases import load

    for case in load(("in-the-wild", "constructed", "negative")):
        if case.profile == "minimal" or case.kind.startswith("wiki"):
            continue
        if case.negative and text_kind(case.before).kind in UNEDITED:
            continue
        spans, at = [], 0
        for piece in case.pieces:
            if piece.marked:
                spans.append((at, at + len(piece.before), piece.either))
            at += len(piece.before)
        for start, end, features in candidates(case.before):
            label = _label(start, end, spans)
            if case.kind.startswith("bbcode"):  # a rule of its own takes them
                label = False if label and Feature.NAMELESS in features else None
            if label is not None:
                yield Example(_names(features), label, "case", case.kind, case.lang)


def _label(start: int, end: int, spans: Sequence[tuple[int, int, bool]]) -> bool | None:
    for first, last, either in spans:
        if first <= start and end <= last:
            return None if either else True
        if start < last and first < end:
            return None
    return False


def from_garbles() -> Iterator[Example]:
    """Yield the candidates of generated texts that lie within what was garbled."""
    from garble import garbled

    from support.clean_cases import load

    hosts = [
        (case.lang, case.before.strip())
        for case in load(("negative",))
        if 20 < len(case.before.strip()) < 120 and not set("[]{}<>=\n&_|/\\") & set(case.before)
    ]
    for made in garbled(hosts, SEED, COUNT):
        for start, end, features in candidates(made.text):
            inside = made.start <= start and end <= made.end
            if not inside:
                continue
            operations = "+".join(made.operations) or "none"
            yield Example(_names(features), made.is_tag, "garble", operations, made.language)


def from_ordinary(paths: Iterable[Path]) -> Iterator[Example]:
    """Yield the candidates of ordinary documents, none of which is a tag."""
    for path in paths:
        for line in path.read_text("utf-8").split("\n"):
            if not line:
                continue
            text = json.loads(line)["text"]
            if text_kind(text).edited:
                for _, _, features in candidates(text):
                    yield Example(_names(features), False, "ordinary", "", "")


def _names(features: Iterable[Feature]) -> tuple[str, ...]:
    return tuple(sorted(str(f) for f in features))


def write_table(examples: Iterable[Example], kept: Counter[tuple[str, ...]]) -> None:
    """Write the table; ``kept`` are rows of the one before."""
    counts: Counter[tuple[str, ...]] = Counter(kept)
    for e in examples:
        key = (e.source, e.operations, e.language, " ".join(e.features), "1" if e.is_tag else "0")
        counts[key] += 1
    lines = ["\t".join((*key, str(n))) for key, n in sorted(counts.items())]
    head = "# source\toperations or kind\tlanguage\tfeatures\ttag\tcount"
    TABLE.write_text("\n".join([head, *lines]) + "\n", "utf-8")


def read_table() -> list[tuple[str, str, str, tuple[Feature, ...], int, int]]:
    """Return the rows of the table."""
    rows = []
    for line in TABLE.read_text("utf-8").strip("\n").split("\n")[1:]:
        source, operations, language, features, tag, count = line.split("\t")
        named = tuple(Feature(f) for f in features.split())
        rows.append((source, operations, language, named, int(tag), int(count)))
    return rows


Rows = Sequence[tuple[str, str, str, tuple[Feature, ...], int, int]]


def fit(rows: Rows, names: Sequence[Feature] = ()) -> tuple[dict[Feature, float], float]:
    """Return the weight of each feature and the intercept, rounded to two decimals.

    ``ACT`` is the likelihood from which the cleaner acts, so the intercept needs no shift.
    """
    return _fit(rows, names or honest(rows))


def honest(rows: Rows) -> list[Feature]:
    """Return the features that speak as they may: of the others the worst goes, one by one."""
    names = [f for f in sorted(Feature) if f not in evidence.VETOES]
    while True:
        weights, _ = _fit(rows, names)
        odd = {f: w if f in AGAINST else -w for f, w in weights.items() if f in FOR | AGAINST}
        worst = max(odd, key=lambda f: (odd[f], f))
        if odd[worst] <= 0:
            return names
        names.remove(worst)


def _fit(rows: Rows, names: Sequence[Feature]) -> tuple[dict[Feature, float], float]:
    column = {f: n for n, f in enumerate(names)}
    kept = [row for row in rows if evidence.VETOES.isdisjoint(row[3])]
    x = np.zeros((len(kept), len(names) + 1))
    x[:, -1] = 1.0
    y, size = np.zeros(len(kept)), np.zeros(len(kept))
    for n, (source, _, _, features, tag, count) in enumerate(kept):
        x[n, [column[f] for f in features if f in column]] = 1.0
        y[n] = tag
        size[n] = min(count, MOST[source]) * WEIGHT[source] * (1.0 if tag else GENUINE_WEIGHT)
    w = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], RIDGE)
    ridge[-1] = 1e-6
    for _ in range(60):
        step = _newton(x, y, size, w, ridge)
        w -= step
        if float(np.abs(step).max()) < 1e-10:
            break
    weights = {f: round(float(w[n]), 2) + 0.0 for f, n in column.items()}
    return weights, round(float(w[-1]), 2)


def _newton(
    x: NDArray[np.float64], y: NDArray[np.float64], size: NDArray[np.float64],
    w: NDArray[np.float64], ridge: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -30, 30)))
    gradient = x.T @ (size * (p - y)) + ridge * w
    hessian = (x * (size * p * (1.0 - p))[:, None]).T @ x + np.diag(ridge)
    step: NDArray[np.float64] = np.linalg.solve(hessian, gradient)
    return step


def source_of(weights: dict[Feature, float], intercept: float) -> str:
    """Return the module that holds the table."""
    lines = [
        '"""What each feature weighs: made by ``tools/train_clean.py train``, not by hand."""\n',
        "from collections.abc import Mapping",
        "from types import MappingProxyType\n",
        "from fonds.cleaning.shortcode.features import Feature\n",
        f"INTERCEPT = {intercept}",
        "WEIGHTS: Mapping[Feature, float] = MappingProxyType(",
        "    {",
        *(f"        Feature.{f.name}: {w}," for f, w in sorted(weights.items()) if w),
        "    }",
        ")",
    ]
    return "\n".join(lines) + "\n"


def likelihood(
    weights: dict[Feature, float], intercept: float, features: Iterable[Feature]
) -> float:
    """Return what the cleaner would make of these features."""
    total = intercept + sum(weights.get(f, 0.0) for f in features)
    likely = 1.0 / (1.0 + float(np.exp(-total)))
    return likely if evidence.VETOES.isdisjoint(features) else 0.0


def errors(
    rows: Rows, weights: dict[Feature, float], intercept: float
) -> tuple[int, int, int, int]:
    """Return tags, missed of them, genuine brackets, taken of them."""
    tags = missed = genuine = taken = 0
    for *_, features, tag, count in rows:
        acts = likelihood(weights, intercept, features) >= ACT
        if tag:
            tags, missed = tags + count, missed + count * (not acts)
        else:
            genuine, taken = genuine + count, taken + count * acts
    return tags, missed, genuine, taken


def tell(what: str, got: Sequence[int]) -> None:
    """Print one line of figures."""
    tags, missed, genuine, taken = got
    sys.stdout.write(
        f"{what:34} tags {tags:5} missed {missed:4} genuine {genuine:5} taken {taken:3}\n"
    )


def report(rows: Rows) -> None:
    """Print what each operation and language costs that the training did not see."""
    names = honest(rows)
    weights, intercept = fit(rows, names)
    tell("all", errors(rows, weights, intercept))
    operations: dict[str, set[int]] = defaultdict(set)
    languages: dict[str, set[int]] = defaultdict(set)
    for n, (source, named, language, *_) in enumerate(rows):
        if source == "garble":
            for name in named.split("+"):
                operations[name].add(n)
            languages[language].add(n)
    for title, groups in (("operation", operations), ("language", languages)):
        total = [0, 0, 0, 0]
        for name, members in sorted(groups.items()):
            held = [row for n, row in enumerate(rows) if n in members]
            rest = [row for n, row in enumerate(rows) if n not in members]
            got = errors(held, *fit(rest, names))
            total = [a + b for a, b in zip(total, got, strict=True)]
            if title == "operation":
                tell(f"without {name}", got)
        tell(f"without one {title}, in sum", total)


def main() -> int:
    """Run one of the three steps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("gather", "train", "report"))
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    if args.what == "gather":
        kept: Counter[tuple[str, ...]] = Counter()
        if not args.ordinary and TABLE.exists():
            for line in TABLE.read_text("utf-8").split("\n"):
                if line.startswith("ordinary\t"):
                    *key, count = line.split("\t")
                    kept[tuple(key)] = int(count)
        write_table([*from_cases(), *from_garbles(), *from_ordinary(args.ordinary)], kept)
    elif args.what == "train":
        WEIGHTS.write_text(source_of(*fit(read_table())), "utf-8")
    else:
        report(read_table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
