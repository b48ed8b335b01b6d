"""Provenance as PROV-JSON: what was done, by which tool, from what to what. Pure.

A version's record holds only what is its own: its entities with the facts that its statement
does not hold, and one activity for each stage, with the times of ``v:capture``, within which the
others took place. What all versions of a run share stands once in the bundle's run record: the
tools and their versions, and for each stage a plan of its name that says which agent carries it
out, how it is set, what it uses and what it makes. That a capture was fingerprinted and identified
follows from the facts that this gave. ``expand`` puts the two together into PROV-JSON that says
everything outright; a full record for each version would cost five times the bytes.

Refused: anything that would need a network, such as a remote JSON-LD context.
Source: PROV-JSON (W3C submission 2013-04-24); PROV-DM; PREMIS 3 event type labels.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote

import attrs
import orjson

from fonds.errors import FormatError
from fonds.model import Language, Loss, Opinion

NAMESPACE = "https://fonds.invalid/ns#"
DUBLIN_CORE = "http://purl.org/dc/terms/"
SHOWN_BY = {"fingerprint": "f:swhid", "identify": "f:opinion"}
"""Stages that have no activity of their own, and the attribute of ``v:raw`` that describes them."""
RUN_DIGEST = "f:run"
"""The attribute of a capture that names the SHA-256 of the run's record."""
CONTAINER = "container"
"""The entity that a capture was taken out of: a ZIP file, a mailbox, a web archive."""
UNNAMED = "unnamed"
"""The name of an operator who gave none."""
_START, _END = "prov:startTime", "prov:endTime"
_DASH = "-"


@attrs.frozen
class Plan:
    """What every version's activity of one stage has in common.

    ``event`` is the PREMIS event type's label as id.loc.gov spells it; ``uses`` and ``makes``
    name entities of the version: of ``uses`` the first that is there is meant, of ``makes`` all.
    """

    name: str
    event: str
    agent: str
    uses: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    settings: Mapping[str, Any] = attrs.field(factory=dict)


class Step(NamedTuple):
    """One activity of a version: the plan that it carries out, and facts of its own."""

    plan: str
    facts: Mapping[str, Any] = {}


def prov_uri(version: str) -> str:
    """Return the target URI of a version's provenance record."""
    return f"metadata://fonds/{version}/prov"


def run_uri(run: str) -> str:
    """Return the target URI of a run's record."""
    return f"metadata://fonds/{run}/run"


def print_version(
    version: str,
    run: str,
    times: tuple[str, str],
    entities: Mapping[str, Mapping[str, Any]],
    steps: Sequence[Step],
    attributed: Mapping[str, str] | None = None,
    run_sha256: str = "",
) -> bytes:
    """Return the PROV-JSON of one version.

    ``times`` are when work on it began and ended; ``entities`` maps names to attributes (``f:``
    and ``dct:`` names to JSON scalars or lists of them); ``steps`` are the activities but for
    ``capture`` and those of ``SHOWN_BY``; ``attributed`` maps entities to agents of the run;
    ``run_sha256`` is the digest of the run's record, so that a statement binds who archived.
    Cost: one pass.
    """
    prefix = {"f": NAMESPACE, "run": f"{run_uri(run)}#", "v": f"{prov_uri(version)}#"}
    if attributed:
        prefix["dct"] = DUBLIN_CORE
    start, end = times
    capture = {_START: start} if start == end else {_START: start, _END: end}
    if run_sha256:
        capture[RUN_DIGEST] = run_sha256
    document: dict[str, Any] = {
        "prefix": prefix,
        "entity": {f"v:{name}": facts for name, facts in entities.items()},
        "activity": {"v:capture": capture, **{f"v:{s.plan}": s.facts for s in steps}},
    }
    if attributed:
        document["wasAttributedTo"] = {
            f"_:by{n}": {"prov:entity": f"v:{entity}", "prov:agent": f"run:{agent}"}
            for n, (entity, agent) in enumerate(attributed.items())
        }
    return orjson.dumps(document)


def times_of(document: Mapping[str, Any]) -> tuple[str, str]:
    """Return when work on a version began and ended, as its record says; empty where it does not.

    Its texts were made at the end.
    """
    capture = attributes(document, "capture")
    start = capture.get(_START)
    end = capture.get(_END, start)
    return (str(start), str(end)) if start else ("", "")


