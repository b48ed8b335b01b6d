"""One bundle file alone, away from its archive. Part of verify.

What it says of itself is checked to the last byte; whether any log holds it cannot be known from
the file, unless it carries a proof: an evidence copy does, under ``transparency``.
"""

import re
import time
from pathlib import Path

from fonds.errors import StorageError
from fonds.verify.bundle import Mode, Task, check_bundle
from fonds.verify.chains import Chains
from fonds.verify.report import Book, VerifyReport
from fonds.verify.settings import Settings

_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def verify_file(path: Path, settings: Settings) -> VerifyReport:
    """Check a bundle file. Raises: UsageError; StorageError where it cannot be read at all."""
    settings.check()
    begun = time.monotonic()
    book = Book(settings.tell)
    if not path.is_file():
        raise StorageError("there is no such file", path=ascii(str(path))[1:-1])
    bundle = path.stem if _UUID7.fullmatch(path.stem) else None
    mode: Mode = "quick" if settings.quick else "deep"
    task = Task(path.absolute(), path.name, bundle, None, mode, rederive=settings.rederive)
    checked = check_bundle(task)
    book.add_counts(checked.counts)
    for finding in checked.findings:
        book.add(finding)
    chains = Chains()
    try:
        chains.add(checked.links, 0, path.name, logged=True)
        for finding in chains.check(whole=False):
            book.add(finding)
        if mode == "deep":
            book.count("completeness", "documents", chains.documents)
    finally:
        chains.close()
    book.skip("history", "a bundle alone does not show the log that holds it")
    book.skip("completeness", "earlier versions that lie in other bundles were not looked for")
    book.not_proven.append("that this bundle, or any version in it, is in the log of its archive")
    book.not_proven.append("when it happened: the times are the archive's own word")
    return VerifyReport(
        subject=str(path),
        mode=mode,
        claims=book.claims(),
        findings=tuple(book.findings),
        errors=book.errors,
        notices=book.notices,
        exit_status=book.status,
        not_proven=tuple(book.not_proven),
        head=None,
        seconds=time.monotonic() - begun,
    )
