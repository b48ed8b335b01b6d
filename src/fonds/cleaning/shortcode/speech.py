"""Tell whether a sentence speaks of a tag, so that taking the tag out would leave a hole. Pure.

A tag that an export left behind stands at a sentence's or a paragraph's edge; one that a text is
about is a part of its sentence: the object of a verb, or named by a noun beside it.
"""

import re

_VERBS = """
fixed fix fixes added adds new support supports supported removed remove removes changed deprecated
handle handles render renders rendered parse parses parsed improved allow allows wrap wraps replace
replaces convert converts expand expands ignore ignores strip strips output outputs display displays
see means mean named for
insert inserting type typing write use using add adding put placing paste pasting enter called
füge fügen schreibe schreiben verwende verwenden benutze benutzen nutze nutzen
insérez insérer écrivez écrire utilisez utiliser ajoutez tapez collez
inserte inserta insertar escriba escribe usar utilice utiliza añada añade agregue pegue pega
insira inserir escreva adicione cole digite inserisci inserite scrivi scrivete usate aggiungi
incolla
вставьте вставить напишите используйте добавьте введите вставте використовуйте додайте напишіть
wstaw wpisz użyj dodaj wklej gebruik voeg typ plak infoga skriv använd brug indsæt
أدخل اكتب استخدم أضف بنویسید הכנס כתוב הוסף gunakan sisipkan tulis tambahkan chèn dùng gõ viết
插入 输入 輸入 使用 写 寫 添加 键入
"""
_NOUNS = """
text tag tags shortcode code string snippet markup Text Tag Code Kürzel Zeichenfolge texte balise
texto etiqueta código testo codice текст тег код шорткод tekst znacznik kod النص الوسم الكود متن
הטקסט התג teks kode thẻ 文本 标签 標籤 代码 字符串
"""
_ARTICLES = "the|a|an|this|literal|der|den|dem|das|die|le|la|l|el|un|una|o|il|het|de"
_UNSPACED = "插入|输入|輸入|使用|添加|键入|文本|标签|標籤|代码|字符串|例如|比如|例えば|예를 들어"
_BEFORE = re.compile(
    rf"(?:(?<!\w)(?:{'|'.join(_VERBS.split())})(?:[ ](?:Sie|{_ARTICLES}))?"
    rf"|(?<!\w)(?:{_ARTICLES})[ '’](?:literal[ ])?(?:{'|'.join(_NOUNS.split())})"
    r"|(?<!\w)(?:текст|тег|код|шорткод|метк[ау]|строк[ау]|texten|taggen|koden|teksten"
    r"|النص|الوسم|الرمز|الكود|الشفرة|كود|کد|برچسب|הטקסט|התג|התגית|הקוד|השורטקוד|कोड|टैग|কোড|ট্যাগ)"
    r"|(?<!\w)(?:literal|instead of|e\.g\.|such as|like|z\. ?B\.|etwa|wie|par exemple|comme"
    r"|por ejemplo|p\. ?ej\.|como|per esempio|come|например|как|np\.|jak|bijv\.|zoals)"
    rf"|(?:{_UNSPACED}))[ \t:]{{0,2}}[\"'“„«「]?\Z",
    re.I,
)
# The last words of what ``_BEFORE`` finds, in ASCII, but for articles, which follow a verb.
_OTHERS = (
    "texten taggen koden teksten literal of as like etwa wie exemple comme ejemplo como esempio"
)
_VERB_SET = frozenset(_VERBS.lower().split())
_LAST = _VERB_SET | set(f"{_NOUNS} {_OTHERS} come jak zoals".lower().split())
_AFTER_VERBS = frozenset(f"sie|{_ARTICLES}".split("|")) - _LAST
_LAST_WORDS = re.compile(r"(?:(\w+) )?(\w+)\Z")
_AFTER = re.compile(
    r"[\"'”“»」]?[ \t]?(?:(?:tag|tags|shortcode|code|syntax|element|attribute|markup|block|output"
    r"|rendering|parsing|handling|support|parameter|option|widget|handler|command|call|placeholder)\b"
    r"|-?(?:Tag|Code|Shortcode|Kürzel)\b|(?:etiket|kodu|yaz|ekle|kullan)\w{0,6}\b"
    r"|を|という|と入力|と書|タグ|(?:를|을|라는|이라는|태그)(?=\s)|标签|標籤|代码|短代码|(?:को|टैग|कोड|কোড|ট্যাগ|কে)\s"
    r"|instead\b)"
)
# What goes on with the sentence; it counts only where none ended before the tag.
_GOES_ON = re.compile(
    r"[ \t](?:(?:in|into|on)\s(?:a|the|your|my|any)|in\s(?:den|die|das|einen|meinen|Ihren)|ins|dans"
    r"|en\s(?:el|la|un|una)|no|na|nel|in\s(?:un|een|mijn)|в|"
    r"у|w|do|does|not|is|are|was|were|has|does|doesn['’]t|won['’]t"
    r"|wird|werden|wurde|est|n['’]est|sont|está|son|è|é|wordt|är|jest|nie|не|ne|não|non|nicht)[\s?]"
)
_ASKED = re.compile(r"[^.!?。！？\n\[\]]{1,120}[?？؟]")
_QUESTION = re.compile(r"(?:\w|['’])[ \t]\Z")
_BULLET = re.compile(r"[ \t]{0,12}(?:[*+•-]|\d{1,3}[.)])[ \t]{1,4}[\"'“`]?\Z")
_MEANING = re.compile(r"[\"'”`]?[ \t]{0,40}(?:[-–—:=→]|=>)[ \t]+\w")
_INSTRUCTS = re.compile(
    rf"(?<!\w)(?:{'|'.join(_VERBS.split())}|copy|following|written|follows|folgend\w*|folgt|suivant\w*|suit|siguiente|sigue)(?![a-z])",
    re.I,
)
_NAMES_IT = re.compile(
    r"short[ -]?code|\b(?:syntax\w*|shortcut|tag|code|snippet|markup|Kürzel|balise|etiqueta"
    r"|código|codice|kod)\b"
    r"|тег|код|الكود|الوسم|短代码|代码|标签|コード|タグ|코드|태그|कोड",
    re.I,
)
_ENDED = re.compile(r"(?:[.!?:…。！？؟।:][\"'”»)\]]?|\A)\s*\Z")
_SELECTOR = re.compile(
    r"\[(?:(?<=[a-z]\[)[\w-]{1,40}[*^$~|]?=[\"'\w]|[\w-]{1,40}[*^$~|]=|(?:data|aria)-)", re.I
)
_SELECTORS = re.compile(
    r"\b(?:selectors?|sélecteurs?|selektor\w{0,3}|selettor[ei]|selector(?:es)?|селектор\w{0,3})\b"
    r"|选择器|選擇器|セレクタ|선택자|محدد",
    re.I,
)


