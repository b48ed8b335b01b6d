"""Lines of a page's own: skip links, breadcrumbs, neighbours, tools, heads within a sentence."""

import pytest

from fonds.cleaning.rules import navigation
from support.rules import becomes, stays

BODY = "The bridge was opened again on Monday. The works took eight months in all."


@pytest.mark.parametrize(
    "line",
    [
        "Skip to content",
        "Zum Inhalt springen",
        "انتقل إلى المحتوى",
        "Home » News » Local",
        "Главная > Новости > Город",
        "Ana sayfa » Haberler",
        "« Previous | Next »",
        "<< Önceki haber   Sonraki haber >>",
        "Print | Share | Larger text",
        "Смањи слова | Повећај слова | Штампај",
    ],
)
def test_goes(line: str) -> None:
    assert becomes(navigation, f"{line}\n\n{BODY}").strip() == BODY


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n\nSkip to content\n\nA link that lets people skip the menu.",
        f"Settings » Network » Proxy\n\n{BODY}",
        f"Print | Colour | Paper\n\n{BODY}",
        f"Print\n\n{BODY}",
        "The next article, and the previous one, say so.",
        "a corporation is a state, as the political counterpart of one\n"
        "is a state (Op. Cit., p. 218, p. 237 and p. 238). The aim is to\n"
        "exclude the population from politics.",
        "death; the manuscript was published, as is well known, in\n"
        "Physics Today, June 1982, page 43.  In it, Fletcher claims to\n"
        "be the first.",
    ],
)
def test_stays(text: str) -> None:
    assert stays(navigation, text)


def test_a_head_within_a_sentence_goes_with_its_title() -> None:
    text = (
        "The contracts are published within ten days unless the law,\n"
        "OFFICIAL GAZETTE OF HOLM\nNo. 118 Tuesday 3 June 2025 Page 40112\n"
        "provides otherwise, and are sent to those concerned."
    )
    assert becomes(navigation, text) == (
        "The contracts are published within ten days unless the law,\n"
        "provides otherwise, and are sent to those concerned."
    )
