"""Character sets, signs and destinations of RTF.

Source: Rich Text Format specification 1.9.1, sections on the font table, special characters, and
destinations.
"""

CHARSETS = {
    0: "cp1252", 77: "mac_roman", 78: "cp932", 79: "cp949", 80: "gb18030", 81: "cp950",
    83: "mac_arabic", 84: "mac_greek", 85: "mac_turkish", 88: "mac_latin2", 89: "mac_cyrillic",
    128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 179: "cp1256", 180: "cp1256",
    181: "cp1255", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
    255: "cp850",
}  # fmt: skip
"""Python's codec for a number of ``\\fcharset``. 1 is the default, 2 is Symbol."""

SYMBOL = 2

CODE_PAGES = {
    437: "cp437", 708: "iso8859_6", 720: "cp720", 819: "cp1252", 850: "cp850", 852: "cp852",
    860: "cp860", 862: "cp862", 863: "cp863", 864: "cp864", 865: "cp865", 866: "cp866",
    874: "cp874", 932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950", 1361: "johab",
    10000: "mac_roman", 10001: "cp932", 10006: "mac_greek", 10007: "mac_cyrillic",
    10029: "mac_latin2", 10081: "mac_turkish", 65001: "utf-8",
    **{n: f"cp{n}" for n in range(1250, 1259)},
}  # fmt: skip
"""Python's codec for a number of ``\\ansicpg`` or ``\\cpg``."""

WIDE = frozenset({"cp932", "cp949", "cp950", "gb18030", "johab", "utf-8"})
"""Codecs in which a character may take several bytes."""

SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "\u2014", "endash": "\u2013", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "bullet": "\u2022", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "zwj": "\u200d",
    "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f", "zwbo": "\u200b",
    "zwnbo": "\u2060", "column": "\n", "lbr": "\n",
}  # fmt: skip
"""Control words that stand for a character."""

SKIPPED = frozenset({
    "colortbl", "filetbl", "listtable", "listoverridetable", "rsidtbl", "themedata",
    "colorschememapping", "datastore", "latentstyles", "pict", "nonshppict", "shprslt", "fldinst",
    "xe", "tc", "listtext", "pntext", "sp", "fchars", "lchars", "userprops", "xmlnstbl",
    "bkmkstart", "bkmkend", "objdata", "objclass", "objname", "private", "datafield", "formfield",
    "ffname", "ffdeftext", "ffentrytext", "ffexitmacro", "ffformat", "ffhelptext", "ffstattext",
    "docvar", "mailmerge", "panose", "falt", "background", "template", "passwordhash",
    "wgrffmtfilter", "protusertbl", "pgdsctbl", "pgptbl", "pnseclvl", "aftnsep", "aftnsepc",
    "ftnsep", "ftnsepc", "ftncn", "aftncn", "generator", "stylesheet", "info", "fonttbl",
    "annotation", "atnid", "atnauthor", "atndate", "atntime", "atnref", "atnparent", "atnicn",
    "atrfstart", "atrfend", "revtbl", "operator", "blipuid", "bliptag", "upr", "pntxtb", "pntxta",
    "picprop", "oldcprops", "oldpprops", "mmathPr", "mmathPict", "keycode", "factoidname",
    "defchp", "defpap", "tableprops", "wzname", "sn", "sv", "fontemb", "fontfile",
    "htmltag", "mhtmltag", "gridtbl", "linkval", "propname", "staticval",
})  # fmt: skip
"""Destinations whose text is not on the page, or is read apart."""

STARRED = frozenset({
    "shpinst", "shptxt", "shppict", "ud", "moMath", "moMathPara", "footnote", "annotation",
    "atnauthor", "atnid", "generator", "nesttableprops", "fldinst", "objdata", "revtbl", "tc",
    "atndate", "pn",
})  # fmt: skip
"""Destinations after ``\\*`` that are known here; all others are skipped with their group."""
