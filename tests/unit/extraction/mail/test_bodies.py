from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction.mail.bodies import blocks_of


def slowly(text):
    """Return runs of lines that hold words, and whether all of each begin with ``>``."""
    runs, lines = [], []
    for line in [*text.split("\n"), ""]:
        if line.strip(" \t"):
            lines.append(line)
        elif lines:
            runs.append(("\n".join(lines), all(x.lstrip(" \t").startswith(">") for x in lines)))
            lines = []
    return runs


@given(st.lists(st.sampled_from(["", " ", "a", "> b", " > c", "d e", "\t"]), max_size=12))
def test_blocks_are_runs_of_lines_and_quotes_are_told_apart(lines):
    text = "\n".join(lines)
    found = [(text[b.start : b.end], b.kind == "quote") for b in blocks_of(text)]
    assert [(shown.rstrip(" \t\n"), q) for shown, q in found] == [
        (run.rstrip(" \t\n"), q) for run, q in slowly(text)
    ]


def test_a_million_lines_are_one_block():
    text = "--c\n" * 1_000_000
    assert len(blocks_of(text.rstrip("\n"))) == 1
