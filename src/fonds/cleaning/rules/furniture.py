"""Find page furniture: teasers, advertisement labels, share bars, player messages.

Floor 3, a rule of the cleaner. Two signs are asked for: a known phrase, and a place that only
furniture has (a line of its own, a boundary without a space, a colon with its link gone).
"""

import re
from collections.abc import Iterator, Set

from fonds.cleaning.doc import CODE, ESCAPE, MATH, Doc, Proposal, Rule
from fonds.cleaning.rules import phrases, prompts
from fonds.cleaning.rules.headings import belongs, is_heading
from fonds.cleaning.rules.lists import listed
from fonds.cleaning.rules.nature import is_small, lines, words
from fonds.cleaning.rules.pagelabels import LABELS, TURNING
from fonds.cleaning.rules.places import Ends, colons
from fonds.cleaning.rules.seen import seen_in
from fonds.cleaning.rules.sharewords import is_share_line
from fonds.cleaning.rules.sharing import anchors, bars, share_line
from fonds.cleaning.rules.teasers import HEADS, LINK, TITLED, is_teaser

NAME = "furniture/1"
LONGEST = 180  # characters of a teaser with its title
PROSE = 6  # words of a line from which the text has prose to be furniture of
SENTENCE = 2  # the same where the line ends as a sentence

_TRIM = " \t\r:：…→»›>•*|-–—!"
_STARTS_OTHERWISE = "#>*+|`=_~[<{"
_ENDS_SENTENCE = re.compile(r"[.。।።؟?!:…;,\"”’»)][\"'”’»)\]]{0,3}\Z")
_BOUNDARY = re.compile(r"[.!?…\"”’»)。！？।۔؟።:][\s\"”’»]{0,3}\Z|\A\s{0,3}\Z|\n\s{0,3}\Z")

_LABELS = frozenset(label.replace("ı", "i") for label in LABELS)
_LABEL_HEADS = frozenset(label[:3] for label in _LABELS | TURNING)
_STARTS = (
    frozenset(HEADS)
    | {"rel", "wat", "lis", "see", "a p", "a v"}
    | _LABEL_HEADS
    | prompts.STARTS
    | frozenset(phrase[:3].lower() for phrase in phrases.SHARE)
)
_BEGINNINGS = Ends(  # of lines that may be furniture, or a prompt
    (
        *phrases.TEASERS, *phrases.RELATED, *LABELS, *TURNING, *phrases.SHARE, *prompts.STARTS,
        "related", "watch", "listen", "read", "more", "see also", "gallery", "in pictures",
        "explainer", "if you", "a post shared by", "a photo shared by", "a video shared by",
    )
)  # fmt: skip
_LEADS = "»▶►▸‣➤→•■👉 \xa0"  # signs that sites set before a teaser
_MAY_HIDE = frozenset(_LEADS + "\t>")
_HOMES = frozenset(
    listed(
        "home|homepage|accueil|startseite|inicio|portada|início|capa|strona główna|úvod"
        "|kezdőlap|acasă|начало|главная|головна|αρχική|ana sayfa|anasayfa|beranda|utama"
        "|trang chủ|الرئيسية|خانه|صفحه اصلی|דף הבית|ראשי|होम|मुख्य पृष्ठ|হোম|หน้าแรก|首页|首頁"
        "|ホーム|トップ|홈|forside|hjem|hem|etusivu|avaleht|sākums|mwanzo|nyumbani|ballina|kreu"
        "|почетна|početna|domov"
    )
)
_SHARE_LINES = frozenset(phrase.lower() for phrase in phrases.SHARE if " " in phrase)
_TAILS: dict[str, tuple[str, ...]] = {}
for _phrase in sorted(phrases.TEASERS - phrases.NEVER_GLUED, key=len, reverse=True):
    if words(_phrase) > 1 or not _phrase.isascii():
        _TAILS[_phrase[-2:]] = (*_TAILS.get(_phrase[-2:], ()), _phrase)
