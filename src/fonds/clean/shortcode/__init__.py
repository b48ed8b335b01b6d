"""Shortcodes in any script, found by shape and weighed evidence."""

from collections.abc import Iterator

from fonds.clean.doc import Doc, Proposal, Rule, has


def shortcodes(doc: Doc) -> Iterator[Proposal]:
    """Yield the tags of shortcodes."""
    yield from ()


RULE = Rule(run=shortcodes, gate=has("[", "［", "【"), mends=True)
