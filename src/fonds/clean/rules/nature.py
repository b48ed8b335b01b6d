"""What kind of document a text is, as far as rules of prose need to know. Floor 3.

Judged by shape alone, from a bounded sample of lines: a rule about prose has no business in
source code, in a page's own HTML, or in a file of settings.
"""

import re

from fonds.clean.doc import Doc

SAMPLE = 400  # lines looked at; more would not change the verdict and cost time
CODE_SHARE = 0.25  # share of lines shaped like code from which the whole is code

_CODE_LINE = re.compile(
    r"\s{0,80}(?:"
    r"#\s{0,4}(?:include|define|if|ifdef|ifndef|endif|else|pragma|undef)\b"
    r"|(?:import|from|using|package|namespace|use|require|module|export)\s[\w.:\"'{*<\\/]{1,200}[^.]{0,80}$"
    r"|(?:def|class|func|fn|function|sub|public|private|protected|static|struct|enum|typedef"
    r"|const|let|var|local|return|elif|elsif|endif|else|try|except|finally|catch|foreach|while"
    r"|if|for|switch|case)\b.{0,300}[:;{}()\[\],]\s{0,4}$"
    r"|\.(?:TH|SH|SS|TP|PP|IP|B|I|BR|IR|RB|BI|IB|nf|fi|br|sp|if|ie|el|de|so|ds|Dd|Dt|Os|Nm|Sh|Op)\b"
    r"|\\(?:begin|end|usepackage|documentclass|newcommand|def)\b"
    r"|(?:msgid|msgstr|msgctxt)(?:\[\d\])?\s{0,2}\""
    r"|\"[^\n]{0,400}\"[,;]?\s{0,4}$"
    r"|[\w.\-\[\]'\"]{1,80}\s{0,30}(?:=|:=|\+=|=>)\s{0,30}\S.{0,200}$"
    r"|[\w.-]{1,60}:\s{0,30}(?:\S{1,80})?$"
    r"|[^\n]{0,300}[;{}]\s{0,4}$"
    r"|[{}()\[\],;/*#+=|\\-]{1,200}\s{0,4}$"
    r"|\$\s\S|>>>\s|\.\.\.\s"
    r")"
)
_PAGE = re.compile(
    r"<!DOCTYPE|<html[\s>]|</html>|<head>|<body[\s>]|<\?xml|\bxmlns[:=]|<script[\s>]|</script>"
    r"|<svg[\s>]|<(?:refentry|refentrytitle|para|sect[1-5]|book|chapter|article)\b",
    re.I,
)
_ROFF = re.compile(r"^(?:\.\\\"|'\\\"|\.(?:TH|Dd|SH|so) )", re.M)


def is_code(doc: Doc) -> bool:
    """Tell whether the text is source code, roff, a message catalogue or settings, as a whole."""
    known: bool | None = getattr(doc, "_is_code", None)
    if known is None:
        known = _code(doc.text)
        doc.__dict__["_is_code"] = known
    return known


def _code(text: str) -> bool:
    if text.startswith(("#!", "%!", "%PDF", "\x7fELF")):
        return True
    if _ROFF.search(text, 0, 4000):
        return True
    lines = _sample(text)
    shaped = sum(1 for line in lines if _CODE_LINE.match(line))
    return len(lines) >= 4 and shaped > CODE_SHARE * len(lines)


def _sample(text: str) -> list[str]:
    """Return the first lines that are not blank, each cut short."""
    lines: list[str] = []
    position = 0
    for _ in range(4 * SAMPLE):
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)][:400]
        if line.strip():
            lines.append(line)
        if end < 0 or len(lines) >= SAMPLE:
            break
        position = end + 1
    return lines


def is_page(doc: Doc) -> bool:
    """Tell whether the text is HTML or XML itself: work for an extractor, not for a cleaner."""
    known: bool | None = getattr(doc, "_is_page", None)
    if known is None:
        known = "<" in doc.text and _PAGE.search(doc.text) is not None
        doc.__dict__["_is_page"] = known
    return known


_WORD = re.compile(r"[^\W\d_]{2,}")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def words(text: str, limit: int = 100) -> int:
    """Return how many words ``text`` has, up to ``limit``; two letters each where none are spaced."""
    if len(text) > 20 * limit:
        text = text[: 20 * limit]
    unspaced = len(_UNSPACED.findall(text))
    return min(limit, unspaced // 2 + len(_WORD.findall(text)))
