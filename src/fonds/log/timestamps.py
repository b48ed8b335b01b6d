"""Store and check time-stamps over checkpoints.

``log/timestamps/<size>.tsr`` is the first authority's token over ``log/checkpoints/<size>``, the
file's bytes; ``<size>.2.tsr``, ``<size>.3.tsr`` are further ones. Beside each lies the chain of its
certificates, ``.chain.pem``, which helps a checker and is never trusted.
"""

import contextlib
from collections.abc import Iterator, Sequence

import attrs
from cryptography import x509

from fonds.errors import (
    AlreadyWrittenError,
    DigestMismatchError,
    FondsError,
    FormatError,
    IntegrityError,
    MalformedTokenError,
    MissingFileError,
)
from fonds.formats.rfc3161.timestamp import (
    CHAIN_LIMIT,
    TOKEN_LIMIT,
    TimestampToken,
    check_token,
    is_chain,
    parse_chain,
    parse_response,
    print_chain,
)
from fonds.formats.tlog.note import NOTE_LIMIT
from fonds.log.files import TIMESTAMPS, chain_name, parse_token_name, token_name
from fonds.log.layout import checkpoint_name
from fonds.storage.store import Store

__all__ = [
    "TIMESTAMPS",
    "CheckedToken",
    "chain_name",
    "check_timestamps",
    "checkpoint_bytes",
    "parse_token_name",
    "read_tokens",
    "store_token",
    "token_name",
]

TOKENS = 64  # tokens of one checkpoint at most


def checkpoint_bytes(store: Store, size: int) -> bytes:
    """Return what a token of this size is over: the stored checkpoint, byte for byte."""
    return store.read(checkpoint_name(size), NOTE_LIMIT)


def read_tokens(store: Store, size: int) -> list[TimestampToken]:
    """Return the tokens stored for one checkpoint; files that are no tokens are left out.

    Cost: one listing of the log's tokens.
    """
    found = []
    for name in store.names(TIMESTAMPS):
        if (parse_token_name(name) or (-1,))[0] == size:
            with contextlib.suppress(FormatError):
                found.append(parse_response(store.read(name, TOKEN_LIMIT)))
    return found


def store_token(
    store: Store, size: int, token: TimestampToken, chain: Sequence[x509.Certificate]
) -> str:
    """Store a token under the next free name; return the name.

    The chain is written first: a crash leaves a chain without a token, which claims nothing and
    which the next token takes over or passes by. Nothing is ever written over, so several
    processes may do this at once.
    """
    for number in range(1, TOKENS + 1):
        try:
            store.create(chain_name(size, number), print_chain(chain))
            store.create(token_name(size, number), token.response)
        except AlreadyWrittenError:
            continue
        return token_name(size, number)
    raise MalformedTokenError(
        "a checkpoint has as many tokens as it can have", size=size, tokens=TOKENS
    )


@attrs.frozen
class CheckedToken:
    """One token of the log: when it says its checkpoint existed, and what is wrong with it.

    ``trusted`` says that an authority under the given roots signed it. Without roots that is not
    known and no fault: ``error`` is then only what is wrong whatever one trusts.
    """

    name: str
    size: int
    token: TimestampToken | None
    trusted: bool
    error: FondsError | None = None


def check_timestamps(
    store: Store, roots: Sequence[x509.Certificate] = ()
) -> Iterator[CheckedToken]:
    """Yield every token of the log, checked against the checkpoint it is over.

    Cost: 1 ms a token. Raises: StorageError; damage is reported, never raised.
    """
    for name in store.names(TIMESTAMPS):
        place = parse_token_name(name)
        if place is not None:
            yield _checked(store, name, place, roots)


def _checked(
    store: Store, name: str, place: tuple[int, int], roots: Sequence[x509.Certificate]
) -> CheckedToken:
    size, number = place
    token = None
    try:
        token = parse_response(store.read(name, TOKEN_LIMIT))
        note = checkpoint_bytes(store, size)
        chain = _read_chain(store, chain_name(size, number), token)
        if roots:
            check_token(token, note, roots, chain)
        elif not token.covers(note):
            raise DigestMismatchError("the time-stamp is over other bytes", size=size)
    except (FormatError, IntegrityError) as e:
        return CheckedToken(name, size, token, trusted=False, error=e)
    return CheckedToken(name, size, token, trusted=bool(roots))


def _read_chain(store: Store, name: str, token: TimestampToken) -> list[x509.Certificate]:
    try:
        data = store.read(name, CHAIN_LIMIT)
    except MissingFileError:
        return []  # it only helps
    chain = parse_chain(data)
    # Readers of PEM pass over what they do not understand.
    if print_chain(chain) != data or not is_chain(token, chain):
        raise MalformedTokenError("the chain beside a time-stamp was changed", name=name)
    return chain
