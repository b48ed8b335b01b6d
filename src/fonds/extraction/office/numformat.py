"""What a reader sees of a number in a spreadsheet: number formats applied.

Source: ECMA-376 part 1, section 18.8.31 (number formats) and 18.8.30 (the built-in ones).
Names of months and days are English: which language a reader's program would use is not in the
file. What a format cannot be read for is shown as *General*, and ``render`` says so.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from fonds.extraction.office.numdates import DATE_SIGNS, date_text

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "m/d/yyyy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Format codes that a file names by number only."""

LONGEST = 1_000  # characters of a format code; more is General
_MOST_DIGITS = 30  # places after the point

_TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|(General)|(AM/PM|A/P|上午/下午)'
    r"|([eE][+-])|(yyyy|yyy|yy|y|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|e+|b+|g+)"
    r"|([0#?])|(.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]{1,30})")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)


class FormatToken(NamedTuple):
    """One piece of a section: ``kind`` is lit, digit, point, comma, percent, exp, slash or at."""

    kind: str
    text: str


class Section(NamedTuple):
    """One of the up to four sections of a format."""

    tokens: tuple[FormatToken, ...]
    test: Callable[[float], bool] | None
    is_date: bool
    general: bool


def render(code: str, value: float, *, date1904: bool = False) -> tuple[str, bool]:
    """Return what a reader sees of a number under a format code, and whether that was possible.

    >>> render("0%", 0.25), render("0.00", 7)
    (('25%', True), ('7.00', True))
    """
    if code == "General" or not code:
        return general(value), True
    sections = _parsed(code[: LONGEST + 1])
    if sections is None:
        return general(value), False
    section, signed = _chosen(sections, value)
    if section is None:
        return "#" * 8, True
    number = value if signed else abs(value)
    if section.is_date:
        text = date_text(section.tokens, value, date1904=date1904)
        return (text, True) if text is not None else (general(value), False)
    if section.general:
        shown = general(number)
        return "".join(shown if t.kind == "general" else t.text for t in section.tokens), True
    return _number(section.tokens, number), True


def is_text(code: str) -> str | None:
    """Return the section that text goes through, if a format has one: ``@`` stands for it."""
    sections = _parsed(code[: LONGEST + 1])
    if sections is None:
        return None
    if len(sections) == 4:
        return "".join("@" if t.kind == "at" else t.text for t in sections[3].tokens)
    return None


