"""Tell a label of the page from the same words as a heading, a command, a line of talk. Floor 3."""

import re

from fonds.cleaning.rules.nature import words

Rows = list[tuple[int, str]]
_HAN = re.compile("[\u3400-\u9fff]{2,}")
_ENDED = re.compile(r"[.!?:,;…。！？：，؟،।][\"'”»)\]]?\Z")
_SPOKEN = ("—", "–", "-", "―")
# What announces parts, items or commands, of which the label may be one.
_ANNOUNCES = re.compile(
    r"\b(?:following|below|step by step|chapters|parts|folgend\w*|unten|suivant\w*|ci-dessous"
    r"|siguient\w*|abajo|seguent[ei]|sotto|seguint\w*|abaixo|następ\w+|poniż\w+|следующ\w+|ниже"
    r"|наступн\w+|нижче|следн\w+|volgende|onderstaande|följande|nedan|følgende|nedenfor|seuraav\w+"
    r"|alla|následuj\w+|tyto|alábbi\w*|következő\w*|următo\w+|aşağıdaki\w*|berikut|sau đây"
    r"|dưới đây|εξής|παρακάτω|निम्नलिखित|नीचे)\b"
    r"|以下|下列|下面|次の|다음|아래|التالي|فيما يلي|الآتي|زیر|ادامه|הבא|להלן|ต่อไปนี้",
    re.I,
)


def is_heading(rows: Rows, n: int) -> bool:
    """Tell by what is around it whether a label on a line of its own is of the text.

    It heads what follows without a blank line, in the manner of a dictionary; it answers a
    question or is spoken; its like head other paragraphs; or what goes before announces it.
    """
    start, line = rows[n]
    before, after = _near(rows, n, -1), _near(rows, n, 1)
    gap_before = n == 0 or rows[n - 1][0] + len(rows[n - 1][1]) + 1 != start
    gap_after = n + 1 == len(rows) or start + len(line) + 1 != rows[n + 1][0]
    if (n and gap_before and not gap_after) or _HALF_TIME in before:
        return True
    if before.endswith(("?", "？", "؟")) and not gap_before:
        return True
    if before.startswith(_SPOKEN) or after.startswith(_SPOKEN):
        return True
    if before.endswith((":", "：")) or (before and _ANNOUNCES.search(before)):
        return True
    return _has_siblings(rows, n)


_NEAR_BY = 12  # lines before and after in which a heading's like are looked for
_HALF_TIME = "-->"  # between the times of a subtitle


def _has_siblings(rows: Rows, n: int) -> bool:
    """Tell whether two other short lines stand alone above paragraphs, as headings do."""
    count = 0
    for k in range(max(0, n - _NEAR_BY), min(len(rows) - 1, n + _NEAR_BY)):
        if k == n:
            continue
        start, line = rows[k]
        alone = k == 0 or rows[k - 1][0] + len(rows[k - 1][1]) + 1 != start
        shown = line.strip()
        if alone and 2 < len(shown) <= 40 and words(shown, 4) <= 3 and not _ENDED.search(shown):
            count += shown[:1].isupper() or not shown.isascii()
    return count >= 2


def belongs(rows: Rows, n: int, label: str) -> bool:
    """Tell whether a label of words is announced, gone on with, or explained by the text.

    A manual explains its commands in the line after each: ``Next article``, ``Goes to the next
    article``. What follows in small letters goes on with a sentence, of which the label is a part.
    """
    before, after = _near(rows, n, -1), _near(rows, n, 1)
    if after[:1].islower() and (" " in label.strip() or _ENDED.search(before)):
        return True
    if " " not in label.strip() and label.isascii():
        return False
    folded, following = label.lower(), after.lower()
    parts = re.findall(r"[^\W\d_]{4,}", folded) if " " in label else []
    parts += [part[at : at + 2] for part in _HAN.findall(folded) for at in range(len(part) - 1)]
    return any(part[:6] in following for part in parts)


def _near(rows: Rows, n: int, step: int) -> str:
    """Return the nearest line before or after that is not blank, without its edges."""
    for k in (n + step, n + 2 * step):
        if 0 <= k < len(rows) and rows[k][1].strip():
            return rows[k][1].strip()
    return ""
