"""Short cuts of verify give what the slow way gives; nothing that is read can break it."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fonds.errors import FormatError
from fonds.formats.canonical import canonical
from fonds.formats.statement import KINDS, ROLES, parse_statement, read_statement
from fonds.formats.wacz import cdxj
from fonds.formats.wacz.cdxj import index_line, url_key
from fonds.verify.bundle.check import check_bundle
from fonds.verify.bundle.task import BundleTask
from fonds.verify.version.chains import HELD, Chains, link
from support.damage import Parts
from support.points import examples
from support.small_archive import make_archive

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
UUID = st.uuids().map(str)
TIME = st.datetimes().map(lambda d: f"{d:%Y-%m-%dT%H:%M:%S}.{d.microsecond // 1000:03d}Z")
NONCES = [
    "cNGgbjSPO+LliLjae6wGlA==",
    "AAAA",
    "h19ez6cbKwGxyUTrXYsVrw==",
    "cNGgbjSPO+LliLjae6wGlB==",
]
NO_TIMES = ["2026-02-29T00:00:00.000Z", "0000-01-01T00:00:00.000Z", "2026-01-01T24:00:00.000Z"]
TYPES = st.sampled_from(["", " ", "a/b ", " a/b", "a/b; charset=x", "a/b"])
TEXT = st.text(max_size=30) | st.text("abc/:%.-", min_size=1, max_size=60)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, object]:
    roles = draw(st.lists(st.sampled_from([*ROLES, "other"]), max_size=6))
    return {
        "v": draw(st.sampled_from([1, 1, 1, 2])),
        "kind": draw(st.sampled_from([*KINDS, "other"])),
        "doc": "urn:uuid:" + draw(UUID),
        "prev": draw(st.none() | HEX.map(lambda h: f"sha256:{h}")),
        "nonce": draw(st.sampled_from(NONCES)),
        "at": draw(TIME | st.sampled_from(NO_TIMES)),
        "target": draw(TEXT),
        "by": draw(TEXT),
        "records": [
            {"role": role, "sha256": draw(HEX), "blake3": draw(HEX),
             "size": draw(st.integers(0, 1 << 62)), "type": draw(TEXT | TYPES)}
            for role in draw(st.sampled_from([["raw", *roles], roles]))
        ],
    }  # fmt: skip


def outcome(read: object, line: bytes) -> object:
    try:
        return read(line)  # type: ignore[operator]
    except FormatError as e:
        return type(e)


@pytest.mark.slow
@given(statements(), st.integers(0, 5000), st.integers(0, 7))
@settings(deadline=None, max_examples=examples(300))
def test_the_fast_reader_of_statements_gives_what_the_slow_one_gives(
    fields: dict[str, object], at: int, bit: int
) -> None:
    line = canonical(fields)
    assert outcome(read_statement, line) == outcome(parse_statement, line)
    flipped = bytearray(line)
    flipped[at % len(line)] ^= 1 << bit
    assert outcome(read_statement, bytes(flipped)) == outcome(parse_statement, bytes(flipped))


@given(st.text("abcz0_-./%AZ;:?=&()~é", max_size=40))
@example("a//b")
@example("a/.b/")
@example("x.jsessionid")
@example("index.php")
@settings(deadline=None)
def test_the_fast_key_of_a_file_is_its_key(path: str) -> None:
    url = f"file:///{path}"
    assert outcome(url_key, url) == outcome(cdxj.key, url)  # type: ignore[arg-type]


@given(UUID, st.sampled_from(["prov", "edits", "run"]))
def test_keys_of_our_own_addresses(uuid: str, role: str) -> None:
    assert cdxj.key(f"metadata://fonds/{uuid}/{role}") == f"fonds)/{uuid}/{role}"
    assert cdxj.key(f"https://view.invalid/{uuid}") == f"invalid,view)/{uuid}"


PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)


@given(PRINTABLE, PRINTABLE, HEX)
@example("file:///a", 'a/b"c', "0" * 64)
@example("file:///a", "a/b\\c", "0" * 64)
def test_the_fast_index_line_is_the_index_line(url: str, mime: str, sha256: str) -> None:
    date = "2026-11-23T17:00:00.000Z"
    assert index_line("key", date, url, mime, sha256, 5, 7) == cdxj.line(
        key="key", date=date, url=url, mime=mime, digest=f"sha256:{sha256}",
        length=5, offset=7, filename="data.warc.gz",
    )  # fmt: skip


@given(st.lists(st.integers(0, 5), max_size=40), st.randoms(use_true_random=False))
def test_chains_are_well_in_whatever_order_bundles_come(docs: list[int], chance: object) -> None:
    """Links of several documents, each following the one before; swapped ones are found."""
    links, last = [], {}
    for number, doc in enumerate(docs):
        digest = number.to_bytes(32, "big", signed=False)[::-1] if number else b"\1" * 32
        uid = doc.to_bytes(16, "big")
        links.append((number, link(uid, digest, last.get(doc), digest, uid, bytes(16), holds=True)))
        last[doc] = digest
    chains = Chains()
    chance.shuffle(links)  # type: ignore[attr-defined]
    for leaf, one in links:
        chains.add([one], leaf, "file", logged=True)
    assert list(chains.check(whole=True)) == []
    assert chains.documents == len(set(docs))
    chains.close()


def test_chains_that_do_not_fit_into_memory_go_to_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fonds.verify.version.chains.HELD", 10)
    assert HELD > 10
    chains = Chains()
    for n in range(100):
        doc, digest = (n % 7).to_bytes(16, "little"), bytes([n]) * 32
        prev = bytes([n - 7]) * 32 if n >= 7 else None
        if n == 50:
            prev = bytes([3]) * 32
        chains.add(
            [link(doc, digest, prev, digest, doc, bytes(16), holds=True)], n, "f", logged=True
        )
    found = list(chains.check(whole=True))
    assert [(f.code, f.place.leaf) for f in found] == [("V404", 50)]
    assert chains.documents == 7
    chains.close()


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("hostile")
    make_archive(folder).close()
    return next((folder / "archive" / "bundles").rglob("*.wacz")).read_bytes()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 1 << 40) | st.text(max_size=5),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3),
    max_leaves=6,
)


@given(st.data())
@settings(deadline=None, max_examples=examples(150), suppress_health_check=list(HealthCheck))
def test_any_json_in_any_place_is_a_finding_and_never_an_exception(
    bundle: bytes, data: st.DataObject
) -> None:
    """Values of other types where a program expects its own: the classic way to break one."""
    import orjson

    parts = Parts.of(bundle)
    kind = data.draw(st.sampled_from(["statements", "pages", "record", "index", "package"]))
    if kind == "record":
        at = data.draw(st.integers(0, len(parts.data) - 1))
        head, block = parts.data[at]
        try:
            value = orjson.loads(block)
        except orjson.JSONDecodeError:
            return
        new = orjson.dumps(swapped(value, data))
        length = b"Content-Length: %d" % len(block)
        parts.data[at] = (head.replace(length, b"Content-Length: %d" % len(new)), new)
    elif kind == "index":
        parts.index = [orjson.dumps(data.draw(JSON)) + b"\n", *parts.lines()]
    elif kind == "package":
        parts.package = {**parts.package, "created": str(data.draw(JSON))}
    else:
        lines = getattr(parts, kind)
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at] = orjson.dumps(swapped(orjson.loads(lines[at]), data)) + b"\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.wacz"
        path.write_bytes(parts.seal())
        check_bundle(BundleTask(path, "bundle.wacz", None, None, "deep", rederive=True))


def swapped(value: object, data: st.DataObject) -> object:
    """Put any JSON in the place of some value inside."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 9)):
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: swapped(value[key], data)}
    if isinstance(value, list) and value and data.draw(st.integers(0, 3)):
        at = data.draw(st.integers(0, len(value) - 1))
        return [*value[:at], swapped(value[at], data), *value[at + 1 :]]
    return data.draw(JSON)


def test_seal_is_what_the_writer_writes(bundle: bytes) -> None:
    """The forger's tool forges nothing by itself: an unchanged bundle comes out the same."""
    assert Parts.of(bundle).seal() == bundle
