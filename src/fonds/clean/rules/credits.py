"""Find the credits of pictures, and lift the names they give.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.clean.doc import CODE, ESCAPE, LINK, MATH, STANDARD, Doc, Proposal, Rule
from fonds.clean.rules.nature import is_code, is_page

NAME = "credits/1"
NOTICED = 0.6  # below the acting score: the words stay, the name is lifted in a finding
LONGEST = 140  # characters of a credit

_LABEL = (
    r"(?:photo(?:graph|graphie|graphs|s)?(?: (?:by|credits?|courtesy(?: of)?|par|de|credit should read))?|crédits? photos?"
    r"|crédit(?: image)?|(?:image|picture|photo|video) (?:source|copyright|credits?|courtesy)|source de l'image|légende image"
    r"|pictures?(?: by| credit)?|images?(?: by| credit)|credits?|bild(?:quelle|nachweis|rechte)?|fotos?(?:grafie|grafía|quelle|nachweis"
    r"|rechte)?(?: (?:von|de|di|av|door|af|del|da))?|symbolfoto|archivfoto|fot\.|zdjęcie|kuva|fotó|foto(?:graf|ğraf)(?:lar)?|fotoğraf"
    r"|reprodução|divulgação|crédito(?: da foto)?|créditos|imagem|imagen|immagine|afbeelding|beeld|фото(?:графия)?(?: автора)?|снимка"
    r"|фотографија|фотограф|иллюстрация|фота|φωτογραφία|φωτό|φωτο|photo credit|gambar|ảnh(?: minh h[oọ]a)?|nguồn ảnh|ภาพ|เครดิตภาพ"
    r"|picha|chanzo cha picha|asalin hoton|oríṣun àwòrán|àwòrán|aworan|ebe foto si|xigashada sawirka|madda suuraa|wia dis foto come from"
    r"|ahavuye isanamu|ifoto|isithombe|mufananidzo"
    r"|الصورة|صورة|تصوير|مصدر الصورة|صدر الصورة، |عکس|عکاس|منبع عکس|تصویر|فوٹو|תמונה|צילום|קרדיט"
    r"|फोटो|फ़ोटो|तस्वीर|इमेज स्रोत|छायाचित्र|ছবি|ছবির উৎস|படம்|పోటో|ఫోటో|ಚಿತ್ರ|ഫോട്ടോ|તસવીર|ਤਸਵੀਰ|फोटो क्रेडिट"
    r"|የፎቶው ባለመብት|ፎቶ|ምንጪ ስእሊ|ფოტო|լուսանկարը|照片|照片来源|图片来源|圖片來源|图源|圖源|图片|圖片|图|圖|摄影|攝影|写真|撮影|写真提供|画像"
    r"|사진(?: ?제공| ?출처)?)"
)
_LINE = re.compile(
    rf"[ \t]{{0,8}}[(（\[]?(?P<label>{_LABEL})[ \t]{{0,2}}(?P<sign>[:：=/／,، |©]|by )[ \t]{{0,3}}(?P<name>[^\n]{{2,{LONGEST}}})[ \t\r]{{0,8}}",
    re.I,
)
_ENCLOSED = re.compile(
    rf"[(（\[](?P<label>{_LABEL})[ \t]{{0,2}}(?P<sign>[:：=/／]|(?<=by)|(?<=should read)|©)[ \t]{{0,3}}(?P<name>[^()（）\[\]\n]{{2,{LONGEST}}})[)）\]]",
    re.I,
)
_TRAILING = re.compile(
    rf"(?<=[.!?。।؟\"”»] )(?P<label>{_LABEL})[ \t]{{0,2}}(?P<sign>[:：])[ \t]{{0,3}}(?P<name>[^\n.:。]{{2,80}})(?=[ \t\r]{{0,4}}(?:\n|\Z))",
    re.I,
)
_FEATURED = re.compile(
    r"(?:feature(?:d)? (?:photo|image)|photo (?:vedette|à la une|principale)|image à la une|foto (?:destacada|principal|de portada)"
    r"|imagen destacada|foto em destaque|imagem (?:destacada|em destaque)|foto in evidenza|immagine in evidenza|titelbild|beitragsbild|titelfoto"
    r"|uitgelichte foto|öne çıkan (?:fotoğraf|görsel)|главное фото|избранное фото|характерное фото|zdjęcie wyróżniające|foto unggulan|ảnh nổi bật"
    r"|صورة مميزة|الصورة البارزة|عکس شاخص|تصویر شاخص|תמונה ראשית|特色照片|专题照片|精选照片|特集写真|特集の写真|대표 사진|विशेष फोटो)"
    r"[ \t]{0,2}[|｜][ \t]{0,2}(?P<rest>[^\n]{10,900})",
    re.I,
)
_AGENCY = re.compile(
    r"\b(?:AFP|AP|EPA|EFE|ANSA|DPA|dpa|APA|ANP|TT|NTB|PAP|MTI|ČTK|TASR|TASS|RIA|UPI|PTI|ANI|AAP|SIPA|IRNA|ISNA|MTI|Xinhua|Getty|Reuters"
    r"|REUTERS|Shutterstock|iStock|Alamy|Flickr|Wikimedia|Unsplash|Pixabay|Pexels|Associated Press|Agence|Agency|Agencia|Agência|Agenzia"
    r"|Images?|Press|Photo)\b|رويترز|رویترز|ا ف ب|أ ف ب|وكالة|خبرگزاری|ایسنا|ТАСС|РИА|РБК|Агентство|агентство|新华社|新華社|通讯社|共同社|時事|연합뉴스|뉴스1"
    r"|रॉयटर्स|एएफपी|পিটিআই|รอยเตอร์|רויטרס|フリー|"
    r"ロイター"
)
_SENTENCE = re.compile(r"[.!?。।؟]\s+\S")
_NAMES = re.compile(r"[^\W\d_][\w.'’&-]{0,30}")
_MARKUP = re.compile(r"\]\(|\]\[|https?://|[{}<>=;`]")


def find(doc: Doc) -> Iterator[Proposal]:
    """Notice picture credits and lift whom they name; the words stay under this profile.

    Credits stand on a line of their own, in brackets, at a paragraph's end, or after ``Featured
    photo |`` and its caption. Left alone: a label in running text, what reads like a sentence,
    settings and code. ``boilerplate`` removes what is noticed here, under ``thorough``.
    """
    for start, end, name in credits(doc):
        yield Proposal(start, end, "", NAME, "picture credit", NOTICED, {"photo_credit": name})


def credits(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of each credit, in no order, without overlap."""
    if is_code(doc) or is_page(doc):
        return
    text = doc.text
    done = bytearray(len(text))
    for start, end, name in (*_featured(text), *_shapes(text)):
        if done.find(1, start, end) < 0:
            done[start:end] = b"\1" * (end - start)
            yield start, end, name