def print_run(
    run: str,
    agents: Mapping[str, Mapping[str, Any]],
    plans: Sequence[Plan],
    settings: Mapping[str, Any],
    started: str,
) -> bytes:
    """Return the PROV-JSON of a run: its agents, the plans of its stages, its settings, its start.

    It stands in every bundle of the run, so that each bundle can be understood alone.
    """
    return orjson.dumps(
        {
            "prefix": {"f": NAMESPACE, "run": f"{run_uri(run)}#"},
            "activity": {"run:ingest": {"prov:startTime": started, "f:event": "ingestion"}},
            "agent": {f"run:{name}": facts for name, facts in agents.items()},
            "entity": {
                "run:settings": {"prov:type": "prov:Plan", **settings},
                **{f"run:{plan.name}": _plan(plan) for plan in plans},
            },
            "wasAssociatedWith": {
                "_:run": {
                    "prov:activity": "run:ingest",
                    "prov:agent": "run:fonds",
                    "prov:plan": "run:settings",
                }
            },
        },
        option=orjson.OPT_SORT_KEYS,
    )


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "prov:type": "prov:Plan",
        "f:event": plan.event,
        "f:agent": f"run:{plan.agent}",
        "f:uses": list(plan.uses),
        "f:makes": list(plan.makes),
        **plan.settings,
    }


def parse(data: bytes) -> dict[str, Any]:
    """Read a provenance record. Raises: FormatError unless it is a PROV-JSON object of ours."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as e:
        raise FormatError("a provenance record is not JSON", reason=str(e)) from e
    if not isinstance(document, dict) or not all(
        isinstance(section, dict) for section in document.values()
    ):
        raise FormatError("a provenance record is not PROV-JSON")
    return document


def expand(run: Mapping[str, Any], version: Mapping[str, Any]) -> dict[str, Any]:
    """Return one PROV-JSON document that says all that a run and a version's record say together.

    Every activity gets its event, its agent with the plan, what it used and what it made; what it
    made is stated as derived from what it used, so the chain from bytes to cleaned text can be
    walked without knowing what the stages mean.
    """
    full: dict[str, Any] = {}
    for document in (run, version):
        for section, content in document.items():
            full.setdefault(section, {}).update(content)
    entities = version.get("entity", {})
    if f"v:{CONTAINER}" in entities:
        taken = {"prov:generatedEntity": "v:raw", "prov:usedEntity": f"v:{CONTAINER}"}
        _relate(full, "wasDerivedFrom", CONTAINER, taken)
    times = dict(zip((_START, _END), times_of(version), strict=True))
    for stage, facts in _activities(version):
        activity, key = f"v:{stage}", f"v-{stage}"
        plan = run.get("entity", {}).get(f"run:{stage}", {})
        full.setdefault("activity", {})[activity] = {
            "f:event": plan.get("f:event", ""),
            **times,
            **facts,
        }
        association = {
            "prov:activity": activity,
            "prov:agent": plan.get("f:agent", "run:fonds"),
            "prov:plan": f"run:{stage}",
        }
        _relate(full, "wasAssociatedWith", key, association)
        used = next((f"v:{n}" for n in plan.get("f:uses", []) if f"v:{n}" in entities), None)
        made = [f"v:{n}" for n in plan.get("f:makes", []) if f"v:{n}" in entities]
        if used:
            _relate(full, "used", key, {"prov:activity": activity, "prov:entity": used})
        for n, entity in enumerate(made):
            generation = {"prov:entity": entity, "prov:activity": activity}
            _relate(full, "wasGeneratedBy", f"{key}-{n}", generation)
            if used:
                derivation = {"prov:generatedEntity": entity, "prov:usedEntity": used}
                _relate(full, "wasDerivedFrom", f"{key}-{n}", derivation)
    return full


def _activities(version: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The stages that a version went through with their facts, in order."""
    stated = {name.removeprefix("v:"): facts for name, facts in version.get("activity", {}).items()}
    raw = attributes(version, "raw")
    implied: dict[str, Mapping[str, Any]] = {s: {} for s, fact in SHOWN_BY.items() if fact in raw}
    first = {"capture": stated.pop("capture")} if "capture" in stated else {}
    return list({**first, **implied, **stated}.items())


def _relate(document: dict[str, Any], relation: str, key: str, row: dict[str, str]) -> None:
    document.setdefault(relation, {})[f"_:{relation}-{key}"] = row