_LAST = Ends((p for tails in _TAILS.values() for p in tails), last=True)
_REACH = max(map(len, phrases.TEASERS)) + 24
_SITE = re.compile(
    r"\s(?:sur|on|em|en|auf|su|op|na|на|di"
    r"|в) [A-ZÀ-ÞА-Я][\w.-]{0,20}(?: [A-ZÀ-ÞА-Я][\w.-]{0,20}){0,2}\Z"
)

_EMBEDDED = re.compile(r"A (?:post|photo|video) shared by .{1,80}\(@[\w.]{1,40}\)(?: on .{4,60})?")
_BAR = "share bar"
_LABEL = "label of the page on a line of its own"
_TEASER = "teaser on a line of its own"
_RULED = re.compile(r"\n(?:-{3,}|={3,})[ \t]*(?:\n|\Z)")  # the line before it is a heading
_ITEM = re.compile(r"[ \t>]{0,8}(?:[*+•-] |\d{1,2}[.)] |\[|https?://|\*\*\[)")

_Found = tuple[int, int, str, float]


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove what belongs to the page around a text.

    A teaser with its title, an advertisement label or a page control on a line of its own; a
    teaser's label and colon stranded within a paragraph, whose links are gone (where the title
    that may follow ends nobody can tell, so it stays); players' messages; rows of network names;
    cookie notices, newsletter prompts and calls to follow. Left alone: the same words within a
    sentence, lines that hold a link or are marked up, headings, corrections, code, source files.
    """
    seen = seen_in(doc)
    cookies = prompts.may_hold_cookies(doc.text, seen)
    found = [*_lines(doc, cookies), *_buttons(doc, seen), *_stranded(doc)]
    found += [*_messages(doc.text, seen), *bars(doc.text, seen)]
    if not found:
        return
    done = bytearray(len(doc.text))
    for start, end, reason, score in sorted(found, key=lambda f: (-f[3], f[0] - f[1], f[0])):
        if done.find(1, start, end) < 0:
            done[start:end] = b"\1" * (end - start)
            yield Proposal(start, end, "", NAME, reason, score, {})


def _lines(doc: Doc, cookies: bool) -> Iterator[_Found]:
    prose: bool | None = None
    rows = lines(doc)
    every = range(len(rows) if cookies else min(4, len(rows)))
    for n in sorted({*every, *_BEGINNINGS.among(doc)}):
        start, line = rows[n]
        head = _fold(line[:3])
        if not (
            head in _STARTS
            or head[:2] in _STARTS
            or cookies
            or line[0] in _MAY_HIDE
            or (n < 4 and "|" in line)
            or (line[0] in "[【［〔" and _bracketed(line))
        ):
            continue
        shown = line.strip()
        if shown and (shown[0] in _LEADS or shown.startswith(">>")):
            shown = shown.lstrip(_LEADS + ">")
        label = _bracketed(shown) if shown[:1] in ("[", "【", "［", "〔") else ""
        if not shown or (shown[0] in _STARTS_OTHERWISE and not label) or is_small(shown[0]):
            continue
        reason = label or _own_line(shown, cookies) or _menu(rows, n, shown) or _turn(rows, n)
        if not reason or line.startswith(("    ", "\t")):
            continue
        if prose is None:
            prose = any(_is_prose(other) for other_start, other in rows if other_start != start)
        if reason == _LABEL and " " not in shown and not _beside_prose(rows, n):
            continue
        if reason in (_LABEL, _BAR) and (_called(shown) or is_heading(rows, n)):
            continue
        if _RULED.match(doc.text, start + len(line)):
            continue
        if reason == _LABEL and (_is_topic(doc, shown) or belongs(rows, n, shown)):
            continue
        if reason == _TEASER and _leads_on(rows, n):
            continue
        if prose and not _goes_on(rows, n):
            at = start + len(line) - len(line.lstrip())
            yield at, start + len(line.rstrip("\r\n")), reason, 0.8


_BRACKETED = re.compile(
    r"[\[【［〔](?P<label>[^\[\]【】［］〔〕\n]{3,40})[\]】］〕](?!\()\s?(?P<title>.{4,})"
)


def _bracketed(line: str) -> str:
    """Say that the line is a teaser whose label stands in brackets: ``【関連記事】``."""
    match = _BRACKETED.fullmatch(line.strip())
    if not match or len(line) > LONGEST or LINK.search(match["title"]):
        return ""
    label = _fold(match["label"]).strip(_TRIM)
    return "" if label not in TITLED or match["title"].endswith((".", "。", "।", ":")) else _TEASER


def _buttons(doc: Doc, seen: Set[str]) -> Iterator[_Found]:
    """Yield lines of sharing buttons, found by a network's name and told by their words."""
    prose: bool | None = None
    done = -1
    for name in anchors(doc.text, seen):
        start, end = doc.line_at(name)
        if start == done or end - start > LONGEST:
            continue
        done = start
        line = doc.text[start:end]
        shown = line.strip().lstrip(_LEADS)
        if not shown or shown[0] in _STARTS_OTHERWISE or not is_share_line(shown):
            continue
        if prose is None:
            prose = any(_is_prose(other) for _, other in lines(doc))
        if prose and not line.startswith(("    ", "\t")) and not _RULED.match(doc.text, end):
            at = start + len(line) - len(line.lstrip())
            yield at, start + len(line.rstrip("\r\n")), "share bar", 0.8


