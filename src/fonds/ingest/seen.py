"""What the versions of a document say of whether its bytes have to be looked at again."""

from fonds.archive import OpenArchive, Version
from fonds.ingest.identity import Identified
from fonds.ingest.options import PreviousVersion

NOT_SEEN: frozenset[str] = frozenset()


def seen_captures(archive: OpenArchive, one: Identified) -> frozenset[str]:
    """Return what an archive has of a document's captures from the web.

    Shape: SHA-256 of exchanges; SHA-256 of payloads with a space and their day; times. Cost: reads
    the statement and the exchange of each version. Raises: IntegrityError.
    """
    if getattr(one.capture, "exchange", None) is None:
        return NOT_SEEN
    found: set[str] = set()
    for row in archive.catalog.versions_of(one.doc):
        if row.withdrawn:
            continue
        version = Version(archive, row)
        refs = version.statement.records
        found.update(ref.sha256 for ref in refs if ref.role == "exchange")
        found |= {f"{refs[0].sha256} {version.captured[:10]}", version.captured}
    return frozenset(found)


def reads_otherwise(
    prior: PreviousVersion | None, charset: str | None, text_kind: str | None
) -> bool:
    """Whether a text was read in another charset, or cleaned as another kind, than is stated now.

    Raises: UsageError.
    """
    if prior is None or prior.statement is None:
        return False
    if text_kind is not None and text_kind != prior.text_kind:
        return True
    if charset is None:
        return False
    from fonds.identification import checked_charset

    return prior.statement.records[0].charset != checked_charset(charset)