def attributes(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the attributes of a version's entity or activity by its own name, or an empty dict."""
    for section in ("entity", "activity"):
        found = document.get(section, {}).get(f"v:{name}")
        if isinstance(found, dict):
            return found
    return {}


def title_of(document: Mapping[str, Any], target: str) -> str:
    """Return a version's title: stated, or inferred by somebody, or from the text, or the name."""
    for name, key in (("stated", "dct:title"), ("inferred", "dct:title"), ("text", "f:title")):
        title = attributes(document, name).get(key)
        if isinstance(title, str) and title:
            return title
    return target_name(target)


def target_name(target: str) -> str:
    """Return the last part of a URI's path, decoded for reading."""
    path = target.partition("?")[0].rstrip("/")
    return unquote(path.rpartition("/")[2], errors="replace") or target


def metadata_of(document: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return ``stated`` or ``inferred`` metadata under its Dublin Core names."""
    found = attributes(document, kind)
    return {name.removeprefix("dct:"): value for name, value in found.items()}


def scalar(value: Any) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """Return a metadata value as PROV-JSON can hold it: a scalar, or a list of them.

    Anything deeper is printed as JSON text.
    """
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list) and all(isinstance(v, str | int | float | bool) for v in value):
        return value
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def plan_attributes(run: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return what a run's record says of a stage (``clean``) or of its ``settings``."""
    found = run.get("entity", {}).get(f"run:{name}")
    return found if isinstance(found, dict) else {}


def print_opinion(opinion: Opinion) -> str:
    """Return an opinion as one line: basis, tool, media type, PUID, note; ``-`` for none.

    The tool's version stands with the agent of its name in the run's record.

    >>> print_opinion(Opinion("libmagic", "5.44", "content", "text/plain", None, "a note"))
    'content libmagic text/plain - a note'
    """
    parts = (opinion.basis, opinion.tool, opinion.media_type or _DASH, opinion.puid or _DASH)
    return " ".join((*parts, opinion.note)).rstrip()


def print_language(language: Language) -> str:
    """Return a guess at a language as one line: tag, score, and the tool with its version.

    >>> print_language(Language("ar", 0.9, "fonds-letters/1"))
    'ar 0.90 fonds-letters/1'
    """
    return f"{language.tag} {language.score:.2f} {language.tool}"


def print_loss(loss: Loss) -> str:
    """Return a loss as one line.

    >>> print_loss(Loss("undecodable", 2, 7, "bytes of no character"))
    'undecodable x2 from byte 7: bytes of no character'
    """
    at = f" from byte {loss.offset}" if loss.offset is not None else ""
    return f"{loss.kind} x{loss.count}{at}" + (f": {loss.note}" if loss.note else "")


def parse_opinion(line: str, versions: Mapping[str, str]) -> Opinion:
    """Read what ``print_opinion`` printed; ``versions`` are those of the run's tools."""
    basis, tool, media_type, puid, note = [*line.split(" ", 4), "", "", "", "", ""][:5]
    known = [None if part in ("", _DASH) else part for part in (media_type, puid)]
    return Opinion(tool, versions.get(tool, ""), basis, known[0], known[1], note)


def operator_of(run: Mapping[str, Any]) -> str:
    """Return the name of who archived, as a run's record gives it."""
    agent = run.get("agent", {}).get("run:operator")
    return str(agent.get("f:name", UNNAMED)) if isinstance(agent, dict) else UNNAMED


def tool_versions(run: Mapping[str, Any]) -> dict[str, str]:
    """Return the tools of a run and their versions."""
    return {
        name.removeprefix("run:"): str(facts["f:version"])
        for name, facts in run.get("agent", {}).items()
        if isinstance(facts, dict) and "f:version" in facts
    }


def events(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the activities of a version in an expanded document, in order, for people to read."""
    agents = {
        row.get("prov:activity"): str(row.get("prov:agent", "")).removeprefix("run:")
        for row in document.get("wasAssociatedWith", {}).values()
    }
    return [
        {
            "step": name.removeprefix("v:"),
            "event": facts.get("f:event", ""),
            "agent": agents.get(name, ""),
            "start": facts.get(_START, ""),
            "end": facts.get(_END, ""),
            **{
                key.removeprefix("f:"): value
                for key, value in facts.items()
                if key.startswith("f:") and key not in ("f:event", RUN_DIGEST)
            },
        }
        for name, facts in document.get("activity", {}).items()
        if name.startswith("v:")
    ]
