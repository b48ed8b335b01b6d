import attrs
from hypothesis import given
from hypothesis import strategies as st

from fonds.extraction import assembly
from fonds.extraction.assembly import Assembly
from fonds.extraction.options import ExtractLimits
from fonds.model import Block, Extraction, Loss


@given(st.lists(st.tuples(st.sampled_from(["paragraph", "heading"]), st.text(max_size=10))))
def test_blocks_are_ranges_of_the_text(added):
    growing = Assembly(ExtractLimits())
    for kind, text in added:
        assert growing.add(kind, text)
    found = growing.finish("tool", "1")
    shown = [(kind, text) for kind, text in added if text]
    assert len(found.blocks) == len(shown)
    assert found.text == "\n".join(found.text[b.start : b.end] for b in found.blocks)
    assert [b.kind for b in found.blocks] == [kind for kind, _ in shown]
    found.text.encode("utf-8")


def test_text_ends_at_its_limit_and_says_so():
    growing = Assembly(attrs.evolve(ExtractLimits(), text=10))
    assert growing.add("paragraph", "12345")
    assert not growing.add("paragraph", "123456")
    found = growing.finish("tool", "1")
    assert found.text == "12345"
    assert [x.kind for x in found.losses] == ["limit"]


def test_blocks_end_at_theirs_and_text_goes_on(monkeypatch):
    monkeypatch.setattr(assembly, "MOST_BLOCKS", 2)
    growing = Assembly(ExtractLimits())
    for text in "abcd":
        growing.add("paragraph", text)
    found = growing.finish("tool", "1")
    assert found.text == "a\nb\nc\nd"
    assert len(found.blocks) == 2
    assert [(x.kind, x.count) for x in found.losses] == [("limit", 1)]


def test_the_same_loss_is_counted_and_keeps_its_place():
    growing = Assembly(ExtractLimits())
    growing.lose("damaged", note="n", place={"part": "1"})
    growing.lose("damaged", 2, note="n", place={"part": "2"})
    assert growing.losses == (Loss("damaged", 3, None, "n", {"part": "1"}),)


def test_what_is_embedded_moves_with_its_blocks():
    growing = Assembly(ExtractLimits())
    growing.add("heading", "ab")
    inner = Extraction("cd\nef", "t", "1", blocks=(Block("quote", 3, 5, {"path": "x"}),))
    growing.embed(inner, {"part": "2"})
    found = growing.finish("tool", "1")
    (_, block) = found.blocks
    assert found.text[block.start : block.end] == "ef"
    assert block.place == {"part": "2", "path": "x"}


def test_lone_surrogates_become_replacements_one_for_one():
    growing = Assembly(ExtractLimits())
    growing.add("paragraph", "a\ud800b")
    growing.say("title", "x\udfff", "e")
    found = growing.finish("tool", "1")
    assert found.text == "a\ufffdb"
    assert found.metadata[0].value == "x\ufffd"
    assert [x.kind for x in found.losses] == ["undecodable"]
