"""The ledger: either text from the other, any subset back, positions both ways, JSON form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonds.errors import MalformedLedgerError, PlanMismatchError, UnknownVersionError
from fonds.ledger import (
    Cleaned,
    Edit,
    Finding,
    apply,
    ledger_bytes,
    ledger_json,
    parse_ledger,
    undo,
)


def edit(number: int, text: str, start: int, end: int, inserted: str = "") -> Edit:
    return Edit(number, "test/1", "because", 0.9, start, end, text[start:end], inserted)


@st.composite
def cleaned_texts(draw: st.DrawFn) -> tuple[str, Cleaned]:
    text = draw(st.text(max_size=60))
    count = draw(st.integers(0, 6))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2 * count, max_size=2 * count)))
    edits = tuple(
        edit(n, text, cuts[2 * n], cuts[2 * n + 1], draw(st.text(max_size=4))) for n in range(count)
    )
    return text, Cleaned(apply(text, edits), edits, (), "standard", "1")


def slow_apply(text: str, edits: tuple[Edit, ...]) -> str:
    """The obvious way: from the last edit to the first, each by slicing."""
    for e in reversed(edits):
        text = text[: e.start] + e.inserted + text[e.end :]
    return text


@given(cleaned_texts())
def test_either_text_rebuilds_from_the_other(case: tuple[str, Cleaned]) -> None:
    text, cleaned = case
    assert cleaned.text == slow_apply(text, cleaned.edits)
    assert cleaned.undo() == text
    assert undo(cleaned.text, cleaned.edits) == text


@given(cleaned_texts(), st.data())
def test_any_subset_reverts_and_the_rest_stays(
    case: tuple[str, Cleaned], data: st.DataObject
) -> None:
    text, cleaned = case
    ids = data.draw(
        st.sets(st.sampled_from(range(len(cleaned.edits)))) if cleaned.edits else st.just(set())
    )
    part = cleaned.revert(ids)
    kept = tuple(e for e in cleaned.edits if e.id not in ids)
    assert part.edits == kept
    assert part.text == slow_apply(text, kept)
    assert part.undo() == text


def test_reverting_an_unknown_edit_is_refused() -> None:
    with pytest.raises(PlanMismatchError):
        Cleaned("a").revert([0])


def test_no_edit_gives_the_same_object() -> None:
    text = "".join(["a", "b"])
    assert apply(text, ()) is text
    assert undo(text, ()) is text
    assert Cleaned(text).revert(()).text is text


@given(cleaned_texts())
def test_positions_agree_both_ways(case: tuple[str, Cleaned]) -> None:
    text, cleaned = case
    origin: list[int | None] = []  # the obvious way: carry each character's number along
    done = 0
    for e in cleaned.edits:
        origin += range(done, e.start)
        origin += [None] * len(e.inserted)
        done = e.end
    origin += range(done, len(text) + 1)
    for position, source in enumerate(origin):
        if source is not None:
            assert cleaned.to_input(position) == source
            assert cleaned.to_output(source) == position
    for e in cleaned.edits:
        for position in range(e.start, e.end):
            assert cleaned.to_output(position) <= cleaned.to_output(e.end)


def test_positions_inside_an_edit() -> None:
    text = "one [tag] two"
    removal = Cleaned("one  two", (edit(0, text, 4, 9),))
    assert [removal.to_output(n) for n in (3, 4, 8, 9, 13)] == [3, 4, 4, 4, 8]
    assert [removal.to_input(n) for n in (3, 4, 8)] == [3, 9, 13]
    repair = Cleaned("one XY two", (edit(0, text, 4, 9, "XY"),))
    assert [repair.to_input(n) for n in (4, 5, 6)] == [4, 4, 9]
    assert [repair.to_output(n) for n in (4, 8, 9)] == [4, 4, 6]


@pytest.mark.parametrize("position", [-1, 9])
def test_positions_outside_are_refused(position: int) -> None:
    cleaned = Cleaned("one  two", ())
    with pytest.raises(IndexError):
        cleaned.to_input(position)
    with pytest.raises(IndexError):
        cleaned.to_output(position)


def test_removed_lists_spans_only_when_nothing_was_put_in() -> None:
    text = "one [tag] two"
    assert Cleaned("one  two", (edit(0, text, 4, 9),)).removed == [(4, 9)]
    assert Cleaned("one x two", (edit(0, text, 4, 9, "x"),)).removed is None


@pytest.mark.parametrize(
    "edits",
    [
        (Edit(0, "r/1", "", 1.0, 0, 1, "x", ""),),
        (Edit(0, "r/1", "", 1.0, 2, 4, "cd", ""),),
        (Edit(0, "r/1", "", 1.0, 1, 2, "b", ""), Edit(1, "r/1", "", 1.0, 0, 1, "a", "")),
    ],
    ids=["other text", "outside", "unsorted"],
)
def test_a_plan_for_other_text_is_refused(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(PlanMismatchError):
        apply("abc", edits)


@pytest.mark.parametrize(
    "edits",
    [
        (Edit(0, "r/1", "", 1.0, 0, 1, "a", "x"),),
        (Edit(0, "r/1", "", 1.0, 3, 3, "", "y"),),
        (Edit(0, "r/1", "", 1.0, 1, 3, "b", ""),),
    ],
    ids=["other text", "outside", "length"],
)
def test_undoing_another_text_is_refused(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(PlanMismatchError):
        undo("abc", edits)


def example() -> tuple[str, Cleaned]:
    text = "Ä [x] b"
    finding = Finding("f/1", "seen", 0.4, 0, 1, "Ä", {"k": [1, "2", None]})
    lifted = Edit(0, "shortcode/1", "tag", 0.97, 2, 6, "[x] ", "", {"tag": "x"})
    return text, Cleaned("Ä b", (lifted,), (finding,), "standard", "2026.1")


def test_json_form_reads_back() -> None:
    text, cleaned = example()
    ledger = parse_ledger(ledger_bytes(text, cleaned))
    assert ledger.cleaned(text) == cleaned
    assert ledger.redo(text) == cleaned.text
    assert ledger.undo(cleaned.text) == text


def test_json_form_is_plain_and_has_one_spelling() -> None:
    text, cleaned = example()
    data = ledger_bytes(text, cleaned)
    assert json.loads(data) == ledger_json(text, cleaned)
    assert b" " not in data.replace(b"[x] ", b"")
    # printf 'Ä [x] b' | sha256sum
    assert json.loads(data)["input"]["length"] == 7
    assert data == ledger_bytes(text, parse_ledger(data).cleaned(text))


def test_lone_surrogates_survive_the_json_form() -> None:
    text = "a\udc80b"
    cleaned = Cleaned("ab", (edit(0, text, 1, 2),))
    ledger = parse_ledger(ledger_bytes(text, cleaned))
    assert ledger.undo("ab") == text


def test_a_ledger_that_does_not_lead_there_is_never_written() -> None:
    with pytest.raises(PlanMismatchError):
        ledger_json("abc", Cleaned("abd"))


def test_a_ledger_for_another_text_is_refused() -> None:
    text, cleaned = example()
    ledger = parse_ledger(ledger_bytes(text, cleaned))
    with pytest.raises(PlanMismatchError):
        ledger.redo(text + "!")
    with pytest.raises(PlanMismatchError):
        ledger.undo(cleaned.text + "!")


def broken(change: dict[str, object]) -> bytes:
    text, cleaned = example()
    return json.dumps(ledger_json(text, cleaned) | change).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b"\xff",
        broken({"extra": 1}),
        broken({"edits": {}}),
        broken({"v": True}),
        broken({"edits": [{}]}),
        broken({"input": {"sha256": 1, "length": 1}}),
    ],
    ids=["empty", "list", "deep", "not UTF-8", "key", "edits", "bool", "edit", "digest"],
)
def test_what_is_no_ledger_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedLedgerError):
        parse_ledger(data)


def test_edits_out_of_order_are_refused() -> None:
    text, cleaned = example()
    value = ledger_json(text, cleaned)
    value["edits"] *= 2
    with pytest.raises(MalformedLedgerError):
        parse_ledger(json.dumps(value).encode())


def test_a_later_version_is_named() -> None:
    with pytest.raises(UnknownVersionError):
        parse_ledger(broken({"v": 2}))


def test_output_that_another_ledger_made_is_refused() -> None:
    text, cleaned = example()
    value = ledger_json(text, cleaned)
    value["output"]["sha256"] = "0" * 64
    with pytest.raises(PlanMismatchError):
        parse_ledger(json.dumps(value).encode()).redo(text)
    value["input"]["sha256"] = "0" * 64
    value["output"] = ledger_json(text, cleaned)["output"]
    with pytest.raises(PlanMismatchError):
        parse_ledger(json.dumps(value).encode()).undo(cleaned.text)
