"""One request at a time and a pause for each host; what its robots.txt asks."""

import time
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from fonds.errors import HttpStatusError, SourceError
from fonds.sources.web.limits import USER_AGENT, WebLimits
from fonds.sources.web.url import Url

MAX_ROBOTS = 512 * 1024
"""Bytes of a robots.txt that are read. Source: RFC 9309 section 2.5."""

HOSTS_HELD = 1000


class Pace:
    """Waits before a request until the host's pause is over."""

    def __init__(
        self,
        limits: WebLimits,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits, self._monotonic, self._sleep = limits, monotonic, sleep
        self._next: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Wait until this host may be asked again, and note that it is asked."""
        now = self._monotonic()
        at = self._next.get(host, now)
        if at > now:
            self._sleep(at - now)
        if len(self._next) >= HOSTS_HELD:
            self._next = {name: when for name, when in self._next.items() if when > now}
        self._next[host] = max(at, now) + self._limits.delay

    def pause(self, seconds: float) -> None:
        """Wait before another try, no longer than the limit."""
        self._sleep(min(seconds, self._limits.longest_wait))


def retry_after(value: str | None, tried: int, now: datetime) -> float:
    """Return the seconds to wait before another try: what the server asks, else 1, 2, 4, 8.

    Source: RFC 9110 section 10.2.3.
    """
    if value is not None and value.isdigit() and len(value) < 8:
        return float(value)
    if value is not None:
        try:
            return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
        except (TypeError, ValueError, OverflowError):
            pass  # neither seconds nor a date: as if it said nothing
    return float(2**tried)


class Robots:
    """What the robots.txt of each host says; it is asked once a run.

    ``fetch`` gives the bytes for an address. Raises: SourceError.
    Where there is none everything is allowed; where the host answers with a failure, nothing is.
    Source: RFC 9309.
    """

    def __init__(self, fetch: Callable[[Url], bytes]) -> None:
        self._fetch = fetch
        self._rules: dict[str, Any] = {}

    def allows(self, url: Url) -> bool:
        """Whether a program may fetch an address. Raises: SourceError where it is not known."""
        rules = self._rules_of(url)
        if isinstance(rules, SourceError):
            raise rules
        if isinstance(rules, bool):
            return rules
        return bool(rules.can_fetch(str(url), USER_AGENT))

    def _rules_of(self, url: Url) -> Any:  # noqa: ANN401 - protego's class, or a bool
        if url.origin not in self._rules:
            if len(self._rules) >= HOSTS_HELD:
                self._rules.clear()
            self._rules[url.origin] = self._asked(url)
        return self._rules[url.origin]

    def _asked(self, url: Url) -> Any:  # noqa: ANN401
        from protego import Protego  # a single page needs no rules

        try:
            text = self._fetch(url._replace(target="/robots.txt"))[:MAX_ROBOTS]
        except HttpStatusError as e:
            return int(e.facts.get("status", 500)) < 500
        except SourceError as e:
            return e
        return Protego.parse(text.decode("utf-8", "replace"))
