"""The options of captures from the web."""

import re
from collections.abc import Callable, Iterable, Mapping
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
            click.option("--allow-loopback", is_flag=True, hidden=True),
        )
    ):
        command = option(command)
    return command


@attrs.frozen
class WebOptions:
    """What a run wishes of captures from the web."""

    requisites: bool
    ignore_robots: bool
    delay: float | None
    ports: frozenset[int]
    loopback: bool

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "WebOptions":
        """Return the options of a command."""
        return cls(
            given["requisites"],
            given["ignore_robots"],
            given["delay"],
            frozenset(given["ports"]),
            given["allow_loopback"],
        )

    @staticmethod
    def refuse_names(given: Mapping[str, Any]) -> None:
        """Raise UsageError where a document from the web is to have another name."""
        for name in ("identifier", "source_url"):
            if given[name]:
                raise UsageError("an address names its document itself", given=given[name])

    def source(self, addresses: Iterable[str], archive: Callable[[], Any], *, listed: bool) -> Any:  # noqa: ANN401 - a WebSource, imported late
        """Return addresses as a source; ``archive`` is asked when the first is fetched.

        It may give None: the archive is not made yet, so nothing is known.
        """
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
            opened = archive()
            return datetime.now(UTC) if opened is None else opened.now()

        return WebSource(
            addresses,
            now,
            limits,
            known=lambda url: known_page(archive(), url),
            listed=listed,
            with_requisites=self.requisites,
            ignore_robots=self.ignore_robots,
        )
