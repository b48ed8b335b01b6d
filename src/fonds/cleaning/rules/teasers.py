"""Tell a teaser for another page by its words: a phrase, alone or with a title. Floor 3."""

import re

from fonds.cleaning.rules import phrases
from fonds.cleaning.rules.nature import words

LINK = re.compile(r"https?://|\]\(|\]\[|www\.|\S@\S")
HEADS: dict[str, tuple[str, ...]] = {}
TITLED = {phrase.replace("ı", "i") for phrase in phrases.TEASERS | phrases.RELATED}
for _phrase in sorted(TITLED, key=len, reverse=True):
    HEADS[_phrase[:3]] = (*HEADS.get(_phrase[:3], ()), _phrase)
_ONLY_WITH_TITLE = frozenset(phrase.replace("ı", "i") for phrase in phrases.ONLY_WITH_TITLE)

_SHOUTED = re.compile(r"(?:RELATED|WATCH|LISTEN|READ|MORE|SEE ALSO)(?: \w{2,8})?\s?[:|]\s?\S.{2,}")


_ONE_WORD = re.compile(
    r"(?:Related|Watch|Read|Listen|Gallery|In pictures"
    r"|Explainer) ?: [A-Z“\"‘'][\w’'-]*(?: [\w’'“”\"‘,-]+){2,14}"
)


def is_teaser(shown: str, folded: str, bare: str) -> bool:
    """Tell whether a line is a teaser: ``folded`` in small letters, ``bare`` without its marks."""
    signed = ":" in shown or "|" in shown
    label = signed and (_SHOUTED.fullmatch(shown) or _ONE_WORD.fullmatch(shown))
    if label and not LINK.search(shown):
        return not shown.endswith((".", "!", ":"))
    for phrase in HEADS.get(folded[:3], ()):
        if not folded.startswith(phrase):
            continue
        if bare == phrase:
            return phrase not in _ONLY_WITH_TITLE or folded[-1:] in ":："
        rest = shown[len(phrase) :]
        if LINK.search(rest):
            return False
        if rest.lstrip()[:1] in (":", "：", "|", "»", "→", "–", "—"):
            return len(rest) < 2 or not rest.rstrip().endswith((".", "。", "।"))
        if phrase == "read more from":
            return words(rest) <= 6 and not rest.rstrip(" :").endswith(".")
        return False
    return False
