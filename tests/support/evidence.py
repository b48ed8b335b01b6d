"""An archive with versions of every kind, evidence files out of it, and what forgers do to them."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import orjson

import fonds
from fonds import log
from fonds.archive.info import INFO
from fonds.formats import gz
from fonds.formats.rfc3161.timestamp import build_request, chain_of, parse_response
from fonds.formats.wacz import package as wacz
from fonds.formats.zip.writer import ZipWriter
from fonds.log.timestamps import checkpoint_bytes, store_token
from fonds.prove import prove_to_file
from support.archives import files, new_archive, randomness, reopened
from support.tsa import Authority

SCRIPT_TOOLS = ("unzip", "sha256sum", "base64", "xxd", "awk", "openssl")
SYSTEM_TOOLS = (
    "sh", "gzip", "cat", "cut", "date", "head", "ln", "mktemp", "rm", "tail", "tr", "wc",
)  # fmt: skip
ARABIC = 'عنوان\n\nنص فيه [caption id="attachment_1" align="left"]صورة[/caption] كلمات.\n'
SECRET = "the other document, of which nothing must be known"

FILES = {
    "plain.txt": "A title\n\nSome text, in English.\n",
    "same.txt": "A title\n\nSome text, in English.\n",
    "arabic.txt": ARABIC,
    "latin.txt": "d\u00e9j\u00e0 vu\n".encode("latin-1") * 20,
    "bytes.bin": bytes(range(256)) * 8,
    "empty.txt": b"",
    "secret-report.txt": SECRET,
}


@attrs.frozen
class Made:
    """An archive of the files above: ``plain.txt`` is then described anew, then changed."""

    folder: Path
    authority: Authority | None

    def open(self):
        """Open the archive."""
        return reopened(self.folder)

    def prove(self, out: Path, *names: str, **settings):
        """Write an evidence file; return what was proven."""
        with self.open() as archive:
            versions = [
                archive.get(f"file:///inbox/{name}" if "/" not in name else name)
                if "@" not in name
                else archive.get(*_split(name))
                for name in names
            ]
            return prove_to_file(archive.handle, versions, out, **settings)


def _split(name: str) -> tuple[str, int]:
    document, _, number = name.partition("@")
    return f"file:///inbox/{document}", int(number)


def make(folder: Path, *, stamped: bool = False) -> Made:
    """Make the archive, in three runs; with a time-stamp over the head of the second."""
    inbox = folder / "inbox"
    files(inbox)
    for name, content in FILES.items():
        (inbox / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    new_archive(folder).close()
    authority = Authority(folder / "tsa", "Test", between=True) if stamped else None
    ingest(folder)
    (inbox / "plain.txt.meta.toml").write_text('title = "Stated: $(touch pwned) `id`"\n')
    ingest(folder)
    if authority is not None:
        stamp(folder, authority)
    (inbox / "plain.txt").write_text("Another text now.\n\nWith a second line.\n")
    ingest(folder)
    return Made(folder, authority)


def ingest(folder: Path) -> None:
    """Take in what is in the inbox, in a run of its own."""
    with fonds.open(folder / "archive", key=folder / "key") as archive:
        report = archive.ingest([folder / "inbox"], jobs=0)
        assert not report.failed


def stamp(folder: Path, authority: Authority) -> None:
    """Get and keep a token over the newest checkpoint."""
    with fonds.open(folder / "archive", key=folder / "key") as archive:
        store, size = archive.handle.store, archive.handle.state.size
        response = authority.reply(build_request(checkpoint_bytes(store, size)).data)
        token = parse_response(response)
        others = [c for c in (authority.between, authority.root) if c is not None]
        store_token(store, size, token, chain_of(token, others))


def rotate(folder: Path) -> None:
    """Hand the log over to a new key."""
    with reopened(folder) as archive:
        handle = archive.handle
        key = handle.signing_key()
        new = handle.keys.stage(key.successor(randomness("successor")))
        keep = handle.keys.head.keep
        state = log.rotate(handle.store, handle.state, key, new, archive.now(), keep)
        handle.store.replace(INFO, bytes(attrs.evolve(handle.info, ring=state.ring)))
        handle.keys.promote()


# --- forging ------------------------------------------------------------------------------------
def members(data: bytes) -> dict[str, bytes]:
    """The members of a WACZ, unpacked, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    """A ZIP of members, as fonds writes it."""
    out = io.BytesIO()
    writer = ZipWriter(out)
    for name, content in parts.items():
        writer.add(name, content, stored=name.endswith(".gz"))
    writer.close()
    return out.getvalue()


def forged(data: bytes, **changes: bytes) -> bytes:
    """The file with members changed, and the manifest and its digest made to fit.

    Members are named by their last part, with ``_`` for every other character.
    """
    parts = members(data)
    known = {name.rpartition("/")[2].translate({46: "_", 45: "_"}): name for name in parts}
    for key, content in changes.items():
        parts[known[key]] = content
    fields = orjson.loads(parts.pop(wacz.DATAPACKAGE))
    proof = orjson.loads(parts.pop(wacz.DATAPACKAGE_DIGEST))
    out = io.BytesIO()
    writer = ZipWriter(out)
    for name, content in parts.items():
        if not name.startswith("datapackage"):
            writer.add(name, content, stored=name.endswith(".gz"))
    package = wacz.datapackage(
        writer.members, created=fields["created"], software=fields["software"],
        title=fields.get("title", ""),
    )  # fmt: skip
    writer.add(wacz.DATAPACKAGE, package)
    extra = {name: value for name, value in proof.items() if name not in ("path", "hash")}
    writer.add(wacz.DATAPACKAGE_DIGEST, wacz.datapackage_digest(package, extra))
    writer.close()
    return out.getvalue()