def _shapes(text: str) -> Iterator[tuple[int, int, str]]:
    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        if 5 <= len(line) <= LONGEST + 60:
            match = _LINE.fullmatch(line)
            if match and _is_credit(match):
                name = match["name"].strip().rstrip(")）]").strip()
                yield start + match.start("label"), start + len(line.rstrip()), name
    for pattern in (_ENCLOSED, _TRAILING):
        for match in pattern.finditer(text):
            if _is_credit(match):
                yield *match.span(), match["name"].strip()


def _is_credit(match: re.Match[str]) -> bool:
    """Tell whether what follows the label is a name: an agency, or few words and most capital."""
    name, sign = match["name"].strip(), match["sign"]
    if _MARKUP.search(name) or _SENTENCE.search(name) or name.startswith(("/", "-", "|")):
        return False
    if _AGENCY.search(name):
        return True
    if sign in ", ، ":
        return False
    if name.endswith((".", "。", "।", "؟", "?", "!", ":", ",")):
        return False
    found = _NAMES.findall(name)
    cased = [word for word in found if word[0].lower() != word[0].upper()]
    capital = sum(1 for word in cased if word[0].isupper())
    if cased:
        return len(found) <= 9 and capital >= max(2, len(cased) - 2)
    return 1 < len(found) <= 9 or (not name.isascii() and len(name) <= 14)


def _featured(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the credit after ``Featured photo | caption.``: bar-separated, to where it ends."""
    for match in _FEATURED.finditer(text):
        rest = match["rest"]
        bar = rest.find("|")
        if bar < 0:
            continue
        stop = max(rest.rfind(sign, 0, bar) for sign in ".!?。।")
        if stop < 0:
            continue
        last = rest.rfind("|", 0, bar + 200)
        end = last + 1 + _segment(rest[last + 1 :])
        name = rest[stop + 1 : end].strip()
        if name:
            start = match.start("rest") + stop + 1
            start += len(rest[stop + 1 :]) - len(rest[stop + 1 :].lstrip())
            yield start, start + len(name), name


def _segment(tail: str) -> int:
    """Return where the last part of a credit ends: at a stop, a change of script, or five words."""
    cut = re.search(r"[.!?。।](?:\s|\Z)|\Z", tail)
    end = cut.start() if cut else len(tail)
    latin = False
    for count, word in enumerate(re.finditer(r"\S+", tail[:end])):
        ascii_word = word.group()[0].isascii() and word.group()[0].isalpha()
        if count > 0 and latin and not ascii_word:
            return len(tail[: word.start()].rstrip())
        if count >= 5:
            return len(tail[: word.start()].rstrip())
        latin = ascii_word or latin
    return len(tail[:end].rstrip())


_gate = re.compile(_LABEL, re.I).search


def _may_hold(text: str) -> bool:
    return _gate(text) is not None


RULE = Rule(find, _may_hold, STANDARD - {"thorough"}, respects=frozenset({CODE, ESCAPE, LINK, MATH}))
