"""Find the comments that block editors and site tools leave in a text.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import CODE, Doc, Proposal, Rule

NAME = "blocks/2"
LONGEST = 20_000  # characters of one comment; a block's attributes can be long

_OPENS = "<!--"
_INNER = re.compile(
    r"\s{0,8}(?:"
    r"/?wp:[a-z][\w/-]{0,80}(?:\s[\s\S]*)?"  # WordPress blocks
    r"|(?:more|nextpage|noteaser|readmore|read more|excerpt|endexcerpt|end-?excerpt|truncate|break"
    r"|pagebreak|cut|more-?->?|summary)(?:\s[^\n]{0,80})?"
    r"|:[a-z]{0,3}|/?kg-card-(?:begin|end)[^\n]{0,60}"  # qTranslate, Ghost
    r"|(?:Start|End)Fragment|\[if\s[^\n]{1,60}\][\s\S]*|\s?<?!?\[endif\]"  # Word
    r"|(?:T:|tvar)\w{1,20}|/?google_ad_section_(?:start|end)[^\n]{0,60}"
    r"|/?(?:et_pb|divi|elementor|vc|fl-builder|themify_builder|sp):?[\w-]{0,40}[^\n]{0,200}"
    r")\s{0,8}/?\s{0,8}"
)


# Joomla's, which stand in braces. Source: Joomla's plugins for content.
_LOADERS = re.compile(
    r"(?<![{$\\])\{(loadposition|loadmodule|loadmoduleid|mosimage|mospagebreak|mosloadposition|jcomments|readmore"
    r"|rsform|phocagallery|snippet|modulepos)\b(?:\s[^{}\n]{0,200})?\}(?!\})"
)


_MARKS = (
    (re.compile(r"\[:(?:[a-z]{2})?\]"), "mark of a language, of qTranslate", 2),
    (re.compile(r"<(?:img|doc|emb)\d{1,6}(?:\|[\w=. -]{1,40}){0,4}>"), "picture of SPIP", 1),
    (re.compile(r"\[\[\{\"(?:type|fid)\"[^\n]{1,600}?\}\]\]"), "media token of Drupal", 1),
)


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove comments that only an editor reads: ``<!-- wp:… -->``, ``<!--more-->``.

    Left alone: every other comment, whatever it says; comments in code; whole pages of HTML.
    """
    yield from _comments(doc.text)
    for m in _LOADERS.finditer(doc.text) if "{" in doc.text else ():
        yield Proposal(*m.span(), "", NAME, "call of a module of a CMS", 0.85, {"tag": m[1]})
    for shape, reason, least in _MARKS:
        found = list(shape.finditer(doc.text))
        if len(found) >= least:
            for m in found:
                yield Proposal(*m.span(), "", NAME, reason, 0.85)


def _comments(text: str) -> Iterator[Proposal]:
    start = text.find(_OPENS)
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        if end - start <= LONGEST and _INNER.fullmatch(text, start + 4, end):
            yield Proposal(start, end + 3, "", NAME, "comment for an editor", 0.95, {})
            start = text.find(_OPENS, end + 3)
        else:
            start = text.find(_OPENS, start + 4)


def _gate(text: str) -> bool:
    return any(sign in text for sign in (_OPENS, "{", "[:", "|", "<img", "<doc"))


RULE = Rule(find, _gate, respects=frozenset({CODE}), mends=True)
