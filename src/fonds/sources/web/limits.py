"""How much of a server's time and bytes one capture may take."""

import attrs

USER_AGENT = "fonds (document archive; +https://pypi.org/project/fonds/)"


@attrs.frozen
class WebLimits:
    """Bounds of captures from the web. Times in seconds, sizes in bytes.

    ``total`` bounds one exchange whatever the server does, ``idle`` the wait for its next bytes;
    ``delay`` lies between two requests to one host. ``decoded`` bounds what a packed body may
    unpack to. ``ports`` are those that may be connected to. ``loopback`` allows this machine
    itself, for tests alone.
    """

    connect: float = 20.0
    idle: float = 30.0
    total: float = 600.0
    head: int = 128 * 1024
    body: int = 4 * 1024**3
    decoded: int = 1024**3
    hops: int = 10
    tries: int = 3
    delay: float = 1.0
    longest_wait: float = 60.0
    requisites: int = 500
    ports: frozenset[int] = frozenset((80, 443))
    loopback: bool = False
