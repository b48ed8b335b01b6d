"""Provenance: what a reader gets joined is PROV that others can read, and leads back to the bytes."""

import json

import pytest
from prov.model import ProvDocument

from fonds.errors import FormatError
from fonds.formats import prov
from support.archives import files, new_archive

TAG = 'Le port [caption id="attachment_7" width="300"] de Brest\n'


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    home = tmp_path_factory.mktemp("prov")
    with new_archive(home) as archive:
        archive.ingest([str(files(home / "in", a_txt=TAG))], jobs=0, metadata={"rights": "open"})
        yield archive.get("a.txt")


def test_the_joined_record_is_prov_that_others_read(version):
    document = ProvDocument.deserialize(content=json.dumps(version.provenance), format="json")
    kinds = {type(record).__name__ for record in document.get_records()}
    assert {"ProvEntity", "ProvActivity", "ProvUsage", "ProvGeneration", "ProvDerivation"} <= kinds


def test_every_text_is_derived_from_the_bytes(version):
    whole = version.provenance
    came_from = {
        row["prov:generatedEntity"]: row["prov:usedEntity"]
        for row in whole["wasDerivedFrom"].values()
    }
    for name in ("v:cleaned", "v:edits"):
        seen = name
        while seen in came_from:
            seen = came_from[seen]
        assert seen == "v:raw"


def test_every_activity_has_a_time_an_agent_and_an_event(version):
    whole = version.provenance
    associated = {row["prov:activity"] for row in whole["wasAssociatedWith"].values()}
    for name, facts in whole["activity"].items():
        if name.startswith("v:"):
            assert name in associated
            assert facts["f:event"]
            assert facts["prov:startTime"] <= facts["prov:endTime"]


def test_events_are_what_the_joined_record_says(version):
    events = {event["step"]: event for event in prov.events(version.provenance)}
    assert events["clean"]["event"] == "modification"
    assert events["capture"]["agent"] == "fonds"


def test_opinions_come_back_with_the_versions_of_their_tools(version):
    tools = prov.tool_versions(version.run_provenance)
    assert version.opinions
    for opinion in version.opinions:
        assert opinion.version == tools[opinion.tool]
        assert prov.parse_opinion(prov.print_opinion(opinion), tools) == opinion


def test_stated_metadata_is_kept_apart_from_inferred(version):
    assert prov.metadata_of(version.own_provenance, "stated") == {"rights": "open"}
    assert version.inferred == {"title": "Le port de Brest"}


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b"{", b'{"entity": 7}', b"\xff{}"])
def test_what_is_no_provenance_is_refused(data):
    with pytest.raises(FormatError):
        prov.parse(data)
