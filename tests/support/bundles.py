"""Small bundles made through the formats alone, for tests of readers and of other tools."""

import hashlib
import io
import uuid
from collections.abc import Sequence

import attrs
from blake3 import blake3

from fonds.formats import gz
from fonds.formats.wacz import cdxj
from fonds.formats.wacz import package as wacz
from fonds.formats.warc import headers as warc
from fonds.formats.zip.writer import Written, ZipWriter

DATE = "2026-11-23T17:00:00.123Z"
LATER = "2026-11-23T17:00:01.456Z"
ROOT = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
EXCHANGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\nServer: none\r\n\r\n",
    "<p>Čas, время, זמן, 時間</p>\n".encode(),
)


def name(*parts: str) -> str:
    """A UUID from words."""
    return str(uuid.uuid5(ROOT, "/".join(parts)))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@attrs.define
class Warc:
    """A WARC that grows, with the lines of its index."""

    filename: str
    level: gz.Level = "fast"
    out: bytearray = attrs.field(factory=bytearray)
    lines: list[bytes] = attrs.field(factory=list)
    places: list[tuple[int, int, bytes, bytes]] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        block = warc.fields_block([("software", "fonds test"), ("format", "WARC File Format 1.1")])
        head = warc.warcinfo_header(
            record_id=name(self.filename),
            date=DATE,
            filename=self.filename,
            sha256=sha256(block),
            length=len(block),
        )
        self.put(head, block)

    def put(self, head: bytes, block: bytes, **index: str) -> None:
        member = warc.record(head, block, self.level)
        if index:
            line = cdxj.line(
                key=cdxj.key(index["url"]),
                length=len(member),
                offset=len(self.out),
                filename=self.filename,
                record_digest=f"sha256:{sha256(member)}",
                **index,
            )
            self.lines.append(line)
        self.places.append((len(self.out), len(member), head, block))
        self.out += member


def heads(target: str, content_type: str, data: bytes) -> dict[str, tuple[bytes, bytes]]:
    """One record of every kind about one document: head and block by kind."""
    version, info = name(target), name("data.warc.gz")
    header, body = EXCHANGE
    text, prov = data[:100] + b"\n", b'{"prefix":{}}'
    own = {"date": DATE, "target": target, "warcinfo_id": info, "version": version}
    made = {}

    def put(kind: str, function: object, block: bytes, **more: object) -> None:
        fields = {"record_id": name(target, kind), "sha256": sha256(block), "length": len(block)}
        made[kind] = (function(**(own | fields | more)), block)

    b3 = blake3(data).hexdigest()
    put("raw", warc.resource_header, data, role="raw", content_type=content_type, blake3=b3)
    put(
        "response",
        warc.response_header,
        header + body,
        role="raw",
        target="https://example.org/" + version,
        identified="text/html;charset=utf-8",
        payload_sha256=sha256(body),
        blake3=blake3(body).hexdigest(),
        ip="192.0.2.1",
    )
    put(
        "request",
        warc.request_header,
        b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
        role="request",
        target="https://example.org/" + version,
        concurrent_to=name(target, "response"),
    )
    put("prov", warc.metadata_header, prov, role="prov", refers_to=name(target, "raw"),
        target=f"metadata://fonds/{version}/prov", content_type="application/json")  # fmt: skip
    put("access", warc.resource_header, b"<!doctype html><p dir=auto>x", role="access",
        target=f"https://view.invalid/{version}", content_type="text/html;charset=utf-8",
        concurrent_to=name(target, "raw"))  # fmt: skip
    put("cleaned", warc.conversion_header, text, role="cleaned", date=LATER,
        warcinfo_id=name("text.warc.gz"), refers_to=name(target, "raw"))  # fmt: skip
    revisit = warc.revisit_header(
        record_id=name(target, "revisit"),
        date=LATER,
        target=target,
        warcinfo_id=info,
        refers_to=name(target, "raw"),
        refers_to_target=target,
        refers_to_date=DATE,
        payload_sha256=sha256(data),
        version=version,
        role="raw",
        blake3=b3,
    )
    made["revisit"] = (revisit, b"")
    return made


def warcs(
    documents: Sequence[tuple[str, str, bytes]], level: gz.Level = "fast"
) -> tuple[Warc, Warc]:
    """The two WARCs of a bundle with every kind of record for each (target, type, bytes)."""
    data, text = Warc("data.warc.gz", level), Warc("text.warc.gz", level)
    for target, content_type, raw in documents:
        made = heads(target, content_type, raw)
        mime = content_type.partition(";")[0]
        digest = f"sha256:{sha256(raw)}"
        data.put(*made["raw"], url=target, date=DATE, mime=mime, digest=digest)
        page = "https://example.org/" + name(target)
        body = f"sha256:{sha256(EXCHANGE[1])}"
        data.put(
            *made["response"], url=page, date=DATE, mime="text/html", digest=body, status="200"
        )
        data.put(*made["request"])
        data.put(
            *made["prov"],
            url=f"metadata://fonds/{name(target)}/prov",
            date=DATE,
            mime="application/json",
            digest=f"sha256:{sha256(made['prov'][1])}",
        )
        data.put(
            *made["access"],
            url=f"https://view.invalid/{name(target)}",
            date=DATE,
            mime="text/html",
            digest=f"sha256:{sha256(made['access'][1])}",
        )
        data.put(*made["revisit"], url=target, date=LATER, mime="warc/revisit", digest=digest)
        text.put(*made["cleaned"])
    return data, text


def bundle(
    documents: Sequence[tuple[str, str, bytes]], level: gz.Level = "fast"
) -> tuple[bytes, list[Written]]:
    """A whole WACZ of those documents, and its members."""
    data, text = warcs(documents, level)
    out = io.BytesIO()
    writer = ZipWriter(out, level)
    writer.add("archive/data.warc.gz", bytes(data.out), stored=True)
    writer.add("archive/text.warc.gz", bytes(text.out), stored=True)
    for member, content in cdxj.index_files(data.lines, level):
        writer.add(member, content, stored=member.endswith(".gz"))
    pages = [wacz.pages_header(has_text=True)] + [
        wacz.page_line(id=name(t), url=t, ts=DATE, title=t, size=len(raw), text="متن")
        for t, _, raw in documents
    ]
    writer.add("pages/pages.jsonl", b"".join(pages))
    writer.add("fonds/statements.jsonl", b'{"v":1}\n' * len(documents))
    writer.add("fonds/readme.txt", b"How to read this.\n")
    manifest = wacz.datapackage(writer.members, created=DATE, software="fonds test", title="Bündel")
    writer.add("datapackage.json", manifest)
    writer.add("datapackage-digest.json", wacz.datapackage_digest(manifest))
    writer.close()
    return out.getvalue(), writer.members


DOCUMENTS = [
    ("file:///inbox/report.txt", "text/plain;charset=utf-8", "الفهرس\n".encode() * 40),
    ("file:///%D8%AA%D9%82%D8%B1%D9%8A%D8%B1%20%28x%29.TXT", "text/plain;charset=utf-8", b"x"),
    (
        "https://www.Example.org:443/a/../B?z=1&a=%D9%85",
        "application/octet-stream",
        bytes(range(256)),
    ),
    ("file:///empty", "application/octet-stream", b""),
]
