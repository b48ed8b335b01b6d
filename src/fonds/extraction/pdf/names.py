"""Glyphs without a name: what a document's fonts say where its tables of characters do not.

PDFium answers with the number of a glyph where a table has nothing for it. What it answers is
weighed against all tables of the document and against the font that draws it.
"""

from collections import Counter
from functools import lru_cache
from unicodedata import category, digit, normalize

from fonds.extraction.pdf import bidi, fontmap, pdfium, tounicode
from fonds.extraction.pdf.scripts import RIGHT, STACKED

UNKNOWN = "\ufffd"

_CODE_LETTERS = 3
_OTHER_SCRIPT_LETTERS = 6


class PdfFonts:
    """What a document's fonts say of the characters that PDFium read, page after page."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._tables: tounicode.Tables | None = None
        self._read = False
        self._maps: dict[int, fontmap.FontMap | None] = {}
        self._cache: dict[tuple[int, str, int], tuple[str, bool]] = {}

    def next_page(self) -> None:
        """Forget the fonts' handles, which the library hands out again for each page."""
        self._maps.clear()
        self._cache.clear()

    def named(self, handle: int, char: str, advance: float) -> tuple[str, bool]:
        """Return a character and whether it stands.

        Where it is but the number of a glyph without a name: the font's own name for it, else
        U+FFFD. It does not stand where that is likely and not sure.
        """
        font = pdfium.object_font(handle) or 0
        key = (font, char, round(advance * 100))
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._named(font, char, advance)
        return found

    def _named(self, font: int, char: str, advance: float) -> tuple[str, bool]:
        if not self._read:
            self._read = True
            self._tables = tounicode.read(self._data)
        tables = self._tables
        latin = bidi.kind(char) == "L" and not STACKED.match(char)
        control = char < " "
        if tables is None or not (latin or control or tables.maybe_code(char)):
            return char, True
        if font not in self._maps:
            self._maps[font] = fontmap.read(pdfium.font_program(font)) if font else None
        table = self._maps[font]
        if table is None:
            return char, True
        known = table.by_glyph.get(ord(char)) if tables.identity else None
        if latin and ord(char) not in table.glyphs and known and _stacked(chr(known)):
            return chr(known), True  # a Latin letter that this font does not have
        if not control and not tables.surely_code(char):
            return char, not tables.maybe_code(char) or table.draws(ord(char), advance)
        if table.draws(ord(char), advance):
            return char, True
        return (UNKNOWN, False) if known is None else (chr(known), True)


def _stacked(char: str) -> bool:
    return RIGHT.match(char) is not None or STACKED.match(char) is not None


@lru_cache(8192)
def agree(drawn: str, stated: str, glyphs: int) -> bool:
    """Say whether a stated text (``/ActualText``) may be what its glyphs show.

    A statement helps where glyphs have no names, join, or stand for a hyphenated word. It lies
    where what is drawn has other letters or digits, or where it says much more than is drawn.
    """
    shown, said = _letters(drawn), _letters(stated)
    if said.total() > 3 * glyphs + 8:
        return False
    if not shown:
        return True
    if all(char.isdigit() for char in [*shown, *said]) and said:
        return shown == said
    shaped = _stacked(stated[:1]), _stacked(drawn[:1])
    if shaped == (False, False) and shown.total() >= _CODE_LETTERS:
        nameless = glyphs - len(drawn)
        return not shown - said and (said - shown).total() <= 3 * nameless
    least = _CODE_LETTERS if shaped[0] == shaped[1] else _OTHER_SCRIPT_LETTERS
    return shown.total() < least or (shown & said).total() * 2 >= shown.total()


def _letters(text: str) -> Counter[str]:
    folded = normalize("NFKD", text[:4096]).casefold()
    return Counter(
        str(digit(char)) if category(char) == "Nd" else char
        for char in folded
        if category(char)[0] in "LN"
    )
