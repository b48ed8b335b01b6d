"""Report: read versions from the archive, and say in one page what is known of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from fonds.archive import OpenArchive, Version, find, versions
from fonds.archive.listing import language_of, readable
from fonds.archive.where import where
from fonds.errors import UsageError
from fonds.export.selection import selected
from fonds.formats import prov
from fonds.ledger import Edit
from fonds.model import Opinion, stamp
from fonds.report.page import DocumentReport, EditShown, ReportFacts, page
from fonds.verify import VerifyReport, verify

MOST = 200
"""Documents of one report, unless another number is asked for."""


def report(
    archive: OpenArchive,
    names: Sequence[str],
    made: datetime,
    *,
    expression: str | None = None,
    most: int = MOST,
) -> Iterator[str]:
    """Yield one self-contained HTML page about versions, in pieces.

    It shows text before and after cleaning with each edit, provenance, fingerprints, opinions,
    versions, what was verified just now (the bundles that hold them) and what is not proven.
    Nothing that is sensitive is shown.
    Raises: UsageError where nothing or too much is asked for; UnknownDocumentError; IntegrityError.
    """
    chosen = _chosen(archive, names, expression, most)
    if not chosen:
        raise UsageError("no document is chosen")
    checked = verify(archive, [version.document for version in chosen], jobs=0)
    facts = ReportFacts(stamp(made), archive.info.archive, _verified(checked), checked.not_proven)
    yield from page(facts, (_document(archive, version) for version in chosen))


def _chosen(
    archive: OpenArchive, names: Sequence[str], expression: str | None, most: int
) -> list[Version]:
    if not names and expression is None:
        raise UsageError("name documents, or choose some with --where")
    test = where(expression) if expression else lambda version: True
    if names:
        found: Iterator[Version] = (find(archive, name) for name in names)
    else:
        found = selected(archive, (), all_versions=False)
    chosen: list[Version] = []
    for version in found:
        if version.withdrawn or not test(version):
            continue
        if len(chosen) == most:
            raise UsageError("more documents than the limit of a report", limit=most)
        chosen.append(version)
    return chosen


def _verified(checked: VerifyReport) -> list[tuple[str, str]]:
    rows = []
    for claim in checked.claims:
        counts = ", ".join(f"{number} {name}" for name, number in claim.counts.items() if number)
        rows.append((claim.claim, "; ".join(filter(None, (claim.state, counts, *claim.notes)))))
    rows += [(finding.code, finding.sentence) for finding in checked.findings]
    return rows


def _document(archive: OpenArchive, version: Version) -> DocumentReport:
    own = version.own_provenance
    losses = prov.attributes(own, "text").get("f:loss", [])
    ledger = version.edits
    return DocumentReport(
        title=version.title,
        language=language_of(version),
        facts=_facts(version),
        fingerprints=_fingerprints(version),
        metadata=[(name, str(value)) for name, value in sorted(version.metadata.items())],
        opinions=[(one.tool, _opinion(one)) for one in version.opinions],
        events=[
            (str(event["event"]), f"{event['start']} by {event['agent']}")
            for event in version.events
        ],
        versions=_versions(archive, version),
        text=version.main,
        cleaned=version.cleaned,
        edits=[_edit(edit) for edit in ledger.edits] if ledger else [],
        findings=[f"{one.rule}: {one.reason}" for one in ledger.findings] if ledger else [],
        losses=[str(loss) for loss in losses] if isinstance(losses, list) else [str(losses)],
    )


def _facts(version: Version) -> list[tuple[str, str]]:
    return [
        ("name", readable(version.identifier)),
        ("version", f"{version.number} ({version.row.kind})"),
        ("captured", version.captured),
        ("archived", version.row.at),
        ("received as", version.statement.target),
        ("type", version.statement.records[0].type),
        ("place in the log", f"leaf {version.leaf}"),
    ]


def _fingerprints(version: Version) -> list[tuple[str, str]]:
    return [
        ("sha256", version.sha256),
        ("blake3", version.statement.records[0].blake3),
        ("swhid", str(prov.attributes(version.own_provenance, "raw").get("f:swhid", ""))),
        ("bytes", str(version.size)),
    ]


def _opinion(one: Opinion) -> str:
    return " ".join(part for part in (one.media_type, one.puid, one.note) if part)


def _versions(archive: OpenArchive, version: Version) -> list[tuple[str, str]]:
    return [
        (str(one.number), "withdrawn" if one.withdrawn else f"{one.row.at} {one.row.kind}")
        for one in versions(archive, version.document)
    ]


def _edit(edit: Edit) -> EditShown:
    lifted = [(name, str(value)) for name, value in (edit.lifted or {}).items()]
    return EditShown(
        edit.start, edit.end, edit.removed, edit.inserted, edit.rule, edit.reason, lifted
    )
