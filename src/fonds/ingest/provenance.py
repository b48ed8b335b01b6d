"""Writing provenance: of one version, from the results of the stages, and of the run as a whole."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from typing import Any, NamedTuple

from fonds.about import VERSION
from fonds.extraction import TOOLS as EXTRACTORS
from fonds.formats.prov import (
    CONTAINER,
    Plan,
    Step,
    print_language,
    print_loss,
    print_opinion,
    print_version,
)
from fonds.identification import tools as identification_tools
from fonds.ledger import Cleaned
from fonds.model import Extraction, Fingerprint, Identification, Language
from fonds.sources import Within

STATED, INFERRED = "stated", "inferred"
NO_EXTRACTOR = "no-extractor"
"""The kind of loss that having no text implies: most formats have no extractor."""


class VersionFacts(NamedTuple):
    """All that the provenance of a version states. Digests are hex SHA-256 of the stored bytes."""

    version: str
    run: str
    target: str
    identifier: str
    began: str
    ended: str
    fingerprint: Fingerprint
    identification: Identification
    script: str
    language: Language | None
    extraction: Extraction
    cleaned: Cleaned | None
    digests: Mapping[str, str]  # role -> sha256, for the records this version stores
    text_kind: str | None  # stated, or implied by the media type
    stated: Mapping[str, Any]
    inferred: Mapping[str, Any]
    title: str | None  # inferred from the text; None where it is stated, or just the file's name
    run_sha256: str = ""  # of the run's record
    stamp_ns: int | None = None
    within: Within | None = None


def plans(profile: str | None, ruleset: str) -> tuple[Plan, ...]:
    """Return what the stages of a run have in common, for the run's record."""
    return (
        Plan("capture", "capture", "fonds", (), ("raw", "exchange")),
        Plan("fingerprint", "message digest calculation", "fonds", ("raw",)),
        Plan("identify", "format identification", "fonds", ("raw",)),
        Plan(
            "extract",
            "extraction",
            EXTRACTORS[0][0],
            ("raw",),
            ("text", "extraction", "sensitive"),
        ),
        Plan(
            "clean",
            "modification",
            "fonds-rules",
            ("text",),
            ("cleaned", "edits"),
            {"f:profile": profile or "none", "f:ruleset": ruleset},
        ),
    )


def provenance_record(version: VersionFacts) -> bytes:
    """Return the PROV-JSON record of a version."""
    entities = _received(version)
    steps = []
    extraction, cleaned = version.extraction, version.cleaned
    # That a format has no extractor follows from there being no extraction.
    if extraction.text is not None or any(
        loss.kind != "no-extractor" for loss in extraction.losses
    ):
        entities["text"] = _text(version)
        steps.append(Step("extract", _extract_facts(version)))
        for role in ("extraction", "sensitive"):
            if role in version.digests:
                entities[role] = {"f:sha256": version.digests[role]}
    if cleaned is not None:
        for role in ("cleaned", "edits"):
            if role in version.digests:
                entities[role] = {"f:sha256": version.digests[role]}
        counts = {"f:edits": len(cleaned.edits), "f:findings": len(cleaned.findings)}
        facts: dict[str, Any] = {name: n for name, n in counts.items() if n}
        if version.text_kind is not None:
            facts["f:textKind"] = version.text_kind
        steps.append(Step("clean", facts))
    attributed = {}
    for name, metadata, agent in (
        (STATED, version.stated, "operator"),
        (INFERRED, version.inferred, "operator"),
    ):
        if metadata:
            entities[name] = {f"dct:{key}": value for key, value in metadata.items()}
            attributed[name] = agent
    times = (version.began, version.ended)
    return print_version(
        version.version, version.run, times, entities, steps, attributed, version.run_sha256
    )


def _received(version: VersionFacts) -> dict[str, Mapping[str, Any]]:
    """The bytes, and what they were taken out of."""
    entities: dict[str, Mapping[str, Any]] = {"raw": _raw(version)}
    if "exchange" in version.digests:
        entities["exchange"] = {"f:sha256": version.digests["exchange"]}
    if version.within is not None:
        entities[CONTAINER] = _container(version.within)
    return entities


def _container(within: Within) -> dict[str, Any]:
    """What the capture was taken out of; ``expand`` of ``formats.prov`` relates the two."""
    return {
        "f:identifier": within.container,
        "f:place": within.place,
        **{f"f:{name}": value for name, value in within.facts.items()},
    }


def _raw(version: VersionFacts) -> dict[str, Any]:
    print_, identified = version.fingerprint, version.identification
    facts = {
        "f:sha256": print_.sha256,
        "f:swhid": print_.swhid,
        # An identifier that is the target need not be stated again.
        "f:identifier": version.identifier if version.identifier != version.target else None,
        "f:modified_ns": None if version.stamp_ns is None else str(version.stamp_ns),
        "f:opinion": [print_opinion(opinion) for opinion in identified.opinions] or None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _text(version: VersionFacts) -> dict[str, Any]:
    extraction = version.extraction
    facts: dict[str, Any] = {}
    if extraction.text is not None:
        # The text is not stored again where the capture's bytes are its UTF-8 form.
        if extraction.exact:
            facts["f:sameAs"] = "raw"
        if "text" in version.digests:
            facts["f:sha256"] = version.digests["text"]
        facts["f:script"] = version.script
        if version.language is not None:
            facts["f:language"] = print_language(version.language)
    if version.title is not None:
        facts["f:title"] = version.title
    if extraction.losses:
        facts["f:loss"] = [print_loss(loss) for loss in extraction.losses]
    return facts


def _extract_facts(version: VersionFacts) -> dict[str, Any]:
    """Where the extraction differs from what its plan and the capture's facts imply."""
    extraction, charset = version.extraction, version.identification.charset
    facts = {
        f"f:{name}": value
        for name, value in extraction.settings.items()
        if value not in (None, False, charset)
    }
    if extraction.tool != EXTRACTORS[0][0]:
        facts["f:tool"] = extraction.tool
    return facts


_LIBRARIES = ("blake3", "ftfy", "isal", "numpy", "python-magic", "warcio")


def tools(*, pronom: bool = False) -> list[tuple[str, str]]:
    """Return names and versions of everything that has a part in what is stored."""
    from fonds.cleaning import RULESET

    found = [
        ("fonds", VERSION),
        ("fonds-rules", RULESET),
        *EXTRACTORS,
        *identification_tools(pronom=pronom),
    ]
    for name in _LIBRARIES:
        try:
            found.append((name, installed_version(name)))
        except PackageNotFoundError:  # an optional one that is not installed here
            continue
    return found
