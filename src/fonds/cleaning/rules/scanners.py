"""Know the lines that scanners and libraries print on pages. Floor 3.

Each names a service beside a word for what it did; alone on a line nothing else reads so.
"""

import re
from collections.abc import Iterator, Set

from fonds.cleaning.doc import Doc
from fonds.cleaning.rules.lazily import Lazily
from fonds.cleaning.rules.nature import lines

STAMP = Lazily(
    r"(?:\(?(?:digiti[sz]ed|scanned|original from)(?: (?:by|with|from|at|using))?(?: the)? "
    r"(?:google|microsoft|internet archive|camscanner|msn|boston public library|hathi ?trust"
    r"|university of [a-z ,.-]{3,60}|library of congress|adobe scan|genius scan"
    r"|library of .{3,60})\s?(?:®|™)?\)?"
    r"|google[- ]digitized|public domain,? google[- ]digitized.{0,60}|gooo+gle"
    r"|digitized by \W{0,3}(?:v\W?j\W?o\W?o\W?q\W?l\W?c|goo\w{0,3}|\w{0,4}oogle)"
    r"|digitized by the internet archive(?: in \d{4}(?: with funding from.{0,80})?)?"
    r"|in \d{4} with funding from.{3,80}"
    r"|digitali[sz]iert (?:von|durch) google|num[ée]ris[ée] par (?:google|la bnf|gallica).{0,40}"
    r"|source gallica\.bnf\.fr ?/? ?.{0,60}"
    r"|digitalizado por (?:google|internet archive)|digitali[sz]zato da (?:google|internet archive)"
    r"|escaneado (?:con|por) camscanner|digitalizado (?:com|con) camscanner"
    r"|scansionato con camscanner|gedigitaliseerd door google|gescand (?:met|door) camscanner"
    r"|gescannt (?:mit|von) camscanner|zeskanowano (?:za pomocą|w) camscanner.{0,20}"
    r"|naskenováno pomocí camscanner|skannad med camscanner|оцифровано (?:google|гугл)"
    r"|(?:от)?сканировано (?:с помощью|в) camscanner|camscanner ile tarandı"
    r"|camscanner ile tarat\w{1,6}|dipindai dengan camscanner|(?:được )?quét bằng camscanner"
    r"|扫描全能王 ?(?:3亿人都在用的扫描app|创建)?|由 ?google ?数字化|由扫描全能王扫描创建"
    r"|camscannerでスキャン|googleによるデジタル化|تم المسح ب\w{0,4} ?camscanner"
    r"|الممسوحة ضوئيا بـ? ?camscanner"
    r"|this content downloaded (?:from|by) .{3,120}|all use subject to .{3,120}terms.{0,40}"
    r"|downloaded from https?://\S+ (?:by|on|at) .{3,120}"
    r"|generated (?:on|at|for) .{3,60}/ https?://hdl\.handle\.net/\S+"
    r")\s?[.:]?",
    re.I,
)
"""A whole line that a scanning service, a library or an archive of articles stamped on a page."""

SOURCE = re.compile(r"^Original from[ \t]*\n[ \t]*[A-Z][A-Z ,.&-]{5,60}$", re.M)
"""A stamp of two lines, the second in capitals."""

SIGNS = (
    "oogle", "OOGLE", "ooogle", "amScanner", "AMSCANNER", "amscanner", "nternet Archive",
    "igitized", "IGITIZED", "umérisé", "allica", "扫描全能王", "This content down",
    "All use subject", "ownloaded from http", "hdl.handle", "ith funding from",
    "цифровано", "Original from",
)  # fmt: skip
"""One of these is in every stamp: a cheap look at a text before its lines are looked at."""


def stamps(doc: Doc, seen: Set[str]) -> Iterator[tuple[int, str]]:
    """Yield start and text of lines that a scanner or a library stamped on a page.

    ``seen``: those of ``SIGNS`` that the text holds. Left alone: the same names within a
    sentence, in a heading, in code.
    """
    if seen.isdisjoint(SIGNS):
        return
    for source in SOURCE.finditer(doc.text):
        yield source.start(), source.group()
    for start, line in lines(doc):
        shown = line.strip(" \t\r\f")
        if 6 <= len(shown) <= 200 and STAMP.fullmatch(shown) and start not in doc.code:
            yield start + line.index(shown[0]), shown