def _is_prose(line: str) -> bool:
    return words(line, PROSE) >= (SENTENCE if _ENDS_SENTENCE.search(line.strip()[-3:]) else PROSE)


def _fold(text: str) -> str:
    """Return ``text`` in small letters, Turkish i with and without its dot the same."""
    return text.lower().replace("i\u0307", "i").replace("ı", "i")


def _is_topic(doc: Doc, label: str) -> bool:
    """Tell whether the text goes on to speak of what the label names: then it is a heading.

    Asked once for a word, whatever its capitals: a label may stand a thousand times.
    """
    word = label.strip(_TRIM)
    known: dict[str, bool] = doc.__dict__.setdefault("_topics", {})
    small = "".join(map(str.lower, word))
    if small not in known:
        known[small] = " " not in word and _is_spoken_of(doc.text, word)
    return known[small]


def _is_spoken_of(text: str, word: str) -> bool:
    """Tell whether the word stands elsewhere than on lines of its own and between quotes."""
    lines_of_its_own = len(re.findall(rf"(?m)^\W{{0,4}}{re.escape(word)}\W{{0,4}}$", text, re.I))
    quoted = len(re.findall(rf"[\"“«„‘「]{re.escape(word)}[\"”»“’」]", text, re.I))
    return len(re.findall(re.escape(word), text, re.I)) > lines_of_its_own + quoted


def _called(shown: str) -> bool:
    """Tell whether somebody calls or quotes what is a label elsewhere: ``»Nach oben!«``."""
    return shown.endswith("!") or (shown[0] in '»«„“"' and shown[-1] in '«»“”"')


def _beside_prose(rows: list[tuple[int, str]], n: int) -> bool:
    """Tell whether prose is next to the line: between headings it may be one of them."""
    around = [line for _, line in (*rows[max(0, n - 1) : n], *rows[n + 1 : n + 2])]
    return any(_is_prose(line) for line in around)


def _leads_on(rows: list[tuple[int, str]], n: int) -> bool:
    """Tell whether what the line announces is there: links follow it."""
    following = next((line for _, line in rows[n + 1 : n + 3] if line.strip()), "")
    return _ITEM.match(following) is not None


def _goes_on(rows: list[tuple[int, str]], n: int) -> bool:
    """Tell whether the line is one of a wrapped paragraph: the one before it does not end."""
    start, line = rows[n]
    if n == 0 or rows[n - 1][0] + len(rows[n - 1][1]) + 1 != start:
        return False
    before = rows[n - 1][1].rstrip()
    return 55 <= len(before) <= 100 and not _ENDS_SENTENCE.search(before[-3:]) and len(line) > 40


