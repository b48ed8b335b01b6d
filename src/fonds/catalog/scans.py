"""Passes over all rows of the catalogue: sketches, digests, figures. A part of its reader."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from fonds.catalog.rows import VersionRow, signed64

_AT_ONCE = 500  # rows of one question: writing meanwhile is not held up
_DIGITS = 16  # of a SHA-256, by which versions are indexed


class CatalogScans:
    """Questions that go over all rows, in pages. Methods raise CatalogDamagedError."""

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        raise NotImplementedError

    def _versions(self, where: str, values: tuple[object, ...]) -> Iterator[VersionRow]:
        raise NotImplementedError

    def all_versions(self, after: int = -1) -> Iterator[VersionRow]:
        """Yield every version whose leaf comes after one, in log order."""
        while rows := list(
            self._versions(f"v.leaf > ? ORDER BY v.leaf LIMIT {_AT_ONCE}", (after,))
        ):
            yield from rows
            after = rows[-1].leaf

    def with_digest(self, digits: str) -> Iterator[VersionRow]:
        """Yield the versions whose bytes have a SHA-256 that begins with these hex digits."""
        low = digits[:_DIGITS].ljust(_DIGITS, "0")
        high = digits[:_DIGITS].ljust(_DIGITS, "f")
        first, last = signed64(bytes.fromhex(low)), signed64(bytes.fromhex(high))
        for row in self._versions("v.key BETWEEN ? AND ? ORDER BY v.leaf", (first, last)):
            if row.sha256.hex().startswith(digits):
                yield row

    def sketches(self) -> Iterator[tuple[int, bytes]]:
        """Yield leaf and sketch of every version that has one, in log order.

        What is found by it is looked at again by its leaf, which checks the row.
        """
        after = -1
        question = (
            "SELECT leaf, sketch FROM versions WHERE leaf > ? AND length(sketch) = 256 "
            "AND NOT withdrawn ORDER BY leaf LIMIT 5000"
        )
        while rows := self._rows(question, (after,)):
            yield from rows
            after = rows[-1][0]

    def figures(self) -> dict[str, dict[str, int]]:
        """Return numbers of versions by ``kind``, ``type``, ``month`` and ``withdrawn``.

        Of a version that was withdrawn nothing but that is known.
        """
        counts: dict[str, Counter[str]] = {
            name: Counter() for name in ("kind", "type", "month", "withdrawn")
        }
        question = (
            "SELECT kind, type, substr(at, 1, 7), withdrawn, count(*) FROM versions "
            "GROUP BY 1, 2, 3, 4"
        )
        for kind, media_type, month, withdrawn, number in self._rows(question):
            counts["withdrawn"][str(withdrawn)] += number
            if not withdrawn:
                counts["kind"][kind] += number
                counts["type"][media_type.partition(";")[0]] += number
                counts["month"][month] += number
        return {name: dict(sorted(found.items())) for name, found in counts.items()}

    def total_bytes(self) -> int:
        """Return how many bytes all versions' documents have together."""
        return int(self._rows("SELECT coalesce(sum(size), 0) FROM versions")[0][0])
