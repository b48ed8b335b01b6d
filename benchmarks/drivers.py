"""What is measured of tools that are used as libraries, one function each; and of fonds itself.

    PYTHON benchmarks/drivers.py NAME SOURCE TARGET

Each runs in an interpreter of the peer's own environment, so nothing is imported that the
function does not need. The WARC writers get the same trivial text and provenance to store, so
that what differs is the writing.
"""

import hashlib
import html
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

TAG = re.compile(r"<[^<>]{0,4000}>")
SAMPLE = 500  # documents that are fetched one by one
SEED = 5


def files(source: Path) -> list[Path]:
    """All files of a corpus, in order."""
    return sorted(path for path in source.rglob("*") if path.is_file())


def text_of(data: bytes) -> bytes:
    """A text as plainly made as can be: tags out, entities resolved, composed."""
    text = data.decode("utf-8", "replace")
    if data.lstrip()[:1] == b"<":
        text = html.unescape(TAG.sub(" ", text))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.encode()


def provenance_of(uri: str, data: bytes, text: bytes) -> bytes:
    """Provenance of the size that tools keep who keep it at all."""
    names = ("capture", "fingerprint", "identify", "extract", "clean")
    when = "2026-11-23T17:00:00Z"
    return json.dumps(
        {
            "entity": {
                "raw": {"uri": uri, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)},
                "text": {"sha256": hashlib.sha256(text).hexdigest(), "size": len(text)},
            },
            "activity": [
                {"name": name, "agent": "bench 1", "start": when, "end": when} for name in names
            ],
        }
    ).encode()


def triples(source: Path) -> Iterator[tuple[str, bytes, bytes, bytes]]:
    """URI, bytes, text and provenance of every document."""
    for path in files(source):
        data = path.read_bytes()
        text, uri = text_of(data), "file:///" + str(path.relative_to(source))
        yield uri, data, text, provenance_of(uri, data, text)


# --- BagIt ------------------------------------------------------------------------------------
def bagit_make(source: Path, target: Path) -> None:
    """Copy and bag, as somebody does who wants to keep the original in place."""
    import bagit

    shutil.copytree(source, target)
    bagit.make_bag(str(target), checksums=["sha256"])


def bagit_validate(source: Path, target: Path) -> None:
    """Check every digest of a bag."""
    import bagit

    bagit.Bag(str(target)).validate()


def bagit_signed(source: Path, target: Path) -> None:
    """bag-nabit's layout by hand, where it cannot be installed: a bag, its manifest signed."""
    bagit_make(source, target)
    key, signed = target.with_suffix(".key"), target / "signatures"
    signed.mkdir()
    subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
    subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", key, "-out", signed / "tagmanifest-sha256.sig",
         target / "tagmanifest-sha256.txt"],
        check=True,
    )  # fmt: skip


# --- WARC -------------------------------------------------------------------------------------
def warcio_three(source: Path, target: Path) -> None:
    """Three records a document through warcio's own interface, synced at the end."""
    from warcio.warcwriter import WARCWriter

    target.mkdir()
    with (target / "out.warc.gz").open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="1.1")

        def put(uri: str, kind: str, data: bytes, media: str, about: str | None = None) -> str:
            headers = {"WARC-Refers-To": about} if about else {}
            record = writer.create_warc_record(
                uri, kind, payload=io.BytesIO(data), warc_content_type=media,
                warc_headers_dict=headers,
            )  # fmt: skip
            writer.write_record(record)
            return str(record.rec_headers.get_header("WARC-Record-ID"))

        for uri, data, text, told in triples(source):
            capture = put(uri, "resource", data, "text/html")
            put(uri, "conversion", text, "text/plain;charset=utf-8", capture)
            put(uri, "metadata", told, "application/json", capture)
        out.flush()
        os.fsync(out.fileno())


