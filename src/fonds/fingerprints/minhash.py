"""The near-duplicate sketch ``minhash/1``: 128 bins of 16 bits from a text.

Two sketches agree in about as many bins as the texts share byte 8-grams (Jaccard). Byte n-grams
need no words, so they serve every script. The definition, to the bit, is FORMAT.md, section
"minhash/1"; a slow second implementation of it lives in the tests.

Why this scheme: one hash per n-gram decides its bin *and* its rank, which costs a 128th of
classic MinHash. Bins that stay empty in a short text are filled by further rounds with other
hashes, which keeps the estimate unbiased and as sharp as classic MinHash at every length.
Source: Dahlgaard, Knudsen, Thorup, "Fast Similarity Sketching", FOCS 2017.
"""

import numpy as np
from numpy.typing import NDArray

from fonds.fingerprints.fold import fold

Hashes = NDArray[np.uint64]

BINS = 128
GRAM = 8  # bytes; one n-gram is one 64-bit word
SHORTEST = 32  # bytes of folded text; below, one changed word is everything
SKETCH_BYTES = BINS * 2

STEP = 0x9E3779B97F4A7C15  # added once a round: 2**64 / golden ratio, odd
FIRST, SECOND = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)  # Murmur3's, odd
HALF = np.uint64(32)  # bits

_WORD = (1 << 64) - 1
_EMPTY = np.uint64(_WORD)  # a bin in which no n-gram has fallen
_LOW = np.uint64(BINS - 1)
_BLOCK = 1 << 15  # n-grams hashed at a time: 256 KiB a buffer stays in the cache
_AT_ONCE = 1024  # hashes worth computing at a time where there are few n-grams
_NOISE = 2.0**-16  # chance that two different values agree in 16 bits


def sketch(text: str) -> bytes | None:
    """Return the sketch of a text, or None; see ``fonds.fingerprints.sketch``."""
    folded = fold(text)
    if len(folded) < SHORTEST:
        return None
    grams = _grams(folded)
    best = np.full(BINS, _EMPTY)
    for start in range(0, len(grams), _BLOCK):
        _keep_least(best, _mix(grams[start : start + _BLOCK].copy()))
    if (best == _EMPTY).any():
        _fill_empty(best, _distinct(grams))
    values: bytes = ((best >> np.uint64(7)) & np.uint64(0xFFFF)).astype("<u2").tobytes()
    return values


def similarity(a: bytes, b: bytes) -> float:
    """Estimate the Jaccard similarity of two texts; see ``fonds.fingerprints.similarity``."""
    if len(a) != SKETCH_BYTES or len(b) != SKETCH_BYTES:
        raise ValueError("a sketch is 256 bytes")
    equal = np.count_nonzero(np.frombuffer(a, "<u2") == np.frombuffer(b, "<u2")) / BINS
    return float(max(0.0, (equal - _NOISE) / (1 - _NOISE)))


def _fill_empty(best: Hashes, distinct: Hashes) -> None:
    """Fill the empty bins: rounds 1 to 127 at random, round 128 + b fills bin b for certain.

    An earlier round always wins. There are few distinct n-grams here, or no bin would be empty,
    so several rounds are computed at once.
    """
    at_once = max(1, _AT_ONCE // len(distinct))
    for number in range(1, BINS, at_once):
        rounds = np.arange(number, min(BINS, number + at_once), dtype=np.uint64)
        hashes = _mix(distinct[None, :] + (rounds * np.uint64(STEP))[:, None])
        found = np.full((len(rounds), BINS), _EMPTY)
        rows = np.arange(len(rounds))[:, None]
        np.minimum.at(found, (rows, (hashes & _LOW).view(np.int64)), hashes)
        earliest = found[(found != _EMPTY).argmax(axis=0), np.arange(BINS)]
        np.copyto(best, earliest, where=best == _EMPTY)
        if (best != _EMPTY).all():
            return
    for b in np.flatnonzero(best == _EMPTY).tolist():
        best[b] = _mix(distinct + np.uint64((BINS + b) * STEP & _WORD)).min()


def _keep_least(best: Hashes, hashes: Hashes) -> None:
    """Lower ``best[b]`` to the least hash whose low seven bits are ``b``."""
    np.minimum.at(best, (hashes & _LOW).view(np.int64), hashes)


def _grams(folded: bytes) -> Hashes:
    """All 8-grams as little-endian 64-bit words, overlapping in memory: a view, no copy."""
    return np.ndarray((len(folded) - GRAM + 1,), "<u8", folded, strides=(1,))


def _distinct(grams: Hashes) -> Hashes:
    """The n-grams once each, block by block: a long text that repeats itself needs no memory.

    By hand, since ``numpy.unique`` imports a further 50 ms of numpy when it is first called.
    """
    found = np.empty(0, np.uint64)
    for start in range(0, len(grams), _BLOCK):
        found = np.sort(np.concatenate((found, grams[start : start + _BLOCK])))
        found = found[np.concatenate(([True], found[1:] != found[:-1]))]
    return found


def _mix(words: Hashes) -> Hashes:
    """Turn words into hashes, in place. One-to-one, so different n-grams never collide."""
    words *= FIRST
    words ^= words >> HALF
    words *= SECOND
    words ^= words >> HALF
    return words
