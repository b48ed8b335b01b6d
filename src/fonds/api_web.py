"""Archive pages from the web. A part of ``fonds.api``."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fonds.errors import UnknownDocumentError

if TYPE_CHECKING:
    from fonds.sources.web.source import KnownPage, WebSource


class WebArchive:
    """What an archive takes from the web."""

    now: Callable[[], datetime]

    def web(
        self,
        addresses: str | Iterable[str],
        *,
        listed: bool = False,
        requisites: bool = False,
        ignore_robots: bool = False,
        limits: Any = None,  # noqa: ANN401 - a WebLimits, imported late
        network: Any = None,  # noqa: ANN401 - a Network
    ) -> "WebSource":
        """Return http and https addresses as a source, to be given to ``ingest``.

        Each gives a version of the document that it names, with the exchange byte for byte;
        redirects are captures of their own. What is stored already is asked for with its ETag and
        Last-Modified: the same bytes are *unchanged* on the day they were stored, and on a later
        day a version of kind ``revisit``.

        Args:
            addresses: one, or several; they may come lazily.
            listed: they come from a list and not from a person: robots.txt is obeyed.
            requisites: also capture the images, styles and scripts of pages, as robots.txt allows.
            ignore_robots: do what robots.txt disallows; it is recorded.
            limits: fonds.sources.web.limits.WebLimits.
            network: fonds.sources.web.connection.Network: your own name resolution and trust.
        """
        from fonds.sources.web.connection import Network
        from fonds.sources.web.limits import WebLimits
        from fonds.sources.web.source import WebSource

        return WebSource(
            [addresses] if isinstance(addresses, str) else addresses,
            self.now,
            limits or WebLimits(),
            network or Network(),
            lambda url: known_page(self, url),
            listed=listed,
            with_requisites=requisites,
            ignore_robots=ignore_robots,
        )


def known_page(archive: Any, url: str) -> "KnownPage | None":  # noqa: ANN401 - an Archive, or None
    """Return what an archive holds of an address, where that is whole."""
    if archive is None:
        return None
    from fonds.sources.web.exchange import validators_of
    from fonds.sources.web.source import KnownPage

    try:
        version = archive.get(url)
    except UnknownDocumentError:
        return None
    if version.identifier != url or version.withdrawn:
        return None
    record = version.exchange
    if record is None or record.get("partial"):
        return None
    return KnownPage(validators_of(record), version.chunks)
