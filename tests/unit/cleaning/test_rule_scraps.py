"""Code of a page left in prose."""

import pytest

from fonds.cleaning.rules import scraps
from support.rules import becomes, stays

PROSE = "The society met on the third of May, and the minutes [two leaves] were read and agreed."


@pytest.mark.parametrize(
    "scrap",
    [
        "<script>var a = 1;\n\n    if (a) { b(); }</script>",
        '<STYLE type="text/css">p { margin: 0 }</STYLE>',
        '<iframe src="https://maps.example.org/x" width="600"></iframe>',
        '<img src="https://track.example.org/x.gif" width="1" height="1" />',
        '<link rel="stylesheet" href="/style.css">',
        '<ins class="adsbygoogle" data-ad-client="ca-1"></ins>',
    ],
)
def test_goes(scrap: str) -> None:
    assert becomes(scraps, f"{PROSE}\n\n{scrap}\n\n{PROSE}") == f"{PROSE}\n\n{PROSE}"


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\nAdd this line:\n\n<script src='a.js'></script>\n\n{PROSE}",
        f"{PROSE}\n\n```\n<script>a()</script>\n```\n\n{PROSE}",
        f"{PROSE} The <script> tag is old; <script>a()</script> is how it was used in HTML.",
        f"{PROSE}\n\n<script>never closed\n\n{PROSE}",
        f"{PROSE}\n\n<img src='mill.jpg' width='400' height='300'>\n\n{PROSE}",
        "<script>a()</script>",
        f"He wrote <script>a()</script> into the field. {PROSE}",
        f"<html><body><script>a()</script>{PROSE}</body></html>",
    ],
)
def test_stays(text: str) -> None:
    assert stays(scraps, text)
