import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.html.parse import as_html, parse
from fonds.extraction.html.walk import walk


def text(markup):
    return walk(parse(markup).markup).text


def kinds(markup):
    walked = walk(parse(markup).markup)
    return [(b.kind, walked.text[b.start : b.end]) for b in walked.blocks]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a<b>b</b>c<i> d</i></p>", "abc d"),  # a line splits no word
        ("<p>one<p>two", "one\n\ntwo"),
        ("<div>one<div>two</div>three</div>", "one\n\ntwo\n\nthree"),
        ("<table><tr><td>1874<td>Year<tr><td>x</table>", "1874\tYear\nx"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<dl><dt>a<dd>b</dl>", "a\nb"),
        ("<select><option>a<option>b</select>", "a\nb"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<pre>\n  a\n   b  </pre>", "  a\n   b"),
        ("<textarea>a\n b</textarea>", "a\n b"),
        ("<p>  a \n\t b  </p>", "a b"),
        ("<p>a&nbsp;&nbsp;b", "a\xa0\xa0b"),  # no space that a browser would keep is lost
        ("<p>a\u3000\u200cb\u2003c", "a\u3000\u200cb\u2003c"),
        ("&lt;b&gt; &amp;lt; &quot; &eacute; &#128; &notit;", '<b> &lt; " é € ¬it;'),
        ("<p>co<wbr>op", "coop"),
        ("a<script>x</script>b<style>y</style>c", "abc"),
        ("<script><!--<script></script>--></script>seen", "seen"),
        ("<template>no</template>yes", "yes"),
        ("<div><template shadowrootmode=open><p>shadow</template></div>", "shadow"),
        ("<noscript>without scripts</noscript>", "without scripts"),
        ("<xmp><b>&amp;</xmp>", "<b>&amp;"),
        ("a<plaintext></p><b>", "a\n\n</p><b>"),
        ("<iframe><p>no</iframe>yes", "yes"),
        ("<video>no</video><canvas>no</canvas>yes", "yes"),
        ("<object><p>instead</object>", "instead"),
        ("<svg><title>no</title><text>seen</text></svg>", "seen"),
        ("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>", "x=2"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>です", "漢字です\nかん じ"),
        ("a<!-- > --><!-- <p>no -->b", "ab"),
        ("<p title='a > b <i>'>x", "x"),
        ('<input value="Send" type=submit><input type=hidden value=no>', "Send"),
        ("<head><title>no</title></head>yes", "yes"),
        ("x\0y", "xy"),
        ("<frameset></frameset><noframes>no</noframes>", ""),
        ("", ""),
    ],
)
def test_what_a_reader_sees(markup, expected):
    assert text(markup) == expected


def test_a_page_of_frames_is_read_by_what_it_says_without_them():
    from fonds.extraction.html.reading import read

    _, walked = read("<frameset><frame></frameset><noframes><p>Go <b>here</b></noframes>")
    assert walked.text == "Go here"


def test_hidden_text_is_kept_and_marked():
    page = "<p>a <span hidden>x y</span>b<div style='color:red; display: none'><p>z</div><p>c"
    walked = walk(parse(page).markup)
    assert walked.text == "a b\nx y\n\nz\n\nc"
    assert walked.hidden == 2
    hidden = [walked.text[b.start : b.end] for b in walked.blocks if "hidden" in b.place or
              b.kind == "hidden"]  # fmt: skip
    assert hidden == ["x y", "z"]
    assert walk(parse("<p hidden=until-found>a<p aria-hidden=true>b").markup).hidden == 0


def test_kinds_of_blocks():
    page = """<h2>H</h2><p>P<ul><li>L</ul><table><caption>C</caption><tr><th>T</table>
    <figure><figcaption>F</figcaption></figure><div class="wp-caption"><p class="wp-caption-text">W
    </p></div><blockquote>Q</blockquote><pre>K</pre>"""
    assert kinds(page) == [
        ("heading", "H"), ("paragraph", "P"), ("list-item", "L"), ("caption", "C"),
        ("table-cell", "T"), ("caption", "F"), ("caption", "W"), ("quote", "Q"), ("code", "K"),
    ]  # fmt: skip


def test_paths_are_xpath_of_the_tree():
    from lxml import html as lxml_html

    page = "<body><div><p>a<p>b</div><div>c<section><p>d</section></div></body>"
    walked = walk(parse(page).markup)
    tree = lxml_html.document_fromstring(page).getroottree()
    for block in walked.blocks:
        (element,) = tree.xpath(block.place["path"])
        assert walked.text[block.start : block.end] in element.text_content()
    assert walked.blocks[-1].place["path"] == "/html[1]/body[1]/div[2]/section[1]/p[1]"


def test_xhtml_that_closes_itself():
    page = as_html('<html><head><title/><script src="a"/></head><body><a id="x"/><p>a<br/>b</p>'
                   "<p><![CDATA[<c> & d]]></p></body></html>")  # fmt: skip
    assert text(page) == "a\nb\n\n<c> & d"


@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<div>", "</div>", "<table>", "<td>", "<li>", "<a href='>'>",
     "</a>", "<br>", "w1", "w2 ", " w3", "<pre>", "</pre>", "<ruby>", "<rt>", "<span hidden>",
     "</span>", "<select>", "<option>", "<svg>", "</svg>", "&amp;", "<!--", "-->", "<textarea>",
     "é", "\n"]),
    max_size=40))  # fmt: skip
def test_no_word_is_lost_and_blocks_lie_in_order(tokens):
    page = parse("".join(tokens))
    walked = walk(page.markup)
    end = 0
    for block in walked.blocks:
        assert end <= block.start <= block.end <= len(walked.text)
        assert not walked.text[end : block.start].strip()
        end = block.end
    assert end == len(walked.text)
    # another way to the same letters: all text of the parser's output, comments and tags cut out
    letters = re.sub(r"<!--.*?-->|<[^>]*>", "", page.markup, flags=re.S)
    assert sorted(re.findall(r"w\d|é", walked.text)) == sorted(re.findall(r"w\d|é", letters))
