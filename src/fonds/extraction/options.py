"""How an extraction is to be done: limits, a password, which rule finds the main text."""

import enum

import attrs

MIB = 1024 * 1024


class MainRule(enum.StrEnum):
    """Which rule chooses the main text of a web page."""

    TRAFILATURA = "trafilatura"
    FAST = "fast"
    NONE = "none"


@attrs.frozen
class ExtractLimits:
    """What a parser may be given and may use. Bytes and seconds; past a limit is a loss.

    A scanned book of 256 MiB is ordinary; the standard library's mail parser needs sixteen times
    its input, and an HTML page over 10 MiB is a dump of something.
    """

    html: int = 10 * MIB
    mail: int = 32 * MIB
    text: int = 16 * MIB
    document: int = 256 * MIB  # PDF, office files and images
    unpacked: int = 256 * MIB  # of one ZIP or compressed stream inside a document
    ratio: int = 200  # unpacked over packed bytes, beyond the first MiB
    depth: int = 512  # of nested elements
    attributes: int = 1_000  # of one tag
    pixels: int = 200_000_000
    memory: int = 512 * MIB  # of the parser process
    seconds: float = 30.0  # of the parser process, for one document


@attrs.frozen
class ExtractOptions:
    """What a caller decides of an extraction. ``password`` is used and never recorded."""

    limits: ExtractLimits = ExtractLimits()
    password: str | None = attrs.field(default=None, repr=False)
    main_rule: MainRule = MainRule.TRAFILATURA
    ocr: tuple[str, ...] = ()  # languages for tesseract; none: images are not read


DEFAULTS = ExtractOptions()
