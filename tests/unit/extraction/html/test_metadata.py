import pytest

from fonds.extraction.html import extract
from fonds.extraction.options import ExtractOptions, MainRule
from fonds.model import Identification


def values(page):
    data = page.encode()
    found = extract(
        data, Identification("text/html", "utf-8"), ExtractOptions(main_rule=MainRule.NONE)
    )
    return [(value.name, value.value, value.evidence) for value in found.metadata]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<title>A &amp; B</title>", ("title", "A & B", "<title>")),
        ("<h1>Big <i>words</i></h1>", ("title", "Big words", "<h1>")),
        ('<meta property="og:title" content="T">', ("title", "T", "<meta property=og:title>")),
        ('<meta content="Ann" name=Author>', ("creator", "Ann", "<meta name=author>")),
        ('<meta name="DC.date" content="1874">', ("date", "1874", "<meta name=dc.date>")),
        ('<link rel=canonical href="https://x/a?b&amp;c">',
         ("identifier", "https://x/a?b&c", "<link rel=canonical>")),
        ('<html lang="fa">', ("language", "fa", "<html lang>")),
        ('<time itemprop="datePublished" datetime="2020-01-02">x</time>',
         ("date", "2020-01-02", "<time datetime>")),
        ('<link rel=alternate hreflang=en href=/en>',
         ("html:translation", {"language": "en", "target": "/en"},
          "<link rel=alternate hreflang>")),
        ('<link rel=alternate type="application/rss+xml" href=/feed>',
         ("html:feed", "/feed", "<link rel=alternate type>")),
        ('<span class="post-byline">By Ann Bee</span>',
         ("creator", "Ann Bee", "<span> marked as the byline")),
        ('<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","author":'
         '[{"name":"Ann"}]}]}</script>', ("creator", "Ann", "json-ld NewsArticle author")),
        ('<script type="application/ld+json">{"@type":"Article","headline":"a\nb"}</script>',
         ("title", "a b", "json-ld Article headline")),
        ("<!--\n Page saved with SingleFile \n url: https://example.org/a \n saved date: Mon Jan "
         "01 2024 10:00:00 GMT+0000\n-->", ("html:saved-from", "https://example.org/a",
         "comment of SingleFile")),
        ("<!-- Saved from https://example.org/ at 2024-01-01T10:00:00Z using monolith v2.8.1 -->",
         ("html:saved-at", "2024-01-01T10:00:00Z", "comment of monolith v2.8.1")),
        ("<!-- saved from url=(0020)https://example.org/ -->",
         ("html:saved-from", "https://example.org/", "mark of the web")),
    ],
)  # fmt: skip
def test_a_value_and_its_evidence(page, expected):
    assert expected in values(page)


def test_values_that_conflict_stay_side_by_side():
    page = "<title>One</title><h1>Two</h1><meta property=og:title content=Three>"
    titles = [value for name, value, _ in values(page) if name == "title"]
    assert sorted(titles) == ["One", "Three", "Two"]


@pytest.mark.parametrize(
    "page",
    [
        "<!-- <meta name=author content=no> -->",
        "<script>'<meta name=author content=no>'</script>",
        "<textarea><meta name=author content=no></textarea>",
        "<!-- saved from url=(0009)https://example.org/ -->",
        '<script type="application/ld+json">{"@type":"Article","author":</script>',
        '<script type="application/ld+json">[[[[{}]]]]</script>',
    ],
)
def test_what_no_tag_says_is_no_value(page):
    assert values(page) == []
