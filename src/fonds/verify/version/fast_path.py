"""The fast way to check a version: a capture and its provenance, exactly as fonds writes them.

Of such a version nearly every byte is known once its statement is: headers, digests, most of its
provenance, its page and its lines in the index. So what must be there is built and compared
whole, and nothing is parsed. A version that differs from that by a byte is not judged here: the
reader is put back to where it was, and ``verify.version.check.Versions`` checks the version the
ordinary way, which says what is wrong or that nothing is.

``tests/property/test_verify_fast_path.py`` holds that both ways report the same, for versions of
every kind and for damaged ones. This file repeats, for speed, the spelling of four things and has
to follow them: a statement (``formats.statement``), provenance (``formats.prov``), a page
(``formats.wacz.package``) and a line of the index (``formats.wacz.cdxj``). A spelling that it does
not know makes it slow, not wrong: such versions go the ordinary way.
"""

import re
from collections.abc import Callable

import orjson

from fonds.formats.bundle import EXCERPT
from fonds.formats.canonical import uuid5, uuid_bytes
from fonds.formats.document_title import is_first_line
from fonds.formats.prov import NAMESPACE, prov_uri, target_name
from fonds.formats.statement import MEDIA_TYPE, NONCE
from fonds.formats.swhid import SWHID, blob_of
from fonds.formats.wacz.cdxj import plain_line, timestamp, url_key
from fonds.formats.warc import headers as warc_headers
from fonds.verify.version.chains import Link, link
from fonds.verify.version.context import BundleContext, Captures
from fonds.verify.version.index import IndexSum
from fonds.verify.version.pages import Pages
from fonds.verify.version.records import Stream

LARGEST = 256 * 1024
"""Bytes of a capture that is checked here; for a larger one unpacking and hashing are the cost."""

_PLAIN = r"[ !#-\[\]-~]"  # ASCII that JSON does not escape
# Digests and ids are compared with computed ones, so any characters match here.
_ANY_HEX, _ANY_UUID = r"(.{64})", r"(.{36})"
_TIME = (  # the 29th of February alone is left to the ordinary way
    r"(?:19[7-9]|2[01][0-9])[0-9]-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z"
)
_SIZE = r"(0|[1-9][0-9]{0,8})"
_PROV = "application/json"
_STATEMENT = re.compile(
    rf'\{{"at":"({_TIME})","by":"{_PLAIN}{{1,200}}",'
    rf'"doc":"urn:uuid:{_ANY_UUID}","kind":"capture","nonce":"({NONCE})",'
    r'"prev":(?:null|"sha256:((?!0{64})[0-9a-f]{64})"),"records":\['
    rf'\{{"blake3":"{_ANY_HEX}","role":"raw","sha256":"{_ANY_HEX}","size":{_SIZE},'
    rf'"type":"({MEDIA_TYPE})"\}},'
    rf'\{{"blake3":"{_ANY_HEX}","role":"prov","sha256":"{_ANY_HEX}","size":{_SIZE},'
    rf'"type":"{_PROV}"\}}\],'
    r'"target":"((?=[^":]{0,2000}:)[!#-;=?-\[\]-~]{1,2000})","v":1\}'
)
_TEXT = r'"[^"\\\x00-\x1f]*"'  # JSON without escapes; whether it is UTF-8 shows when it is decoded
_LIST = rf"\[{_TEXT}(?:,{_TEXT})*\]"
# What follows the capture's digest: each attribute at most once, in the order of the writer.
_REST = re.compile(
    rf'(?:,"f:swhid":"{SWHID}([0-9a-f]{{40}})")?(?:,"f:modified_ns":{_TEXT})?(?:,"f:opinion":{_LIST})?\}}'
    rf'(?:,"v:text":\{{(?:("f:sameAs":"raw"),"f:script":{_TEXT}(?:,"f:language":{_TEXT})?'
    rf'(?:,"f:title":({_TEXT}))?(?:,"f:loss":{_LIST})?|"f:loss":{_LIST})\}})?'
    rf'\}},"activity":\{{"v:capture":\{{"prov:startTime":"({_TIME})"'
    rf'(?:,"prov:endTime":"({_TIME})")?(?:,"f:run":"([0-9a-f]{{64}})")?\}}'
    rf'(?:,"v:extract":\{{(?:"f:[a-z]+":{_TEXT})?\}})?(?:,"v:clean":\{{\}})?\}}\}}'
)
_PLANS = frozenset({"run:capture", "run:extract", "run:clean"})
_ANY = 10**15 + 1  # a length that stands for any length in a template


Named = tuple[str, str, str, str, str]
"""Of a version: time, target, version id, digest and size of its capture."""


