"""The provenance of one version, told from what the stages answered.

One activity per stage, each with its tool, its settings, what it used and what it made. What all
versions of a run share (tools and their versions) is told once, in the run's record.
"""

from collections.abc import Mapping
from typing import Any

import attrs
import orjson

from fonds.formats.prov import Step, print_version
from fonds.ledger import Cleaned
from fonds.model import Extraction, Fingerprint, Identification, Language, Opinion

STATED, INFERRED = "stated", "inferred"


@attrs.frozen
class Story:
    """All that is to be told of a version. Digests are hex SHA-256 of the stored bytes."""

    version: str
    run: str
    kind: str
    target: str
    began: str
    ended: str
    fingerprint: Fingerprint
    identification: Identification
    script: str
    language: Language | None
    extraction: Extraction
    cleaned: Cleaned | None
    digests: Mapping[str, str]  # role -> sha256, for the records this version stores
    stated: Mapping[str, Any]
    inferred: Mapping[str, Any]
    identifier: str
    described: bytes  # digest of what is said of the document, for the catalogue
    stamp_ns: int | None = None


def tell(story: Story) -> bytes:
    """Return the PROV-JSON record of a version."""
    entities = {"raw": _raw(story), **_opinions(story.identification.opinions)}
    opinions = tuple(name for name in entities if name != "raw")
    steps = [
        _step(story, "capture", "capture", "fonds", (), ("raw",), {"f:kind": story.kind}),
        _step(story, "fingerprint", "message digest calculation", "fonds", ("raw",), ()),
        _step(story, "identify", "format identification", "fonds", ("raw",), opinions),
    ]
    if story.extraction.text is not None or story.extraction.losses:
        entities["text"] = _text(story)
        settings = {f"f:{name}": value for name, value in story.extraction.settings.items()}
        tool = story.extraction.tool
        steps.append(_step(story, "extract", "extraction", tool, ("raw",), ("text",), settings))
    if story.cleaned is not None:
        steps.append(_clean(story, entities))
    if "access" in story.digests:
        source = "cleaned" if "cleaned" in entities else "text"
        entities["access"] = {"f:sha256": story.digests["access"]}
        steps.append(_step(story, "access", "creation", "fonds", (source,), ("access",)))
    attributed = _metadata(story, entities)
    return print_version(story.version, story.run, entities, steps, attributed)


def _step(
    story: Story,
    name: str,
    event: str,
    agent: str,
    used: tuple[str, ...],
    made: tuple[str, ...],
    facts: Mapping[str, Any] | None = None,
) -> Step:
    told = {key: value for key, value in (facts or {}).items() if value not in (None, [], "")}
    return Step(name, event, agent, story.began, story.ended, used, made, told)


def _raw(story: Story) -> dict[str, Any]:
    print_, identified = story.fingerprint, story.identification
    facts = {
        "f:sha256": print_.sha256,
        "f:blake3": print_.blake3,
        "f:swhid": print_.swhid,
        "f:size": print_.size,
        "f:mediaType": identified.media_type,
        "f:charset": identified.charset,
        "prov:location": story.target,
        "f:identifier": story.identifier,
        "f:described": story.described.hex(),
        "f:fileModified_ns": None if story.stamp_ns is None else str(story.stamp_ns),
    }
    return {name: value for name, value in facts.items() if value is not None}


def _opinions(opinions: tuple[Opinion, ...]) -> dict[str, dict[str, Any]]:
    """Every opinion as an entity of its own: they are evidence and are never merged."""
    told = {}
    for number, opinion in enumerate(opinions):
        facts = {
            "f:tool": opinion.tool,
            "f:toolVersion": opinion.version,
            "f:basis": opinion.basis,
            "f:mediaType": opinion.media_type,
            "f:puid": opinion.puid,
            "f:note": opinion.note,
        }
        told[f"opinion{number}"] = {name: value for name, value in facts.items() if value}
    return told


def _text(story: Story) -> dict[str, Any]:
    extraction = story.extraction
    facts: dict[str, Any] = {}
    if extraction.text is not None:
        facts["f:codePoints"] = len(extraction.text)
        # The text is not stored again where the capture's bytes are its UTF-8 form.
        facts["f:sameAs"] = "raw" if extraction.exact else "text"
        if "text" in story.digests:
            facts["f:sha256"] = story.digests["text"]
        facts["f:script"] = story.script
        if story.language is not None:
            language = story.language
            facts["f:language"] = language.tag
            facts["f:languageScore"] = f"{language.score:.2f}"
            facts["f:languageTool"] = language.tool
    if extraction.losses:
        facts["f:loss"] = [
            f"{loss.kind} x{loss.count}"
            + (f" from byte {loss.offset}" if loss.offset is not None else "")
            + (f": {loss.note}" if loss.note else "")
            for loss in extraction.losses
        ]
    return facts


def _clean(story: Story, entities: dict[str, dict[str, Any]]) -> Step:
    """The cleaning step; it is told even where it found nothing to do."""
    cleaned = story.cleaned
    assert cleaned is not None  # noqa: S101 - the caller asked
    made: tuple[str, ...] = ()
    if cleaned.edits:
        entities["cleaned"] = {
            "f:sha256": story.digests["cleaned"],
            "f:codePoints": len(cleaned.text),
        }
        made = ("cleaned",)
    if "edits" in story.digests:
        entities["edits"] = {"f:sha256": story.digests["edits"]}
        made = (*made, "edits")
    facts = {
        "f:profile": cleaned.profile,
        "f:ruleset": cleaned.ruleset,
        "f:edits": len(cleaned.edits),
        "f:findings": len(cleaned.findings),
    }
    return _step(story, "clean", "modification", "fonds", ("text",), made, facts)


def _metadata(story: Story, entities: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Stated and inferred metadata stand apart, each attributed to who says so."""
    attributed = {}
    for name, metadata, agent in (
        (STATED, story.stated, "operator"),
        (INFERRED, story.inferred, "fonds"),
    ):
        if metadata:
            entities[name] = {f"dct:{key}": _scalar(value) for key, value in metadata.items()}
            attributed[name] = agent
    return attributed


def _scalar(value: Any) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """PROV-JSON attributes hold scalars or lists of them; anything deeper is told as JSON text."""
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list) and all(isinstance(v, str | int | float | bool) for v in value):
        return value
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
