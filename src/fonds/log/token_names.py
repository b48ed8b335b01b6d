"""The names of time-stamps' files. Part of ``fonds.log``.

Apart from what reads them, whose libraries take long to import and are seldom needed.
"""

from fonds.formats.note import parse_decimal

TIMESTAMPS = "log/timestamps"


def token_name(size: int, number: int = 1) -> str:
    """Return the name of a checkpoint's first token, or of a further one."""
    return f"{TIMESTAMPS}/{_stem(size, number)}.tsr"


def chain_name(size: int, number: int = 1) -> str:
    """Return the name of the certificates beside a token."""
    return f"{TIMESTAMPS}/{_stem(size, number)}.chain.pem"


def parse_token_name(name: str) -> tuple[int, int] | None:
    """Return the size and number in a token's name, or None for another name."""
    stem = name.removeprefix(f"{TIMESTAMPS}/").removesuffix(".tsr")
    first, dot, second = stem.partition(".")
    size, number = parse_decimal(first), parse_decimal(second) if dot else 1
    if size is None or not number or token_name(size, number) != name:
        return None
    return size, number


def _stem(size: int, number: int) -> str:
    return str(size) if number == 1 else f"{size}.{number}"
