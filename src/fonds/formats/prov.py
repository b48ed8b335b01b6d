"""Provenance as PROV-JSON: what was done, by which tool, from what to what. Floor 1: pure.

A version's record holds only what is its own. Tools, their versions, the settings and the run
itself stand once in the bundle's run record, and the version's record points there with names
under ``run:``. ``merge`` puts the two together for a reader; the ``prov`` library reads the
result, and the tests make it.

Refused: anything that would need a network, such as a remote JSON-LD context.
Source: PROV-JSON (W3C submission 2013-04-24); PROV-DM; PREMIS 3 event type labels.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import orjson

from fonds.errors import FormatError

NAMESPACE = "https://fonds.invalid/ns#"
EVENT = "f:event"
"""Attribute of an activity: the PREMIS event type's label, in English, as id.loc.gov spells it."""

_SHARED_PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "f": NAMESPACE,
}


@attrs.frozen
class Step:
    """One activity: what it used and made, by which agent of the run, when, how set.

    ``used`` and ``made`` are names of entities of the same version (``raw``, ``text``); ``agent``
    is a name of the run record (``libmagic``). Times are RFC 3339.
    """

    name: str
    event: str
    agent: str
    start: str
    end: str
    used: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    facts: Mapping[str, Any] = attrs.field(factory=dict)


def prov_uri(version: str) -> str:
    """Return the target URI of a version's provenance record."""
    return f"metadata://fonds/{version}/prov"


def run_uri(run: str) -> str:
    """Return the target URI of a run's record."""
    return f"metadata://fonds/{run}/run"


def print_version(
    version: str,
    run: str,
    entities: Mapping[str, Mapping[str, Any]],
    steps: Sequence[Step],
    attributed: Mapping[str, str] | None = None,
) -> bytes:
    """Return the PROV-JSON of one version.

    ``entities`` maps names to attributes (``f:`` and ``dct:`` names to JSON scalars or lists of
    them). An entity that a step made from another is stated as derived from it, so the chain
    from bytes to cleaned text can be walked without knowing what the steps mean.
    Cost: one pass; a few microseconds per step.
    """
    document: dict[str, Any] = {
        "prefix": {**_SHARED_PREFIXES, "run": f"{run_uri(run)}#", "v": f"{prov_uri(version)}#"},
        "entity": {f"v:{name}": attributes for name, attributes in entities.items()},
        "activity": {
            f"v:{s.name}": {
                "prov:startTime": s.start,
                "prov:endTime": s.end,
                EVENT: s.event,
                **s.facts,
            }
            for s in steps
        },
    }
    used = [
        ("prov:activity", f"v:{s.name}", "prov:entity", f"v:{e}") for s in steps for e in s.used
    ]
    made = [
        ("prov:entity", f"v:{e}", "prov:activity", f"v:{s.name}") for s in steps for e in s.made
    ]
    derived = [
        ("prov:generatedEntity", f"v:{new}", "prov:usedEntity", f"v:{old}")
        for s in steps
        for new in s.made
        for old in s.used
    ]
    by = [("prov:activity", f"v:{s.name}", "prov:agent", f"run:{s.agent}") for s in steps]
    given = [
        ("prov:entity", f"v:{entity}", "prov:agent", f"run:{agent}")
        for entity, agent in (attributed or {}).items()
    ]
    for relation, rows in (
        ("used", used),
        ("wasGeneratedBy", made),
        ("wasDerivedFrom", derived),
        ("wasAssociatedWith", by),
        ("wasAttributedTo", given),
    ):
        if rows:
            document[relation] = {
                f"_:{relation[:4]}{n}": {a: x, b: y} for n, (a, x, b, y) in enumerate(rows)
            }
    return orjson.dumps(document)


def print_run(
    run: str,
    agents: Mapping[str, Mapping[str, Any]],
    plans: Mapping[str, Mapping[str, Any]],
    started: str,
) -> bytes:
    """Return the PROV-JSON of a run: its agents (tools, operator), its settings, its start.

    It stands in every bundle of the run, so that each bundle can be understood alone.
    """
    return orjson.dumps(
        {
            "prefix": {**_SHARED_PREFIXES, "run": f"{run_uri(run)}#"},
            "activity": {"run:ingest": {"prov:startTime": started, EVENT: "ingestion"}},
            "agent": {f"run:{name}": attributes for name, attributes in agents.items()},
            "entity": {
                f"run:{name}": {**attributes, "prov:type": "prov:Plan"}
                for name, attributes in plans.items()
            },
            "used": {
                f"_:plan{n}": {"prov:activity": "run:ingest", "prov:entity": f"run:{name}"}
                for n, name in enumerate(plans)
            },
            "wasAssociatedWith": {
                f"_:tool{n}": {"prov:activity": "run:ingest", "prov:agent": f"run:{name}"}
                for n, name in enumerate(agents)
            },
        },
        option=orjson.OPT_SORT_KEYS,
    )


def parse(data: bytes) -> dict[str, Any]:
    """Read a provenance record. Raises: FormatError unless it is a PROV-JSON object of ours."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as e:
        raise FormatError("a provenance record is not JSON", reason=str(e)) from e
    sections = ("prefix", "entity", "activity")
    if not isinstance(document, dict) or not all(
        isinstance(document.get(name, {}), dict) for name in sections
    ):
        raise FormatError("a provenance record is not PROV-JSON")
    return document


def merge(documents: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one document that says all that the given ones say."""
    merged: dict[str, Any] = {}
    for document in documents:
        for section, content in document.items():
            merged.setdefault(section, {}).update(content)
    return merged


def attributes(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the attributes of a version's entity or activity by its own name, or an empty dict."""
    for section in ("entity", "activity"):
        found = document.get(section, {}).get(f"v:{name}")
        if isinstance(found, dict):
            return found
    return {}


def events(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the activities of a version in the order in which they began, for people to read."""
    agents = {
        relation.get("prov:activity"): relation.get("prov:agent", "")
        for relation in document.get("wasAssociatedWith", {}).values()
    }
    rows = [
        {
            "step": name.removeprefix("v:"),
            "event": facts.get(EVENT, ""),
            "agent": str(agents.get(name, "")).removeprefix("run:"),
            "start": facts.get("prov:startTime", ""),
            "end": facts.get("prov:endTime", ""),
            **{
                key.removeprefix("f:"): value
                for key, value in facts.items()
                if key.startswith("f:") and key != EVENT
            },
        }
        for name, facts in document.get("activity", {}).items()
        if name.startswith("v:")
    ]
    return rows
