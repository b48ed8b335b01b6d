"""Check time-stamps of outside authorities over the log's heads."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fonds.errors import FormatError, UsageError
from fonds.log.files import TIMESTAMPS
from fonds.model import stamp
from fonds.verify.log.history import History
from fonds.verify.options import VerifyOptions, VerifyRun

if TYPE_CHECKING:
    from cryptography import x509

    from fonds.log.timestamps import CheckedToken

UNATTESTED = (
    "when it happened: the times are claims of the archive (no time stamp of an outside authority "
    "was checked)"
)


def trusted_roots(settings: VerifyOptions) -> "list[x509.Certificate]":
    """Return the authorities' certificates that were given. Raises: UsageError on what is none."""
    from fonds.formats.rfc3161.timestamp import (
        parse_chain,  # X.509: slow to import, and seldom needed
    )

    try:
        return [root for pem in settings.tsa_roots for root in parse_chain(pem)]
    except FormatError as e:
        raise UsageError("an authority's root is not a PEM certificate", because=str(e)) from e


def read_tokens(run: VerifyRun, history: History) -> None:
    """Check every time stamp; say which leaves were there before which time, by whose word.

    Raises: UsageError where a root that was given is no certificate.
    """
    findings, covered = run.findings, 0
    tokens: Iterable[CheckedToken] = ()
    if run.settings.tsa_roots or next(iter(run.store.names(TIMESTAMPS)), None) is not None:
        from fonds.log.timestamps import check_timestamps

        tokens = check_timestamps(run.store, trusted_roots(run.settings))
    for checked in tokens:
        if checked.error is not None:
            findings.report("V701", str(checked.error), file=checked.name)
        elif not checked.trusted or checked.token is None:
            findings.report("V702", "no authority's root was given", file=checked.name)
        else:
            findings.count("time", "time stamps")
            covered = max(covered, checked.size)
            sentence = f"the first {checked.size} leaves were there at {stamp(checked.token.time)}"
            findings.notes["time"].append(f"{sentence}, says {checked.token.authority}")
    size = history.state.size if history.state else 0
    if not covered:
        findings.not_proven.append(UNATTESTED)
    elif covered < size:
        findings.partly.add("time")
        findings.not_proven.append(
            f"when the {size - covered} leaves after the last time stamp came"
        )
