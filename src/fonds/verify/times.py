"""Time stamps of outside authorities over the log's heads. Part of verify."""

from cryptography import x509

from fonds.errors import FormatError, UsageError
from fonds.formats.timestamp import parse_chain
from fonds.log.timestamps import check_timestamps
from fonds.model import stamp
from fonds.verify.history import History
from fonds.verify.settings import Run, Settings

OWN_WORD = (
    "when it happened: the times are the archive's own word (no time stamp of an outside authority "
    "was checked)"
)


def trusted_roots(settings: Settings) -> list[x509.Certificate]:
    """Return the authorities' certificates that were given. Raises: UsageError on what is none."""
    try:
        return [root for pem in settings.tsa_roots for root in parse_chain(pem)]
    except FormatError as e:
        raise UsageError("an authority's root is not a PEM certificate", because=str(e)) from e


def read_tokens(run: Run, history: History) -> None:
    """Check every time stamp; say which leaves were there before which time, by whose word.

    Raises: UsageError where a root that was given is no certificate.
    """
    book, roots = run.book, trusted_roots(run.settings)
    covered = 0
    for checked in check_timestamps(run.store, roots):
        if checked.error is not None:
            book.find("V701", str(checked.error), file=checked.name)
        elif not checked.trusted or checked.token is None:
            book.find("V702", "no authority's root was given", file=checked.name)
        else:
            book.count("time", "time stamps")
            covered = max(covered, checked.size)
            told = f"the first {checked.size} leaves were there at {stamp(checked.token.time)}"
            book.notes["time"].append(f"{told}, says {checked.token.authority}")
    size = history.state.size if history.state else 0
    if not covered:
        book.not_proven.append(OWN_WORD)
    elif covered < size:
        book.partly.add("time")
        book.not_proven.append(f"when the {size - covered} leaves after the last time stamp came")
