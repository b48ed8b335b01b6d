"""Find the links that wikis set beside headings: ``History[edit]``. Floor 3.

A heading and a word for editing, in brackets, at its end: three signs that no editor's bracket
has together. The words are those of the wikis' own interfaces.
"""

import re
from collections.abc import Iterator
from itertools import islice

from fonds.cleaning.doc import Doc
from fonds.cleaning.rules.lists import listed
from fonds.cleaning.rules.nature import is_small, words

LONGEST = 90  # characters of a heading
WORDS = 12  # words of one
MOST = 2000  # links of one text; what has more is no article
PROSE = 4  # words of a line below a heading

_EDIT = listed(
    "edit|edit source|edit section|edit this section|bearbeiten|quelltext bearbeiten|modifier"
    "|modifier le code|modifier le wikicode|modifier la source|editar|editar código"
    "|editar a fonte|editar código-fonte|editar fonte|editar la fuente|modifica"
    "|modifica wikitesto|modifica sorgente|modifica el codi|bewerken|brontekst bewerken|redigera"
    "|redigera wikitext|rediger|redigér|rediger kilde|rediger wikikode|endre|muokkaa"
    "|muokkaa wikitekstiä|breyta|rætta|edytuj|edytuj kod|editovat|editovat zdroj|upraviť"
    "|upraviť zdroj|szerkesztés|forrásszöveg szerkesztése|modificare|modificare sursă"
    "|редактиране|редактиране на кода|править|править код|править вики-текст|ред.|редагувати"
    "|редагувати код|правіць|рэдагаваць|правіць зыходнік|уреди|uredi|uredi kod|uredi kôd"
    "|уреди извор|redakto|redaktoni|επεξεργασία|επεξεργασία κώδικα|değiştir|düzenle"
    "|kaynağı değiştir|redaktə|өңдеу|қайнарын өңдеу|tahrirlash|manbasini tahrirlash|оңдоо"
    "|үзгәртү|үҙгәртергә|засварлах|тоҳид|вироиш|عدل|عدّل|تعديل|حرر|تحرير|عدل المصدر|ویرایش"
    "|ویرایش مبدأ|ترمیم|ماخذ میں ترمیم کریں|دەستکاری|سمول|سنواريو|עריכה"
    "|עריכת קוד מקור|רעדאקטירן|संपादित करें|सम्पादित करें|संपादन|सम्पादन|संपादन करा|स्रोत संपादित करें"
    "|সম্পাদনা|উৎস সম্পাদনা|সম্পাদনা কৰক|தொகு|மூலத்தைத் தொகு|మార్చు|సవరించు|మూలపాఠ్యాన్ని సవరించు"
    "|ಸಂಪಾದಿಸಿ|ಬದಲಾಯಿಸಿ|തിരുത്തുക|മൂലരൂപം തിരുത്തുക|ફેરફાર કરો|સ્રોતમાં ફેરફાર કરો|ਸੋਧੋ"
    "|ਸਰੋਤ ਸੋਧੋ|සංස්කරණය|แก้ไข|แก้ไขต้นฉบับ|ແກ້ໄຂ|កែប្រែ|ပြင်ဆင်ရန်|တည်းဖြတ်|编辑|編輯|编辑源代码"
    "|编辑本段|編輯原始碼|修改|編集|ソースを編集|편집|원본 편집|sửa|sửa đổi|sửa mã nguồn|sunting"
    "|sunting sumber|besut|édit|baguhin|baguhin ang batayan|usba|igliwat|hariri|hariri chanzo"
    "|wax ka badal|gyara|gyara masomin|àtúnṣe|dezie|mezie|hlela|wysig|wysig bron|አርም|አስተካክል"
    "|aldatu|aldatu iturburu kodea|editar a fonte|modificar|recensere|redakti|redakti fonton"
    "|athraigh|cuir in eagar|golygu|golygu cod|kemmañ|kemmañ ar vammenn|deasaich|redaguoti"
    "|redaguoti vikitekstą|labot|labot pirmkodu|muuda|muuda lähteteksti|რედაქტირება"
    "|წყაროს რედაქტირება|խմբագրել|խմբագրել կոդը|wobdźěłać|änneren|ännern|cancia|modìfica|bewurkje"
    "|editja|biguherîne|modifye|llamk'apuy|redaktar|redakön"
)
_HIDE = listed(
    "hide|show|masquer|afficher|ocultar|mostrar|verbergen|anzeigen|nascondi|mostra|esconder"
    "|скрыть|показать|сховати|показати|ukryj|pokaż|skrýt|zobrazit|dölj|visa|skjul|vis|piilota"
    "|näytä|elrejtés|gizle|göster|إخفاء|أظهر|نهفتن|הסתרה|छुपाएँ|ซ่อน|隐藏|隱藏|显示|非表示|表示|숨기기|ẩn"
    "|hiện|sembunyikan|tampilkan"
)
_WORDS = "|".join(map(re.escape, sorted({*_EDIT, *_HIDE}, key=len, reverse=True)))
_LINK = re.compile(
    rf"(?P<blank>[ \t\xa0]{{0,2}})[\[［][ \t]?(?:{_WORDS})"
    r"(?P<two>[ \t]{0,2}[|｜·•/][ \t]{0,2}[^\[\]|\n.,;:!?\d]{2,40})?[ \t]?[\]］]",
    re.I,
)
_LIKELY = re.compile(r"[\[［][ \t]?([^\[\]［］|｜·•/\n]{2,40}?)[ \t]?[|｜·•/\]］]")
_NO_HEADING = re.compile(r"[.,;:!?…。、，；：！？।۔؟][\"'”’»)]?\s*\Z|[\"“”«»|<>{}=\[\]\\]|https?:")
_AFTER = re.compile(r"[ \t\r]*(?:\n|\Z)")


