"""The reader of the cleaner's cases judges as its notation says."""

import pytest

from support.clean_cases import Case, found, parse


def case(marked: str) -> Case:
    return Case("x", "constructed", "en", "x", parse(marked), (), "standard", "")


@pytest.mark.parametrize(
    ("marked", "after", "right"),
    [
        ("A ⟦[tag]⟧ b.", "A b.", True),
        ("A ⟦[tag]⟧ b.", "A  b.", True),  # the joint may be left
        ("A ⟦[tag]⟧ b.", "Ab.", False),  # but words must not run together
        ("A ⟦[tag]⟧ b.", "A [tag] b.", False),
        ("A ⟦[tag]⟧ b.", "a b.", False),  # what stays stays as it was
        ("A⟦-\n⟧b.", "Ab.", True),
        ("A⟦-\n⟧b.", "A b.", False),  # no white space stood there, none may come
        ("⟦Ã©⇒é⟧t⟦Ã©⇒é⟧.", "été.", True),
        ("⟦Ã©⇒é⟧t⟦Ã©⇒é⟧.", "Ã©tÃ©.", False),
        ("A ⟨credit⟩ b.", "A credit b.", True),
        ("A ⟨credit⟩ b.", "A b.", True),
        ("A ⟨credit⟩ b.", "A crxdit b. c", False),
        ("had ⟦ ⟧agreed", "had agreed", True),
        ("had ⟦ ⟧agreed", "had  agreed", False),  # here the white space itself is the matter
        ("Nothing  here.", "Nothing  here.", True),
        ("Nothing  here.", "Nothing here.", False),
    ],
)
def test_accepts(marked: str, after: str, right: bool) -> None:
    assert case(marked).accepts(after) is right


def test_marks_must_pair() -> None:
    with pytest.raises(ValueError, match="pair"):
        parse("A ⟦b")


def test_found_asks_for_every_field_in_one_place() -> None:
    lifted = [{"tag": "caption", "width": "300"}, {"tag": "gallery", "ids": "1,2"}]
    assert found({"tag": "caption", "width": 300}, lifted)
    assert not found({"tag": "caption", "ids": "1,2"}, lifted)
