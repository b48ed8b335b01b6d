"""Print a report as HTML: no script, no link to elsewhere, nothing of a document as markup. Pure.

Every text goes through ``_text``, which escapes it and makes control and bidi signs visible; each
block of a document's text has ``dir="auto"``, each name stands in ``<bdi>``.
Source: HTML Living Standard; CSP Level 3.
"""

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

MOST_OF_A_TEXT = 200_000
"""Code points of a text that are shown; the report says how many more there are."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:auto;padding:1rem}
h1,h2,h3{line-height:1.2}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:.2rem .6rem;border-bottom:1px solid #8886}
th{white-space:nowrap;font-weight:600}
code,.digest{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
.texts{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.texts>div{border:1px solid #8886;padding:.6rem;overflow-wrap:anywhere;white-space:pre-wrap}
del{background:#f8d0d0;color:#600;text-decoration:none}
ins{background:#cfeacf;color:#040;text-decoration:none}
.not-proven{border-inline-start:4px solid #c80;padding-inline-start:.8rem}
svg{max-width:100%;height:auto}
@media (max-width:50rem){.texts{grid-template-columns:1fr}}
@media print{details{display:block}.texts>div{max-height:none}}
@media (prefers-color-scheme:dark){
del{background:#602020;color:#fdd}
ins{background:#1d4a1d;color:#dfd}
}
"""


class EditShown(NamedTuple):
    """One edit: where it stands in the text before, what went and what came, and why."""

    start: int
    end: int
    removed: str
    inserted: str
    rule: str
    reason: str
    lifted: Sequence[tuple[str, str]]


class DocumentReport(NamedTuple):
    """What a report says of one version. ``facts`` and the others are names with values."""

    title: str
    language: str
    facts: Sequence[tuple[str, str]]
    fingerprints: Sequence[tuple[str, str]]
    metadata: Sequence[tuple[str, str]]
    opinions: Sequence[tuple[str, str]]
    events: Sequence[tuple[str, str]]
    versions: Sequence[tuple[str, str]]
    text: str | None
    cleaned: str | None
    edits: Sequence[EditShown]
    findings: Sequence[str]
    losses: Sequence[str]


class ReportFacts(NamedTuple):
    """What a report says of itself: when it was made, of which archive, and what was verified."""

    made: str
    archive: str
    verified: Sequence[tuple[str, str]]
    not_proven: Sequence[str]


def page(facts: ReportFacts, documents: Iterable[DocumentReport]) -> Iterator[str]:
    """Yield the page in pieces. Cost: linear; one document is held."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>fonds report</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Report</h1>\n<p>Made {_text(facts.made)} of the archive "
        f"<code>{_text(facts.archive)}</code>.</p>\n"
    )
    yield "<h2>What was verified</h2>\n" + _table(facts.verified)
    items = "".join(f"<li>{_text(one)}</li>\n" for one in facts.not_proven)
    yield f'<section class="not-proven"><h2>What is not proven</h2>\n<ul>\n{items}</ul></section>\n'
    for document in documents:
        yield _document(document)
    yield "</main>\n</body>\n</html>\n"


def _document(one: DocumentReport) -> str:
    parts = [
        f"<article>\n<h2><bdi>{_text(one.title)}</bdi></h2>\n",
        _table(one.facts),
        _section("Fingerprints", _table(one.fingerprints, code=True)),
        _section("Metadata", _table(one.metadata)),
        _texts(one),
        _section("Edits", _edits(one.edits)),
        _section("Noticed, and left as it is", _list(one.findings)),
        _section("Not in the text", _list(one.losses)),
        _section("What it is, by each tool", _table(one.opinions)),
        _section("Provenance", _chain(one.events) + _table(one.events)),
        _section("Versions", _table(one.versions)),
        "</article>\n",
    ]
    return "".join(parts)


def _section(title: str, inside: str) -> str:
    if not inside:
        return ""
    return f"<details open><summary><b>{title}</b></summary>\n{inside}</details>\n"


def _table(rows: Sequence[tuple[str, str]], *, code: bool = False) -> str:
    if not rows:
        return ""
    mark = ' class="digest"' if code else ""
    cells = "".join(
        f'<tr><th scope="row">{_text(name)}</th><td{mark}><bdi>{_text(value)}</bdi></td></tr>\n'
        for name, value in rows
    )
    return f"<table>\n{cells}</table>\n"


def _list(items: Sequence[str]) -> str:
    inside = "".join(f"<li><bdi>{_text(one)}</bdi></li>\n" for one in items)
    return f"<ul>\n{inside}</ul>\n" if items else ""


def _texts(one: DocumentReport) -> str:
    """The text before and after cleaning, side by side, each edit in its place."""
    if one.text is None:
        return "<p>There is no text; the bytes are stored whole.</p>\n"
    language = f' lang="{html.escape(one.language, quote=True)}"' if one.language else ""
    before = _marked(one.text, one.edits)
    after = _text(one.cleaned or one.text, MOST_OF_A_TEXT)
    return (
        f'<div class="texts"><div dir="auto"{language}>{before}</div>'
        f'<div dir="auto"{language}>{after}</div></div>\n'
    )


def _marked(text: str, edits: Sequence[EditShown]) -> str:
    parts: list[str] = []
    at = 0
    for number, edit in enumerate(edits, 1):
        if edit.start < at or edit.end > MOST_OF_A_TEXT:
            continue
        parts.append(_text(text[at : edit.start]))
        parts.append(f"<del>{_text(text[edit.start : edit.end])}</del>")
        if edit.inserted:
            parts.append(f"<ins>{_text(edit.inserted)}</ins>")
        parts.append(f"<sup>{number}</sup>")
        at = edit.end
    parts.append(_text(text[at:], max(0, MOST_OF_A_TEXT - at)))
    return "".join(parts)


def _edits(edits: Sequence[EditShown]) -> str:
    rows = []
    for number, edit in enumerate(edits, 1):
        lifted = "".join(
            f"<br><code>{_text(name)}</code> = <bdi>{_text(value)}</bdi>"
            for name, value in edit.lifted
        )
        rows.append(
            f'<tr><th scope="row">{number}. {_text(edit.rule)}</th><td>'
            f"<del><bdi>{_text(edit.removed)}</bdi></del> <ins><bdi>{_text(edit.inserted)}</bdi>"
            f"</ins><br>{_text(edit.reason)}{lifted}</td></tr>\n"
        )
    return f"<table>\n{''.join(rows)}</table>\n" if rows else ""


def _chain(events: Sequence[tuple[str, str]]) -> str:
    """Draw the events as a chain, in SVG."""
    if not events:
        return ""
    height = 44 * len(events)
    boxes = []
    for number, (name, _) in enumerate(events):
        y = 44 * number
        boxes.append(
            f'<rect x="1" y="{y + 1}" width="398" height="28" rx="4" fill="none" '
            f'stroke="currentColor"/><text x="12" y="{y + 20}" fill="currentColor" '
            f'font-size="14">{_text(name)[:60]}</text>'
        )
        if number:
            boxes.append(f'<path d="M200 {y - 14}v14" stroke="currentColor"/>')
    return (
        f'<svg role="img" aria-label="what was done, in order" viewBox="0 0 400 {height}" '
        f'width="400" height="{height}">{"".join(boxes)}</svg>\n'
    )


def _text(text: str, most: int | None = None) -> str:
    """Return a text as HTML: escaped, signs that nobody sees made visible, cut where too long."""
    more = ""
    if most is not None and len(text) > most:
        text, more = text[:most], f" [… {len(text) - most} more characters]"
    shown = _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return html.escape(shown, quote=True) + more
