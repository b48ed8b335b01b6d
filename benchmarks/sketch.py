"""Compare minhash/1 with datasketch and rensa: time a document, and who finds near-duplicates.

    python benchmarks/sketch.py [--peers] [--each 20] [--edits 0.015] [--folder DIR]

Documents are made up, about 7 KB of UTF-8 each, in 13 scripts; of each base document there are
two with edits, up to the given share of its pieces of eight characters. With light edits (0.015)
the pairs are near or far, as in real collections; with 0.15 they lie about the threshold, where
128 places cannot tell 0.79 from 0.81, whoever counts them: "clear" leaves out truths from 0.7 to
0.9. Truth is the exact Jaccard
similarity of the sets of byte 8-grams of the folded texts, over all pairs within a script. Peers
get the same folded bytes, cut into the same 8-grams in their own way; their time includes the
cutting, not the folding. All take turns in one process, script by script, three times, and the
best time counts, so that a busy machine is busy for all. ``--folder`` times text files of a
folder as well.
"""

import argparse
import random
import sys
import time
from itertools import combinations
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fonds.fingerprints import similarity, sketch
from fonds.fingerprints.fold import fold
from support.texts import SCRIPTS, document, edited

AT = 0.8  # the similarity at which recall and precision are asked
BYTES = 7000


def fonds_one(text, folded):
    return sketch(text)


def datasketch_one(text, folded):
    from datasketch import MinHash

    made = MinHash(num_perm=128)
    made.update_batch({folded[i : i + 8] for i in range(len(folded) - 7)})
    return made


def rensa_one(text, folded):
    from rensa import RMinHash

    made = RMinHash(num_perm=128, seed=42)
    shown = folded.decode("latin-1")
    made.update(list({shown[i : i + 8] for i in range(len(shown) - 7)}))
    return made


PEERS = {"fonds minhash/1": fonds_one, "datasketch 128": datasketch_one, "rensa R 128": rensa_one}


def compare(name, a, b):
    return similarity(a, b) if name.startswith("fonds") else a.jaccard(b)


def corpus(script, each, edits, chance):
    size = int(BYTES / (len(document(script, 500, 0).encode()) / len(document(script, 500, 0))))
    texts = []
    for number in range(each):
        base = document(script, size, seed=number)
        texts.append(base)
        for copy in (0, 1):
            share = chance.uniform(0.001, edits)
            texts.append(edited(base, script, share, seed=2 * number + copy))
    return texts


def grams(text):
    folded = fold(text)
    return np.unique(np.ndarray((len(folded) - 7,), "<u8", folded, strides=(1,)))


def exact(a, b):
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return shared / (len(a) + len(b) - shared)


def measure(texts, makers):
    """Make all sketches, taking turns; return them and the CPU seconds a maker took."""
    folded = [fold(text) for text in texts]
    seconds = dict.fromkeys(makers, float("inf"))
    made = {}
    for maker in makers.values():
        maker(texts[0], folded[0])  # imports are not a document's cost
    for _ in range(3):
        for name, maker in makers.items():
            start = time.process_time()
            made[name] = [maker(*pair) for pair in zip(texts, folded, strict=True)]
            seconds[name] = min(seconds[name], time.process_time() - start)
    return made, seconds


class Score:
    """Counts what a sketch says against the truth."""

    def __init__(self):
        self.clear = self.clear_wrong = 0
        self.hit = self.missed = self.false = self.pairs = 0
        self.error = 0.0

    def add(self, estimate, truth):
        self.pairs += 1
        self.error += (estimate - truth) ** 2
        if not 0.7 < truth < 0.9:
            self.clear += truth >= AT
            self.clear_wrong += (estimate >= AT) != (truth >= AT)
        self.hit += estimate >= AT and truth >= AT
        self.missed += estimate < AT <= truth
        self.false += truth < AT <= estimate

    def __str__(self):
        recall = self.hit / max(1, self.hit + self.missed)
        precision = self.hit / max(1, self.hit + self.false)
        rms = (self.error / max(1, self.pairs)) ** 0.5
        return (
            f"{recall:.3f} {precision:.3f} {rms:.4f}  {self.hit + self.missed} of {self.pairs}"
            f"; clear {self.clear}, wrong {self.clear_wrong}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="datasketch and rensa as well")
    parser.add_argument("--each", type=int, default=20, help="base documents a script")
    parser.add_argument("--edits", type=float, default=0.015, help="greatest share edited")
    parser.add_argument("--folder", type=Path, help="time text files of this folder too")
    options = parser.parse_args()
    makers = PEERS if options.peers else {"fonds minhash/1": fonds_one}
    chance = random.Random(1)
    total = {name: Score() for name in makers}
    spent, documents = dict.fromkeys(makers, 0.0), 0
    print(f"script  method            us/doc  recall precision rms   true pairs at {AT}")
    for script in SCRIPTS:
        texts = corpus(script, options.each, options.edits, chance)
        made, seconds = measure(texts, makers)
        sets = [grams(text) for text in texts]
        scores = {name: Score() for name in makers}
        for i, j in combinations(range(len(texts)), 2):
            truth = exact(sets[i], sets[j])
            for name in makers:
                estimate = compare(name, made[name][i], made[name][j])
                scores[name].add(estimate, truth)
                total[name].add(estimate, truth)
        documents += len(texts)
        for name in makers:
            spent[name] += seconds[name]
            each = seconds[name] / len(texts) * 1e6
            print(f"{script:7} {name:16} {each:8.1f}  {scores[name]}")
    for name in makers:
        print(f"all     {name:16} {spent[name] / documents * 1e6:8.1f}  {total[name]}")
    if options.folder:
        files = sorted(p for p in options.folder.rglob("*.txt") if p.stat().st_size > 1000)[:500]
        texts = [path.read_text("utf-8", "replace")[:8000] for path in files]
        _, seconds = measure(texts, makers)
        for name in makers:
            print(f"{len(texts)} files  {name:16} {seconds[name] / len(texts) * 1e6:8.1f} us/doc")


if __name__ == "__main__":
    main()
