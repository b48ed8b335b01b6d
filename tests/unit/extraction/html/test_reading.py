"""Pages from bytes to extractions, the hostile rows of the issue's table among them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.html import extract
from fonds.extraction.options import ExtractLimits, ExtractOptions, MainRule
from fonds.model import Identification

PAGE = Identification("text/html", "utf-8")
WHOLE = ExtractOptions(main_rule=MainRule.NONE)

STORY = (
    "The council met on Tuesday to speak about the bridge, which has been closed since the "
    "spring, and decided that the work should begin before the winter comes. "
)
BLOG = f"""<html><body><nav><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul></nav>
<article><h1>The bridge</h1><p>{STORY * 2}</p>
<figure id="attachment_287176" class="wp-caption"><img>
<figcaption class="wp-caption-text">The old bridge می‌شود</figcaption></figure>
<p>{STORY * 3}</p><p>{STORY * 2}</p></article>
<footer><p>Copyright by nobody</p><a href=/imprint>Imprint</a></footer></body></html>""".encode()


@pytest.mark.parametrize("rule", [MainRule.TRAFILATURA, MainRule.FAST])
def test_the_article_has_its_captions_and_no_menus(rule):
    found = extract(BLOG, PAGE, ExtractOptions(main_rule=rule))
    assert found.main.startswith("The bridge\n\nThe council")
    assert "The old bridge می‌شود" in found.main
    assert "News" not in found.main
    assert "Imprint" not in found.main
    assert "News" in found.text
    assert found.settings["main_rule"] == rule.value


def test_without_a_rule_there_is_no_main_text():
    assert extract(BLOG, PAGE, WHOLE).main_ranges is None


def test_joiners_of_persian_and_hindi_live():
    words = "او می‌شود که کتاب‌ها را می‌خواند و به خانه می‌رود. क्‍ष पढ़ना है। "
    page = f"<article><h1>متن</h1><p>{words * 8}</p><p>{words * 6}</p></article>".encode()
    found = extract(page, PAGE, ExtractOptions())
    assert found.main.count("\u200c") == words.count("\u200c") * 14
    assert found.main.count("\u200d") == words.count("\u200d") * 14


def test_byte_ranges_say_the_blocks_text():
    page = "<p>héllo</p>\r\n<div> a <b>b</b> c\n</div><p>&eacute;</p><p>last</p>".encode()
    found = extract(page, PAGE, WHOLE)
    told = {
        found.text[b.start : b.end]: page[slice(*b.place["bytes"])].decode()
        for b in found.blocks
        if "bytes" in b.place
    }
    assert told == {"héllo": "héllo", "a b c": "a <b>b</b> c", "last": "last"}


@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<article>", "</article>", "<div>", "</div>", "<nav>", "</nav>", "<li>", "<td>",
     STORY, "short", "<h1>", "</h1>", "<a href=x>", "</a>", "ж می‌شود ", "<figcaption>"]),
    max_size=25), st.sampled_from(list(MainRule)))  # fmt: skip
def test_the_main_text_is_ranges_of_the_full_text(tokens, rule):
    found = extract("".join(tokens).encode(), PAGE, ExtractOptions(main_rule=rule))
    before = 0
    for start, end in found.main_ranges or ():
        assert before <= start < end <= len(found.text)
        before = end
    for block in found.blocks:
        if "bytes" in block.place:
            start, end = block.place["bytes"]
            assert 0 <= start < end


HOSTILE = {
    "100,000 deep": b"<div>" * 100_000 + b"x",
    "a million attributes": b"<p " + b"".join(b"a%d=1 " % n for n in range(1_000_000)) + b">x",
    "attributes that hide": b"<p " + b"a='>' " * 300_000 + b">x",
    "10 MB in one line": b"word " * 2_000_000,
    "a comment never closed": b"<p>seen<!--" + b"x<p>" * 1_000_000,
    "comments that begin": b"<!--" * 500_000,
    "sections never closed": b"<svg>" + b"<![CDATA[" * 200_000,
    "titles within a value": b'<p title="' + b"<title" * 200_000 + b'">x',
    "headings within a value": b'<p title="' + b"<h1>" * 200_000 + b'">x',
    "items within a value": b'<p title="' + b"<a " * 200_000 + b'">x',
    "tags never closed": b'<a href="' * 500_000,
    "a tag that is none": b"<a" * 1_000_000,
    "NULs": b"<p>a\0b" + b"\0" * 1_000_000,
    "60,000 combining marks": b"<p>a" + "\u0301".encode() * 60_000,
    "many blocks": b"<p>a" * 150_000,
    "deep but borne": b"<div>a" * 5_000,
    "spaces": b"<p>a" + b" " * 5_000_000 + b"b",
    "bylines": b'<a class="' + b"author-" * 300_000 + b'">x</a>',
    "linked data": b'<script type="application/ld+json">' + b"[" * 500_000 + b"</script>x",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_as_text_or_as_a_named_limit(name):
    # time is the process's own, bounded so widely that only what is not linear is past it
    before = time.process_time()
    found = extract(HOSTILE[name], PAGE, ExtractOptions(main_rule=MainRule.FAST))
    assert time.process_time() - before < 30
    assert found.text is not None or [loss.kind for loss in found.losses] == ["limit"]
    if found.text is None:
        assert "(limit: " in found.losses[0].note


def test_limits_are_arguments():
    page = b"<p " + b"".join(b"a%d=1 " % n for n in range(3000)) + b">x"
    assert extract(page, PAGE, WHOLE).losses[0].kind == "limit"
    wide = ExtractOptions(limits=ExtractLimits(attributes=5000), main_rule=MainRule.NONE)
    assert extract(page, PAGE, wide).text == "x"


def test_ordinary_scripts_are_no_tags_with_attributes():
    script = b"<script>for(i=0;i<n;i++){" + b"a = b + c ; " * 5000 + b"}</script><p>seen"
    assert extract(script, PAGE, WHOLE).text == "seen"


def test_a_shell_that_scripts_fill_says_so():
    page = b"<div id=root></div><script>" + b"x=1;" * 20_000 + b"</script>"
    assert [loss.kind for loss in extract(page, PAGE, WHOLE).losses] == ["script-made"]
