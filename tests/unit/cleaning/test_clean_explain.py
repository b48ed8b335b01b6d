"""Edits are told in their context, and the difference is a patch that `patch` would take."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.cleaning import clean, explain
from fonds.ledger import Cleaned, Edit, Finding, apply


def cleaned(text: str, *spans: tuple[int, int, str]) -> Cleaned:
    edits = tuple(
        Edit(n, "r/1", "why", 0.9, a, b, text[a:b], new, {"k": "v"})
        for n, (a, b, new) in enumerate(spans)
    )
    return Cleaned(apply(text, edits), edits)


def test_an_edit_is_told_with_line_place_and_context() -> None:
    text = "first line\nsecond [tag] line\nthird"
    (told,) = explain.told(text, cleaned(text, (18, 23, "")), context=8)
    assert (told.kind, told.id, told.line, told.start) == ("edit", 0, 2, 18)
    assert (told.before, told.removed, told.inserted, told.after) == (
        "\nsecond ",
        "[tag]",
        "",
        " line\nth",
    )
    assert told.lifted == {"k": "v"}


def test_findings_come_last_and_have_no_number() -> None:
    text = "a b"
    result = Cleaned(text, (), (Finding("r/1", "why", 0.5, 2, 3, "b", {}),))
    (told,) = explain.told(text, result)
    assert (told.kind, told.id, told.removed, told.line) == ("finding", None, "b", 1)


def test_summary_counts_by_rule() -> None:
    text = "aXbXc"
    assert explain.summary(cleaned(text, (1, 2, ""), (3, 4, "y"))) == [("r/1", 2, 0)]


def test_nothing_done_is_no_difference() -> None:
    assert explain.unified("a\n", clean("a\n")) == []


def test_large_hunks_are_shown_whole() -> None:
    text = "x\n" * 600
    spans = [(n * 2, n * 2 + 1, "y") for n in range(600)]
    lines = explain.unified(text, cleaned(text, *spans))
    assert lines[2] == "@@ -1,600 +1,600 @@"
    assert lines[3:603] == ["-x"] * 600


@given(st.lists(st.sampled_from("ab\n"), max_size=60).map("".join), st.data())
def test_the_patch_leads_from_one_text_to_the_other(text: str, data: st.DataObject) -> None:
    """Checked by an independent reading of the unified format."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    spans = [
        (a, b, data.draw(st.sampled_from(["", "z", "z\n"])))
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    result = cleaned(text, *spans)
    lines = explain.unified(text, result)
    old = text.splitlines()
    out: list[str] = []
    at = 0
    for line in lines[2:]:
        if line.startswith("@@"):
            first = int(line.split()[1][1:].split(",")[0]) - 1
            out += old[at:first]
            at = first
        elif line[0] == " ":
            assert old[at] == line[1:]
            out.append(line[1:])
            at += 1
        elif line[0] == "-":
            assert old[at] == line[1:]
            at += 1
        else:
            out.append(line[1:])
    assert out + old[at:] == result.text.splitlines()


def test_patch_takes_it(tmp_path: Path, seed: Path) -> None:
    if shutil.which("patch") is None:
        pytest.skip("no patch(1) here")
    text = seed.read_text("utf-8")
    result = clean(text)
    (tmp_path / "text").write_text(text, "utf-8")
    diff = "\n".join(explain.unified(text, result)) + "\n"
    subprocess.run(["patch", "-s", "text"], input=diff.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "text").read_text("utf-8").rstrip("\n") == result.text.rstrip("\n")
