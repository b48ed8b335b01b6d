"""Characters of symbol fonts as Unicode.

Office files write them as code points of the private use area, or by their byte and the font's
name. What is not in the table stays as it is written and is counted.
Source: Adobe's mapping of Symbol (public table symbol.txt), Microsoft's of Wingdings.
"""

_SYMBOL_20 = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "\uf8e5αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_A0 = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\uf8e6\uf8e7↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈"
    "\uf8e8\uf8e9\uf8ea∑"
)
_WINGDINGS = {
    0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x78: "⌧", 0x9F: "•",
    0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔",
    0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x28: "☎", 0x2A: "✉", 0x22: "✂",
    0x20: " ", 0x36: "⌛", 0x3F: "✍", 0x46: "☞", 0x45: "☜", 0x47: "☝", 0x48: "☟", 0x4E: "☠",
    0xAB: "★",
}  # fmt: skip
_WINGDINGS_2 = {0x50: "✓", 0x52: "☑", 0x54: "☒", 0xA3: "□", 0x4F: "✗", 0x51: "☒", 0x53: "☒"}

_FONTS: dict[str, dict[int, str]] = {
    "symbol": {0x20 + i: c for i, c in enumerate(_SYMBOL_20)}
    | {0xA0 + i: c for i, c in enumerate(_SYMBOL_A0)},
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
}


def known(font: str | None, code: int) -> str | None:
    """Return the Unicode character for a code of a symbol font, or None.

    >>> known("Symbol", 0xF061)
    'α'
    """
    table = _FONTS.get((font or "").lower())
    return None if table is None else table.get(code & 0xFF if code >= 0xF000 else code)
