"""Fonts and tables of characters, against fontTools and tables written by hand."""

import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.pdf import fontmap, tounicode


def test_characters_and_widths_are_those_that_fonttools_reads():
    fonttools = pytest.importorskip("fontTools.ttLib")
    try:
        done = subprocess.run(
            ["fc-match", "-f", "%{file}", "DejaVu Sans"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("fc-match is not here")
    font = fonttools.TTFont(done.stdout)
    if "cmap" not in font or "glyf" not in font:
        pytest.skip("DejaVu Sans is not here")
    found = fontmap.read(Path(done.stdout).read_bytes())
    assert found is not None
    for char, name in list(font.getBestCmap().items())[::37]:
        glyph = font.getGlyphID(name)
        assert found.glyphs[char] == glyph
        width = font["hmtx"][name][0] / font["head"].unitsPerEm
        assert found.advance(glyph) == pytest.approx(width)
        assert found.draws(char, width)


@given(st.binary(max_size=400))
def test_rubbish_is_no_font_and_no_table(data):
    assert fontmap.read(data) is None
    assert fontmap.read(b"\x00\x01\x00\x00" + data) is None
    assert tounicode.read(data) is None


TABLE = b"""1 begincodespacerange <0000> <ffff> endcodespacerange
3 beginbfchar <0041> <0627> <0042> <06440627> <0043> <> endbfchar
2 beginbfrange <0050> <0052> <05d0> <0060> <0061> [<0020> <05e9>] endbfrange"""


@pytest.mark.parametrize("packed", [False, True])
def test_a_table_says_which_characters_and_codes_it_has(packed):
    body = zlib.compress(TABLE) if packed else TABLE
    extra = b"/Filter/FlateDecode" if packed else b""
    data = b"1 0 obj <</ToUnicode 7 0 R/CIDToGIDMap/Identity>> endobj\n7 0 obj\n"
    data += b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), extra, body)
    found = tounicode.read(data)
    assert found is not None
    assert found.characters == set("\u0627\u0644\u05d0\u05d1\u05d2 \u05e9")
    assert found.codes == {0x41, 0x42, 0x50, 0x51, 0x52, 0x60, 0x61}
    assert found.identity
    assert found.surely_code("\x43")
    assert not found.surely_code("\x41")
