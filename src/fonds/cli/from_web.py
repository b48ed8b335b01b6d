"""The options of captures from the web."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs
import click

from fonds.errors import UsageError

_PAGE = re.compile(r"https?://", re.IGNORECASE)

F = TypeVar("F", bound=Callable[..., Any])


def is_address(text: str) -> bool:
    """Whether an input is the address of a page and not a path."""
    return _PAGE.match(text) is not None


def web_options(command: F) -> F:
    """Add what addresses among the inputs need."""
    for option in reversed(
        (
            click.option(
                "--requisites", is_flag=True, help="Also capture images, styles, scripts of pages."
            ),
            click.option(
                "--ignore-robots", is_flag=True, help="Fetch what robots.txt disallows; recorded."
            ),
            click.option(
                "--delay",
                type=click.FloatRange(0),
                metavar="SECONDS",
                help="Pause between two requests to one host (1).",
            ),
            click.option(
                "--port",
                "ports",
                type=click.IntRange(1, 65535),
                metavar="N",
                multiple=True,
                help="Also connect to this port, besides 80 and 443.",
            ),
            click.option(
                "--allow-loopback", is_flag=True, help="Also connect to this machine, for tests."
            ),
        )
    ):
        command = option(command)
    return command


@attrs.define
class WebOptions:
    """What a run wishes of captures from the web; ``archive`` is None until there is one."""

    requisites: bool
    ignore_robots: bool
    delay: float | None
    ports: frozenset[int]
    loopback: bool
    archive: Any = None
    stop: Callable[[], bool] = lambda: False

    @classmethod
    def of(cls, given: Mapping[str, Any], addresses: list[str]) -> "WebOptions":
        """Return the options of a command. Raises: UsageError where a page would be renamed."""
        named = given["identifier"] or given["source_url"]
        if addresses and named:
            raise UsageError("an address names its document itself", given=named)
        return cls(
            given["requisites"],
            given["ignore_robots"],
            given["delay"],
            frozenset(given["ports"]),
            given["allow_loopback"],
        )

    def source(self, addresses: Iterable[str], *, listed: bool) -> Any:  # noqa: ANN401
        """Return addresses as a source, a ``WebSource``. Without an archive nothing is known."""
        from datetime import UTC, datetime

        from fonds.api_web import known_page
        from fonds.sources.web.limits import WebLimits
        from fonds.sources.web.source import WebSource

        limits = WebLimits()
        limits = attrs.evolve(
            limits,
            ports=limits.ports | self.ports,
            delay=limits.delay if self.delay is None else self.delay,
            loopback=self.loopback,
        )

        def now() -> datetime:
            return datetime.now(UTC) if self.archive is None else self.archive.now()

        return WebSource(
            addresses,
            now,
            limits,
            known=lambda url: known_page(self.archive, url),
            listed=listed,
            with_requisites=self.requisites,
            ignore_robots=self.ignore_robots,
            stop=lambda: self.stop(),  # noqa: PLW0108 - it may be set later
        )


class NamedPages:
    """The addresses that a command names. Each is fetched once, also where no archive is yet."""

    def __init__(self, addresses: list[str], options: WebOptions) -> None:
        self.addresses = addresses
        self._met: list[Any] = []
        self._fetched = self._fetch(options)

    def captures(self) -> Iterator[Any]:
        """Yield their captures and refusals."""
        yield from self._met
        yield from self._fetched

    def first_refusals(self) -> Iterator[Any]:
        """Yield the refusals before the first capture, and None when that is there."""
        from fonds.sources import Refusal

        for one in self._fetched:
            self._met.append(one)
            yield one if isinstance(one, Refusal) else None

    def _fetch(self, options: WebOptions) -> Iterator[Any]:
        if self.addresses:
            yield from options.source(self.addresses, listed=False).captures()
