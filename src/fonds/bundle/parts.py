"""The parts of a segment as one run of bytes."""

from collections.abc import Iterable, Iterator

from fonds.bundle.segment import Part

_CHUNK = 1024 * 1024  # bytes read at a time from a part that is a file


class Parts:
    """The parts of a segment's data as one run of bytes, read once from front to back."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._chunks = (chunk for part in parts for chunk in chunks_of(part))
        self._rest = memoryview(b"")

    def take(self, size: int) -> Iterator[memoryview]:
        """Yield the next ``size`` bytes in pieces."""
        while size:
            if not self._rest:
                self._rest = memoryview(next(self._chunks))
            piece, self._rest = self._rest[:size], self._rest[size:]
            size -= len(piece)
            yield piece

    def skip(self, size: int) -> None:
        """Pass over the next ``size`` bytes."""
        for _ in self.take(size):
            pass


def chunks_of(part: Part) -> Iterator[bytes]:
    """Yield a part's bytes in pieces."""
    if isinstance(part, bytes):
        yield part
        return
    with part.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
