"""Check a version's provenance against its statement and its run."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from fonds.formats.prov import RUN_DIGEST, SHOWN_BY, prov_uri, run_uri, times_of
from fonds.model import Statement, parse_stamp

_SECTIONS = frozenset({"prefix", "entity", "activity", "wasAttributedTo"})
_ENTITIES = frozenset(
    {"v:raw", "v:text", "v:cleaned", "v:edits", "v:access", "v:stated", "v:inferred"}
    | {"v:extraction", "v:sensitive", "v:container", "v:exchange"}
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_STORED = ("cleaned", "edits", "access", "extraction", "sensitive", "exchange")


class RunRecord:
    """What a bundle's versions may point to: the run, its plans and its agents.

    Without a record everything is allowed: that it is missing was reported.
    """

    def __init__(
        self, run: str = "", record: Mapping[str, Any] | None = None, sha256: str = ""
    ) -> None:
        self.run, self.sha256 = run, sha256
        self.prefix = f"{run_uri(run)}#" if run else ""
        self.known = record is not None
        self.record = record = record or {}
        self.plans = frozenset(record.get("entity", {}))
        self.agents = frozenset(record.get("agent", {}))


def disagreements(
    document: dict[str, Any], block: bytes, statement: Statement, version: str, run: RunRecord
) -> Iterator[tuple[str, str]]:
    """Yield how a provenance record is wrong: a finding's code and a sentence.

    Every digest in it must be the statement's, what it describes must be what is there, and what
    it points to must be in the bundle's run record.
    """
    prefix = document.get("prefix", {})
    if prefix.get("v") != f"{prov_uri(version)}#":
        yield "V504", "its names are not those of this version"
    if run.prefix and prefix.get("run") != run.prefix:
        yield "V504", "it points to another run than that of the bundle"
    if not document.keys() <= _SECTIONS or orjson.dumps(document) != block:
        yield "V503", "it is not in canonical form"
    yield from _entities(document.get("entity", {}), statement)
    yield from _activities(document.get("activity", {}), statement, run)
    if "wasAttributedTo" in document:
        yield from _attributions(document, run)


def _entities(entities: dict[str, Any], statement: Statement) -> Iterator[tuple[str, str]]:
    stated = set()
    for ref in statement.records:
        if ref.role == "prov":
            continue
        stated.add(ref.role)
        described = entities.get(f"v:{ref.role}")
        if not isinstance(described, dict):
            yield "V504", f"it does not describe {ref.role}"
        elif described.get("f:sha256") != ref.sha256:
            yield "V504", f"it describes another {ref.role}: its sha256 is not the stated one"
    for role in _STORED:
        if role not in stated and f"v:{role}" in entities:
            yield "V504", f"it describes {role}, and the statement does not"
    text = entities.get("v:text")
    if text is not None:
        same = text.get("f:sameAs") if isinstance(text, dict) else ""
        if same not in (None, "raw") or (same == "raw" and "text" in stated):
            yield "V504", "it contradicts where the text is"
    if not entities.keys() <= _ENTITIES:
        yield "V503", "it describes entities that no version has"


def _activities(
    activities: dict[str, Any], statement: Statement, run: RunRecord
) -> Iterator[tuple[str, str]]:
    capture = activities.get("v:capture")
    if not isinstance(capture, dict) or capture.get("prov:startTime") != statement.at:
        yield "V504", "the capture began at another time than is stated"
    elif "prov:endTime" in capture and not _in_order(statement.at, capture["prov:endTime"]):
        yield "V503", "the capture does not begin and end at times in order"
    named = capture.get(RUN_DIGEST) if isinstance(capture, dict) else None
    if run.sha256 and named is not None and named != run.sha256:
        yield "V504", "the run's record is another than the one that it names"
    for name, facts in activities.items():
        if not isinstance(facts, dict) or name[:2] != "v:" or name[2:] in SHOWN_BY:
            yield "V503", f"{name} is malformed"
        elif run.known and f"run:{name[2:]}" not in run.plans:
            yield "V504", f"{name} carries out no plan of the run"


def names_run(activities: Mapping[str, Any]) -> bool:
    """Whether a version's provenance names the record of its run by digest, as it now must."""
    capture = activities.get("v:capture")
    return isinstance(capture, dict) and capture.get(RUN_DIGEST) is not None


def _in_order(start: object, end: object) -> bool:
    try:
        return parse_stamp(str(start)) < parse_stamp(str(end))
    except ValueError:
        return False


def _attributions(document: dict[str, Any], run: RunRecord) -> Iterator[tuple[str, str]]:
    entities = document.get("entity", {})
    for row in document["wasAttributedTo"].values():
        entity = row.get("prov:entity") if isinstance(row, dict) else None
        agent = row.get("prov:agent") if isinstance(row, dict) else None
        if not isinstance(entity, str) or not isinstance(agent, str):
            yield "V503", "an attribution is malformed"
        elif entity not in entities or (run.known and agent not in run.agents):
            yield "V503", "it attributes a missing entity, or to no agent of the run"


def made_at(document: dict[str, Any] | None) -> str | None:
    """Return when a version's texts were made, which is when work on it ended, or None."""
    ended = times_of(document or {})[1]
    return ended if _TIME.fullmatch(ended) else None
