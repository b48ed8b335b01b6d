"""Say what a text is, once, for all rules: prose, markup, code, data, template, log and so on.

Judged by shape alone, from a bounded sample of lines, so that a file of any size costs the same.
The lines vote; some beginnings decide by themselves. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import attrs

from fonds.cleaning.beginnings import by_beginning
from fonds.cleaning.lineshapes import (
    HTML_LINE,
    LONGEST_LINE,
    MAKO,
    MARKED,
    WORDS,
    first_lines,
    speaks,
    vote,
)
from fonds.cleaning.protect import CODE_NAMES
from fonds.errors import UsageError

TEXT_KINDS = ("prose", "markup", "code", "data", "template", "log", "subtitles", "chat")
UNEDITED = frozenset({"code", "data", "template", "log", "subtitles"})
"""Kinds that are never edited, whatever is in them: what is noticed there is a finding."""

_HEAD = 3000  # characters in which a beginning that decides is looked for
_FIRST = 24  # lines looked at first: they settle most texts
_SAMPLE = 64  # lines looked at where those do not
_SHARE = 0.5  # of the lines, from which their kind is that of the text
_CODE_SHARE = 0.34  # the same for code, whose comments look like prose
_LOG_SHARE = 0.6


@attrs.frozen
class TextKind:
    """What a text is, and what says so.

    Shape: ``kind`` is one of ``TEXT_KINDS``; ``evidence`` is a few words for people.
    """

    kind: str
    evidence: str

    @property
    def edited(self) -> bool:
        """Whether texts of this kind are edited at all."""
        return self.kind not in UNEDITED


def text_kind(text: str) -> TextKind:
    r"""Return what ``text`` is, with the evidence.

    Cost: bounded, some 0.1 ms; ``text`` is looked at in a sample of lines, its head and its end.

    >>> text_kind("The mill burned down in 1911, and nobody missed it much.").kind
    'prose'
    >>> text_kind("def f(x):\n    y = x + 1\n    return g(y)\n").kind
    'code'
    """
    head = text[:_HEAD]
    found = by_beginning(text, head)
    if found is not None:
        return TextKind(*found)
    lines = first_lines(text[_settings_end(head) :][:_HEAD], _FIRST)
    if len(text) > _HEAD or len(lines) >= _FIRST:
        if _plainly_prose(lines):
            return _of_words(head, "lines of running words")
        if len(lines) >= _FIRST and _quietly_prose(lines):
            return _of_words(head, "running words")
        lines = _spread(text[_settings_end(head) :])
    return _by_lines(head, _outside(lines))


def _settings_end(head: str) -> int:
    """Return where the settings at the head of a static site's post end, or 0."""
    if not head.startswith(("---\n", "+++\n")):
        return 0
    end = head.find("\n" + head[:3] + "\n", 4)
    return end + 5 if end >= 0 else 0


_OPENS = re.compile(
    rf"\s{{0,20}}(?:(?P<fence>```|~~~)|\\?\[(?P<tag>{'|'.join(sorted(CODE_NAMES, key=len, reverse=True))})"  # noqa: E501
    r"\b[^\n]{0,200}\])"
)