def wacz_create(source: Path, target: Path) -> None:
    """The same, and py-wacz's bundle of it."""
    warcio_three(source, target)
    tool = Path(sys.executable).with_name("wacz")
    subprocess.run(
        [tool, "create", "-o", target / "out.wacz", target / "out.warc.gz"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with (target / "out.wacz").open("rb") as made:
        os.fsync(made.fileno())


def fastwarc_three(source: Path, target: Path) -> None:
    """Three records a document through FastWARC, synced at the end."""
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord, WarcRecordType

    target.mkdir()
    out = (target / "out.warc.gz").open("wb")
    stream = GzipWriter(out, compression_level=6)

    def put(uri: str, kind: "WarcRecordType", data: bytes, media: str, about: str = "") -> str:
        record = WarcRecord()
        record.init_headers(record_type=kind)
        record.headers["WARC-Target-URI"] = uri
        record.headers["Content-Type"] = media
        if about:
            record.headers["WARC-Refers-To"] = about
        record.set_bytes_content(data)
        record.write(stream, checksum_data=True)
        stream.finish()
        return str(record.record_id)

    for uri, data, text, told in triples(source):
        capture = put(uri, WarcRecordType.resource, data, "text/html")
        put(uri, WarcRecordType.conversion, text, "text/plain;charset=utf-8", capture)
        put(uri, WarcRecordType.metadata, told, "application/json", capture)
    out.flush()
    os.fsync(out.fileno())


def fastwarc_read(source: Path, target: Path) -> None:
    """Read every record of the bundles of ours, and check the digest of its block.

    BLAKE3 it does not know, payloads it checks of HTTP only (those of ours are their blocks), and
    nothing is compared with statements, index, pages or log.
    """
    import zipfile

    from fastwarc.warc import ArchiveIterator

    wrong = 0
    for path in sorted(target.glob("bundles/**/*.wacz")):
        with zipfile.ZipFile(path) as bundle:
            for name in ("archive/data.warc.gz", "archive/text.warc.gz"):
                with bundle.open(name) as member:
                    for record in ArchiveIterator(member, parse_http=False):
                        wrong += not record.verify_block_digest()
    if wrong:
        sys.exit(f"{wrong} digests are wrong")


# --- other stores -----------------------------------------------------------------------------
def restic_backup(source: Path, target: Path) -> None:
    """A repository where there is none, and a backup."""
    options = ["restic", "-q", "--no-cache", "-r", str(target)]
    if not target.exists():
        subprocess.run([*options, "init"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*options, "backup", str(source)], check=True, stdout=subprocess.DEVNULL)


def borg_create(source: Path, target: Path) -> None:
    """A repository where there is none, and an archive in it."""
    if not target.exists():
        subprocess.run(["borg", "init", "-e", "none", str(target)], check=True)
    name = f"{target}::a{time.time_ns()}"
    subprocess.run(["borg", "create", "-C", "zlib,6", name, str(source)], check=True)


def git_commit(source: Path, target: Path) -> None:
    """Add everything and commit; the second time nothing has changed."""
    git = ["git", "-C", str(target), "-c", "user.name=b", "-c", "user.email=b@example.org"]
    if not target.exists():
        shutil.copytree(source, target)
        subprocess.run(["git", "init", "-q", str(target)], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "all"], check=True)


# --- fonds, where the command does something else than is compared --------------------------------
def fonds_three(source: Path, target: Path) -> None:
    """The WARC writers' three records, by our bundle, log and catalogue, in one commit a bundle.

    The very parts that an ingest uses; only the stages before (identification, extraction,
    cleaning) are replaced by the same trivial text and provenance that the WARC writers get.
    """
    from three import write

    write(triples(source), target)


def fonds_fetch(source: Path, target: Path) -> None:
    """Fetch documents by id in one process, digests and statements checked; print the times."""
    import fonds

    with fonds.open(target) as archive:
        ids = [document.id for document in archive.documents()]
        chosen = random.Random(SEED).sample(ids, min(SAMPLE, len(ids)))
        _ = archive.get(chosen[0]).raw  # imports, and the catalogue's first page
        times = []
        for name in chosen:
            begun = time.perf_counter()
            _ = archive.get(name).raw
            times.append(time.perf_counter() - begun)
    times.sort()
    p50, p99 = (times[len(times) * part // 100] * 1e6 for part in (50, 99))
    print(json.dumps({"p50": p50, "p99": p99}))


def fonds_clean(source: Path, target: Path) -> None:
    """Time cleaning beside ftfy.fix_text on texts that need none, in turns; print both."""
    import ftfy

    from fonds.cleaning import clean

    texts = [p.read_bytes().decode("utf-8", "replace") for p in files(source)[::10]]
    texts = [text for text in texts if clean(text).text is text][:400]
    ours, theirs = [], []
    for _ in range(3):
        for times, work in ((ours, clean), (theirs, ftfy.fix_text)):
            begun = time.process_time()
            for text in texts:
                work(text)
            times.append(time.process_time() - begun)
    print(json.dumps({"fonds": min(ours) / len(texts), "ftfy": min(theirs) / len(texts),
                      "bytes": sum(map(len, texts))}))  # fmt: skip


DRIVERS: dict[str, Callable[[Path, Path], None]] = {
    "bagit-make": bagit_make,
    "bagit-validate": bagit_validate,
    "bagit-signed": bagit_signed,
    "warcio-three": warcio_three,
    "wacz-create": wacz_create,
    "fastwarc-three": fastwarc_three,
    "fastwarc-read": fastwarc_read,
    "restic-backup": restic_backup,
    "borg-create": borg_create,
    "git-commit": git_commit,
    "fonds-three": fonds_three,
    "fonds-fetch": fonds_fetch,
    "fonds-clean": fonds_clean,
}

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    DRIVERS[sys.argv[1]](Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve())
