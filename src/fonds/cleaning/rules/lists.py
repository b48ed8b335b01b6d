"""Read lists of words that are written as text, so that a list stays readable. Floor 3."""


def listed(text: str, by: str | None = "|") -> tuple[str, ...]:
    """Return the words of ``text``, separated by bars, or by blanks where ``by`` is None."""
    return tuple(word for word in text.split(by) if word)
