"""A mixin for values that a ``with`` statement closes. Knows nothing of documents."""

from types import TracebackType
from typing import Self


class Closing:
    """A context manager whose end is ``close()``, whether or not something was raised."""

    __slots__ = ()

    def close(self) -> None:
        """Give up what is held. Each class says what that is."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