def edit_links(doc: Doc) -> Iterator[tuple[int, int, float]]:
    """Yield start, end and score of links for editing at headings.

    Sure where the bracket touches its heading, names two ways to edit, or where several headings
    have one; glued within a line where several are. Left alone: the word in brackets in prose or
    at its start, after a sentence, in a list, and after what is no heading.
    """
    found: list[tuple[int, int, bool]] = []
    inside: list[tuple[int, int]] = []
    for match in islice(_LINK.finditer(doc.text), MOST):
        start, end = match.span()
        if _AFTER.match(doc.text, end) and _is_heading(doc, start, end):
            found.append((start, end, bool(match["two"]) or not match["blank"]))
        elif not match["blank"] and doc.text[start - 1 : start].isalpha():
            inside.append((start, end))
    many = len(found) >= 2
    for start, end, sure in found:
        yield start, end, 0.85 if sure or many else 0.5
    if len(inside) + len(found) >= 3:
        for start, end in inside:
            yield start, end, 0.8


def _is_heading(doc: Doc, start: int, end: int) -> bool:
    """Tell whether the line up to ``start`` is a heading with prose, or another one, below it."""
    text = doc.text
    line_start = doc.line_at(start)[0]
    shown = text[line_start:start].strip(" \t#=*")
    if not 1 <= len(shown) <= LONGEST or len(shown.split()) > WORDS or _NO_HEADING.search(shown):
        return False
    if is_small(shown[0]) or not shown[0].isalnum() or text[line_start : line_start + 2] == "- ":
        return False
    above = text[max(0, line_start - 120) : max(0, line_start - 1)].rpartition("\n")[2].strip()
    if above and not _ENDS.search(above) and len(above) > LONGEST // 2:
        return False
    below = text[end : end + 600].lstrip()
    if not below:
        return True
    line = below.partition("\n")[0]
    return words(line, PROSE) >= PROSE or _LINK.search(line) is not None


_ENDS = re.compile(r"[.!?…:。！？।۔؟\"”»)\]]\s*\Z")


def may_hold(text: str) -> bool:
    """Tell whether a bracket with a word for editing is there at all."""
    return any(_fold(word) in _FOLDED for word in _LIKELY.findall(text))


def _fold(word: str) -> str:
    return word.casefold().replace("i\u0307", "i").replace("ı", "i")


_FOLDED = frozenset(_fold(word) for word in (*_EDIT, *_HIDE))
