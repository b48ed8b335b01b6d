"""What is known of a document before, while and after it is taken in. Values only."""

from typing import NamedTuple

from fonds.bundle import Entry
from fonds.ingest.options import Prior
from fonds.ledger import Cleaned
from fonds.model import (
    Extraction,
    FileStamp,
    Fingerprint,
    Identification,
    Language,
    Metadata,
    Status,
)
from fonds.sources import OpenSource, Source


class Job(NamedTuple):
    """One document to be taken in, with all that the parent knows of it."""

    source: Source
    doc: str
    identifier: str
    target: str
    nonce: str
    stated: Metadata
    inferred: Metadata
    stated_digest: bytes
    prior: Prior | None = None
    refused: str = ""  # why it is not processed any more: only its bytes are kept


class Taken(NamedTuple):
    """What became of one document; ``entry`` is None where nothing new is to be stored."""

    status: Status
    fingerprint: Fingerprint
    stamp: FileStamp
    entry: Entry | None = None
    edits: int = 0
    notes: tuple[str, ...] = ()


class Content(NamedTuple):
    """A document's bytes: held, or open to be streamed; its beginning; its fingerprint."""

    data: bytes | OpenSource
    head: bytes
    fingerprint: Fingerprint

    @property
    def held(self) -> bytes | None:
        """The bytes, where they are held in memory."""
        return self.data if isinstance(self.data, bytes) else None


class Derived(NamedTuple):
    """What the stages made of the bytes."""

    identification: Identification
    extraction: Extraction
    script: str = "Zyyy"
    language: Language | None = None
    cleaned: Cleaned | None = None
    sketch: bytes | None = None

    @property
    def reading(self) -> str | None:
        """The text to read: the cleaned one where it was cleaned."""
        return self.cleaned.text if self.cleaned else self.extraction.text
