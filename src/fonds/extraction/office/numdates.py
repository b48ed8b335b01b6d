"""Dates and times of a spreadsheet as a reader sees them.

Source: ECMA-376 part 1, sections 18.17.4 (serial numbers, 1900 and 1904) and 18.8.31.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

DATE_SIGNS = frozenset("ymdhs")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_LAST = 2_958_465  # the 31st of December 9999
_LEAP = 60  # a day that never was: spreadsheets have a 29th of February 1900


class _Token(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


class Moment:
    """A serial number as calendar and clock, rounded to ``places`` of a second."""

    def __init__(self, serial: float, places: int, *, date1904: bool) -> None:
        unit = 10**places
        total = int(serial * 86_400 * unit + 0.5)
        self.ticks = total
        seconds, self.fraction = divmod(total, unit)
        days, clock = divmod(seconds, 86_400)
        self.seconds = seconds
        self.hour, self.minute, self.second = clock // 3600, clock // 60 % 60, clock % 60
        if date1904:
            day = date(1904, 1, 1) + timedelta(days)
        elif days < _LEAP:
            day = date(1899, 12, 31) + timedelta(days)
        else:
            day = date(1899, 12, 30) + timedelta(days)
        self.year, self.month, self.day = day.year, day.month, day.day
        self.weekday = day.weekday()
        if not date1904 and days == 0:
            self.year, self.month, self.day = 1900, 1, 0
        if not date1904 and days == _LEAP:
            self.year, self.month, self.day = 1900, 2, 29
        if not date1904 and days < _LEAP:
            self.weekday = (self.weekday - 1) % 7


def iso(serial: float, *, date1904: bool) -> str | None:
    """Return a serial number as ISO 8601 without a zone, or None where it is no date."""
    if not 0 <= serial <= _LAST:
        return None
    moment = Moment(serial, 0, date1904=date1904)
    if moment.day == 0 or (moment.month, moment.day, moment.year) == (2, 29, 1900):
        return None
    day = f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}"
    clock = f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d}"
    return day if clock == "00:00:00" and serial == int(serial) else f"{day}T{clock}"


def date_text(tokens: Iterable[_Token], serial: float, *, date1904: bool) -> str | None:
    """Return a serial number under the tokens of a format, or None where it is no date."""
    tokens = list(tokens)
    if not 0 <= serial <= _LAST:
        return None
    places = _places(tokens)
    moment = Moment(serial, places, date1904=date1904)
    twelve = any(t.kind == "ampm" for t in tokens)
    out: list[str] = []
    skip = 0
    for i, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif token.kind == "date":
            out.append(_piece(token.text.lower(), moment, twelve, _is_minute(tokens, i)))
        elif token.kind == "elapsed":
            out.append(_elapsed(token.text, moment))
        elif token.kind == "ampm":
            early, late = token.text.split("/")
            out.append(early if moment.hour < 12 else late)
        elif token.kind == "point" and i + 1 < len(tokens) and tokens[i + 1].kind == "digit":
            out.append("." + str(moment.fraction).zfill(places))
            skip = places
        elif token.kind not in ("at",):
            out.append(token.text)
    return "".join(out)


def _places(tokens: list[_Token]) -> int:
    """Return how many places of a second a format shows."""
    for i, token in enumerate(tokens):
        if token.kind == "point":
            count = 0
            while i + 1 + count < len(tokens) and tokens[i + 1 + count].kind == "digit":
                count += 1
            return min(count, 6)
    return 0


def _is_minute(tokens: list[_Token], at: int) -> bool:
    """Say whether an m means minutes: after hours, or before seconds."""
    if tokens[at].text.lower() not in ("m", "mm"):
        return False
    near = [t for t in reversed(tokens[:at]) if t.kind in ("date", "elapsed")][:1]
    if near and near[0].text.lower()[0] == "h":
        return True
    after = [t for t in tokens[at + 1 :] if t.kind in ("date", "elapsed")][:1]
    return bool(after) and after[0].text.lower()[0] == "s"


def _piece(sign: str, moment: Moment, twelve: bool, minute: bool) -> str:
    first, width = sign[0], len(sign)
    if first in "ye":
        return f"{moment.year % 100:02d}" if sign in ("y", "yy") else f"{moment.year:04d}"
    if first == "m":
        if minute:
            return str(moment.minute).zfill(width)
        return _named(moment.month, width, _MONTHS[moment.month - 1])
    if first == "d":
        return _named(moment.day, width, _DAYS[moment.weekday])
    if first == "h":
        hour = (moment.hour % 12 or 12) if twelve else moment.hour
        return str(hour).zfill(width)
    if first == "s":
        return str(moment.second).zfill(width)
    return str(moment.year + 543) if first == "b" else ""


def _named(number: int, width: int, name: str) -> str:
    """Return a number with one or two digits, or a name: short, whole, or its first letter."""
    return (str(number), f"{number:02d}", name[:3], name, name[0])[width - 1]


def _elapsed(sign: str, moment: Moment) -> str:
    unit = {"h": 3600, "m": 60, "s": 1}[sign[0]]
    return str(moment.seconds // unit).zfill(len(sign))
