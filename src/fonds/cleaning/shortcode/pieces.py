"""What the shape of a tag gives: openers with attributes, closers. Values only."""

from collections.abc import Iterable

import attrs


def respaced(words: Iterable[str]) -> tuple[str, ...]:
    """Join again what a translation engine parted at underscores: ``vc _ row`` is one word."""
    out: list[str] = []
    glue = False
    for word in words:
        if out and (glue or word == "_"):
            out[-1] += word
        else:
            out.append(word)
        glue = word == "_"
    return tuple(out)


@attrs.frozen
class Attribute:
    """One value with its key. ``key`` is empty for a positional value.

    Shape: ``sign`` is what stood between, ``=`` or ``:``; ``tight`` says no blank stood there.
    """

    key: str
    value: str
    quoted: bool
    sign: str
    tight: bool
    straight: bool


@attrs.frozen
class Opener:
    """An opening or self-closed tag as it stands: words before the first sign, then attributes.

    Shape: ``cut`` says that its last bracket was lost at the end of a line.
    """

    start: int
    end: int
    head: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    self_closed: bool
    separators: int
    odd: bool
    cut: bool = False


@attrs.frozen
class Closer:
    """A closing tag: ``[/name]``, or ``/name]`` that lost its bracket (``half``)."""

    start: int
    end: int
    name: str
    half: bool
