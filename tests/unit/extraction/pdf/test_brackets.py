import pytest

from fonds.extraction.pdf.brackets import mirrored, turned


@pytest.mark.parametrize(
    "text", ["قال (وهو) ذلك", "[انظر 12].", "«نص»، ثم", "(א): ב", "א (ב", "المادة (5): لا"]
)
def test_brackets_face_what_they_hold_whatever_they_were_called(text):
    letters = list(text)
    assert "".join(turned(letters)) == text
    assert "".join(turned([mirrored(letter) for letter in letters])) == text


def test_other_characters_stay():
    assert turned(list("a, b. “c”")) == list("a, b. “c”")