def spoken_of(before: str, after: str) -> bool:
    """Tell whether the words right before or right after make the tag a part of a sentence."""
    if _may_lead(before) and _BEFORE.search(before[-40:]):
        return True
    if _AFTER.match(after[:40]):
        return True
    if _ASKED.match(after) and not _ENDED.search(before[-40:]):
        return True
    if after[:1] in ("?", "？") and _QUESTION.search(before[-3:]):
        return True
    if _BULLET.match(before) and _MEANING.match(after[:60]):
        return True
    if before.rstrip().endswith("|") and after.lstrip()[:1] == "|":
        return True
    if before.rstrip().endswith(";") and after.lstrip()[:1].islower():
        return True
    return bool(_GOES_ON.match(after[:40])) and not _ENDED.search(before[-40:])


def _may_lead(before: str) -> bool:
    """Tell by its last words whether ``_BEFORE`` can find anything at the end of ``before``."""
    tail = before[-40:].rstrip(" \t:\"'")
    if not tail.isascii():
        return True
    words = _LAST_WORDS.search(tail)
    if not words:
        return tail.endswith(".")  # e.g.
    last = words[2].lower()
    return (words[1] or "").lower() in _VERB_SET if last in _AFTER_VERBS else last in _LAST


def introduced(line: str) -> bool:
    """Tell whether the line before tells readers to use what follows: a verb, a noun, a colon."""
    line = line.strip()[-240:]
    if not line.endswith((":", "：")):
        return False
    return bool(_INSTRUCTS.search(line) and _NAMES_IT.search(line))


def among_selectors(before: str, after: str) -> bool:
    """Tell whether attribute selectors, or the word for them, stand in the same line."""
    return _has_selector(before[-200:]) or _has_selector(after[:200])


def _has_selector(part: str) -> bool:
    if "[" in part and _SELECTOR.search(part):
        return True
    spoken = "sele" in part.lower() if part.isascii() else True
    return spoken and _SELECTORS.search(part) is not None
