"""The short way through ordinary versions says, of whatever is there, what the long way says."""

import hashlib
import re
import tempfile
from pathlib import Path
from unittest import mock

import orjson
import pytest
from blake3 import blake3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fonds.formats import prov
from fonds.formats.canonical import canonical, uuid5, uuid_bytes
from fonds.formats.prov import prov_uri
from fonds.formats.statement import document_id, version_id
from fonds.formats.warc import headers as warc_headers
from fonds.formats.warc.fields import is_field_value
from fonds.formats.warc.reader import parse_header
from fonds.verify.bundle.check import check_bundle
from fonds.verify.bundle.task import BundleCheck, BundleTask
from fonds.verify.version.fast_path import FastPath
from support.damage import Parts, forgeries
from support.points import examples, sample
from support.small_archive import make_archive


@pytest.fixture(scope="module", params=[0, 1])
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("ordinary")
    make_archive(folder).close()
    return sorted((folder / "archive" / "bundles").rglob("*.wacz"))[request.param].read_bytes()


def checked(bundle: bytes) -> tuple[object, ...]:
    """All that comes of a bundle, and on how many versions the short way was gone to its end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.wacz"
        path.write_bytes(bundle)
        return told(check_bundle(BundleTask(path, "bundle.wacz", None, None, "deep")))


def told(found: BundleCheck) -> tuple[object, ...]:
    return found.findings, found.counts, found.links, found.digests, found.archive


def both_ways(bundle: bytes) -> int:
    """Check a bundle both ways; return how many of its versions were found ordinary."""
    with mock.patch.object(FastPath, "applies", staticmethod(lambda of: False)):
        long = checked(bundle)
    ordinary = []
    check = FastPath.check

    def counted(self: FastPath, *arguments: object) -> object:
        link = check(self, *arguments)  # type: ignore[arg-type]
        ordinary.append(link is not None)
        return link

    with mock.patch.object(FastPath, "check", counted):
        assert checked(bundle) == long
    return sum(ordinary)


def test_most_versions_of_an_intact_bundle_are_ordinary(bundle: bytes) -> None:
    statements = [orjson.loads(line) for line in Parts.of(bundle).statements]
    simple = [s for s in statements if [r["role"] for r in s["records"]] == ["raw", "prov"]]
    assert both_ways(bundle) == len(simple) > 0


@pytest.mark.slow
def test_of_every_forgery_both_ways_say_the_same(bundle: bytes) -> None:
    made = list(forgeries(bundle))
    assert len(made) > 200
    for forgery in sample(made, every=10):
        both_ways(forgery.bundle)


def retold(parts: Parts, at: int, block: bytes) -> bytes:
    """Seal a bundle with another provenance record, which head and statement speak of truly."""
    head, old = parts.data[at]
    for before, after in (
        (hashlib.sha256(old).hexdigest(), hashlib.sha256(block).hexdigest()),
        (blake3(old).hexdigest(), blake3(block).hexdigest()),
        (f"Content-Length: {len(old)}\r", f"Content-Length: {len(block)}\r"),
    ):
        head = head.replace(before.encode(), after.encode())
        parts.statements = [
            line.replace(before.encode(), after.encode()) for line in parts.statements
        ]
    sha256 = hashlib.sha256(block).hexdigest()
    parts.statements = [
        line.replace(f'"{sha256}","size":{len(old)},'.encode(),
                     f'"{sha256}","size":{len(block)},'.encode())
        for line in parts.statements
    ]  # fmt: skip
    parts.data[at] = (head, block)
    return parts.seal()


def provenances(parts: Parts) -> list[int]:
    return [
        at
        for at, (head, _) in enumerate(parts.data)
        if parse_header(head[:-4]).get("fonds-role") == "prov"
    ]


def test_a_provenance_told_again_as_it_was_changes_nothing(bundle: bytes) -> None:
    parts = Parts.of(bundle)
    at = provenances(parts)[0]
    assert retold(parts, at, parts.data[at][1]) == bundle


PIECES = [
    b'"', b"\\", b"\\u00e9", "é".encode(), b"\xff", b"\0", b" ", b",", b"{}", b"[]", b":", b"}",
    b"]", b"2025", b"null", b"1", b'"v:clean":{},', b'"v:extract":{},', b'"v:edits":{},',
    b'"f:edits":1', b'"f:sha256":"0",', b'"f:swhid":"x",', b'"f:identifier":"file:///a.txt",',
    b'"f:title":"",', b'"f:title":"a",', b'"f:sameAs":"raw",',
    b'"prov:endTime":"2026-11-23T17:00:00.000Z",',
]  # fmt: skip


@pytest.mark.slow
@given(st.data())
@settings(deadline=None, max_examples=examples(200), suppress_health_check=list(HealthCheck))
def test_of_every_provenance_both_ways_say_the_same(bundle: bytes, data: st.DataObject) -> None:
    parts = Parts.of(bundle)
    at = data.draw(st.sampled_from(provenances(parts)))
    block = parts.data[at][1]
    for _ in range(data.draw(st.integers(1, 3))):
        # Mostly where something begins or ends, since there it still may be JSON.
        edges = [i for i, byte in enumerate(block) if byte in b'{}[]",:'] or [0]
        start = data.draw(st.sampled_from(edges)) + data.draw(st.sampled_from([0, 0, 1]))
        length = data.draw(st.sampled_from([0, 0, 1, 2, 10, 17]))
        piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=3))
        block = block[:start] + piece + block[start + length :]
    both_ways(retold(parts, at, block))


@pytest.mark.slow
@given(st.data())
@settings(deadline=None, max_examples=examples(150), suppress_health_check=list(HealthCheck))
def test_of_every_line_both_ways_say_the_same(bundle: bytes, data: st.DataObject) -> None:
    parts = Parts.of(bundle)
    lines = data.draw(st.sampled_from([parts.statements, parts.pages]))
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at][:-1]
    start = data.draw(st.integers(0, len(line)))
    length = data.draw(st.sampled_from([0, 1, 1, 1, 5]))
    piece = data.draw(st.sampled_from([*PIECES, b"A", b"0", b"9", b"%", b"<", b"?"]))
    lines[at] = line[:start] + piece + line[start + length :] + b"\n"
    both_ways(parts.seal())


def restated(parts: Parts, **changed: str) -> bytes:
    """Seal a bundle in which one ordinary version was made with another target, type, nonce, time.

    All that follows from these (ids, heads, provenance, page, index) is made anew, so that only
    they themselves can be wrong.
    """
    at, old = next(
        (at, statement)
        for at, statement in enumerate(map(orjson.loads, parts.statements))
        if [record["role"] for record in statement["records"]] == ["raw", "prov"]
    )
    new = orjson.loads(parts.statements[at]) | changed
    kind = new.pop("type", old["records"][0]["type"])
    archive = re.search(rb"isPartOf: urn:uuid:([0-9a-f-]{36})", parts.data[0][1])
    assert archive is not None
    new["doc"] = document_id(archive[1].decode(), new["target"])
    before, after = (version_id(one["doc"], one["nonce"]) for one in (old, new))
    raw_at, prov_at = (
        i
        for i, (head, _) in enumerate(parts.data)
        if parse_header(head[:-4]).get("fonds-version") == f"urn:uuid:{before}"
    )
    raw, block = parts.data[raw_at][1], parts.data[prov_at][1]
    end = new.pop("end", "")
    ended = f'{{"prov:startTime":"{new["at"]}"' + (f',"prov:endTime":"{end}"' if end else "")
    block = block.replace(before.encode(), after.encode())
    block = re.sub(rb'\{"prov:startTime":[^}]*', ended.encode(), block)
    raw_ref, prov_ref = new["records"]
    raw_ref["type"] = kind
    prov_ref["sha256"] = hashlib.sha256(block).hexdigest()
    prov_ref |= {"blake3": blake3(block).hexdigest(), "size": len(block)}
    ids = {role: uuid5(uuid_bytes(after), role) for role in ("raw", "prov")}
    shared = {
        "warcinfo_id": parse_header(parts.data[raw_at][0][:-4])["warc-warcinfo-id"][10:-1],
        "date": new["at"],
        "version": after,
    }
    head = warc_headers.resource_header(
        record_id=ids["raw"], target="x:target", content_type="x/type", role="raw",
        sha256=raw_ref["sha256"], length=len(raw), blake3=raw_ref["blake3"], **shared,
    )  # fmt: skip
    head = head.replace(b"x:target", new["target"].encode()).replace(b"x/type", kind.encode())
    parts.data[raw_at] = (head, raw)
    parts.data[prov_at] = (
        warc_headers.metadata_header(
            record_id=ids["prov"], target=prov_uri(after), content_type="application/json",
            role="prov", refers_to=ids["raw"], sha256=prov_ref["sha256"], length=len(block),
            **shared,
        ),
        block,
    )  # fmt: skip
    parts.statements[at] = canonical(new) + b"\n"
    for i, line in enumerate(parts.pages):
        if before.encode() in line:
            page = orjson.loads(line)
            page |= {"id": after, "url": new["target"], "ts": new["at"]}
            page["title"] = prov.title_of(orjson.loads(block), new["target"])
            parts.pages[i] = orjson.dumps(page) + b"\n"
    if not is_field_value(kind) or ":" not in new["target"]:
        parts.index = []  # the strict reader, which makes the index, refuses such a record
    return parts.seal()


GOOD = [
    {"target": "abc:"}, {"target": "x:y#z"}, {"target": "http://%ff/"}, {"target": "http://h:9999999/"},
    {"target": "file:///a%00b"}, {"target": "x:'`{|}~^[]&"},
    {"type": "x"}, {"type": "%s"}, {"type": "a/b ;c=d"}, {"type": 'a/"b"'}, {"type": "a/b\\c"},
    {"nonce": "AAAAAAAAAAAAAAAAAAAAAQ=="}, {"nonce": "/////////////////////w=="},
    {"at": "2026-01-31T00:00:00.000Z"}, {"at": "2028-02-29T23:59:59.999Z"},
    {"at": "2199-12-31T23:59:59.998Z", "end": "2199-12-31T23:59:59.999Z"},
    {"at": "1970-01-01T00:00:00.000Z"},
]  # fmt: skip
BAD = [
    ("V401", {"target": "abc"}), ("V401", {"target": "a/b"}), ("V401", {"target": ""}),
    ("V401", {"type": ""}), ("V401", {"type": " "}), ("V401", {"type": " a/b"}),
    ("V401", {"type": "a/b "}),
    ("V401", {"nonce": "AAAAAAAAAAAAAAAAAAAAAB=="}),
    ("V401", {"nonce": "AAAAAAAAAAAAAAAAAAAAA/=="}),
    ("V401", {"at": "2026-02-29T00:00:00.000Z"}), ("V401", {"at": "2026-04-31T00:00:00.000Z"}),
    ("V401", {"at": "2026-01-01T23:59:60.000Z"}),
    ("V503", {"end": "9999-99-99T99:99:99.999Z"}), ("V503", {"end": "9999-02-30T00:00:00.000Z"}),
    ("V503", {"end": "0001-01-01T00:00:00.000Z"}),
    ("V408", {"at": "9999-12-31T23:59:59.998Z"}), ("V408", {"at": "1969-12-31T23:59:59.999Z"}),
    ("V408", {"at": "2200-01-01T00:00:00.000Z"}),
]  # fmt: skip


@pytest.mark.parametrize("changed", GOOD, ids=str)
def test_what_a_version_may_be_made_with(bundle: bytes, changed: dict[str, str]) -> None:
    made = restated(Parts.of(bundle), **changed)
    both_ways(made)
    codes = {finding.code for finding in checked(made)[0]}  # type: ignore[attr-defined]
    assert codes <= {"V404"}


@pytest.mark.parametrize(("code", "changed"), BAD, ids=str)
def test_what_no_version_may_be_made_with(
    bundle: bytes, code: str, changed: dict[str, str]
) -> None:
    made = restated(Parts.of(bundle), **changed)
    both_ways(made)
    assert code in {finding.code for finding in checked(made)[0]}  # type: ignore[attr-defined]
