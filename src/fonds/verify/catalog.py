"""Compare the catalogue with the log.

The catalogue can be rebuilt from bundles and log, so no difference breaks a claim: all findings
here are notices. FORMAT.md, section Catalogue.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from fonds import log
from fonds.archive import CATALOG
from fonds.catalog import uri
from fonds.errors import FormatError, IntegrityError
from fonds.formats.statement import version_leaf
from fonds.log import LogState
from fonds.verify.log.history import History
from fonds.verify.options import VerifyRun

_VERSION = b'{"k":"version"'


def check_catalog(run: VerifyRun, history: History) -> None:
    """Report where the catalogue has not the logged statements, as a notice (V121, V122).

    Cost: one read of its table of versions and of the log's entries: 2 us a version.
    """
    path, findings, state = run.store.root / CATALOG, run.findings, history.state
    if state is None or history.contents.gaps:
        return
    if not path.is_file():
        findings.report("V121", "it is missing; the next command makes it", file=CATALOG)
        return
    try:
        db = sqlite3.connect(uri(path), uri=True, timeout=1)
        try:
            (head,) = db.execute("SELECT value FROM meta WHERE name = 'log'").fetchone() or ("",)
            if str(head).split(" ")[0] != str(state.size):
                findings.report(
                    "V121", f"it describes another log: {str(head)[:80]!a}", file=CATALOG
                )
                return
            rows = db.execute("SELECT leaf, statement FROM versions ORDER BY leaf")
            different = _first_difference(run, state, history.contents.withdrawn, rows)
        finally:
            db.close()
    except (sqlite3.Error, OSError, ValueError, OverflowError) as e:
        findings.report("V122", f"{str(e)[:200]!a}", file=CATALOG)
        return
    except (FormatError, IntegrityError):
        return  # the check of the log reports its damage
    if different is not None:
        findings.report("V122", "it has another version than the log", file=CATALOG, leaf=different)


def _first_difference(
    run: VerifyRun,
    state: LogState,
    withdrawn: Iterable[bytes],
    rows: Iterator[tuple[object, object]],
) -> int | None:
    """The first leaf for which the catalogue has not the logged version; None if there is none."""
    gone = {version_leaf(f"sha256:{digest.hex()}") for digest in withdrawn}
    for leaf, entry in enumerate(log.entries(run.store, state, 0, state.size)):
        if not entry.startswith(_VERSION):
            continue
        at, known = next(rows, (-1, b""))
        same = isinstance(known, bytes) and version_leaf("sha256:" + known.hex()) == entry
        if at != leaf or not (same or entry in gone):
            return leaf
    return None if next(rows, None) is None else state.size
