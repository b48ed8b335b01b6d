"""The history of a document: every version, with what changed against the one before."""

from collections.abc import Iterator
from typing import Any

import attrs

from fonds.archive import OpenArchive, Version, versions
from fonds.compare.versions import Comparison, compare, side_of


@attrs.frozen
class HistoryEntry:
    """One version in its document's history.

    ``changed`` maps a part that differs from the version before to what is known of the change:
    ``words`` removed and added of a text, ``keys`` of metadata. It is empty for the first.
    """

    version: Version
    by: str | None
    reason: str | None
    changed: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the entry as ``--json`` prints it."""
        version = self.version
        return {
            "version": version.number,
            "kind": version.row.kind,
            "at": version.row.at,
            "captured": "" if version.withdrawn else version.captured,
            "by": self.by,
            "reason": self.reason,
            "changed": self.changed,
            "sha256": version.sha256,
            "size": version.size,
            "leaf": version.leaf,
            "statement": version.row.statement.hex(),
            "withdrawn": version.withdrawn,
        }


def history(archive: OpenArchive, name: str) -> Iterator[HistoryEntry]:
    """Yield the versions of a document, oldest first; those that were withdrawn stand there too.

    Cost: reads each version's bytes and texts, two versions held. Raises: UnknownDocumentError.
    """
    before = None
    for version in versions(archive, name):
        if version.withdrawn:
            yield HistoryEntry(version, None, None, {})
            continue
        side = side_of(version)
        changed: dict[str, Any] = {}
        if before is not None:
            changed = _changed(compare(before, side))
        operator = version.run_provenance.get("agent", {}).get("run:operator", {}).get("f:name")
        reason = version.stated.get("reason")
        yield HistoryEntry(version, operator, None if reason is None else str(reason), changed)
        before = side


def _changed(found: Comparison) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for part, state in found.parts.items():
        if state != "differs":
            continue
        changed[part] = {}
        if part == "metadata":
            first, second = dict(found.first.metadata), dict(found.second.metadata)
            keys = first.keys() | second.keys()
            changed[part] = {"keys": sorted(k for k in keys if first.get(k) != second.get(k))}
        elif part != "bytes" and (counts := found.counts(part)) is not None:
            changed[part] = {"words": {"removed": counts[0], "added": counts[1]}}
    return changed