def _outside(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines outside fenced and highlighted code, and outside indented blocks in prose."""  # noqa: E501
    if any("```" in line or "~~~" in line or "[/" in line for line in lines):
        lines = list(_unfenced(lines))
    flush = [line for line in lines if line[0] not in " \t"]
    if len(flush) < len(lines) and flush:
        spoken = sum(vote(line) == "prose" and len(WORDS.findall(line)) > 2 for line in flush)
        spoken += sum(not line.isascii() and vote(line) == "prose" for line in flush)
        if spoken >= 0.6 * len(flush):
            return flush
    return lines


def _unfenced(lines: Sequence[str]) -> Iterator[str]:
    end = ""
    for line in lines:
        if end:
            if end in line:
                end = ""
            continue
        opens = _OPENS.match(line)
        if opens is None:
            yield line
        elif opens["fence"]:
            end = opens["fence"]
        elif f"[/{opens['tag']}" not in line:
            end = f"[/{opens['tag']}"


def named(kind: str) -> TextKind:
    """Return a kind that somebody stated. Raises: UsageError where there is no such kind."""
    if kind not in TEXT_KINDS:
        raise UsageError("no such kind of text", text_kind=kind, known=", ".join(TEXT_KINDS))
    return TextKind(kind, "stated")


def lines_kind(lines: Sequence[str]) -> str | None:
    """Return the kind of a few lines that stand together, or None where it is none of its own.

    For a block within prose: code, log, data, template or subtitles where at least two lines,
    and most of them, are shaped so.
    """
    kept = [line for line in lines if line.strip()]
    if len(kept) < 2:
        return None
    votes = Counter(vote(line) for line in kept[:_SAMPLE])
    kind, count = max(
        ((k, n) for k, n in votes.items() if k in UNEDITED), key=lambda v: v[1], default=("", 0)
    )
    alike = count
    if kind in ("code", "data", "template"):
        alike = votes["code"] + votes["data"] + votes["template"]
    return kind if alike >= 2 and alike >= 0.7 * len(kept[:_SAMPLE]) else None


def _spread(text: str) -> list[str]:
    """Return lines from the head, the middle and the end of the text."""
    window = 12_000
    if len(text) <= 3 * window:
        lines = [line[:LONGEST_LINE].rstrip() for line in text.split("\n")]
    else:
        middle = len(text) // 2
        parts = (text[:window], text[middle : middle + window], text[-window:])
        lines = [line[:LONGEST_LINE].rstrip() for part in parts for line in part.split("\n")]
    kept = [line for line in lines if line]
    return kept[:: max(1, len(kept) // _SAMPLE)]


def _plainly_prose(lines: Sequence[str]) -> bool:
    """Tell whether nearly all lines are long and run in words, so that no vote is needed."""
    if len(lines) < 6:
        return False
    running = sum(
        len(line) > 60 and line[-1] not in "{};\\" and len(WORDS.findall(line[:200])) > 5
        for line in lines
    )
    return running >= 0.8 * len(lines)


def _quietly_prose(lines: Sequence[str]) -> bool:
    """Tell whether no line has the shape of anything else, and some of them run in words."""
    running = sum(len(WORDS.findall(line[:200])) > 3 for line in lines)
    if running < len(lines) // 2:
        return False
    return all(vote(line) in ("prose", "markup") for line in lines)


def _by_lines(head: str, lines: Sequence[str]) -> TextKind:
    if not lines:
        return TextKind("prose", "no words")
    size = len(lines)
    votes = Counter(map(vote, lines))
    if votes["comment"] < size - 1:
        size -= votes["comment"]
    told = f"of {size} lines"
    if votes["subtitles"] >= 2 and votes["subtitles"] >= 0.15 * size:
        return TextKind("subtitles", f"{votes['subtitles']} {told} are times of subtitles")
    if votes["chat"] >= 2 and votes["chat"] >= _SHARE * size:
        return TextKind("chat", f"{votes['chat']} {told} are said by somebody")
    if votes["log"] >= 2 and votes["log"] + votes["code"] // 2 >= _LOG_SHARE * size:
        return TextKind("log", f"{votes['log']} {told} begin as in a log")
    page = _is_page(head, lines)
    if page:
        return page
    table = _is_table(lines)
    if table:
        return TextKind("data", table)
    if _is_template(head, votes, lines):
        return TextKind("template", f"{votes['template']} {told} are those of a template")
    coded = votes["code"] + votes["data"] + votes["template"]
    if size <= 4 and coded < size:
        coded = 0
    if coded >= min(3, size) and size > 1 and coded >= _share_of_code(lines, votes) * size:
        kind = "data" if votes["data"] > votes["code"] else "code"
        return TextKind(kind, f"{coded} {told} are statements or settings")
    if _is_dense(lines):
        return TextKind("code", "few long lines, thick with signs")
    return _of_words(head, "running words", votes["markup"] / size)


def _share_of_code(lines: Sequence[str], votes: Counter[str]) -> float:
    """Return the share of shaped lines from which a text is code; more where sentences run."""
    running = sum(len(WORDS.findall(line[:200])) > 6 for line in lines)
    if running > 0.3 * len(lines):
        return 0.45
    return _CODE_SHARE if len(lines) >= 12 else _SHARE


def _is_template(head: str, votes: Counter[str], lines: Sequence[str]) -> bool:
    statements = votes["template"] + sum(
        MAKO.match(line) is not None for line in lines if line[0] in " \t"
    )
    if "${" in head and sum(1 for _ in islice(HTML_LINE.finditer(head), 3)) == 3:
        return True
    if head.count("{%") > 1 and head.count("%}") > 1 and not speaks(lines):
        return True
    if not statements:
        return False
    size = len(lines)
    rest = votes["prose"] + votes["markup"]
    tagged = sum(1 for _ in islice(HTML_LINE.finditer(head), size))
    if statements >= 2 and tagged >= 3 and statements + tagged >= 0.5 * size:
        return True
    if tagged == 0 and speaks(lines):
        return False
    return statements >= 2 and statements >= 0.3 * size and statements > rest // 2


_ELEMENT = re.compile(
    r"\s{0,80}</?(?:div|ul|ol|li|form|input|label|select|option|section|nav|header|footer|main|article|table|tr|td|th"
    r"|tbody|thead|script|style|link|meta|head|body|title|button|svg|path|g|h[1-6]|a|span|p|img|br|fieldset|textarea"
    r"|block|py:\w+|xi:\w+|[a-z]{1,12}[-:][\w-]{1,30}|[A-Z]\w{1,30})\b"
)
_FITTED = re.compile(
    r"\b(?:class|id|name|type|data-[\w-]{1,30}|v-[\w-]{1,20}|ng-[\w-]{1,20}|href|src|for|method|role|[@:][\w.-]{1,20})="
)


_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")


def _is_fitted(text: str) -> bool:
    """Tell whether more than half of a short text are elements, and two of them have classes."""
    held = sum(map(len, _TAGS.findall(text)))
    return (
        2 * held > len(text)
        and len(_FITTED.findall(text)) > 1
        and "Mso" not in text
        and "style=" not in text
    )


def _is_page(head: str, lines: Sequence[str]) -> TextKind | None:
    """Return what HTML as such is, elements with their classes line by line; None where it is not."""  # noqa: E501
    if "<" not in head:
        return None
    elements = [line for line in lines if _ELEMENT.match(line)]
    if len(elements) == len(lines) < 3 and _is_fitted("".join(lines)):
        return TextKind("code", "elements of HTML with classes")
    if len(elements) < 3 or len(elements) < 0.4 * len(lines):
        return None
    fitted = sum(_FITTED.search(line) is not None for line in elements)
    if fitted < 2 or fitted < 0.15 * len(elements):
        return None
    filled = any(sign in head for sign in ("{{", "{%", "${", "<?", "<%", "<#", "@if", "#{"))
    told = f"{len(elements)} of {len(lines)} lines begin with elements of HTML"
    return TextKind("template" if filled else "code", told)


_CELL = re.compile(r"\"[^\"]{0,400}\"(?:\"[^\"]{0,400}\")*(?=[,;\t]|$)")


def _is_table(lines: Sequence[str]) -> str:
    """Return why the lines are rows of a table or of a list of words; empty where they are not."""
    size = len(lines)
    if size >= 3:
        if not any(sum(sign in line for line in lines) >= 0.9 * size for sign in "\t;,"):
            return f"{size} lines of one word each" if _is_word_list(lines) else ""
        quoted = sum('"' in line for line in lines)
        if quoted:
            lines = [_CELL.sub("x", line[:200]) for line in lines]
        for sign, name in (("\t", "tabs"), (";", "semicolons"), (",", "commas")):
            counts = Counter(line.count(sign) for line in lines)
            cells, rows = counts.most_common(1)[0]
            least = 1 if sign == "\t" or quoted >= size // 2 else 2
            tight = sign == "\t" or _short_cells(lines, sign)
            if cells >= least and rows >= 0.9 * size and tight:
                return f"{rows} of {size} lines have {cells} {name}"
    return f"{size} lines of one word each" if _is_word_list(lines) else ""


def _is_word_list(lines: Sequence[str]) -> bool:
    """Tell whether nearly all lines are one word, and none ends a sentence."""
    if len(lines) < 20 or any(len(line) >= 60 or line[-1] in ".!?。" for line in lines):
        return False
    return sum(not re.search(r"\s\S", line) for line in lines) >= 0.95 * len(lines)


def _short_cells(lines: Sequence[str], sign: str) -> bool:
    """Tell whether signs part cells, after which no blank stands, as it does in sentences."""
    tight = sum(line.count(sign) for line in lines)
    loose = sum(line.count(sign + " ") for line in lines)
    return loose <= tight // 4


_DENSE = re.compile(r"[;{}()=<>$&|\\]")


def _is_dense(lines: Sequence[str]) -> bool:
    """Tell whether few, long lines are thick with signs, as a program without line ends."""
    long = [line for line in lines if len(line) >= 300]
    if not long or 2 * sum(map(len, long)) < sum(map(len, lines)):
        return False
    return any(
        len(_DENSE.findall(line)) > 0.07 * len(line) and line.count("<") < 0.01 * len(line)
        for line in long
    )


def _of_words(head: str, why: str, share: float = 0.0) -> TextKind:
    if share >= 0.2 or MARKED.search(head):
        return TextKind("markup", "marks of Markdown, a wiki or the like")
    return TextKind("prose", why)
