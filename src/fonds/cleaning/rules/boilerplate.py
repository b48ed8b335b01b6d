"""Find what is text but not this text: credits, authors' biographies, notices of rights.

Floor 3, a rule of the cleaner, for the profile ``thorough`` only.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import CODE, ESCAPE, LINK, MATH, Doc, Proposal, Rule
from fonds.cleaning.rules.credits import credits
from fonds.cleaning.rules.lazily import Lazily
from fonds.cleaning.rules.nature import lines, words

NAME = "boilerplate/1"
EDGE = 0.35  # share of the text, from its end, in which biographies and notices stand
LONGEST = 700  # characters of a biography

_ROLE = Lazily(
    r"\b(?:staff writer|senior writer|writer|journalist|reporter|editor|columnist|correspondent"
    r"|contributor|author of|freelance"
    r"|professor|fellow at|researcher|lecturer|journaliste|rédact(?:eur|rice)|auteur|autrice"
    r"|chroniqueu\w{1,3}|correspondant\w?"
    r"|redakteur\w{0,2}|journalistin|autor\w{0,2}|korrespondent\w{0,2}|periodista|redactor\w?"
    r"|columnista|escritora?|jornalista|repórter|colunista"
    r"|giornalista|scrittore|scrittrice|redattore|verslaggever|redacteur|dziennikar\w{1,4}"
    r"|redaktor\w{0,3}|novinář\w{0,2}|gazeteci|yazar\w{0,3}|wartawan|penulis"
    r"|журналист\w{0,3}|корреспондент\w{0,3}|редактор\w{0,3}|обозреватель|автор|журналіст\w{0,3}"
    r"|δημοσιογράφος|nhà báo|phóng viên|mwandishi)\b"
    r"|كاتب|صحفي|صحافي|محرر|مراسل|نویسنده|روزنامه‌نگار|خبرنگار|صحافی|עיתונאי|כתב|पत्रकार|लेखक"
    r"|সাংবাদিক|记者|記者|作者|编辑|ジャーナリスト|ライター|기자|작가",
    re.I,
)
_IS = Lazily(
    r"^(?:about the author|à propos de l'auteur|über den autor|sobre (?:el|la|o|a) autora?"
    r"|sull'autore|об авторе|про автора|عن الكاتب|درباره نویسنده"
    r"|关于作者|作者简介|著者について|\S{1,40}(?:[ \u00a0]\S{1,40}){1,3} (?:is|was|has been|est"
    r"|ist|es|é|è"
    r"|is een|är|er|on|jest|je|—|–|-|هو|هي|adalah|là|ni)(?= ))",
    re.I,
)
_NO_NAME = Lazily(
    r"(?:the|an?|he|she|it|this|that|her|his|our|we|i|les?|la|une?|elle|ils?|ce|cette|de[rsn]?|die|das|er|sie|es|ein"
    r"|el|los|las|una|o|os|as|um|uma|lo|gli|het|een|он|она|это|этот|они)\b",
    re.I,
)
_RIGHTS = Lazily(
    r"^(?:©|\(c\)|copyright)\s{0,3}(?:\d{4}|[A-Z]).{0,160}|.{0,120}(?:all rights reserved"
    r"|tous droits réservés|alle rechte vorbehalten"
    r"|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati"
    r"|все права защищены|всі права захищені|جميع الحقوق محفوظة|کلیه حقوق"
    r"|版权所有|版權所有|無断転載|무단전재|tüm hakları saklıdır|wszelkie prawa zastrzeżone"
    r"|alle rechten voorbehouden).{0,60}\Z"
    r"|.{0,60}(?:the views expressed|les opinions exprimées|die in diesem artikel geäußerten"
    r"|las opiniones expresadas|as opiniões expressas"
    r"|le opinioni espresse|мнение автора|الآراء الواردة).{0,300}\Z"
    r"|the post .{1,160} appeared first on .{1,80}",
    re.I,
)


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove picture credits, authors' biographies and notices of rights.

    Biographies and notices: paragraphs on a line of their own in the last third of a text of some
    length, that begin with a name and an occupation, or are the notice. Left alone: source files,
    licences (a text in which rights are the subject), the same words in the body.
    """
    text = doc.text
    for start, end, name in credits(doc):
        yield Proposal(start, end, "", NAME, "picture credit", 0.8, {"photo_credit": name})
    rows = lines(doc)
    edge = min(int(len(text) * (1 - EDGE)), rows[-2][0] if len(rows) > 1 else 1)
    notices = []
    for start, line in rows:
        if start < max(edge, 1):
            continue
        shown = line.strip()
        if not 8 <= len(shown) <= LONGEST or shown[0] in "#>*|`=":
            continue
        at = start + line.index(shown[0])
        if (
            _IS.match(shown)
            and not _NO_NAME.match(shown)
            and _ROLE.search(shown[:240])
            and words(shown) >= 6
        ):
            yield Proposal(
                at, at + len(shown), "", NAME, "author's biography", 0.75, {"author": shown}
            )
        elif _RIGHTS.match(shown):
            notices.append((at, at + len(shown)))
    if len(notices) <= 3:
        for start, end in notices:
            yield Proposal(start, end, "", NAME, "notice of rights or views", 0.75, {})


def _gate(text: str) -> bool:
    return len(text) > 20


RULE = Rule(find, _gate, frozenset({CODE, ESCAPE, LINK, MATH}), mends=True)
