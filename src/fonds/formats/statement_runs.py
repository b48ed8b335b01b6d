"""Runs of statements that can be unpacked alone, to find a line without reading them all.

In a bundle of 5,000 versions the statements are three megabytes. Their deflate stream is
therefore cut after every ``RUN`` lines (a full flush: what follows refers to nothing before), and
the catalogue keeps where the runs begin. A reader that does not know of it sees one stream like
any other. Nothing is believed for being where it was said to be: the log decides.
"""

import itertools
import struct
from collections.abc import Iterable, Sequence

from fonds.formats import gz
from fonds.formats.statement import MAX_LINE
from fonds.formats.zip.writer import MemberSink

RUN = 16  # lines: some 4 KB packed, unpacked in 20 us; each cut costs some 170 bytes
_CUT = b"\x00\x00\xff\xff"
"""The end of an empty stored block, which is what a flush leaves. Source: RFC 1951, 3.2.4."""


def write_runs(member: MemberSink, lines: Iterable[bytes]) -> bytes:
    """Write lines, without their line feeds, in runs; return where these begin, for ``run_at``."""
    starts = [0]
    remaining = iter(lines)
    while some := list(itertools.islice(remaining, RUN)):
        member.write(b"\n".join(some) + b"\n")
        starts.append(member.cut())  # the stream's own end comes after the last
    return _pack(starts)


def run_at(starts: bytes, index: int) -> tuple[int, int] | None:
    """Return where the run of a line begins and ends in the packed statements; None if unknown."""
    number = index // RUN
    if len(starts) % 4 or len(starts) < 4 * (number + 2):
        return None
    begin, end = struct.unpack_from("<2L", starts, 4 * number)
    return (begin, end) if begin < end else None


def run_lines(packed: bytes) -> list[bytes]:
    """Return the lines of one run; none where these bytes are not one."""
    try:
        data = gz.decompressor().decompress(packed, RUN * (MAX_LINE + 1))
    except gz.ERRORS:
        return []
    return data.split(b"\n")[:-1] if data.endswith(b"\n") else []


def find_runs(packed: bytes, lines: Sequence[bytes]) -> bytes:
    """Return what ``write_runs`` returned, from its output; nothing where the cuts are not its own.

    Cost: one search through ``packed``, and the beginning of each run unpacked.
    """
    # The mark of a cut may also come up inside a run by chance, so each is tried: it is a cut if
    # unpacking from there gives the line that must be first.
    starts, at = [0], 0
    for first in range(RUN, len(lines), RUN):
        while True:
            at = packed.find(_CUT, at) + len(_CUT)
            if at < len(_CUT):
                return b""
            if _begins(packed, at, lines[first]):
                break
        starts.append(at)
    if lines:
        starts.append(packed.rfind(_CUT) + len(_CUT))
        if run_lines(packed[slice(*starts[-2:])]) != list(lines[-1 - (len(lines) - 1) % RUN :]):
            return b""
    return _pack(starts)


def _begins(packed: bytes, at: int, line: bytes) -> bool:
    """Whether unpacking can begin here, and gives this line first."""
    whole = line + b"\n"  # an empty line too: what unpacks to nothing at all begins with no line
    try:
        return bool(
            gz.decompressor().decompress(packed[at : at + len(whole) + 64], len(whole)) == whole
        )
    except gz.ERRORS:
        return False


def _pack(starts: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(starts)}L", *starts) if starts[-1] < 1 << 32 else b""
