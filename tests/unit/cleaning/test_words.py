"""The one table of words."""

from fonds.cleaning.words import pattern, table, words


def test_every_line_has_three_fields_and_words() -> None:
    for name, rows in table().items():
        for language, row in rows:
            assert language.isascii(), (name, language)
            assert all(word == word.strip() and word for word in row), (name, language)


def test_classes_are_in_many_languages() -> None:
    for name in ("trade", "home", "skip", "prev", "next", "tool"):
        assert len({language for language, _ in table()[name]}) >= 35, name


def test_a_stem_fits_a_beginning_and_a_word_only_itself() -> None:
    found = pattern("trade")
    assert found.search("three shortcodes")
    assert found.search("a bug here")
    assert not found.search("bugle calls")
    assert found.search("变成乱码了")
    assert len(words("trade")) == len(set(words("trade")))
