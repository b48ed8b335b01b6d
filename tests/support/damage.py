"""Damages to an archive, generated: what happens to disks, and what somebody might do.

A damage is a set of files with other content. Nothing here knows how verify works; it knows what
the files are made of, well enough to do harm and to seal it again.
"""

import hashlib
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

from fonds.formats import gz
from fonds.formats.statement_runs import write_runs
from fonds.formats.wacz import cdxj
from fonds.formats.wacz import package as wacz
from fonds.formats.warc import reader as warc_read
from fonds.formats.zip import reader as zip_read
from fonds.formats.zip.writer import ZipWriter

DATA, TEXT = "archive/data.warc.gz", "archive/text.warc.gz"
STATEMENTS, PAGES, README = "fonds/statements.jsonl", "pages/pages.jsonl", "fonds/readme.txt"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"

Files = dict[str, bytes]


@attrs.frozen
class Damage:
    """Files with other content (None: not there), and the files that must be named for it."""

    name: str
    changes: dict[str, bytes | None]
    blamed: tuple[str, ...]


# --- the disk: bytes and files, whatever they mean --------------------------------------------
def of_bytes(files: Files, positions: int, seed: int) -> Iterator[Damage]:
    """Flip, cut, lengthen and overwrite every file at many places."""
    chance = random.Random(seed)
    for name, data in sorted(files.items()):
        for at in _positions(len(data), positions, chance):
            bit = 1 << chance.randrange(8)
            flipped = data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
            yield Damage(f"flip {name}@{at}^{bit}", {name: flipped}, (name,))
        for cut in sorted({0, 1, len(data) // 3, len(data) // 2, len(data) - 1} - {len(data)}):
            if cut >= 0 and data:
                yield Damage(f"cut {name} to {cut}", {name: data[:cut]}, (name,))
        yield Damage(f"lengthen {name} by NUL", {name: data + b"\0"}, (name,))
        yield Damage(f"lengthen {name} by LF", {name: data + b"\n"}, (name,))
        yield Damage(f"lengthen {name} by itself", {name: data + data}, (name,))
        yield Damage(f"put before {name}", {name: b"\0" + data}, (name,))
        if len(data) > 40:
            at = chance.randrange(len(data) - 20)
            zeros = data[:at] + bytes(20) + data[at + 20 :]
            if zeros != data:
                yield Damage(f"zero {name}@{at}", {name: zeros}, (name,))
            less = data[:at] + data[at + 1 :]
            yield Damage(f"drop a byte of {name}@{at}", {name: less}, (name,))
            more = data[:at] + b"\x55" + data[at:]
            yield Damage(f"put a byte into {name}@{at}", {name: more}, (name,))
            half = len(data) // 2
            turned = data[half:] + data[:half]
            yield Damage(f"turn {name}", {name: turned}, (name,))


def of_files(files: Files) -> Iterator[Damage]:
    """Drop, copy, rename, swap and add whole files."""
    names = sorted(files)
    for name in names:
        if not _superseded(name, names):
            yield Damage(f"drop {name}", {name: None}, (name,))
        moved = name + ".old"
        yield Damage(f"rename {name}", {name: None, moved: files[name]}, (name, moved))
        yield Damage(f"copy {name}", {moved: files[name]}, (moved,))
    for group in ("bundles/", "log/checkpoints/", "log/tile/", ""):
        of_kind = [n for n in names if n.startswith(group) and (group or "/" not in n)]
        for i, one in enumerate(of_kind):
            for other in of_kind[i + 1 :]:
                if files[one] != files[other]:
                    swapped: dict[str, bytes | None] = {one: files[other], other: files[one]}
                    yield Damage(f"swap {one} and {other}", swapped, (one, other))
                    over: dict[str, bytes | None] = {other: files[one]}
                    yield Damage(f"put {one} over {other}", over, (other,))
    for stray in ("notes.txt", "bundles/x.wacz", "log/tile/0/000.p/999", "log/extra", "a/b/c"):
        yield Damage(f"add {stray}", {stray: b"stray"}, (stray,))


def _superseded(name: str, names: list[str]) -> bool:
    """Whether a partial tile is part of a longer one: then it may be deleted."""
    tile, partial, width = name.rpartition(".p/")
    others = [other.rpartition(".p/") for other in names if partial]
    return any(other == tile and int(more) > int(width) for other, _, more in others if other)


def _positions(length: int, wanted: int, chance: random.Random) -> list[int]:
    """All places of a short file; of a longer one both ends, and others by chance."""
    if length <= wanted:
        return list(range(length))
    ends = {*range(6), *range(length - 6, length)}
    return sorted(ends | set(chance.sample(range(length), wanted - len(ends))))


# --- the forger: a bundle taken apart, changed, and sealed again ------------------------------
@attrs.define
class Parts:
    """A bundle taken apart. ``data`` and ``text`` are records as head and block."""

    members: dict[str, bytes]
    data: list[tuple[bytes, bytes]]
    text: list[tuple[bytes, bytes]]
    statements: list[bytes]
    pages: list[bytes]
    package: dict[str, object]
    index: list[bytes] | None = None  # None: made anew from the records

    @classmethod
    def of(cls, bundle: bytes) -> "Parts":
        file = io.BytesIO(bundle)
        members = {m.name: zip_read.read(file, m, 1 << 30) for m in zip_read.members(file)}
        return cls(
            members,
            _records(members[DATA]),
            _records(members[TEXT]),
            members[STATEMENTS].splitlines(keepends=True),
            members[PAGES].splitlines(keepends=True),
            wacz.parse_datapackage(members[PACKAGE]).fields,
        )

    def lines(self) -> list[bytes]:
        """The index that the records must have, made another way than the writer makes it."""
        lines, offset = [], 0
        for head, block in self.data:
            size = len(gz.member(head + block + b"\r\n\r\n"))
            fields = dict(x.split(": ", 1) for x in head.decode().split("\r\n")[1:-2])
            kind = fields.get("WARC-Type")
            if kind in ("resource", "metadata", "revisit") and "WARC-Target-URI" in fields:
                mime = fields.get("Content-Type", "").partition(";")[0]
                lines.append(
                    cdxj.line(
                        key=cdxj.key(fields["WARC-Target-URI"]),
                        date=fields["WARC-Date"],
                        url=fields["WARC-Target-URI"],
                        mime="warc/revisit" if kind == "revisit" else mime,
                        digest=fields.get("WARC-Payload-Digest", fields["WARC-Block-Digest"]),
                        length=size,
                        offset=offset,
                        filename="data.warc.gz",
                    )
                )
            offset += size
        return sorted(lines)

    def seal(self, order: list[str] | None = None) -> bytes:
        """Put it together again: valid ZIP, valid manifest, valid index unless one is given."""
        if self.index is None:
            index = cdxj.index_files(self.lines())
        elif "indexes/index.cdx" in self.members:
            index = [("indexes/index.cdx", b"".join(self.index))]
        else:
            index = _blocks(self.index)
        made = {
            DATA: b"".join(gz.member(h + b + b"\r\n\r\n") for h, b in self.data),
            TEXT: b"".join(gz.member(h + b + b"\r\n\r\n") for h, b in self.text),
            **dict(index),
            PAGES: b"".join(self.pages),
            STATEMENTS: b"".join(self.statements),
            README: self.members[README],
        }
        return seal({name: made[name] for name in order or made}, self.package)


def _blocks(lines: list[bytes]) -> list[tuple[str, bytes]]:
    """An index in blocks, as cdxj makes it but of any lines."""
    idx, data = [b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n'], b""
    for at in range(0, len(lines), cdxj.BLOCK):
        member = gz.member(b"".join(lines[at : at + cdxj.BLOCK]))
        place = b'{"offset": %d, "length": %d, ' % (len(data), len(member))
        digest = b'"digest": "sha256:%b"}\n' % hashlib.sha256(member).hexdigest().encode()
        idx.append(lines[at].partition(b"{")[0] + place + digest)
        data += member
    return [("indexes/index.idx", b"".join(idx)), ("indexes/index.cdx.gz", data)]


def seal(members: dict[str, bytes], package: dict[str, object]) -> bytes:
    """Write members as a bundle with a manifest that fits them."""
    out = io.BytesIO()
    zip_ = ZipWriter(out)
    for name, data in members.items():
        if name == STATEMENTS and data.endswith(b"\n"):
            with zip_.open(name) as member:  # cut as the writer cuts it, or it packs otherwise
                write_runs(member, data[:-1].split(b"\n"))
        else:
            zip_.add(name, data, stored=name.endswith(".gz"))
    manifest = wacz.datapackage(
        zip_.members,
        created=str(package["created"]),
        software=str(package["software"]),
        title=str(package.get("title", "")),
    )
    zip_.add(PACKAGE, manifest)
    zip_.add(DIGEST, wacz.datapackage_digest(manifest))
    zip_.close()
    return out.getvalue()


def manifests_of(bundle: bytes) -> tuple[str, ...]:
    """The SHA-256 of a bundle's manifest as a log would hold it, or of nothing without one."""
    file = io.BytesIO(bundle)
    found = [m for m in zip_read.members(file) if m.name == PACKAGE]
    data = zip_read.read(file, found[0], 1 << 30) if found else b""
    return (hashlib.sha256(data).hexdigest(),)


def _records(data: bytes) -> list[tuple[bytes, bytes]]:
    records = warc_read.records(io.BytesIO(data), 0, len(data))
    return [(record.header, record.block or b"") for record in records]


@attrs.frozen
class Forgery:
    """A bundle sealed with other content, and the codes of which one at least must be found."""

    name: str
    bundle: bytes
    codes: frozenset[str]


Change = Callable[[Parts], None]


def forgeries(bundle: bytes, only: str | None = None) -> Iterator[Forgery]:
    """Change every kind of part of a bundle, each in every way that leaves it well sealed."""
    for name, change, codes in _changes(Parts.of(bundle)):
        if only not in (None, name):
            continue
        parts = Parts.of(bundle)
        change(parts)
        yield Forgery(name, parts.seal(), frozenset(codes.split()))


def sealed_wrongly(bundle: bytes) -> Iterator[Forgery]:
    """Valid ZIP files whose members, manifest or digest file are not those of a bundle."""
    parts = Parts.of(bundle)
    members = parts.members

    def forgery(name: str, changed: dict[str, bytes], codes: str, **how: bool) -> Forgery:
        return Forgery(name, zipped(changed, **how), frozenset(codes.split()))

    for name in members:
        rest = {n: data for n, data in members.items() if n != name}
        yield forgery(f"drop member {name}", rest, "V202")
        yield (
            forgery(f"member {name} comes last", {**rest, name: members[name]}, "V202")
            if (name != DIGEST)
            else forgery("digest file comes first", {name: members[name], **rest}, "V202")
        )
        renamed = {(n + "x" if n == name else n): data for n, data in members.items()}
        yield forgery(f"rename member {name}", renamed, "V202")
        yield forgery(f"empty member {name}", {**members, name: b""}, "V203 V204 V205")
        longer = members[name] + b"\n"
        yield forgery(f"lengthen member {name}", {**members, name: longer}, "V203 V204 V205")
    yield forgery("a member more", {**members, "fonds/more.txt": b"more"}, "V202 V205")
    yield forgery("all stored", members, "V202", stored=True)
    yield forgery("none stored", members, "V202", stored=False)
    manifest = members[PACKAGE]
    for old, new, codes in (
        (b'"wacz_version": "1.1.1"', b'"wacz_version": "1.1.2"', "V207"),
        (b'"created": "2026', b'"created": "2027', "V207"),
        (b'"profile": "data-package"', b'"profile": "data-pakcage"', "V203"),
        (b'"bytes": ', b'"bytes": 9', "V205"),
        (b"sha256:", b"sha512:", "V203"),
        (b"{", b"{ ", "V203"),
        (b'"software"', b'"created": "",\n  "software"', "V203"),
    ):
        other = manifest.replace(old, new, 1)
        digest = wacz.datapackage_digest(other)
        changed = {**members, PACKAGE: other, DIGEST: digest}
        yield forgery(f"manifest: {old!r} is {new!r}", changed, codes)
        yield forgery(f"manifest alone: {old!r}", {**members, PACKAGE: other}, "V204")
    more = wacz.datapackage_digest(manifest, {"transparency": {}})
    yield forgery("a field in the digest file", {**members, DIGEST: more}, "V203")


def zipped(members: dict[str, bytes], stored: bool | None = None) -> bytes:
    """A ZIP file of these members as they are."""
    out = io.BytesIO()
    zip_ = ZipWriter(out)
    for name, data in members.items():
        zip_.add(name, data, stored=name.endswith(".gz") if stored is None else stored)
    zip_.close()
    return out.getvalue()


def _changes(parts: Parts) -> Iterator[tuple[str, Change, str]]:
    yield from _lists("data", len(parts.data), "V304 V305 V306 V307 V310 V309")
    yield from _lists("text", len(parts.text), "V304 V305 V306 V307 V310")
    yield from _lists("statements", len(parts.statements), "V304 V402 V403 V306 V307 V305")
    yield from _lists("pages", len(parts.pages), "V502")
    for member in ("data", "text"):
        for at, (head, block) in enumerate(getattr(parts, member)):
            yield from _record_changes(member, at, head, block)
        yield f"move {member} record over", _move(member), "V304 V305 V310"
    for at, line in enumerate(parts.statements):
        yield from _line_changes("statements", at, line, "V401 V402")
    for at, line in enumerate(parts.pages):
        yield from _line_changes("pages", at, line, "V502")
    lines = parts.lines()
    for at, line in enumerate(lines):
        yield f"drop index line {at}", _index(lambda x, at=at: x[:at] + x[at + 1 :]), "V501"
        yield f"double index line {at}", _index(lambda x, at=at: x[: at + 1] + x[at:]), "V501"
        for old, new in ((b'"offset": "', b'"offset": "1'), (b"sha256:", b"sha256:0"),
                         (b"2026", b"2027"), (b'"length": "', b'"length": "9')):  # fmt: skip
            other = line.replace(old, new, 1)
            yield (
                f"change index line {at} {old!r}",
                _index(lambda x, at=at, other=other: sorted([*x[:at], other, *x[at + 1 :]])),
                "V501",
            )
    for field in ("created", "title"):
        yield f"change {field}", _package(field), "V207 V310 V303 V502"


def _lists(member: str, length: int, codes: str) -> Iterator[tuple[str, Change, str]]:
    """Drop, double, swap, reverse the entries of a list."""

    def on(change: Callable[[list[bytes]], list[bytes]]) -> Change:
        return lambda parts: setattr(parts, member, change(getattr(parts, member)))

    for at in range(length):
        yield f"drop {member} {at}", on(lambda x, at=at: x[:at] + x[at + 1 :]), codes
        yield f"double {member} {at}", on(lambda x, at=at: x[: at + 1] + x[at:]), codes
        if at + 1 < length:
            yield (
                f"swap {member} {at}",
                on(lambda x, at=at: [*x[:at], x[at + 1], x[at], *x[at + 2 :]]),
                codes,
            )
    if length > 1:
        yield f"reverse {member}", on(lambda x: x[::-1]), codes
        yield f"repeat {member}", on(lambda x: x + x), codes
    yield f"drop all {member}", on(lambda x: []), codes


def _record_changes(
    member: str, at: int, head: bytes, block: bytes
) -> Iterator[tuple[str, Change, str]]:
    def put(new_head: bytes, new_block: bytes) -> Change:
        def change(parts: Parts) -> None:
            getattr(parts, member)[at] = (new_head, new_block)

        return change

    where = f"{member} record {at}"
    codes = "V302 V303 V304 V305 V308 V309 V310 V301 V503 V504 V505 V506"
    lines = head.split(b"\r\n")[:-2]
    for n, line in enumerate(lines[1:], 1):
        name = line.partition(b":")[0].decode()
        without = b"\r\n".join([*lines[:n], *lines[n + 1 :]]) + b"\r\n\r\n"
        if name not in ("WARC-Type", "Content-Length", "WARC-Block-Digest", "WARC-Date"):
            yield f"{where}: drop {name}", put(without, block), codes
        value = line.partition(b": ")[2]
        swapped = bytes([value[-1] ^ 1]) if value[-1:] not in b">" else b">>"
        other = b"\r\n".join([*lines[:n], line[:-1] + swapped, *lines[n + 1 :]]) + b"\r\n\r\n"
        if name != "Content-Length":
            yield f"{where}: change {name}", put(other, block), codes
    added = b"\r\n".join([*lines, b"X-More: 1"]) + b"\r\n\r\n"
    yield f"{where}: add a field", put(added, block), codes
    if block:
        flipped = block[:-1] + bytes([block[-1] ^ 1])
        yield f"{where}: change a byte", put(head, flipped), codes
        told = head
        for data, new in ((block, flipped),):
            old_digest = hashlib.sha256(data).hexdigest().encode()
            told = told.replace(old_digest, hashlib.sha256(new).hexdigest().encode())
        yield f"{where}: change a byte and its digest", put(told, flipped), codes
        length = b"Content-Length: %d" % len(block)
        longer = head.replace(length, b"Content-Length: %d" % (len(block) + 1))
        yield f"{where}: one byte more", put(longer, block + b" "), codes


def _line_changes(
    member: str, at: int, line: bytes, codes: str
) -> Iterator[tuple[str, Change, str]]:
    """Change values inside a line of JSON, and its spelling."""

    def put(new: bytes) -> Change:
        def change(parts: Parts) -> None:
            getattr(parts, member)[at] = new

        return change

    where = f"{member} line {at}"
    spots = [i for i in range(1, len(line) - 2) if line[i : i + 1].isalnum()]
    for spot in spots[:: max(1, len(spots) // 24)]:
        new = line[:spot] + bytes([line[spot] ^ 1]) + line[spot + 1 :]
        yield f"{where}: change byte {spot}", put(new), codes
    yield f"{where}: a space", put(line.replace(b",", b", ", 1)), codes
    yield f"{where}: a field more", put(line.replace(b"{", b'{"_":1,', 1)), codes
    yield f"{where}: not JSON", put(b"not json\n"), codes
    yield f"{where}: empty", put(b"\n"), codes


def _move(member: str) -> Change:
    def change(parts: Parts) -> None:
        source, goal = (parts.data, parts.text) if member == "data" else (parts.text, parts.data)
        goal.append(source.pop())

    return change


def _index(change: Callable[[list[bytes]], list[bytes]]) -> Change:
    def apply(parts: Parts) -> None:
        parts.index = change(parts.lines())

    return apply


def _package(field: str) -> Change:
    def change(parts: Parts) -> None:
        value = str(parts.package[field])
        parts.package[field] = value.replace("2026", "2027") if field == "created" else value + "!"

    return change


# --- putting damage in and taking it out ------------------------------------------------------
class Patient:
    """An archive's folder to which damage is done and from which it is taken back."""

    def __init__(
        self, root: Path, leave: tuple[str, ...] = ("catalog.sqlite", "origins.sqlite", "staging")
    ) -> None:
        self.root = root
        self.files: Files = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and not path.relative_to(root).as_posix().startswith(leave)
        }

    def harm(self, damage: Damage) -> None:
        for name, data in damage.changes.items():
            self._put(name, data)

    def heal(self, damage: Damage) -> None:
        for name in damage.changes:
            self._put(name, self.files.get(name))

    def _put(self, name: str, data: bytes | None) -> None:
        path = self.root / name
        path.unlink(missing_ok=True)
        if data is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
