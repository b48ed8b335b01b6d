"""search-key/1 of one character, the slow and obvious way: by Unicode names and categories."""

import unicodedata as u

NO_SPACES = (
    "THAI ", "LAO ", "MYANMAR ", "KHMER ", "TAI ", "NEW TAI ", "HANGUL ", "HIRAGANA ",
    "KATAKANA ", "HALFWIDTH KATAKANA", "HALFWIDTH HANGUL", "BOPOMOFO ", "YI SYLLABLE", "CJK ",
    "TANGUT ", "NUSHU ", "KHITAN ", "IDEOGRAPHIC ", "VERTICAL KANA ", "HANGZHOU ", "HENTAIGANA ",
)  # fmt: skip
ACCENTED = ("COMBINING ", "ARABIC ", "HEBREW ", "SYRIAC ")
OWN = set("йўїѓќӑӓӗӂӝӟӣӥӧӫӭӯӱӳӵӹ")
AS = dict(
    zip("øłđıħŧðىیےکہۃةەٱٲٳ", "oldihtdيييكههههااا", strict=True),
    æ="ae", œ="oe", þ="th", ٴ="", װ="וו", ױ="וי", ײ="יי",
    ൺ="ണ്", ൻ="ന്", ർ="ര്", ൽ="ല്", ൾ="ള്", ൿ="ക്",
)  # fmt: skip
APOSTROPHES = set("'`´‘’ʻʼ՚׳＇")


def is_letter(c):
    return u.category(c)[0] in "LN"


def unseen(c):
    name = u.name(c, "")
    return (
        (u.category(c) == "Cf" and c not in "\u200b\u200c")
        or name.startswith(("VARIATION SELECTOR", "MONGOLIAN FREE VARIATION"))
        or "FILLER" in name
        or name in ("COMBINING GRAPHEME JOINER", "ARABIC TATWEEL", "COMBINING GREEK YPOGEGRAMMENI")
        or c in "\u17b4\u17b5"
    )


def letter(c):
    if c in OWN:
        return c
    out = ""
    for part in u.normalize("NFD", c):
        if u.category(part) == "Nd":
            out += str(u.decimal(part))
        elif part in "\u3099\u309a":  # the voice of kana
            out += part
        elif u.category(part)[0] == "M" and u.name(part, "").startswith(ACCENTED):
            continue
        elif u.combining(part) == 7 or unseen(part):
            continue
        else:
            out += AS.get(part, part)
    return out


def tokens(c):
    """The tokens of a text of one character."""
    if c in APOSTROPHES or u.category(c)[0] in "MC":
        return []
    if not is_letter(c) and not any(map(is_letter, u.normalize("NFKC", c))):
        return []
    seen = "".join(p for p in u.normalize("NFKD", c) if not unseen(p) and p not in APOSTROPHES)
    text = u.normalize("NFC", "".join(map(letter, u.normalize("NFKC", seen.casefold()))))
    found, word = [], ""
    for part in text + " ":
        if u.category(part)[0] == "M":
            word += part if word else ""
            continue
        alone = u.name(part, "").startswith(NO_SPACES) and u.category(part) != "Nd"
        if word and (alone or not is_letter(part) or u.name(word[0], "").startswith(NO_SPACES)):
            found.append(word)
            word = ""
        word += part if is_letter(part) else ""
    return found
