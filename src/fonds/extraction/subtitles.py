"""Subtitles without their times: SubRip and WebVTT.

Each cue is a block; its time stands in the block's place. Marks of style are left out, each by a
recorded step. Source: WebVTT (W3C), section 4; SubRip has no specification.
"""

import re
from html import unescape

from fonds.extraction.assembly import Assembly
from fonds.extraction.options import DEFAULTS, ExtractOptions
from fonds.formats import charsets
from fonds.model import Extraction, Identification

__all__ = ["MEDIA_TYPES", "TOOL", "VERSION", "extract"]

TOOL, VERSION = "fonds-subtitles", "1"

MEDIA_TYPES = ("application/x-subrip", "text/vtt")
"""What ``extract`` reads."""

_TIMES = re.compile(
    r"^[ \t]*((?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{1,2}[,.][0-9]{1,3})[ \t]*-->[ \t]*"
    r"((?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{1,2}[,.][0-9]{1,3})[^\n]*$",
    re.MULTILINE,
)
_MARK = re.compile(r"</?(?:[ibuscv]|font|ruby|rt|lang|c)(?:[. ][^<>\n]{0,200})?>"
                   r"|<[0-9:.]{5,12}>|\{\\[^{}\n]{1,200}\}", re.IGNORECASE)  # fmt: skip
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|lrm|rlm|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_BLANK = re.compile(r"\n[ \t]*\n")
_NUMBER = re.compile(r"\n[ \t]*[0-9]{1,9}[ \t]*\Z")


def extract(
    data: bytes, identification: Identification, options: ExtractOptions = DEFAULTS
) -> Extraction:
    """Return what is said, cue by cue. Never raises on content. Cost: linear."""
    assembly = Assembly(options.limits)
    charset = identification.charset or "utf-8"
    mark = charsets.bom(data)
    body = data[len(mark[0]) :] if mark else data
    codec = charsets.codec(charset) or "utf-8"
    if codec in ("utf-16", "utf-32"):
        codec += "-be" if mark and mark[0][:1] in (b"\xfe", b"\0") else "-le"
    text = body.decode(codec, "replace")
    if "\ufffd" in text:
        assembly.lose("undecodable", text.count("\ufffd"), f"not {charset}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    is_vtt = text.startswith("WEBVTT")
    cues = list(_TIMES.finditer(text))
    if not cues and text.strip():
        assembly.lose("damaged", note="no cue with a time")
    for cue, after in zip(cues, [*cues[1:], None], strict=False):
        _cue(text, cue, after, assembly, is_vtt=is_vtt)
    return assembly.finish(TOOL, VERSION, {"charset": charset})


def _cue(
    text: str, cue: re.Match[str], after: re.Match[str] | None, assembly: Assembly, *, is_vtt: bool
) -> None:
    start, end = cue.end() + 1, after.start() if after else len(text)
    said = text[start:end]
    if after is not None and (number := _NUMBER.search("\n" + said.rstrip("\n"))):
        said = said[: max(0, number.start() - 1)]  # the number of the next cue
    blank = _BLANK.search("\n" + said)
    if is_vtt and blank:  # what follows are names of cues, notes, styles
        said = said[: max(0, blank.start() - 1)]
    said = said.strip("\n")
    pieces: list[str] = []
    steps: list[tuple[int, int, str, str]] = []
    at, length = 0, 0
    for mark in sorted([*_MARK.finditer(said), *(_ENTITY.finditer(said) if is_vtt else ())],
                       key=re.Match.start):  # fmt: skip
        if mark.start() < at:
            continue
        pieces.append(said[at : mark.start()])
        length += mark.start() - at
        shown = unescape(mark[0]) if mark[0][0] == "&" else ""
        kind = "character-reference" if shown else "style-mark"
        steps.append((length, length + len(shown), mark[0], kind))
        pieces.append(shown)
        length += len(shown)
        at = mark.end()
    pieces.append(said[at:])
    shown = "".join(pieces)
    if shown:
        assembly.add("cue", shown, {"time": [cue[1], cue[2]]})
        base = assembly.length - len(shown)
        for begin, stop, original, kind in steps:
            assembly.step(kind, base + begin, base + stop, original)
