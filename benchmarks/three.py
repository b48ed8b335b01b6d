"""An ingest of given records: fonds' bundles, log and catalogue without its stages before them."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import fonds
from fonds.api import system_clock
from fonds.archive import OpenArchive, bundle_row
from fonds.bundle import BundleInfo, BundleWriter, SegmentBuilder
from fonds.commit.publish import log_bundle, nonce, publish
from fonds.fingerprints import fingerprint
from fonds.formats.bundle import DATA, TEXT, BundleEntry, warcinfo_id
from fonds.formats.canonical import uuid7
from fonds.formats.prov import described_digest
from fonds.formats.statement import document_id, print_statement, version_id
from fonds.formats.wacz import cdxj
from fonds.model import Statement, stamp

Triple = tuple[str, bytes, bytes, bytes]
BUNDLE = 256 * 1024 * 1024  # bytes of input in a bundle, as an ingest has it
BATCH = 500


def write(triples: Iterable[Triple], target: Path) -> None:
    """Store URI, bytes, text and provenance of each document; durable, logged and catalogued."""
    documents = iter(triples)
    with fonds.init(target) as archive, archive.handle.store.lock(wait=0):
        while first := next(documents, None):
            _bundle(archive.handle, _portion(first, documents))


def _portion(first: Triple, rest: Iterator[Triple]) -> Iterator[Triple]:
    size = 0
    for triple in itertools.chain([first], rest):
        yield triple
        size += len(triple[1])
        if size >= BUNDLE:
            return


def _bundle(archive: OpenArchive, triples: Iterator[Triple]) -> None:
    key, created = archive.signing_key(), system_clock()
    bundle = uuid7(int(created.timestamp() * 1000), key.nonce(str(created).encode()))
    info = BundleInfo(
        bundle, stamp(created), "bench", None, archive.info.archive, bundle, b"{}", "bench"
    )
    with archive.store.staging("bench") as staging:
        staged = staging.file("bundle.wacz")
        writer = BundleWriter(staged, staging.file, info)
        while batch := list(itertools.islice(triples, BATCH)):
            segment = SegmentBuilder(
                warcinfo_id(bundle, DATA), warcinfo_id(bundle, TEXT), _no_streams
            )
            for triple in batch:
                _put(archive, key, segment, triple)
            writer.add(segment.finish())
        built = writer.close()
        name, seal = publish(archive, staged, bundle, created, built.manifest)
        row = bundle_row(0, name, built)
        now = system_clock()
        log_bundle(archive, key, now, row, seal, built.entries, {}, print)


def _put(archive: OpenArchive, key, segment: SegmentBuilder, triple: Triple) -> None:
    target, data, text, told = triple
    doc, at = document_id(archive.info.archive, target), stamp(system_clock())
    secret = nonce(key, doc, None)
    version = version_id(doc, secret)
    records = segment.version(version, at, at, target)
    records.capture("text/html", fingerprint(data), data)
    records.conversion("text", text.decode(), "raw")
    records.provenance(told)
    statement = Statement("capture", doc, None, secret, at, target, "bench", records.records)
    segment.add(
        BundleEntry(
            doc, target, version, "capture", at, target, print_statement(statement),
            tuple(records.records), target, "", cdxj.key(target), records.places,
            described_digest(target, target, {}, {}), None,
        )
    )  # fmt: skip


def _no_streams():
    raise AssertionError("nothing here is large")