def general(value: float) -> str:
    """Return a number as a cell without a format shows it: eleven digits at most."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value == int(value) and abs(value) < 1e11:
        return str(int(value))
    if 1e-4 <= abs(value) < 1e11:
        whole = len(str(int(abs(value))))
        text = f"{value:.{max(0, 10 - whole)}f}".rstrip("0").rstrip(".")
        return text or "0"
    mantissa, _, exponent = f"{value:.5E}".partition("E")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}"


@lru_cache(maxsize=512)
def _parsed(code: str) -> tuple[Section, ...] | None:
    if len(code) > LONGEST:
        return None
    sections: list[Section] = []
    for piece in _split(code):
        section = _section(piece)
        if section is None:
            return None
        sections.append(section)
    return tuple(sections[:4])


def _split(code: str) -> list[str]:
    """Split a code at semicolons that are no literals."""
    pieces, start = [], 0
    for found in _TOKEN.finditer(code):
        if found[11] == ";":
            pieces.append(code[start : found.start()])
            start = found.end()
    return [*pieces, code[start:]]


def _section(code: str) -> Section | None:
    tokens: list[FormatToken] = []
    test = None
    dates = False
    for m in _TOKEN.finditer(code):
        quoted, escaped, padded, filled, bracket, gen, ampm, exp, date, digit, other = m.groups()
        if quoted is not None or escaped is not None:
            tokens.append(FormatToken("lit", quoted if quoted is not None else escaped))
        elif padded is not None:
            tokens.append(FormatToken("lit", " "))
        elif filled is not None:
            continue
        elif bracket is not None:
            found = _bracket(bracket, tokens)
            test = found or test
            dates = dates or (bool(tokens) and tokens[-1].kind == "elapsed")
        elif gen is not None:
            tokens.append(FormatToken("general", gen))
        elif ampm is not None:
            tokens.append(FormatToken("ampm", ampm))
            dates = True
        elif exp is not None:
            tokens.append(FormatToken("exp", exp))
        elif date is not None:
            tokens.append(FormatToken("date", date))
            dates = True
        elif digit is not None:
            tokens.append(FormatToken("digit", digit))
        else:
            kinds = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "at"}
            tokens.append(FormatToken(kinds.get(other, "lit"), other))
    return Section(tuple(tokens), test, dates, any(t.kind == "general" for t in tokens))


def _bracket(text: str, tokens: list[FormatToken]) -> Callable[[float], bool] | None:
    """Read what stands in brackets: a condition, elapsed time, a currency; colours say nothing."""
    if condition := _CONDITION.fullmatch(text):
        sign, limit = condition[1], condition[2]
        try:
            bound = float(limit)
        except ValueError:
            return None
        return {
            "<": lambda v: v < bound, ">": lambda v: v > bound, "=": lambda v: v == bound,
            "<=": lambda v: v <= bound, ">=": lambda v: v >= bound, "<>": lambda v: v != bound,
        }[sign]  # fmt: skip
    if _ELAPSED.fullmatch(text):
        tokens.append(FormatToken("elapsed", text.lower()))
    elif text.startswith("$"):
        tokens.append(FormatToken("lit", text[1:].partition("-")[0]))
    return None


def _chosen(sections: tuple[Section, ...], value: float) -> tuple[Section | None, bool]:
    """Return the section for a number, and whether its sign is shown before it."""
    if any(s.test for s in sections[:2]):
        for number, section in enumerate(sections[:3]):
            if section.test is None:
                if number == 2 or not any(s.test for s in sections[number + 1 : 3]):
                    return section, True
            elif section.test(value):
                return section, True
        return None, True
    if len(sections) == 1:
        return sections[0], True
    if value < 0:
        return sections[1], False
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], True


def _number(tokens: tuple[FormatToken, ...], value: float) -> str:
    if any(t.kind == "slash" for t in tokens) and any(t.kind == "digit" for t in tokens):
        return _fraction(tokens, value)
    digits = [i for i, t in enumerate(tokens) if t.kind == "digit"]
    if not digits:
        if any(t.kind == "at" for t in tokens):
            shown = general(value)
            return "".join(shown if t.kind == "at" else t.text for t in tokens)
        shown = "".join(t.text for t in tokens)
        return f"-{shown}" if value < 0 and shown else shown
    last = digits[-1]
    thousands = False
    scaled = value * 100.0 ** sum(t.kind == "percent" for t in tokens)
    point = next((i for i, t in enumerate(tokens) if t.kind == "point"), len(tokens))
    exponent = next((i for i, t in enumerate(tokens) if t.kind == "exp"), None)
    for i, token in enumerate(tokens):
        if token.kind == "comma":
            after = [d for d in digits if d > i and d < point]
            if after and digits[0] < i:
                thousands = True
            elif i > (max((d for d in digits if d < point), default=last)) and not after:
                scaled /= 1000.0
    if exponent is not None:
        return _scientific(tokens, scaled, point, exponent)
    return _placed(tokens, scaled, point, thousands=thousands)


def _placed(tokens: tuple[FormatToken, ...], value: float, point: int, *, thousands: bool) -> str:
    """Put the digits of a number where a format has room for them."""
    decimals = [t.text for t in tokens[point:] if t.kind == "digit"]
    whole, _, part = rounded(abs(value), len(decimals)).partition(".")
    negative = value < 0 and (whole.strip("0") or part.strip("0"))
    places = [i for i, t in enumerate(tokens[:point]) if t.kind == "digit"]
    whole = whole.lstrip("0")
    filled = _fill(whole, [tokens[i].text for i in places], thousands=thousands)
    kept = _trimmed(part, decimals)
    out: list[str] = ["-"] if negative else []
    spots = iter(kept)
    for i, token in enumerate(tokens):
        if token.kind == "digit":
            out.append(filled[places.index(i)] if i < point else next(spots, ""))
        elif token.kind == "point":
            if not places:
                out.append(whole)
            out.append(".")
        elif token.kind != "comma" and token.kind != "at":
            out.append(token.text)
    return "".join(out)


def rounded(value: float, places: int) -> str:
    """Return a number with so many places, halves away from zero as spreadsheets round.

    By the number's shortest decimal form, not its binary one: 1.005 with two places is 1.01.
    """
    from decimal import ROUND_HALF_UP, Context, Decimal

    step = Decimal(1).scaleb(-min(places, _MOST_DIGITS))
    context = Context(prec=400, rounding=ROUND_HALF_UP)
    text = f"{Decimal(f'{value:.15g}').quantize(step, context=context):f}"
    return text + "0" * (places - _MOST_DIGITS)


def _fill(whole: str, places: list[str], *, thousands: bool) -> list[str]:
    """Return what each place before the point shows; the first has all digits that are over."""
    shown: list[str] = []
    count = len(places)
    for i, place in enumerate(places):
        left = count - 1 - i  # places to the right of this one
        behind = len(whole) - left  # digits up to and with this place
        digits = whole[max(0, behind - 1) if i else 0 : max(0, behind)]
        if not digits:
            digits = {"0": "0", "?": " "}.get(place, "")
        if thousands and digits.isdigit():
            digits = _grouped(digits, left)
        shown.append(digits)
    return shown


def _grouped(digits: str, left: int) -> str:
    """Put a comma after each digit that has a multiple of three digits to its right."""
    out: list[str] = []
    for i, digit in enumerate(digits):
        behind = len(digits) - 1 - i + left
        out.append(digit + ("," if behind and behind % 3 == 0 else ""))
    return "".join(out)


def _trimmed(part: str, places: list[str]) -> list[str]:
    """Return the digits after the point: zeros at the end only where the format asks for them."""
    kept = list(part.ljust(len(places), "0"))
    for i in range(len(places) - 1, -1, -1):
        if kept[i] != "0" or places[i] == "0":
            break
        kept[i] = " " if places[i] == "?" else ""
    return kept


def _scientific(tokens: tuple[FormatToken, ...], value: float, point: int, exponent: int) -> str:
    places = sum(t.kind == "digit" for t in tokens[: min(point, exponent)])
    decimals = sum(t.kind == "digit" for t in tokens[point:exponent])
    power = 0
    if value:
        power = int(f"{abs(value):.14e}".partition("e")[2])
        power -= power % max(1, places)
    mantissa = value / 10.0**power if abs(power) < 300 else 0.0
    if abs(float(rounded(abs(mantissa), decimals))) >= 10**places:
        power += places
        mantissa = value / 10.0**power
    front = _placed(tokens[:exponent], mantissa, min(point, exponent), thousands=False)
    width = sum(t.kind == "digit" for t in tokens[exponent:])
    sign = "-" if power < 0 else "+" if tokens[exponent].text[1] == "+" else ""
    rest = "".join(t.text for t in tokens[exponent + 1 :] if t.kind in ("lit", "percent"))
    return f"{front}E{sign}{str(abs(power)).zfill(width)}{rest}"


def _fraction(tokens: tuple[FormatToken, ...], value: float) -> str:
    from fractions import Fraction

    slash = next(i for i, t in enumerate(tokens) if t.kind == "slash")
    below = tokens[slash + 1 :]
    fixed = "".join(t.text for t in below if t.text.isdigit() and t.text != "0")
    width = max(1, sum(t.kind == "digit" for t in below))
    before = [i for i, t in enumerate(tokens[:slash]) if t.kind == "digit"]
    has_whole = any(
        t.kind == "lit" and before and before[0] < i < before[-1]
        for i, t in enumerate(tokens[:slash])
    )
    size = abs(value)
    whole = int(size) if has_whole else 0
    rest = Fraction(size - whole)
    if fixed:
        bottom = int(fixed[:6])
        top = int(rest * bottom + Fraction(1, 2))
    else:
        near = rest.limit_denominator(10 ** min(width, 6) - 1)
        top, bottom = near.numerator, near.denominator
    if has_whole and top == bottom:
        whole, top = whole + 1, 0
    sign = "-" if value < 0 else ""
    if has_whole and top == 0:
        return f"{sign}{whole}" + " " * (1 + 2 * width)
    lead = f"{whole} " if whole else ""
    return f"{sign}{lead}{top}/{bottom}"


__all__ = ["BUILT_IN", "DATE_SIGNS", "FormatToken", "general", "is_text", "render", "rounded"]
