"""Forms within forms (XObjects): how often each would be drawn, and where that has no end. Pure.

PDFium draws a form for each time it is named; forms that name one another ten times, forty levels
deep, are never done. Their calls are blanked in a copy, their own text stays.
Source: ISO 32000-2:2020, 8.10.
"""

import re
import zlib
from collections.abc import Mapping

import attrs

_FORM = re.compile(rb"/Subtype\s*/Form\b")
_STREAM = re.compile(rb"stream\r?\n")
_OBJECT = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+obj\b[^>]{0,4}")
_NAMED = re.compile(rb"/XObject\s*<<([^>]{0,65536})>>")
_ENTRY = re.compile(rb"/([^\s/<>\[\]()]{1,127})\s+(\d{1,10})\s+\d{1,5}\s+R")
_CALL = re.compile(rb"/([^\s/<>\[\]()]{1,127})\s+Do\b")

_MOST_FORMS = 20_000
_MOST_DRAWN = 20_000
_LARGEST = 1 << 20


@attrs.frozen
class Form:
    """One form: its number, where its stream stands, what it draws, and which forms it calls."""

    number: int
    start: int
    end: int
    content: bytes
    packed: bool
    calls: tuple[int, ...]


def endless(data: bytes) -> list[Form]:
    """Return the forms whose drawing has no end, or takes more than any page does."""
    if b"/XObject" not in data and b"/ObjStm" not in data:
        return []
    names: dict[bytes, list[int]] = {}
    forms: dict[int, Form] = {}
    for match in _NAMED.finditer(data):
        for name, number in _ENTRY.findall(match.group(1)):
            targets = names.setdefault(name, [])
            if int(number) not in targets:
                targets.append(int(number))
    for count, match in enumerate(_FORM.finditer(data)):
        if count >= _MOST_FORMS:
            break
        form = _form(data, match.start(), names)
        if form is not None:
            forms[form.number] = form
    drawn = {number: _drawn(number, forms) for number in forms}
    return [forms[number] for number, often in drawn.items() if often > _MOST_DRAWN]


def _form(data: bytes, at: int, names: Mapping[bytes, list[int]]) -> Form | None:
    head = data.rfind(b"obj", max(0, at - 65536), at)
    numbers = list(_OBJECT.finditer(data, max(0, head - 24), head + 8))
    stream = _STREAM.search(data, at, at + 65536)
    if head < 0 or not numbers or stream is None:
        return None
    end = data.find(b"endstream", stream.end())
    end = len(data) if end < 0 else end
    packed = b"/FlateDecode" in data[head : stream.start()]
    content = data[stream.end() : min(end, stream.end() + _LARGEST)]
    if packed:
        try:
            content = zlib.decompressobj().decompress(content, _LARGEST)
        except zlib.error:
            return None
    own = _NAMED.search(data, head, stream.start())
    local = {name: [int(to)] for name, to in _ENTRY.findall(own.group(1))} if own else names
    calls = [to for name in _CALL.findall(content)[:1000] for to in local.get(name, ())[:16]]
    return Form(int(numbers[-1].group(1)), stream.end(), end, content, packed, tuple(calls))


def _drawn(start: int, forms: Mapping[int, Form]) -> int:
    """Count the forms drawn by one, up to a limit; the limit and one more where it calls itself."""
    often = 0
    waiting = [(start, 0)]
    while waiting and often <= _MOST_DRAWN:
        number, depth = waiting.pop()
        often += 1
        if depth > 64:
            return _MOST_DRAWN + 1
        form = forms.get(number)
        if form is not None:
            waiting.extend((to, depth + 1) for to in form.calls)
    return often


def cut(data: bytearray, form: Form) -> None:
    """Blank the calls of a form where it stands, or all of it where that does not fit."""
    size = form.end - form.start
    content = _CALL.sub(lambda match: b" " * len(match.group()), form.content)
    if form.packed:
        content = zlib.compress(content, 9)
    if len(content) > size:
        content = zlib.compress(b"") if form.packed else b""
    data[form.start : form.end] = content.ljust(size, b"\n")[:size]
