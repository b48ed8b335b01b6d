"""Full stops set twice, in a dozen scripts."""

import pytest

from fonds.cleaning.rules import stops
from support.rules import becomes, stays


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("كما تستكشف MintPress News. .\n\nعنوان", "كما تستكشف MintPress News.\n\nعنوان"),
        ("دولت طرح را تصویب کرد . . وزیر گفت", "دولت طرح را تصویب کرد . وزیر گفت"),
        ("It ended. . The next began.", "It ended. The next began."),
        ("Все закончилось. . Потом", "Все закончилось. Потом"),
        ("मतदान विफल रहा। । कोई नहीं", "मतदान विफल रहा। कोई नहीं"),
        ("ভোট শেষ। । তারপর", "ভোট শেষ। তারপর"),
        ("投票结束了。 。接着", "投票结束了。接着"),
        ("قرارداد ہوا۔ ۔ پھر", "قرارداد ہوا۔ پھر"),
        ("ስብሰባው አበቃ። ። ከዚያ", "ስብሰባው አበቃ። ከዚያ"),
        ("הישיבה תמה. . אחר כך", "הישיבה תמה. אחר כך"),
        ("표결이 끝났다. . 그리고", "표결이 끝났다. 그리고"),
        ("Η ψηφοφορία τέλειωσε. . Μετά", "Η ψηφοφορία τέλειωσε. Μετά"),
        ('He said "no". . Then', 'He said "no". Then'),
        (
            "Der Antrag wurde abgelehnt.. Die Kosten trägt er.",
            "Der Antrag wurde abgelehnt. Die Kosten trägt er.",
        ),
    ],
)
def test_goes(text: str, after: str) -> None:
    assert becomes(stops, text) == after


@pytest.mark.parametrize(
    "text",
    [
        'He paused . . . then said "no."',
        "He paused. . then went on",
        "named ..gitignore.. and the score was 3 .. 4",
        "of previous generations . .\n> . I have always",
        "cp -r . . and docker build . .",
        "Chapter 1. . . . . 7",
        "the verse।। the next॥",
        "no. . 5 and 3. . 4",
        "Wait.. what",
        "He went home.. She stayed there... All was well again.",
    ],
)
def test_stays(text: str) -> None:
    assert stays(stops, text)
