"""How earlier releases archived what this one archives otherwise: for what must still verify."""

import contextlib
from collections.abc import Callable, Iterator
from unittest import mock

import orjson

from fonds.derive import Derived
from fonds.formats.access_copy import access_copy
from fonds.formats.prov import Plan
from fonds.ingest import build_version, provenance

Page = Callable[[str, str, str | None], bytes]
"""Makes an access copy of a title, a text and its language."""


@contextlib.contextmanager
def storing_access_copies(page: Page = access_copy) -> Iterator[None]:
    """Store an access copy with each text, as fonds 0.1.0 did with those from right to left.

    For an ingest with ``jobs=0``, as a context. ``page`` makes it, truly or not.
    """
    put_texts, tell = build_version._put_texts, provenance.provenance_record
    plans = provenance.plans

    def put(job, records, derived: Derived) -> None:
        put_texts(job, records, derived)
        if derived.reading is not None:
            title = build_version._title(job, derived)
            tag = job.stated.get("language") or (derived.language.tag if derived.language else None)
            records.access(page(title, derived.reading, tag))

    def told(facts: provenance.VersionFacts) -> bytes:
        document = orjson.loads(tell(facts))
        if "access" in facts.digests:
            document["entity"]["v:access"] = {"f:sha256": facts.digests["access"]}
            document["activity"]["v:access"] = {}
        return orjson.dumps(document)

    def planned(profile: str | None, ruleset: str) -> tuple[Plan, ...]:
        access = Plan("access", "creation", "fonds", ("cleaned", "text"), ("access",))
        return (*plans(profile, ruleset), access)

    with (
        mock.patch.multiple(build_version, _put_texts=put, provenance_record=told),
        mock.patch.object(provenance, "plans", planned),
    ):
        yield
