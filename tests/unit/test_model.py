"""Values that go to workers and back come back as they went."""

import pickle

import pytest

from fonds.formats.bundle import BundleEntry
from fonds.ingest import IngestOutcome
from fonds.ingest.task import Job
from fonds.model import FileStamp, RecordRef, Status
from fonds.sources import FileCapture

STAMP = FileStamp(1, 2, 3, 4)
SOURCE = FileCapture(b"/a", "a", b"a", 5, STAMP)
RECORD = RecordRef("raw", "0" * 64, "1" * 64, 7, "text/plain")
VALUES = [
    STAMP,
    SOURCE,
    RECORD,
    IngestOutcome(Status.NEW, "a", document="urn:uuid:1", notes=("one",)),
    Job(SOURCE, "d", "i", "t", "n", {"title": "x"}, {}, b"12345678"),
    BundleEntry(
        "d", "i", "v", "capture", "at", "t", b"{}", (RECORD,), "", "", "k", {"raw": (1, 2)}, b""
    ),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_survives_the_way_to_a_worker(value):
    back = pickle.loads(pickle.dumps(value, 5))
    assert back == value
    assert type(back) is type(value)
