"""Page numbers and running heads between paragraphs."""

import pytest

from fonds.cleaning.rules import pages
from support.rules import becomes, stays

ONE, TWO = (
    "The committee met and considered the evidence.",
    "It recommended that nothing be changed.",
)


def between(line: str) -> str:
    return f"{ONE}\n\n{line}\n\n{TWO}"


@pytest.mark.parametrize("line", ["– 7 –", "- 12 -", "— ٧ —", "• iv •", "· ۱۲ ·"])
def test_a_number_between_dashes(line: str) -> None:
    assert becomes(pages, between(line)) == f"{ONE}\n\n{TWO}"


@pytest.mark.parametrize(
    "word",
    [
        "Page {} of 9", "Seite {}", "Página {} de 9", "Страница {} из 9", "第 {} 页", "صفحة {}",
        "עמוד {}", "पृष्ठ {}", "หน้า {}", "Σελίδα {}", "{} 페이지", "ገጽ {}", "Trang {}",
    ],
)  # fmt: skip
def test_the_word_for_page_and_ascending_numbers(word: str) -> None:
    text = "\n\n".join(f"{ONE}\n\n{word.format(n)}" for n in (1, 2, 3)) + f"\n\n{TWO}"
    assert becomes(pages, text) == "\n\n".join([ONE, ONE, ONE, TWO])


def test_a_title_and_the_number_its_range_holds() -> None:
    text = f"{ONE}\n\nJournal of Applied Botany 12 (2004) 33–41\n34\n\n{TWO}"
    assert becomes(pages, text) == f"{ONE}\n\n{TWO}"
    other = f"{ONE}\n\nJournal of Applied Botany 12 (2004) 33–41\n77\n\n{TWO}"
    assert stays(pages, other)


def test_heads_go_with_their_number() -> None:
    text = f"{ONE}\n\n– 7 –\n\nDrucksache 19/1234\n\n{TWO}"
    assert becomes(pages, text) == f"{ONE}\n\n{TWO}"


def test_a_title_with_a_number() -> None:
    broken = "The rele-\nvant evidence was found."
    text = f"{broken}\n\n12 | Annual Report 2019\n\n{TWO}"
    assert becomes(pages, text) == f"{broken}\n\n{TWO}"
    heads = "\n\n".join(f"{ONE}\n\nAnnual Report 2021    {n}" for n in (3, 4, 5))
    assert becomes(pages, heads) == "\n\n".join([ONE] * 3)


def test_a_short_paragraph_between_two_numbers_is_no_head() -> None:
    text = f"{ONE}\n\n– 7 –\n\nԱյն կբացվի գարնանը։\n\n– 8 –\n\n{TWO}"
    assert becomes(pages, text) == f"{ONE}\n\nԱյն կբացվի գարնանը։\n\n{TWO}"


@pytest.mark.parametrize(
    "text",
    [
        between("Chapter 7"),
        between("Article 12"),
        between("7"),
        between("12 | The Return"),
        between("01/2013"),
        between("Page 3"),
        between("# – 7 –"),
        f"{ONE}\n– 7 –\n{TWO}",
        f"{ONE}\n\n123\nif any invocation of the command exited with status 1-125\n\n{TWO}",
        "Seite 1\n\nSeite 2\n\nSeite 3",
    ],
)
def test_stays(text: str) -> None:
    assert stays(pages, text)
