"""Find rows of network names, as share bars leave them, glued or on lines. Floor 3."""

import re
from collections.abc import Iterator, Set

from fonds.cleaning.rules.lazily import Lazily
from fonds.cleaning.rules.phrases import NETWORKS, SHARE

ENOUGH = 3  # names in a row that are a bar by themselves; after a word for sharing, two
_LISTED = re.compile(r"[:：?？؟][ \t]{0,4}\r?\n\s{0,8}\Z|[.!?。] {0,2}[^\n]{0,60}[:：?？]\s{0,8}\Z")
_MOST = 40  # names of one bar

_NAMES = sorted(NETWORKS, key=len, reverse=True)
_NAME = Lazily("|".join(map(re.escape, _NAMES)))
ANCHORS = (
    "Facebook", "Twitter", "WhatsApp", "Telegram", "LinkedIn", "Pinterest",
    "微信", "微博", "فيسبوك", "فیسبوک", "تويتر", "Фейсбук", "ВКонтакте",
    "Одноклассники", "페이스북", "카카오톡", "फेसबुक",
    "ফেসবুক", "フェイスブック", "ツイッター",
    "はてなブックマーク", "פייסבוק", "เฟซบุ๊ก",
)  # fmt: skip
"""One of these is in every bar that was seen; a row without one is not found."""
_BETWEEN = re.compile(r"[ \t]{0,4}(?:\r?\n[ \t]{0,4}(?:[*•-] )?|[,|/•·]?[ \t]{0,4})")
_LABEL = Lazily(
    "(?:"
    + "|".join(map(re.escape, sorted(SHARE, key=len, reverse=True)))
    + r")[ \t]{0,3}[:：]?[ \t]{0,3}(?:\r?\n[ \t]{0,3})?\Z",
    re.I,
)
_LIKES = Lazily(
    r"\s{0,3}(?:Like this:\s{0,3})?(?:Like\s{0,3}(?:Loading\.{0,3}"
    r"|Be the first to like this(?: post)?\.?"
    r"|\d{1,4} bloggers? likes? this(?: post)?\.?|One blogger likes this(?: post)?\.?)"
    r"|Related\b(?=\s{0,2}\Z)|Loading\.\.\.)"
)
WIDGET = "Like this:"
_WIDGET = Lazily(
    r"Like this:[ \t\r\n]{0,3}(?:Like[ \t]{0,2})?(?:Loading\.\.\."
    r"|Be the first to like this(?: post)?\.?)"
)


def anchors(text: str, seen: Set[str]) -> Iterator[int]:
    """Yield the places of networks' names, one of which is in every line of buttons."""
    present = [name for name in (*ANCHORS, *MORE_ANCHORS) if name in seen]
    if present:
        for anchor in re.finditer("|".join(map(re.escape, present)), text):
            yield anchor.start()


MORE_ANCHORS = (
    "Whatsapp", "facebook", "Messenger", "Instagram", "Viber", "Bluesky", "LINE",
    "تلگرام", "واتس", "توییتر", "Телеграм", "Твиттер", "Вайбер", "טוויטר", "וואטסאפ",
)  # fmt: skip
"""Also in lines of buttons."""


def bars(text: str, seen: Set[str]) -> Iterator[tuple[int, int, str, float]]:
    """Yield rows of names: three glued or alone on their lines, or two after a word for sharing.

    ``seen``: those of ``ANCHORS`` and ``WIDGET`` that the text holds. Left alone: names in a
    sentence, with an article, a comma and an ``and`` between.
    """
    present = [name for name in ANCHORS if name in seen]
    done = 0
    for anchor in re.finditer("|".join(map(re.escape, present)), text) if present else ():
        if anchor.start() < done:
            continue
        start, end, count, glued = _row(text, anchor)
        done = max(anchor.end(), end)
        label = _LABEL.search(text, max(0, start - 40), start)
        if label and _begins(text, label.start()):
            start = label.start()
        else:
            label = None
        likes = _LIKES.match(text, end)
        if likes:
            end, count = likes.end(), count + 1
        alone = _begins_line(text, start) and text[end : end + 1] in ("", "\n", "\r")
        if not label and (
            "," in text[start:end] or _LISTED.search(text, max(0, start - 300), start)
        ):
            continue  # a title, or a list that the text announces or asks about
        if (label and count >= 2 and (glued or alone)) or (
            count >= ENOUGH and (glued >= 2 or alone)
        ):
            yield start, end, "share bar", 0.85
    if WIDGET in seen:
        for widget in _WIDGET.finditer(text):
            if widget.start() >= done:
                yield *widget.span(), "share bar", 0.85


_SHARE_LINE = Lazily(
    "(?:"
    + "|".join(map(re.escape, sorted(SHARE, key=len, reverse=True)))
    + r")[ \t]{1,3}(?:on |via |to |by |auf |sur |en |em |su |op |på |w |в |na )?"
    "(?:" + "|".join(map(re.escape, _NAMES)) + r")"
    r"(?:(?:,| and| et| und| y| e| и|、)? (?:" + "|".join(map(re.escape, _NAMES)) + r")){0,8}\.?",
    re.I,
)


def share_line(shown: str) -> bool:
    """Tell whether the line is one button: a word for sharing and one name."""
    head = shown[:2].lower()
    if len(shown) >= 90 or (head.isascii() and head not in _SHARE_HEADS):
        return False
    return _SHARE_LINE.fullmatch(shown) is not None


_SHARE_HEADS = frozenset(phrase[:2].lower() for phrase in SHARE)


def _row(text: str, anchor: re.Match[str]) -> tuple[int, int, int, int]:
    """Return start, end, how many names stand in a row from the anchor, and how many are glued."""
    end, count, glued = anchor.end(), 1, 0
    while count < _MOST:
        gap = _BETWEEN.match(text, end)
        name = _NAME.match(text, gap.end() if gap else end)
        if not name or (
            name.end() < len(text) and text[name.end()].islower() and name.group().isascii()
        ):
            break
        if name.start() == end:
            glued += 1
        end, count = name.end(), count + 1
    return anchor.start(), end, count, glued


def _begins(text: str, at: int) -> bool:
    before = text[max(0, at - 2) : at].rstrip(" ")
    return not before or before[-1] in '\n.!?…"”»)]|•。！？।۔؟' or at == 0


def _begins_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"
