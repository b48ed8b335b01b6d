"""What other tools make of our bundles: warcio, FastWARC, py-wacz, cdxj-indexer, zipfile."""

import gzip
import io
import json
import subprocess
import sys
import zipfile

import pytest

from fonds.formats.wacz import cdxj
from fonds.formats.warc import headers as warc
from fonds.formats.warc import stream as warc_stream
from support import bundles

DOCUMENTS = [
    *bundles.DOCUMENTS,
    *((f"file:///n/{i}.txt", "text/plain", b"%d" % i) for i in range(9)),
]


KINDS = {
    "data": {"resource", "response", "request", "metadata", "revisit"},
    "text": {"conversion"},
}


@pytest.fixture(scope="module", params=["fast", "small", "command"])
def folder(request, tmp_path_factory):
    """A bundle as ``bundle.wacz`` with its members unpacked beside it.

    Of every kind of record at both levels, made through the formats; and one as the command makes
    it.
    """
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "command":
        data = by_the_command(folder)
    else:
        data, _ = bundles.bundle(DOCUMENTS, request.param)
    (folder / "bundle.wacz").write_bytes(data)
    with zipfile.ZipFile(folder / "bundle.wacz") as file:
        assert file.testzip() is None
        file.extractall(folder)
    return folder


def by_the_command(folder):
    """The bundle that ``archive-ingest`` makes of some files with odd names."""
    inbox = folder / "inbox"
    inbox.mkdir()
    for name, content in (
        ("a b.txt", b"text\n"),
        ("تقرير.txt", '[caption id="attachment_1" align="left"]نص[/caption]\n'.encode()),
        ("same.bin", bytes(range(256))),
        ("same-again.bin", bytes(range(256))),
        ("empty", b""),
    ):
        (inbox / name).write_bytes(content)
    status, said = run(
        "fonds.cli:archive_ingest",
        f"--key={folder / 'key'}",
        f"--archive={folder / 'archive_'}",
        str(inbox),
    )
    assert status in (0, None), said
    (path,) = (folder / "archive_" / "bundles").rglob("*.wacz")
    return path.read_bytes()


def run(main, *arguments):
    """Run ``package.module:function`` in a process of its own; give its exit status and output.

    In this process the tools would leave warnings behind that are not ours to answer for.
    """
    module, _, function = main.partition(":")
    pytest.importorskip(module)
    code = f"import sys, {module} as tool; sys.exit(tool.{function}())"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments], capture_output=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.slow
@pytest.mark.parametrize("member", ["data", "text"])
def test_warcio_finds_every_digest_right(folder, member):
    status, said = run("warcio.cli:main", "check", "-v", str(folder / f"archive/{member}.warc.gz"))
    assert status == 0, said
    assert "digest pass" in said
    assert "fail" not in said


@pytest.mark.parametrize("member", ["data", "text"])
def test_fastwarc_finds_every_block_digest_right(folder, member):
    fastwarc = pytest.importorskip("fastwarc.warc")
    kinds = []
    with (folder / f"archive/{member}.warc.gz").open("rb") as file:
        for record in fastwarc.ArchiveIterator(file, parse_http=False):
            assert record.verify_block_digest(), record.headers
            kinds.append(record.headers["WARC-Type"])
    assert kinds[0] == "warcinfo"
    assert set(kinds[1:]) <= KINDS[member]


@pytest.mark.slow
def test_py_wacz_says_valid(folder):
    status, said = run("wacz.main:main", "validate", "-f", str(folder / "bundle.wacz"))
    assert status == 0, said
    assert "Validation succeeded" in said


