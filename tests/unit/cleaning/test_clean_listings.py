"""Text that ordinary documents hold and the cleaner once changed: listings left without a fence."""

import pytest

from fonds.cleaning import clean

LISTINGS = {
    "comment of several lines": "The file:\n\n## <desc>\n##      <p>\n##              More "
    "descriptive text about it.\n##      </p>\n## </desc>\n\nThat is all of it.\n",
    "template language": 'Template:\n\n# <TMPL_VAR NAME="TITLE">\n\nThis will give:\n\n'
    "<h1>I Am Page A</h1>\n<p>by Fred Nurk, who wrote all of this page.</p>\n",
    "bytes literal": "It gives:\n\n>>> 'ß'.encode('ascii', 'xmlcharrefreplace')\n"
    "b'German &#223;, &#9836;'\n\nSo much for that.\n",
    "comment in a listing": "Example of it:\n\nSub Example\nOn Error Goto Handler REM the name "
    'of  the handler follows.\nIf Dir("C:\\\\test",16)="" Then MkDir "C:\\\\test"\nEnd Sub\n',
    "address in minified code": "!function(){var a=b(e){return c(d)};"
    + "x(function(){return(y={z:1})});" * 30
    + """n+'<a href="https://www.example.com/a/?utm_campaign=b&utm_medium=c">'}();""",
    "lone control at a word's edge": 'value "\x9cabc" in the data.',
}


@pytest.mark.parametrize("text", LISTINGS.values(), ids=LISTINGS)
def test_a_listing_stays(text: str) -> None:
    assert clean(text).text is text


def test_controls_in_company_or_within_a_word_are_read() -> None:
    assert clean("He said \x93well\x94 to me.").text == "He said “well” to me."
    assert clean("I don\x92t know.").text == "I don’t know."
