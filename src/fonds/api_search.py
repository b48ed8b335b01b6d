"""Search: a method of ``fonds.Archive``."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fonds import archive

if TYPE_CHECKING:
    from fonds.search import SearchResult


def cache_folder() -> Path:
    """Return where the index of an archive lies that cannot be written."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("fonds"))


def _say_nothing(done: int, total: int) -> None:
    """Where nobody wants to know how far it is."""


class SearchingArchive:
    """What an archive can be searched for."""

    notice: "Callable[[str], None]"

    @property
    def handle(self) -> archive.OpenArchive:
        """The open archive."""
        raise NotImplementedError

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        offset: int = 0,
        metadata: Mapping[str, str] | None = None,
        update: bool = True,
        progress: "Callable[[int, int], None] | None" = None,
        **filters: Any,  # noqa: ANN401 - fields of SearchOptions
    ) -> "SearchResult":
        """Return the versions whose texts have the words of a query, the best first.

        All words must occur; ``"a phrase"`` stands in quotes; ``word*`` is a beginning. Case,
        accents, vowel signs and the like do not matter, and what is spelt as typed comes first.

        Args:
            query: what people type; nothing else in it is syntax.
            limit: how many hits are returned.
            offset: how many of the best are passed over.
            metadata: names and values that a document must have.
            update: bring the index up to the log first.
            progress: called with how many versions are indexed, of how many.
            filters: any_of, without, all_versions, language, script, media_type, source, since,
                until, sort.

        Returns: a SearchResult: ``total`` and ``results``.

        Raises: UsageError; StorageError where no index can be written.
        """
        from fonds.search import SearchOptions, search

        pairs = tuple((metadata or {}).items())
        options = SearchOptions(limit=limit, offset=offset, metadata=pairs, **filters)
        return search(
            self.handle,
            query,
            options,
            cache=cache_folder(),
            update=update,
            progress=progress or _say_nothing,
        )

    def index(self, progress: "Callable[[int, int], None] | None" = None) -> int:
        """Bring the search index up to the log; return how many versions it has then.

        Raises: StorageError where it cannot be written.
        """
        from fonds.search import bring_up_to_date

        cache = cache_folder()
        return bring_up_to_date(self.handle, cache=cache, progress=progress or _say_nothing)
