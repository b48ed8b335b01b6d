"""RFC 6962 section 2.1 word for word: a slow, obvious second implementation, over leaf lists."""

import hashlib


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    if not d:
        return sha(b"")
    if len(d) == 1:
        return sha(b"\x00" + d[0])
    k = split(len(d))
    return sha(b"\x01" + mth(d[:k]) + mth(d[k:]))


def path(m: int, d: list[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: list[bytes]) -> list[bytes]:
    return subproof(m, d, True)


def subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], b), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def tiles(d: list[bytes]) -> dict[tuple[int, int, int], list[bytes]]:
    """All tiles of C2SP tlog-tiles by (level, index, width), straight from its formula."""
    found = {}
    level = 0
    while 256**level <= len(d):
        count = len(d) // 256**level
        hashes = [mth(d[i * 256**level : (i + 1) * 256**level]) for i in range(count)]
        for n in range(0, count, 256):
            row = hashes[n : n + 256]
            found[level, n // 256, len(row)] = row
        level += 1
    return found
