"""Parameters that follow the reader."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.cleaning.rules import tracking
from support.rules import becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("https://a.example/c?utm_source=x&utm_medium=y", "https://a.example/c"),
        (
            "see https://a.example/c?utm_source=x&id=5&fbclid=z#top, and",
            "see https://a.example/c?id=5#top, and",
        ),
        ("(https://a.example/c?id=5&gclid=z).", "(https://a.example/c?id=5)."),
        ("[x](/p?utm_source=a&b=2)", "[x](/p?b=2)"),
        ("https://a.example/?a=1&amp;utm_source=r&amp;b=2", "https://a.example/?a=1&amp;b=2"),
        ("https://a.example/#utm_source=rss", "https://a.example/"),
        ("https://a.example/?utm_campaign=продвижение&x=1", "https://a.example/?x=1"),
        (
            "[p](http://a.example/?p=1&utm_source=f&utm_campaign=Feed%3A+x+(The+Blog))",
            "[p](http://a.example/?p=1)",
        ),
        ("网址：https://a.example/?msclkid=1。下一句", "网址：https://a.example/。下一句"),
        ("الرابط https://a.example/?igshid=q== هنا", "الرابط https://a.example/ هنا"),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(tracking, text) == after


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/?id=5&ref=home&page=2",
        "the parameter utm_source=x is described here",
        "`https://a.example/?utm_source=x`",
        "https://a.example/utm_source/fbclid",
    ],
)
def test_stays(text: str) -> None:
    assert stays(tracking, text)


PAIRS = st.lists(
    st.tuples(
        st.sampled_from(["id", "q", "utm_source", "utm_id", "fbclid", "gclid", "page"]),
        st.text("ab1%_", max_size=5),
    ),
    max_size=6,
)


@given(PAIRS, st.sampled_from(["", "#top"]))
def test_the_other_parameters_stay_in_order(pairs: list[tuple[str, str]], fragment: str) -> None:
    query = "&".join(f"{key}={value}" for key, value in pairs)
    url = f"https://a.example/p{'?' if query else ''}{query}{fragment}"
    parts = urlsplit(becomes(tracking, url))
    kept = [key for key, _ in parse_qsl(parts.query, keep_blank_values=True)]
    assert kept == [key for key, _ in pairs if not key.startswith(("utm_", "fbclid", "gclid"))]
    assert (parts.path, parts.fragment) == ("/p", fragment.strip("#"))
