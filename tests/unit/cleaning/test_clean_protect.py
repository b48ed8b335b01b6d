"""What no rule may touch is found, and no more than that."""

import time

import pytest

from fonds.cleaning import protect
from fonds.cleaning.doc import CODE, ESCAPE, KINDS, LINK, MATH, URL, Doc, Spans


def spans(kind: str, text: str) -> list[str]:
    return [text[a:b] for a, b in Doc(text).protected(kind)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\n```\n[x]\n```\nb", ["```\n[x]\n```"]),
        ("a\n~~~ py\n[x]\n~~~\nb", ["~~~ py\n[x]\n~~~"]),
        ("a\n```py\n[x]", ["```py\n[x]"]),
        ("> ```\n> [x]\n> ```", ["> ```\n> [x]\n> ```"]),
        ("a\n\n    [x]\n\n    y\n\nb", ["    [x]\n\n    y"]),
        ("a\n\n\t[x]\nb", ["\t[x]"]),
        ("a `[x]` b ``[`]`` c", ["`[x]`", "``[`]``"]),
        (
            "a <pre class='x'>[x]</pre> <CODE>y</code>",
            ["<pre class='x'>[x]</pre>", "<CODE>y</code>"],
        ),
        ("[php]\n[x]\n[/php]", ["\n[x]\n"]),
        ("[code lang='a']b[/CODE]", ["b"]),
    ],
)
def test_code_is_found(text: str, found: list[str]) -> None:
    assert spans(CODE, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "a\n    [x], the line goes on",
        "- item\n\n    its second paragraph",
        "a ` b",
        "a `b\n\nc` d",
        "a <pre> b",
        "[code] b",
        "[b]bold[/b]",
    ],
    ids=["no blank line", "list", "lone tick", "paragraphs", "lone tag", "lone shortcode", "forum"],
)
def test_what_is_not_code_is_free(text: str) -> None:
    assert spans(CODE, text) == []


def test_an_excerpt_that_may_begin_inside_code_is_protected_whole() -> None:
    text = "[x]\n```\ntext\n```\n[y]\n```\n"
    assert spans(CODE, text) == [text]


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (ESCAPE, "a [[x y]] b [[z]q[/z]] c", ["[[x y]]", "[[z]q[/z]]"]),
        (ESCAPE, "a [[x\n\ny]] b", []),
        (LINK, "[a](b 'c') ![d](e_(f)) [g](h i)", ["](b 'c')", "](e_(f))"]),
        (LINK, "[a][b] [c][d]\n\n[b]: http://x", ["][b]", "[b]: http://x"]),
        (LINK, "note[^1]", ["[^1]"]),
        (MATH, "$$a[1]$$ and $x_[1]$ cost $5 and $6", ["$$a[1]$$", "$x_[1]$"]),
        (
            MATH,
            r"\[x + y\] \(z\) \begin{eq}[a]\end{eq}",
            [r"\[x + y\]", r"\(z\)", r"\begin{eq}[a]\end{eq}"],
        ),
        (MATH, r"\[gallery\] \[/caption\] \[caption id=\"a\"\]", []),
        (
            URL,
            "see http://a.b/c?d[e]=f. [embed]https://g.h/i[/embed]",
            ["http://a.b/c?d[e]=f.", "https://g.h/i"],
        ),
    ],
)
def test_other_kinds_are_found(kind: str, text: str, found: list[str]) -> None:
    assert spans(kind, text) == found


def test_spans_answer_by_place() -> None:
    some = Spans([(5, 7), (0, 2), (6, 9)])
    assert list(some) == [(0, 2), (5, 9)]
    assert len(some) == 2
    assert some.touches(1, 3)
    assert some.touches(8, 20)
    assert not some.touches(2, 5)
    assert not some.touches(9, 12)
    assert some.around(6) == (5, 9)
    assert some.around(2) is None
    assert 8 in some
    assert 9 not in some


def test_lines_are_found_by_place() -> None:
    doc = Doc("ab\n\ncd")
    assert [doc.line_at(n) for n in (0, 2, 3, 4, 6)] == [(0, 2), (0, 2), (3, 3), (4, 6), (4, 6)]
    assert [doc.starts_line(n) for n in range(6)] == [True, False, False, True, True, False]


HOSTILE = ["`", "`a ", "```\n", "](", "[[", "[[a\n\n", "\\(", "\\[", "$x ", "$$", "<pre ", "<pre>",
           "http://", "\t", "    x\n", "[code]", "\\begin{a}"]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_the_search_is_linear(piece: str) -> None:
    """Sixteen times the text costs about sixteen times as much; quadratic cost would be 256."""

    def cost(size: int) -> float:
        doc = Doc(piece * (size // len(piece)))
        start = time.process_time()
        for kind in KINDS:
            doc.protected(kind)
        return time.process_time() - start

    cost(1000)
    # Far apart, so that a busy machine cannot make the one look like the other.
    small = max(min(cost(25_000) for _ in range(3)), 0.001)
    assert min(cost(400_000) for _ in range(2)) < 64 * small


def test_every_kind_is_a_kind() -> None:
    assert {CODE, ESCAPE, LINK, MATH, URL} == KINDS
    assert list(protect.urls("none")) == []
