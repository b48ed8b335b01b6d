"""minhash/1 a second time: slow, obvious, straight from FORMAT.md, without numpy."""

import struct
import unicodedata

WORD = (1 << 64) - 1


def is_mark(c):
    return unicodedata.category(c)[0] == "M" or c in "\uff9e\uff9f"


def fold(text):
    kept, run = [], 0
    for c in text:
        run = run + 1 if is_mark(c) else 0
        if run <= 30:
            kept.append(c)
    normal = unicodedata.normalize("NFKC", "".join(kept))
    folded = "".join(c.casefold() for c in normal)
    kept = "".join(c for c in folded if unicodedata.category(c)[0] in "LNM")
    return kept.encode("utf-8")[: 1 << 24]


def mix(x):
    x = x * 0xFF51AFD7ED558CCD & WORD
    x ^= x >> 32
    x = x * 0xC4CEB9FE1A85EC53 & WORD
    return x ^ (x >> 32)


def words(text):
    folded = fold(text)
    return {struct.unpack("<Q", folded[i : i + 8])[0] for i in range(len(folded) - 7)}


def jaccard(a, b):
    a, b = words(a), words(b)
    return len(a & b) / len(a | b)


def sketch(text):
    if len(fold(text)) < 32:
        return None
    bins = [None] * 128
    for number in range(128):
        found = [None] * 128
        for w in words(text):
            h = mix((w + number * 0x9E3779B97F4A7C15) & WORD)
            b = h & 127
            if found[b] is None or h < found[b]:
                found[b] = h
        bins = [new if old is None else old for old, new in zip(bins, found, strict=True)]
        if None not in bins:
            break
    for b in range(128):
        if bins[b] is None:
            salt = (128 + b) * 0x9E3779B97F4A7C15
            bins[b] = min(mix((w + salt) & WORD) for w in words(text))
    return struct.pack("<128H", *((h >> 7) & 0xFFFF for h in bins))