def _own_line(shown: str, cookies: bool) -> str:
    """Say what kind of furniture the whole line is, or nothing."""
    folded = _fold(shown)
    if len(shown) <= LONGEST:
        bare = folded.strip(_TRIM).removesuffix("...")
        if bare in _LABELS or bare in _SHARE_LINES:
            return _LABEL
        said = bare.rstrip(".。")
        if said in _LABELS and said != bare and (words(said) > 2 or len(said) > 12):
            return _LABEL
        if _EMBEDDED.fullmatch(shown):
            return "foot of an embedded post"
        if is_teaser(shown, folded, bare):
            return _TEASER
        if share_line(shown):
            return _BAR
    return prompts.prompt(shown, folded, cookies)


def _menu(rows: list[tuple[int, str]], n: int, shown: str) -> str:
    """Say that the line is a menu: one of the first, short items between bars, home among them."""
    if n > 3 or len(shown) > 120 or LINK.search(shown):
        return ""
    items = [item.strip() for item in _BARS.split(shown)]
    after = rows[n + 1][1] if n + 1 < len(rows) else ""
    if len(_BARS.split(after.strip())) == len(items):
        return ""  # the head of a table
    short = all(0 < len(item) <= 24 and not _ENDS_SENTENCE.search(item) for item in items)
    return "menu of the page" if len(items) >= 3 and short and _fold(items[0]) in _HOMES else ""


def _turn(rows: list[tuple[int, str]], n: int) -> str:
    """Say that the line turns the page: nothing comes after it."""
    last = not any(line.strip() for _, line in rows[n + 1 : n + 3])
    return _LABEL if last and _fold(rows[n][1]).strip(_TRIM) in TURNING else ""


_BARS = re.compile(r"\s?[|·•»›]\s?")


def _stranded(doc: Doc) -> Iterator[_Found]:
    """Yield teaser labels with a colon at a sentence boundary within a paragraph."""
    text = doc.text
    sited = "é" in text and any(phrase in text for phrase in phrases.ON_SITE)
    ends = {at - (text[at - 1 : at] in (" ", "\xa0", "\u202f")): at for at in colons(doc)}
    for at in ends if sited else _LAST.before(text, ends):
        named = sited and text[max(0, at - 12) : at].rpartition(" ")[2][:1].isupper()
        label = text[max(0, at - _REACH) : at]
        site = _SITE.search(label) if named else None
        core = label[: site.start()] if site else label
        folded = core.lower()
        if len(folded) != len(core):
            continue
        for phrase in _TAILS.get(folded[-2:], ()):
            if not folded.endswith(phrase):
                continue
            start = at - len(label) + len(core) - len(phrase)
            if _BOUNDARY.search(text[max(0, start - 4) : start]) and _in_paragraph(doc, start):
                end = ends[at] + 1
                if text[start:at].isupper():
                    end = _headline_end(doc, end)
                yield start, end, "teaser's label without its link", 0.8
            break


def _headline_end(doc: Doc, end: int) -> int:
    """Return the line's end where a shouted label's headline runs to it, without a full stop."""
    line_end = doc.line_at(end)[1]
    rest = doc.text[end:line_end].strip()
    if 2 < len(rest) <= LONGEST and not re.search(r"[.!?]", rest) and not LINK.search(rest):
        return line_end
    return end


def _in_paragraph(doc: Doc, start: int) -> bool:
    """Tell whether the label stands within a line, or begins one too long to be a teaser."""
    line_start, line_end = doc.line_at(start)
    return bool(doc.text[line_start:start].strip()) or line_end - line_start > LONGEST


def _messages(text: str, seen: Set[str]) -> Iterator[_Found]:
    for message in phrases.UNMISTAKABLE:
        at = text.find(message) if message in seen else -1
        while at >= 0:
            before, after = text[at - 1 : at], text[at + len(message) : at + len(message) + 1]
            if before not in ('"', "'", "“", "`") and after not in ("'", "”", "`"):
                yield at, at + len(message), "message of a player or an advertisement slot", 0.9
            at = text.find(message, at + len(message))


def _gate(text: str) -> bool:
    return len(text) > 20


RULE = Rule(find, _gate, respects=frozenset({CODE, ESCAPE, MATH}), mends=True)
