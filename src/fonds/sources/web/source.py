"""Addresses as a source: each gives what its server answered; redirects are captures too."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import attrs

from fonds.errors import (
    AddressError,
    BadAnswerError,
    HttpStatusError,
    NetworkError,
    PrivateAddressError,
    RobotsError,
    SourceError,
)
from fonds.formats.canonical import canonical
from fonds.sources.source import Refusal
from fonds.sources.web.capture import WebCapture, captured
from fonds.sources.web.connection import Network
from fonds.sources.web.exchange import Exchange, Validators, exchange
from fonds.sources.web.limits import WebLimits
from fonds.sources.web.politeness import Pace, Robots, retry_after
from fonds.sources.web.requisites import requisites
from fonds.sources.web.url import Url, joined, parse_url

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_TRY_AGAIN = frozenset((429, 500, 502, 503, 504))
_NOT_MODIFIED = 304


class KnownPage(NamedTuple):
    """What the archive holds of an address: its validators, and its bytes in pieces."""

    validators: Validators
    pieces: Callable[[], Iterable[bytes]]


@attrs.define
class WebSource:
    """Captures addresses. A single page that somebody names is captured whatever robots.txt says.

    ``known`` says what the archive holds of an address; ``listed`` that the addresses come from
    a list, so that robots.txt is obeyed unless ``ignore_robots``. With ``with_requisites`` also
    what each page needs to be seen is captured. Nothing more is asked for once ``stop`` says so.
    """

    addresses: Iterable[str]
    now: Callable[[], datetime]
    limits: WebLimits = attrs.field(factory=WebLimits)
    network: Network = attrs.field(factory=Network)
    known: Callable[[str], KnownPage | None] = lambda url: None
    listed: bool = False
    with_requisites: bool = False
    ignore_robots: bool = False
    stop: Callable[[], bool] = lambda: False
    _pace: Pace = attrs.field(init=False)
    _robots: Robots = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._pace = Pace(self.limits, self.network.monotonic, self.network.sleep)
        self._robots = Robots(self._robots_text)

    def captures(self) -> Iterator[WebCapture | Refusal]:
        """Yield the captures of each address in order. Lazily: the next is asked for when taken."""
        for text in self.addresses:
            if self.stop():
                return
            try:
                url = parse_url(text)
            except AddressError as e:
                yield _refusal(text, e)
                continue
            yield from self._followed(url, obey=self.listed, pages=True)

    def _followed(self, url: Url, *, obey: bool, pages: bool) -> Iterator[WebCapture | Refusal]:
        """Yield the capture of an address, after those of the redirects that led to it."""
        met: set[Url] = set()
        for _ in range(self.limits.hops + 1):
            try:
                if url in met:
                    raise BadAnswerError("the redirects lead in a circle", url=str(url))
                met.add(url)
                note = self._asked_robots(url, obey=obey)
                made = self._tried(url)
                made.body.notes += note
            except SourceError as e:
                yield _refusal(str(url), e)
                return
            onward = made.field("location") if made.status in _REDIRECTS else None
            with made.payload:
                yield from self._taken(made)
                needed = self._needed(made) if pages and onward is None else []
            if onward is None:
                for one in itertools.takewhile(lambda one: not self.stop(), needed):
                    yield from self._followed(one, obey=True, pages=False)
                return
            try:
                url = joined(url, onward)
            except AddressError as e:
                yield _refusal(str(url), e)
                return
        many = BadAnswerError("more redirects than the limit", limit=self.limits.hops)
        yield _refusal(str(url), many)

    def _asked_robots(self, url: Url, *, obey: bool) -> list[str]:
        """Return what robots.txt says that is worth a note. Raises: RobotsError."""
        binding = obey and not self.ignore_robots
        try:
            if self._robots.allows(url):
                return []
        except PrivateAddressError:
            raise
        except SourceError:
            if binding:
                raise
            return ["whether robots.txt allows programs to fetch this is not known"]
        if not binding:
            why = "that was overridden" if obey else "it was named by hand"
            return [f"robots.txt does not allow programs to fetch this; {why}"]
        raise RobotsError("robots.txt disallows it", url=str(url))

    def _tried(self, url: Url) -> Exchange:
        """Ask for an address, again after failures that may pass.

        Raises: PrivateAddressError, NetworkError, BadAnswerError, HttpStatusError.
        """
        known = self.known(str(url))
        validators = known.validators if known else None
        for tried in itertools.count():
            last = tried + 1 >= self.limits.tries
            self._pace.wait(url.host)
            try:
                made = exchange(url, self.limits, self.network, self.now(), validators)
            except PrivateAddressError:
                raise
            except (NetworkError, BadAnswerError):
                if last:
                    raise
                self._pace.pause(float(2**tried))
                continue
            if not last and (made.body.partial or made.status in _TRY_AGAIN):
                made.payload.close()
                self._pace.pause(retry_after(made.field("retry-after"), tried, self.now()))
                continue
            return self._accepted(made, known)
        raise AssertionError("unreachable")

    def _accepted(self, made: Exchange, known: KnownPage | None) -> Exchange:
        """Return an exchange that gives a document. Raises: HttpStatusError, BadAnswerError."""
        try:
            if made.status == _NOT_MODIFIED and known is not None:
                made.payload.seek(0)
                for piece in known.pieces():
                    made.payload.write(piece)
                made.payload.seek(0)
            elif made.status >= 400 or made.status < 200 or made.status == _NOT_MODIFIED:
                raise HttpStatusError("the server does not give it", status=made.status)
            elif made.body.partial and known is not None:
                raise BadAnswerError("the answer is not whole", why=made.body.partial)
        except BaseException:
            made.payload.close()
            raise
        return made

    def _taken(self, made: Exchange) -> Iterator[WebCapture]:
        """Yield an exchange as a capture that can travel to a worker."""
        declared = (made.field("content-type") or "").strip() or None
        record = canonical(made.facts())
        yield captured(str(made.url), made.body, record, declared)

    def _needed(self, made: Exchange) -> list[Url]:
        """Return what a page needs to be seen, where that was asked for and it is a page."""
        kind = (made.field("content-type") or "").partition(";")[0].strip().lower()
        if not self.with_requisites or kind not in ("text/html", "application/xhtml+xml"):
            return []
        made.payload.seek(0)
        page = made.payload.read(16 * 1024 * 1024)
        return [u for u in requisites(page, made.url, self.limits.requisites) if u != made.url]

    def _robots_text(self, url: Url) -> bytes:
        """Return a host's robots.txt, of which redirects are followed. Raises: SourceError."""
        for _ in range(5):
            self._pace.wait(url.host)
            made = exchange(url, self.limits, self.network, self.now())
            with made.payload:
                onward = made.field("location") if made.status in _REDIRECTS else None
                if onward is not None:
                    url = joined(url, onward)
                    continue
                if made.status >= 300:
                    raise HttpStatusError("there is no robots.txt", status=made.status)
                return made.payload.read(1 << 20)
        raise HttpStatusError("there is no robots.txt", status=404)


def _refusal(address: str, error: SourceError) -> Refusal:
    return Refusal(b"", address, address.encode("utf-8", "replace"), error)
