import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.xml import extract
from fonds.model import Identification

XML = Identification("application/xml")


def read(text):
    return extract(text.encode() if isinstance(text, str) else text, XML)


def kinds(found):
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


def test_elements_that_hold_words_are_blocks_with_all_that_is_in_them():
    found = read("<TEI><text><head>H</head><p>a <hi>b</hi> c</p><p><note>n</note></p></text></TEI>")
    assert kinds(found) == [("heading", "H"), ("paragraph", "a b c"), ("footnote", "n")]
    assert found.blocks[1].place == {"path": "TEI/text[1]/p[1]", "line": 1}


def test_a_feed_says_title_and_date():
    found = read(
        "<rss><channel><title>T</title><pubDate>Tue, 7 May 2024 00:00:00 GMT</pubDate>"
        "<item><title>one</title><description>&lt;p&gt;x&lt;/p&gt;</description></item></channel></rss>"
    )
    assert {m.name: m.value for m in found.metadata} == {
        "title": "T",
        "date": "Tue, 7 May 2024 00:00:00 GMT",
    }
    assert "<p>x</p>" in found.text


def test_svg_gives_its_words_and_no_scripts():
    found = read(
        '<svg xmlns="http://www.w3.org/2000/svg"><style>x{}</style><script>y</script>'
        "<title>T</title><text>a <tspan>b</tspan></text></svg>"
    )
    assert found.text == "T\na b"


def test_nothing_is_included_or_fetched():
    found = read(
        '<a xmlns:xi="http://www.w3.org/2001/XInclude"><b>x</b><xi:include href="file:///etc/passwd"/></a>'
    )
    assert (found.text, [x.kind for x in found.losses]) == ("x", ["doctype"])


def test_a_definition_is_refused():
    found = read('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
    assert (found.text, [x.kind for x in found.losses]) == (None, ["doctype"])


def test_a_fictionbook_is_a_book():
    found = read(
        '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info>'
        "<author><first-name>A</first-name><last-name>B</last-name></author><book-title>T</book-title>"
        "<lang>ru</lang></title-info></description><body><section><title><p>One</p></title><p>words</p>"
        "<poem><stanza><v>line</v></stanza></poem></section></body><body "
        "name='notes'><section><p>note</p>"
        "</section></body><binary id='x'>AAAA</binary></FictionBook>"
    )
    assert kinds(found) == [
        ("heading", "One"), ("paragraph", "words"), ("paragraph", "line"), ("footnote", "note"),
    ]  # fmt: skip
    assert {m.name: m.value for m in found.metadata} == {
        "creator": "A B",
        "title": "T",
        "language": "ru",
    }


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-16"])
def test_the_stated_charset_is_obeyed(charset):
    text = f'<?xml version="1.0" encoding="{charset}"?><a>слово</a>'
    assert read(text.encode(charset)).text == "слово"


@given(
    st.recursive(
        st.text("ab ", max_size=4), lambda inner: st.lists(inner, max_size=4), max_leaves=12
    )
)
def test_no_word_is_lost_and_none_is_given_twice(tree):
    def written(node):
        return (
            node if isinstance(node, str) else "<n>" + "</n><n>".join(map(written, node)) + "</n>"
        )

    from lxml import etree

    text = f"<r>{written(tree)}</r>"
    expected = "".join("".join(etree.fromstring(text).itertext()).split())
    found = read(text)
    assert "".join((found.text or "").split()) == expected


def unguarded(found):
    assert not any("the reader stopped" in x.note for x in found.losses)


@given(st.binary(max_size=200))
def test_rubbish_never_raises(data):
    unguarded(read(data))
    unguarded(read(b"<a>" + data))