class FastPath:
    """Checks versions of the usual form; ``check`` leaves all others to the ordinary way.

    Revisits that come later may point to what is entered into ``captures`` here; ``records`` and
    ``bytes`` count what was checked. Cost: 25 us a version beside unpacking and hashing.
    """

    def __init__(
        self, bundle: BundleContext, stream: Stream, captures: Captures, index: IndexSum
    ) -> None:
        self._stream, self._captures, self._index = stream, captures, index
        self._archive, self._run = uuid_bytes(bundle.archive), bundle.runs[0].sha256
        self._raw = _template(
            warc_headers.resource_header, record_id="%s", date="%s", target="x:%s",
            content_type="%s", warcinfo_id=bundle.warcinfo_data, sha256="%s", version="%s",
            role="raw", blake3="%s",
        )  # fmt: skip
        self._prov = _template(
            warc_headers.metadata_header, record_id="%s", date="%s", target=prov_uri("%s"),
            sha256="%s",
            warcinfo_id=bundle.warcinfo_data, refers_to="%s", version="%s", role="prov",
            content_type=_PROV,
        )  # fmt: skip
        self._provenance = (
            f'{{"prefix":{{"f":"{NAMESPACE}","run":"{bundle.runs[0].prefix}","v":"{prov_uri("%s")}#"}},'
            '"entity":{"v:raw":{"f:sha256":"%s"'
        )
        self.versions = self.bytes = 0

    @staticmethod
    def applies(bundle: BundleContext) -> bool:
        """Whether versions of this bundle can have the usual form at all."""
        run = bundle.runs[0]
        known = len(bundle.runs) == 1 and run.known and run.plans >= _PLANS
        return known and bool(bundle.archive) and bool(bundle.warcinfo_data) and not bundle.evidence

    def check(self, line: bytes, digest: bytes, pages: Pages) -> Link | None:
        """Check a version; return its link, None where it has to be checked the ordinary way."""
        found = _STATEMENT.fullmatch(line.decode("latin-1"))
        if found is None:
            return None
        at, doc, nonce, prev, b3, sha256, size, kind, prov_b3, prov_sha256, prov_size, target = (
            found.groups()
        )
        length, prov_length = int(size), int(prov_size)
        if length > LARGEST or prov_length > LARGEST or sha256 in self._captures:
            return None
        if doc != uuid5(self._archive, target):
            return None  # it is identified by something else
        doc_bytes = bytes.fromhex(doc.replace("-", ""))
        version = uuid5(doc_bytes, nonce)
        space = bytes.fromhex(version.replace("-", ""))
        raw_id, prov_id, stream = uuid5(space, "raw"), uuid5(space, "prov"), self._stream
        position = stream.mark()
        header = self._raw % (raw_id, at, target, kind, sha256, sha256, version, b3, kind, length)
        raw = stream.read_expected(header.encode(), length, sha256, b3)
        header = self._prov % (prov_id, at, version, raw_id, prov_sha256, version, prov_length)
        prov = raw and stream.read_expected(header.encode(), prov_length, prov_sha256, prov_b3)
        named = (at, target, version, sha256, size)
        blob = blob_of(raw[2]) if raw else b""
        if not raw or not prov or not self._matches(named, raw[2], prov[2], blob, pages):
            stream.reset(position)
            return None
        self.versions += 1
        self.bytes += length + prov_length
        self._captures.add_at(sha256, raw[0], raw[1])
        self._captures.add_blob(sha256, blob)
        add, when, mime = self._index.add, timestamp(at), kind.partition(";")[0]
        key, url = f"fonds)/{version}/prov", prov_uri(version)
        add(plain_line(url_key(target), when, target, mime, sha256, raw[1], raw[0]), raw[0])
        add(plain_line(key, when, url, _PROV, prov_sha256, prov[1], prov[0]), prov[0])
        before = bytes.fromhex(prev) if prev else None
        holder = bytes.fromhex(raw_id.replace("-", ""))
        raw_digest = bytes.fromhex(sha256)
        return link(doc_bytes, digest, before, raw_digest, space, holder, blob, holds=True)

    def _matches(self, named: Named, raw: bytes, block: bytes, blob: bytes, pages: Pages) -> bool:
        """Whether the provenance is as expected, and the next page the one that it makes."""
        at, target, version, sha256, size = named
        beginning = self._provenance % (version, sha256)
        try:
            text = block.decode()
        except UnicodeDecodeError:
            return False
        rest = _REST.fullmatch(text, len(beginning)) if text.startswith(beginning) else None
        if rest is None:
            return False
        swhid, same, title, start, end, run = rest.groups()
        if start != at or (end is not None and end <= start) or run not in (None, self._run):
            return False
        if swhid is not None and swhid != blob.hex():
            return False
        excerpt = raw[: 4 * EXCERPT].decode("utf-8", "ignore")[:EXCERPT] if same else ""
        if not title:
            title = orjson.dumps(target_name(target)).decode()
        elif ("\n" not in excerpt and len(excerpt) == EXCERPT) or not is_first_line(
            title[1:-1], excerpt
        ):
            return False
        more = f',"text":{orjson.dumps(excerpt).decode()}' if excerpt else ""
        return pages.take_if_next(
            f'{{"id":"{version}","url":"{target}","ts":"{at}","title":{title},'
            f'"size":{size}{more}}}\n'.encode()
        )


def _template(make: Callable[..., bytes], **fields: str) -> str:
    """Return a header with places for what differs between versions, made by what makes headers."""
    header = make(length=_ANY, **fields).decode()
    return header.replace("x:%s", "%s").replace(str(_ANY), "%d")
