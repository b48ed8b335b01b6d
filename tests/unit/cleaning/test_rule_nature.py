"""What rules of prose ask of lines and words."""

from fonds.cleaning.doc import Doc
from fonds.cleaning.rules import nature


def test_words_are_counted_in_every_script() -> None:
    assert nature.words("the council met") == 3
    assert nature.words("理事会开会了") == 3 + 1
    assert nature.words("") == 0


def test_wrapped_lines() -> None:
    wrapped = (
        "a line of some thirty or forty characters\nthat ends in the middle of a sentence\n" * 4
    )
    assert nature.is_wrapped(Doc(wrapped))
    assert not nature.is_wrapped(Doc("One sentence on a line of its own, as it were.\n\n" * 6))
