from fonds.extraction.office import extract
from fonds.model import Identification
from support.office_files import book, xhtml

EPUB = Identification("application/epub+zip")


def kinds(found):
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


def test_pages_come_in_the_order_of_the_spine_with_their_blocks():
    pages = [
        xhtml("<h1>One</h1><p>a <i>b</i>c\n d</p><ul><li>item</li></ul>"),
        xhtml("<table><tr><td>x</td><td>y</td></tr></table><blockquote><p>said</p></blockquote>"),
    ]
    found = extract(book(pages), EPUB)
    assert kinds(found) == [
        ("heading", "One"), ("paragraph", "a bc d"), ("list-item", "item"),
        ("table-cell", "x"), ("table-cell", "y"), ("quote", "said"),
    ]  # fmt: skip
    assert found.blocks[3].place["part"] == "O/p1.xhtml"
    assert found.text.endswith("x\ty\nsaid")
    assert found.losses == ()


def test_named_characters_breaks_preformatted_text_and_ruby():
    page = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x.dtd">' + xhtml(
        "<p>a&nbsp;b&mdash;c &amp; d<br/>e</p><pre>x\n  "
        "y</pre><p><ruby>東<rt>とう</rt></ruby>京</p>"
    )
    found = extract(book([page]), EPUB)
    assert kinds(found) == [
        ("paragraph", "a\u00a0b\u2014c & d\ne"), ("code", "x\n  y"), ("paragraph", "東京"),
        ("ruby", "とう"),
    ]  # fmt: skip


def test_a_page_with_definitions_is_refused_and_the_others_are_read():
    bad = '<!DOCTYPE html [<!ENTITY a "b">]>' + xhtml("<p>&a;</p>")
    found = extract(book([bad, xhtml("<p>good</p>")]), EPUB)
    assert found.text == "good"
    assert [x.kind for x in found.losses] == ["doctype"]


def test_a_page_that_is_not_well_formed_is_read_as_browsers_do():
    found = extract(book([xhtml("<p>one<p>two")]), EPUB)
    assert "one" in found.text
    assert "two" in found.text


def test_metadata_contents_orphans_and_locked_pages():
    nav = '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    orphan = '<item id="o" href="o.xhtml" media-type="application/xhtml+xml"/>'
    locked = (
        '<encryption><EncryptedData><EncryptionMethod Algorithm="aes"/><CipherData>'
        '<CipherReference URI="O/p1.xhtml"/></CipherData></EncryptedData></encryption>'
    )
    more = {
        "O/nav.xhtml": xhtml("<nav><ol><li><a href='p0.xhtml'>First</a></li></ol></nav>"),
        "O/o.xhtml": xhtml("<p>orphan</p>"),
        "META-INF/encryption.xml": locked,
    }
    metadata = "<dc:title>T</dc:title><dc:creator>A</dc:creator><dc:language>fa</dc:language>"
    pages = [xhtml("<p>open</p>"), xhtml("<p>closed</p>")]
    data = book(pages, metadata=metadata, manifest=nav + orphan, more=more)
    found = extract(data, EPUB)
    assert found.text == "open"
    assert [(x.kind, x.count) for x in found.losses] == [("encrypted", 1), ("hidden-text", 1)]
    assert {m.name: m.value for m in found.metadata} == {
        "title": "T", "creator": "A", "language": "fa", "tableOfContents": ["First"],
    }  # fmt: skip
