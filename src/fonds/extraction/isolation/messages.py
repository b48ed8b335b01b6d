"""What goes over the pipes of a parser process: a request, its bytes, and an answer in JSON.

A message is its length (8 bytes, big endian) and JSON. What the process says is *checked* before
anyone believes it: whoever broke in writes what he likes, so types, ranges and sizes are looked at
one by one, and nothing of it is ever run. Pure.
"""

import re
import struct
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn, TypeVar

import attrs
import orjson

from fonds.extraction.options import ExtractLimits, ExtractOptions, MainRule
from fonds.model import Block, Extraction, ExtractionStep, Identification, Loss, MetadataValue

HEAD = struct.Struct(">Q")
"""The length in front of every message."""

TOKEN = 16
"""Bytes that a request brings and its answer begins with: what was left in the pipe by an earlier
document is known by another token, whenever it was written."""

ANSWER_LIMIT = 128 * 1024 * 1024
"""Bytes of an answer; a longer one is not read."""

_VALUE_LIMIT = 64 * 1024  # characters of a metadata value, of a note, of a step's original
_MOST = 2_000_000  # blocks, ranges, losses, … of one document
_DEPTH = 6  # of a JSON value
_KIND = re.compile(r"[a-z][a-z0-9+-]{0,79}", re.ASCII)
_TOOL = re.compile(r"[ -~]{0,200}")
_T = TypeVar("_T")


class AnswerError(Exception):
    """A parser process answered something that is no extraction. It becomes a loss."""


class ParseRequest(NamedTuple):
    """One document's question: which room is to read so many bytes, how, and under which token."""

    room: str
    identification: Identification
    options: ExtractOptions
    size: int
    token: bytes


def pack(message: object, token: bytes = b"") -> bytes:
    """Return a message with its length, and an answer's token, in front."""
    body = orjson.dumps(message)
    return HEAD.pack(len(token) + len(body)) + token + body


def request_message(request: ParseRequest) -> bytes:
    """Return the message of a request; the document's bytes follow it."""
    options, asked = request.options, request.identification
    limits = options.limits
    return pack({
        "room": request.room,
        "type": asked.media_type,
        "charset": asked.charset,
        "opinions": [list(opinion) for opinion in asked.opinions],
        "limits": attrs.asdict(limits),
        "password": options.password,
        "main_rule": options.main_rule.value,
        "ocr": list(options.ocr),
        "size": request.size,
        "token": request.token.hex(),
    })  # fmt: skip


def read_request(message: bytes) -> ParseRequest:
    """Read back what ``request_message`` wrote. The process trusts who started it."""
    from fonds.model import Opinion

    fields = orjson.loads(message)
    opinions = tuple(Opinion(*opinion) for opinion in fields["opinions"])
    options = ExtractOptions(
        limits=ExtractLimits(**fields["limits"]),
        password=fields["password"],
        main_rule=MainRule(fields["main_rule"]),
        ocr=tuple(fields["ocr"]),
    )
    identification = Identification(fields["type"], fields["charset"], opinions)
    token = bytes.fromhex(fields["token"])
    return ParseRequest(fields["room"], identification, options, fields["size"], token)


def answer_message(extraction: Extraction, token: bytes) -> bytes:
    """Return the message of an extraction, in answer to the request of this token.

    Raises: TypeError, ValueError on what is not JSON.
    """
    ranges = extraction.main_ranges
    return pack({
        "text": extraction.text,
        "tool": extraction.tool,
        "version": extraction.version,
        "settings": dict(extraction.settings),
        "losses": [
            [loss.kind, loss.count, loss.offset, loss.note, dict(loss.place)]
            for loss in extraction.losses
        ],
        "main": None if ranges is None else [list(pair) for pair in ranges],
        "blocks": [list(block) for block in extraction.blocks],
        "metadata": [list(value) for value in extraction.metadata],
        "steps": [list(step) for step in extraction.steps],
    }, token)  # fmt: skip


def read_answer(message: bytes) -> Extraction:
    """Check an answer and return the extraction that it describes.

    ``exact`` is never believed. Raises: AnswerError for anything out of order.
    """
    try:
        fields = orjson.loads(message)
    except ValueError as e:
        raise AnswerError(f"not JSON: {str(e)[:100]}") from e
    if type(fields) is not dict:
        _refuse("not an object")
    text = fields.get("text")
    if text is not None and type(text) is not str:
        _refuse("the text is no text")
    size = len(text or "")
    main = fields.get("main")
    return Extraction(
        text,
        _matching(fields.get("tool"), _TOOL),
        _matching(fields.get("version"), _TOOL),
        _mapping(fields.get("settings")),
        tuple(_each(fields.get("losses"), _loss)),
        main_ranges=None if main is None else _ranges(main, size),
        blocks=_blocks(fields.get("blocks"), size),
        metadata=tuple(_each(fields.get("metadata"), _metadata)),
        steps=tuple(_each(fields.get("steps"), lambda row: _step(row, size))),
    )


