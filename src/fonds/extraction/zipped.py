"""The members of a ZIP that a document is made of, checked before any is unpacked.

Every number in a ZIP may be a lie: members that overlap are refused, a name that stands twice is
read by neither of its members, unpacking stops at a limit whatever was stated. A file cut short
is read by its local headers. Source: APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.
"""

import struct
import zlib
from typing import NamedTuple

from fonds.extraction.options import MIB, ExtractLimits
from fonds.model import Loss

MOST_MEMBERS = 10_000

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FAR = 0xFFFFFFFF


class BadZipError(Exception):
    """A ZIP of which nothing is read; it holds the loss that says why."""

    def __init__(self, kind: str, note: str) -> None:
        super().__init__(note)
        self.loss = Loss(kind, note=note)


class Member(NamedTuple):
    """One member as the directory states it. ``data`` is where its packed bytes begin."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    data: int


class Zipped:
    """The members of a document by name. ``losses`` grows as they are read.

    Raises: BadZipError where there is no member, too many, or some overlap.
    """

    def __init__(self, data: bytes, limits: ExtractLimits) -> None:
        self._data = data
        self._limits = limits
        self._left = limits.unpacked
        self.losses: list[Loss] = []
        self.members: dict[str, Member] = {}
        self._twice: set[str] = set()
        try:
            found = _directory(data)
        except (struct.error, ValueError, OverflowError) as fault:
            raise BadZipError("damaged", "the directory of the ZIP is damaged") from fault
        if not found:
            found = _in_order(data)
            self.losses.append(Loss("damaged", note="the ZIP is cut short: its directory is gone"))
        if not found:
            raise BadZipError("damaged", "no member in the ZIP")
        for member in found:
            if member.name in self.members and (member.size or member.packed):
                self._twice.add(member.name)
            self.members.setdefault(member.name, member)
        _refuse_overlap(found)

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def read(self, name: str) -> bytes | None:
        """Return a member's bytes, or None where it is not there or is not read (a loss says why).

        A fault within it gives what stands before the fault, and the loss ``damaged``.
        """
        member = self.members.get(name)
        if member is None:
            return None
        if name in self._twice:
            self._lost("damaged", f"two members are called {name}: neither is read")
            return None
        if member.flags & 1:
            self._lost("encrypted", f"{name} is encrypted within the ZIP")
            return None
        if member.method not in (0, 8):
            self._lost("unsupported", f"{name} is packed by method {member.method}")
            return None
        most = min(self._left, MIB + self._limits.ratio * member.packed)
        if member.size > most:
            self._too_much(name, member)
            return None
        raw = self._data[member.data : member.data + member.packed]
        out, whole = (raw, True) if member.method == 0 else _inflate(raw, most)
        if len(out) > most:
            self._too_much(name, member)
            return None
        self._left -= len(out)
        if not whole or len(out) != member.size or zlib.crc32(out) != member.crc:
            self.losses.append(Loss("damaged", note=f"{name} is not what its checksum says"))
        return out

    def _too_much(self, name: str, member: Member) -> None:
        over_ratio = member.size > MIB + self._limits.ratio * member.packed
        which = "ratio" if over_ratio else "unpacked"
        self._lost("limit", f"{name} unpacks to more than is allowed (limits.{which})")

    def _lost(self, kind: str, note: str) -> None:
        self.losses.append(Loss(kind, note=note))


def _inflate(raw: bytes, most: int) -> tuple[bytes, bool]:
    """Return at most one byte more than ``most``, and whether the stream ended well."""
    inflater = zlib.decompressobj(-15)
    try:
        out = inflater.decompress(raw, most + 1)
    except zlib.error:
        return _inflate_bit_by_bit(raw, most), False
    return out, inflater.eof


def _inflate_bit_by_bit(raw: bytes, most: int) -> bytes:
    """Return what stands before a fault: zlib gives nothing of the call in which it meets one."""
    inflater = zlib.decompressobj(-15)
    out, size = [], 0
    try:
        for at in range(0, len(raw), 512):
            piece = inflater.decompress(raw[at : at + 512], most + 1 - size)
            out.append(piece)
            size += len(piece)
            if size > most:
                break
    except zlib.error:
        pass
    return b"".join(out)


def _refuse_overlap(members: list[Member]) -> None:
    if len(members) > MOST_MEMBERS:
        raise BadZipError("limit", f"more than {MOST_MEMBERS} members in the ZIP")
    end = 0
    for member in sorted(members, key=lambda m: m.data):
        if member.data < end:
            raise BadZipError("damaged", "members of the ZIP overlap")
        end = member.data + member.packed


def _directory(data: bytes) -> list[Member]:
    """Read the central directory; empty when there is none to be found."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_535 - _END.size))
    if at < 0 or len(data) - at < _END.size:
        return []
    *_, length, offset, _ = _END.unpack_from(data, at)
    if _FAR in (offset, length) and data[at - _LOCATOR.size : at][:4] == b"PK\x06\x07":
        at = _LOCATOR.unpack_from(data, at - _LOCATOR.size)[2]
        *_, length, offset = _END64.unpack_from(data, at)
    # bytes put before the ZIP move every offset by as much
    shift = max(0, at - length - offset)
    at = offset + shift
    members: list[Member] = []
    while data[at : at + 4] == b"PK\x01\x02" and len(members) <= MOST_MEMBERS:
        fields = _CENTRAL.unpack_from(data, at)
        name_size, extra_size, comment_size = fields[10:13]
        at += _CENTRAL.size
        name = data[at : at + name_size]
        extra = data[at + name_size : at + name_size + extra_size]
        at += name_size + extra_size + comment_size
        size, packed, local = _wide(extra, fields[9], fields[8], fields[16])
        head = _LOCAL.unpack_from(data, local + shift)
        if head[0] != b"PK\x03\x04":
            raise ValueError("no member where the directory says")
        begin = local + shift + _LOCAL.size + head[9] + head[10]
        flags, method, crc = fields[3], fields[4], fields[7]
        members.append(Member(_name(name, flags), flags, method, crc, packed, size, begin))
    return members


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return size, packed size and offset, from the ZIP64 field where 32 bits do not do."""
    at, values = 0, [size, packed, offset]
    while _FAR in values and at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            inner = at + 4
            for i, value in enumerate(values):
                if value == _FAR:
                    (values[i],) = struct.unpack_from("<Q", extra, inner)
                    inner += 8
            break
        at += 4 + length
    return values[0], values[1], values[2]


def _in_order(data: bytes) -> list[Member]:
    """Read members from one local header to the next, for a ZIP whose directory is gone."""
    members: list[Member] = []
    at = 0
    while data[at : at + 4] == b"PK\x03\x04" and len(data) - at >= _LOCAL.size:
        _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack_from(
            data, at
        )
        name = data[at + _LOCAL.size : at + _LOCAL.size + name_size]
        begin = at + _LOCAL.size + name_size + extra_size
        if flags & 8 or _FAR in (packed, size):  # the sizes come after the data, somewhere
            next_at = data.find(b"PK\x03\x04", begin)
            packed = (next_at if next_at >= 0 else len(data)) - begin
            size = 0
        packed = max(0, min(packed, len(data) - begin))
        members.append(Member(_name(name, flags), flags, method, crc, packed, size, begin))
        at = begin + packed
        if len(members) > MOST_MEMBERS:
            break
        if data[at : at + 4] != b"PK\x03\x04":
            at = data.find(b"PK\x03\x04", at) if at < len(data) else len(data)
            if at < 0:
                break
    return members


def _name(raw: bytes, flags: int) -> str:
    """Return a member's name. Office files write UTF-8, flagged or not; else it is IBM 437."""
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("cp437")
    return name.replace("\\", "/").removeprefix("/")
