"""A web page from bytes to an extraction: decode, check, parse, walk, choose, describe. Pure."""

from typing import Any

from fonds.extraction.html import checks, main, places
from fonds.extraction.html.charset import decode
from fonds.extraction.html.metadata import metadata
from fonds.extraction.html.parse import Page, as_html, parse
from fonds.extraction.html.walk import Walked, walk
from fonds.extraction.options import ExtractOptions, MainRule
from fonds.model import Extraction, Identification, Loss

TOOL, VERSION = "fonds-html", "1"

_SHELL = 1500  # characters below which a page may be a shell that scripts fill
_MOSTLY_SCRIPT = 20  # such a page holds so many times its text in scripts


def extract(data: bytes, identification: Identification, options: ExtractOptions) -> Extraction:
    """Return what a web page says, and of that what is the article.

    Never raises on content. Losses: ``charset``, ``charset-contradiction``, ``undecodable``,
    ``limit``, ``hidden-text`` (text that the page itself hides, kept and marked), ``script-made``.
    """
    decoded = decode(data, identification)
    settings: dict[str, Any] = {
        "charset": decoded.charset,
        "charset_said_by": decoded.said_by,
        "main_rule": options.main_rule.value,
    }
    if decoded.text is None:
        return Extraction(None, TOOL, VERSION, settings, decoded.losses)
    past = checks.check(decoded.text, options.limits)
    if past is not None:
        return Extraction(None, TOOL, VERSION, settings, (*decoded.losses, past))
    page, walked = read(decoded.text, xml=identification.media_type.endswith("+xml"))
    main_ranges = None
    if options.main_rule is not MainRule.NONE and walked.blocks:
        choice = main.choose(page.markup, walked, options.main_rule)
        main_ranges = main.ranges(choice.blocks, walked)
        settings["main_rule"] = choice.rule
        if choice.reason:
            settings["main_reason"] = choice.reason
    return Extraction(
        walked.text,
        TOOL,
        VERSION,
        settings,
        (*decoded.losses, *_losses(page, walked, len(decoded.text))),
        main_ranges=main_ranges,
        blocks=tuple(places.located(walked, data, decoded.codec, decoded.mark)),
        metadata=metadata(page, decoded.text),
    )


def read(text: str, *, xml: bool = False) -> tuple[Page, Walked]:
    """Return a page and its text, for rooms that hold pages themselves (EPUB, mail).

    ``xml`` says that it is XHTML. To be called after ``checks.check``.
    """
    page = parse(as_html(text) if xml else text)
    walked = walk(page.markup)
    if not walked.blocks and page.without_frames:
        page = parse("".join(page.without_frames))
        walked = walk(page.markup)
    return page, walked


def prepare() -> None:
    """Import everything, and run it once: what opens files does so now or never."""
    sample = b"<html><head><title>x</title></head><body><p>some words here</p></body></html>"
    extract(sample, Identification("text/html", "utf-8"), ExtractOptions())


def _losses(page: Page, walked: Walked, size: int) -> list[Loss]:
    losses = []
    if walked.hidden:
        note = "blocks that the page hides; they are in the text, marked"
        losses.append(Loss("hidden-text", walked.hidden, note=note))
    length = len(walked.text)
    scripted = size - len(page.markup)  # scripts and styles were emptied
    if page.scripts and length < _SHELL and scripted > _MOSTLY_SCRIPT * length:
        note = "a page of scripts: its text is made in the browser"
        losses.append(Loss("script-made", page.scripts, note=note))
    runs = checks.combining_runs(walked.text)
    if runs:
        losses.append(Loss("combining-marks", runs, note="runs of marks longer than any script's"))
    return losses