def with_proof(data: bytes, change) -> bytes:
    """The file with what proves it changed by ``change``, which gets the JSON value."""
    parts = members(data)
    fields = orjson.loads(parts[wacz.DATAPACKAGE_DIGEST])
    change(fields["transparency"])
    parts[wacz.DATAPACKAGE_DIGEST] = orjson.dumps(
        fields, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )
    return zipped(parts)


# --- the script ---------------------------------------------------------------------------------
def minimal_path(folder: Path, shell: str = "dash") -> Path | None:
    """A folder with nothing in it but the tools that the script names; None where one is absent."""
    tools = folder / "tools"
    tools.mkdir()
    for tool in (*SCRIPT_TOOLS, *SYSTEM_TOOLS):
        found = shutil.which(shell if tool == "sh" else tool)
        if found is None:
            return None
        (tools / tool).symlink_to(found)
    return tools


def run_script(tools: Path, file: Path, *arguments: str, cwd: Path | None = None):
    """Run the script that is in an evidence file, as its readme says, with nothing around it."""
    script = members(file.read_bytes())["fonds/verify.sh"]
    return run_text(tools, script, file, *arguments, cwd=cwd)


def run_text(tools: Path, script: bytes, file: Path, *arguments: str, cwd: Path | None = None):
    """Run a script on a file through a pipe: ``unzip -p … | sh -s FILE``."""
    work = cwd or file.parent
    return subprocess.run(
        [os.fspath(tools / "sh"), "-s", os.fspath(file), *arguments],
        input=script,
        capture_output=True,
        env={"PATH": os.fspath(tools), "TMPDIR": os.fspath(work)},
        cwd=work,
        timeout=120,
    )


def with_manifest(data: bytes, **changed: Any) -> bytes:
    """The file with fields of its manifest changed, or added before the members, and its digest."""
    parts = members(data)
    fields = orjson.loads(parts[wacz.DATAPACKAGE])
    resources = fields.pop("resources")
    manifest = _json(fields | changed | {"resources": resources})
    digest = orjson.loads(parts[wacz.DATAPACKAGE_DIGEST])
    digest.pop("signedData", None)
    digest["hash"] = f"sha256:{hashlib.sha256(manifest).hexdigest()}"
    return zipped(parts | {wacz.DATAPACKAGE: manifest, wacz.DATAPACKAGE_DIGEST: _json(digest)})


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def refitted(data: bytes, mark: bytes, old: bytes, new: bytes) -> bytes:
    """The file with the blocks of records changed, and all that holds no key made to fit.

    Of the records whose head has ``mark``; their digests and lengths, the index, the manifest and
    its digest fit again: what a forger can do who has nothing but the file.
    """
    parts, changed, moved = members(data), {}, 0
    for name in ("archive/data.warc.gz", "archive/text.warc.gz"):
        out, places = [], {}
        at = 0
        for offset, record in _records_at(parts[name]):
            head, _, block = record.partition(b"\r\n\r\n")
            if mark in head + b"\r\n" and old in block:
                moved += 1
                head, block = _with_block(head, block[:-4], block[:-4].replace(old, new), changed)
                record = head + b"\r\n\r\n" + block + b"\r\n\r\n"
            member = gz.member(record)
            places[offset] = (at, len(member))
            out.append(member)
            at += len(member)
        parts[name] = b"".join(out)
        if name.startswith("archive/data"):
            parts["indexes/index.cdx"] = _reindexed(parts["indexes/index.cdx"], places, changed)
    assert moved, (mark, old)
    names = {name: name.rpartition("/")[2].translate({46: "_", 45: "_"}) for name in parts}
    fitting = {names[n]: content for n, content in parts.items() if not n.startswith("datapackage")}
    return forged(data, **fitting)


def _records_at(member: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(member):
        unpack = zlib.decompressobj(31)
        record = unpack.decompress(member[at:])
        yield at, record
        at = len(member) - len(unpack.unused_data)


def _with_block(
    head: bytes, old: bytes, new: bytes, changed: dict[str, str]
) -> tuple[bytes, bytes]:
    digests = [hashlib.sha256(block).hexdigest() for block in (old, new)]
    changed[digests[0]] = digests[1]
    lengths = [b"Content-Length: %d" % len(block) for block in (old, new)]
    return head.replace(*(d.encode() for d in digests)).replace(*lengths), new


def _reindexed(index: bytes, places: dict[int, tuple[int, int]], changed: dict[str, str]) -> bytes:
    lines = []
    for line in index.splitlines():
        key, when, fields = line.split(b" ", 2)
        row = orjson.loads(fields)
        offset, length = places[int(row["offset"])]
        row |= {"offset": str(offset), "length": str(length)}
        digest = row["digest"].removeprefix("sha256:")
        row["digest"] = f"sha256:{changed.get(digest, digest)}"
        lines.append(b" ".join((key, when, json.dumps(row).encode())) + b"\n")
    return b"".join(sorted(lines))
