"""A version's provenance against its statement. Part of verify."""

from collections.abc import Iterator
from typing import Any

from fonds.formats.prov import EVENT, attributes, prov_uri, run_uri
from fonds.model import Statement, parse_stamp

_RELATIONS = ("used", "wasGeneratedBy", "wasDerivedFrom", "wasAssociatedWith", "wasAttributedTo")
_SECTIONS = {"prefix", "entity", "activity", *_RELATIONS}


def disagreements(
    document: dict[str, Any], statement: Statement, version: str, run: str
) -> Iterator[tuple[str, str]]:
    """Yield how a provenance record is wrong: a finding's code and a sentence.

    Every digest in it must be the statement's, every entity and activity that it relates must be
    there, and it must point to the bundle's own run (``run`` is empty where that is not known).
    """
    prefixes = document.get("prefix", {})
    if prefixes.get("v") != f"{prov_uri(version)}#":
        yield "V504", "its names are not this version's"
    if run and prefixes.get("run") != f"{run_uri(run)}#":
        yield "V504", "it points to another run than the bundle's"
    if not document.keys() <= _SECTIONS:
        yield "V503", "it has a section that is not of its form"
    yield from _entities(document, statement)
    if attributes(document, "capture").get("prov:startTime") != statement.at:
        yield "V504", "the capture began at another time than is stated"
    yield from _activities(document)


def made_at(document: dict[str, Any] | None, role: str) -> str | None:
    """Return when a text was made, which is when the activity that made it ended, or None."""
    step = attributes(document or {}, "clean" if role == "cleaned" else "extract")
    ended = step.get("prov:endTime")
    return ended if isinstance(ended, str) and ended.isascii() and ended.isprintable() else None


def _entities(document: dict[str, Any], statement: Statement) -> Iterator[tuple[str, str]]:
    entities = document.get("entity", {})
    for ref in statement.records:
        if ref.role == "prov":
            continue
        told = entities.get(f"v:{ref.role}")
        if not isinstance(told, dict):
            yield "V504", f"it does not tell of {ref.role}"
        elif told.get("f:sha256") != ref.sha256:
            yield "V504", f"it tells of another {ref.role}: its sha256 is not the stated one"
    raw, first = entities.get("v:raw"), statement.records[0]
    if isinstance(raw, dict):
        facts = (raw.get("f:blake3"), raw.get("f:size"), raw.get("prov:location"))
        if facts != (first.blake3, first.size, statement.target):
            yield "V504", "blake3, size or address of the capture are not the stated ones"
        charset = raw.get("f:charset")
        label = f"{raw.get('f:mediaType')};charset={charset}" if charset else raw.get("f:mediaType")
        if label != first.type:
            yield "V504", "the capture's type is not the stated one"
    stated = {ref.role for ref in statement.records}
    for role in ("cleaned", "edits", "access"):
        if f"v:{role}" in entities and role not in stated:
            yield "V504", f"it tells of {role}, and the statement does not"
    text = entities.get("v:text")
    same = text.get("f:sameAs") if isinstance(text, dict) else None
    if same not in (None, "raw", "text") or (same == "text") != ("text" in stated):
        yield "V504", "it says otherwise where the text is"


def _activities(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    entities, activities = document.get("entity", {}), document.get("activity", {})
    for name, facts in activities.items():
        try:
            began, ended = facts["prov:startTime"], facts["prov:endTime"]
            if not isinstance(facts[EVENT], str) or parse_stamp(began) > parse_stamp(ended):
                yield "V503", f"{name} ends before it begins"
        except (KeyError, TypeError, ValueError):
            yield "V503", f"{name} is not told of in its form"
    for relation in _RELATIONS:
        rows = document.get(relation, {})
        if not isinstance(rows, dict):
            yield "V503", f"{relation} is not of its form"
            continue
        for row in rows.values():
            if not isinstance(row, dict) or not all(
                _known(kind, name, entities, activities) for kind, name in row.items()
            ):
                yield "V503", f"{relation} relates what is not there"
                break


def _known(kind: str, name: object, entities: dict[str, Any], activities: dict[str, Any]) -> bool:
    if not isinstance(name, str):
        return False
    if kind == "prov:agent":
        return name.startswith("run:")
    return name in (activities if kind == "prov:activity" else entities)