def _each(rows: object, check: Callable[[list[Any]], _T]) -> list[_T]:
    if type(rows) is not list or len(rows) > _MOST:
        _refuse("not a list of a decent length")
    return [check(row if type(row) is list else _refuse("not a row")) for row in rows]


def _loss(row: list[Any]) -> Loss:
    if len(row) != 5:
        _refuse("not a loss")
    kind, count, offset, note, place = row
    if offset is not None:
        offset = _natural(offset)
    return Loss(_matching(kind, _KIND), _natural(count), offset, _string(note), _mapping(place))


def _metadata(row: list[Any]) -> MetadataValue:
    if len(row) != 4 or type(row[3]) is not bool:
        _refuse("not a metadata value")
    name, value, evidence, sensitive = row
    _check_value(value, _DEPTH)
    return MetadataValue(_string(name, 200), value, _string(evidence, 500), sensitive)


def _step(row: list[Any], size: int) -> ExtractionStep:
    if len(row) != 4:
        _refuse("not a step")
    kind, start, end, original = row
    _check_ranges([(start, end)], size)
    return ExtractionStep(_matching(kind, _KIND), start, end, _string(original))


def _ranges(rows: object, size: int) -> tuple[tuple[int, int], ...]:
    """Check that ranges are in order and apart from one another."""
    pairs = _each(rows, lambda row: (row[0], row[1]) if len(row) == 2 else _refuse("not a range"))
    _check_ranges(pairs, size)
    if any(end > start for (_, end), (start, _) in pairwise(pairs)):
        _refuse("ranges that overlap")
    return tuple(pairs)


def _blocks(rows: object, size: int) -> tuple[Block, ...]:
    """Check blocks; a page has thousands, so the common case is one comparison a field."""
    if type(rows) is not list or len(rows) > _MOST:
        _refuse("not a list of a decent length")
    kinds: set[str] = set()
    blocks = []
    for row in rows:
        if type(row) is not list or len(row) != 4:
            _refuse("not a block")
        kind, start, end, place = row
        if type(kind) is not str or type(start) is not int or type(end) is not int:
            _refuse("not a block")
        if not 0 <= start <= end <= size:
            _refuse("a range outside the text")
        if type(place) is not dict:
            _refuse("not a place")
        for value in place.values():
            if type(value) is not int and (type(value) is not str or len(value) > _VALUE_LIMIT):
                _check_value(value, _DEPTH)
        kinds.add(kind)
        blocks.append(Block(kind, start, end, place))
    if len(kinds) > 100 or not all(map(_KIND.fullmatch, kinds)):
        _refuse("kinds of blocks that nobody knows")
    return tuple(blocks)


def _check_ranges(pairs: Sequence[tuple[Any, Any]], size: int) -> None:
    for start, end in pairs:
        if type(start) is not int or type(end) is not int or not 0 <= start <= end <= size:
            _refuse("a range outside the text")


def _matching(value: object, pattern: re.Pattern[str]) -> str:
    if type(value) is not str or not pattern.fullmatch(value):
        _refuse("a name that is none")
    return value


def _string(value: object, limit: int = _VALUE_LIMIT) -> str:
    if type(value) is not str or len(value) > limit:
        _refuse("not a string of a decent length")
    return value


def _natural(value: object) -> int:
    if type(value) is not int or value < 0:
        _refuse("not a count")
    return value


def _mapping(value: object) -> dict[str, Any]:
    if type(value) is not dict:
        _refuse("not a mapping")
    _check_value(value, _DEPTH)
    return value


def _check_value(value: object, depth: int) -> None:
    """Check that a JSON value is neither deep nor long."""
    if type(value) is str:
        _string(value)
    elif type(value) in (list, dict):
        if depth == 0 or len(value) > 10_000:  # type: ignore[arg-type]
            _refuse("a value too deep or too long")
        inner = [*value, *value.values()] if type(value) is dict else value
        for one in inner:  # type: ignore[attr-defined]
            _check_value(one, depth - 1)


def _refuse(why: str) -> NoReturn:
    raise AnswerError(why)