@pytest.mark.slow
def test_cdxj_indexer_makes_the_very_same_index(folder):
    out = folder / "theirs.cdxj"
    ours = (folder / "indexes/index.cdx").read_bytes().splitlines(keepends=True)
    sealed = ["-d"] if b"recordDigest" in ours[0] else []
    command = ["-s", "-p", *sealed, "-o", str(out), str(folder / "archive/data.warc.gz")]
    status, said = run("cdxj_indexer.main:main", *command)
    assert status in (0, None), said
    theirs = out.read_bytes().splitlines(keepends=True)
    assert len(ours) > 9
    assert [without_metadata_digest(line) for line in ours] == [
        without_metadata_digest(line) for line in theirs
    ]


def without_metadata_digest(line):
    """cdxj-indexer invents a SHA-1 payload digest for metadata, which has no payload."""
    front, _, fields = line.partition(b" {")
    fields = json.loads(b"{" + fields)
    if not fields["url"].startswith("metadata:"):
        return line
    del fields["digest"]
    return front, fields


def test_a_blocked_index_is_what_cdxj_indexer_writes(tmp_path):
    pytest.importorskip("cdxj_indexer")
    from cdxj_indexer.main import CompressedWriter

    lines = [
        cdxj.line(key=f"org,example)/{i:04}", date=bundles.DATE, url=f"https://example.org/{i:04}",
                  mime="text/plain", digest="sha256:00", length=9, offset=i, filename="x")
        for i in range(1001)
    ]  # fmt: skip
    (name, idx), (_, packed) = cdxj.index_files(lines)
    heads, body = io.StringIO(), io.BytesIO()
    writer = CompressedWriter(heads, body, data_out_name="index.cdx.gz", digest_records=True)
    for line in sorted(lines):
        writer.write(line.decode())
    writer.flush()
    assert name == "indexes/index.idx"
    theirs = heads.getvalue().splitlines()
    assert idx.decode().splitlines()[0] == theirs[0]
    # offsets and digests differ with the compressor; keys, times and the fields' names do not
    assert [line.split(" {")[0] for line in idx.decode().splitlines()] == [
        line.split(" {")[0] for line in theirs
    ]
    assert [list(json.loads(line.partition(" ")[2].partition(" ")[2])) for line in theirs] == [
        list(json.loads(line.partition(" ")[2].partition(" ")[2]))
        for line in idx.decode().splitlines()
    ]
    assert gzip.decompress(packed) == gzip.decompress(body.getvalue())


@pytest.mark.parametrize(
    "kind", ["raw", "response", "request", "prov", "access", "cleaned", "revisit"]
)
def test_warcio_writes_the_same_bytes_for_the_same_fields(kind):
    from warcio.recordloader import ArcWarcRecord
    from warcio.statusandheaders import StatusAndHeaders

    head, block = bundles.heads("file:///a.txt", "text/plain;charset=utf-8", b"bytes")[kind]
    fields = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:-2]]
    # what warcio computes itself is taken out, so that it is warcio that puts it back
    given = [tuple(f) for f in fields if f[0] not in ("WARC-Block-Digest", "Content-Length")]
    headers = StatusAndHeaders("", given, protocol="WARC/1.1")
    kind = dict(fields)["WARC-Type"]
    record = ArcWarcRecord(
        "warc", kind, headers, io.BytesIO(block), None, dict(fields).get("Content-Type"), len(block)
    )
    record.payload_length = len(block)
    out = io.BytesIO()
    warc_stream.WarcMemberWriter(out).write_record(record)
    theirs, _, rest = out.getvalue().partition(b"\r\n\r\n")
    assert rest == block + warc.RECORD_END
    assert sorted(theirs.split(b"\r\n")) == sorted(head[:-4].split(b"\r\n"))


def test_the_stdlib_reads_the_bundle_and_finds_the_times_fixed(folder):
    with zipfile.ZipFile(folder / "bundle.wacz") as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert [info.filename for info in file.infolist()][:2] == [
            "archive/data.warc.gz",
            "archive/text.warc.gz",
        ]
        for info in file.infolist():
            assert (info.compress_type == zipfile.ZIP_STORED) == info.filename.endswith(".gz")
