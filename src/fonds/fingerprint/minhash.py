"""The near-duplicate sketch ``minhash/1``: 128 bins of 16 bits from a text. Floor 3: pure.

Two sketches agree in about as many bins as the texts share byte 8-grams (Jaccard). Byte n-grams
need no words, so they serve every script. The definition, to the bit, is FORMAT.md, section
"minhash/1"; a slow second implementation of it lives in the tests.

Why this scheme: one hash per n-gram decides its bin *and* its rank, which costs a 128th of
classic MinHash. Bins that stay empty in a short text are filled by further rounds with other
hashes, which keeps the estimate unbiased and as sharp as classic MinHash at every length.
Source: Dahlgaard, Knudsen, Thorup, "Fast Similarity Sketching", FOCS 2017.
"""

from typing import TYPE_CHECKING

from fonds.fingerprint.fold import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

SKETCH = "minhash/1"
"""The name under which sketches are kept; sketches of other names do not compare."""

BINS = 128
GRAM = 8  # bytes; one n-gram is one 64-bit word
SHORTEST = 32  # bytes of folded text; below, one changed word is everything
SKETCH_BYTES = BINS * 2

STEP = 0x9E3779B97F4A7C15  # added once per round: 2**64 / golden ratio, odd
FIRST, SECOND = 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53  # Murmur3's finaliser, by Appleby

_BLOCK = 1 << 15  # n-grams hashed at a time: 256 KiB a buffer stays in the cache
_PER_BIN = 16  # hashes a bin that pass the first sieve, on average
_EMPTY = (1 << 64) - 1
_NOISE = 2.0**-16  # chance that two different values agree in 16 bits


def sketch(text: str) -> bytes | None:
    """Return the sketch of a text, or None where its folded form is under 32 bytes.

    Shape: 256 bytes, 128 unsigned 16-bit numbers, little endian.
    Cost: linear, about 8 ns a byte; never raises on content.
    """
    folded = fold(text)
    if len(folded) < SHORTEST:
        return None
    best = _first_round(folded)
    values: bytes = ((best >> 7) & 0xFFFF).astype("<u2").tobytes()
    return values


def similarity(a: bytes, b: bytes) -> float:
    """Estimate the Jaccard similarity (0..1) of the texts behind two sketches.

    The standard error is at most 0.045, and 0.035 at a similarity of 0.8.
    """
    import numpy as np

    if len(a) != SKETCH_BYTES or len(b) != SKETCH_BYTES:
        raise ValueError("a sketch is 256 bytes")
    equal = np.count_nonzero(np.frombuffer(a, "<u2") == np.frombuffer(b, "<u2")) / BINS
    return float(max(0.0, (equal - _NOISE) / (1 - _NOISE)))


def _first_round(folded: bytes) -> "Hashes":
    """Round 0, over all n-grams; further rounds only where it leaves bins empty.

    Most hashes are far too large to be the least of their bin, so a sieve lets through 16 a bin.
    If that left a bin empty, the text repeats itself or is short: then the sieve is dropped.
    """
    import numpy as np

    grams = _grams(folded)
    sieve = min(_EMPTY, (_EMPTY // len(grams)) * BINS * _PER_BIN)
    best = np.full(BINS, _EMPTY, np.uint64)
    for start in range(0, len(grams), _BLOCK):
        hashes = _mix(grams[start : start + _BLOCK].copy())
        _keep_least(best, hashes[hashes < sieve] if sieve != _EMPTY else hashes)
    if (best != _EMPTY).all():
        return best
    distinct = _distinct(grams)
    _keep_least(best, _mix(distinct.copy()))
    return _further_rounds(distinct, best)


def _further_rounds(distinct: "Hashes", best: "Hashes") -> "Hashes":
    """Fill the empty bins: rounds 1 to 127 at random, round 128 + b fills bin b for certain.

    An earlier round always wins. There are few distinct n-grams here, or no bin would be empty,
    so rounds are done several at once, about as many hashes as a longer text has in one.
    """
    import numpy as np

    at_once = max(1, 4 * BINS // len(distinct))
    number = 1
    while number < BINS and (best == _EMPTY).any():
        last = min(BINS, number + at_once)
        salts = np.arange(number, last, dtype=np.uint64) * np.uint64(STEP)
        for hashes in _mix(distinct[None, :] + salts[:, None]):
            found = np.full(BINS, _EMPTY, np.uint64)
            _keep_least(found, hashes)
            best = np.where(best == _EMPTY, found, best)
        number = last
    for b in np.flatnonzero(best == _EMPTY).tolist():
        best[b] = _mix(distinct + np.uint64((BINS + b) * STEP & _EMPTY)).min()
    return best


def _keep_least(best: "Hashes", hashes: "Hashes") -> None:
    """Lower ``best[b]`` to the least hash whose low seven bits are ``b``."""
    import numpy as np

    np.minimum.at(best, (hashes & np.uint64(BINS - 1)).astype(np.intp), hashes)


def _grams(folded: bytes) -> "Hashes":
    """All 8-grams as little-endian 64-bit words, overlapping in memory: a view, no copy."""
    import numpy as np

    return np.ndarray((len(folded) - GRAM + 1,), "<u8", folded, strides=(1,))


def _distinct(grams: "Hashes") -> "Hashes":
    """The n-grams once each, block by block: a long text that repeats itself needs no memory."""
    import numpy as np

    found = np.empty(0, np.uint64)
    for start in range(0, len(grams), _BLOCK):
        found = np.union1d(found, np.unique(grams[start : start + _BLOCK]))
    return found


def _mix(words: "Hashes") -> "Hashes":
    """Turn words into hashes, in place. One-to-one, so different n-grams never collide."""
    import numpy as np

    words ^= words >> np.uint64(33)
    words *= np.uint64(FIRST)
    words ^= words >> np.uint64(33)
    words *= np.uint64(SECOND)
    words ^= words >> np.uint64(33)
    return words
