"""Whether a text that begins as a format is of that format, or only mentions it.

A signature counts where the format allows it and with what must follow it there: a header line
that ends, an object, a group that stays open to the end, a tag after a declaration.
Only text is looked at here, at most its first 64 KiB; patterns are of bounded repeats.
"""

import re
from collections.abc import Callable

from fonds.model import Opinion

TOOL = ("fonds-structure", "1")

LOOKED_AT = 64 * 1024
_LINES = 64  # lines in which what must follow is looked for

_WARC = re.compile(rb"WARC/(?:0\.1[0-9]|1\.[01])\r?\n")
"""Source: ISO 28500:2017 section 4; 0.17 and 0.18 are the drafts that were written in practice."""
_WARC_TYPE = re.compile(
    rb"^WARC-Type:[ \t]{0,8}(?:warcinfo|response|resource|request|metadata|revisit|conversion|"
    rb"continuation)[ \t]{0,8}\r?$", re.M | re.I,
)  # fmt: skip
_ARC = re.compile(
    rb"filedesc://\S{0,2000} \S{1,40} \d{14} \S{1,100} (?:\S{1,40} \S{1,40} \d{1,20} \S{1,200} )?"
    rb"\d{1,20}\r?\n[12] \d{1,9} [^\r\n]{0,200}\r?\nURL IP-address Archive-date Content-type"
)
"""Source: Internet Archive, ARC File Format, version block of versions 1 and 2."""

_NAME = rb"[A-Za-z_:][\w:.-]{0,100}"
_TAG = re.compile(
    rb"<(" + _NAME + rb")(?:\s{1,100}" + _NAME + rb"(?:\s{0,20}=\s{0,20}"
    rb"(?:\"[^\"<]{0,4000}\"|'[^'<]{0,4000}'|[^\s\"'<>=]{1,2000}))?){0,40}\s{0,100}/?>"
)
_PROLOGUE = re.compile(
    rb"<\?xml\s{1,20}version\s{0,9}=[^<>?]{1,200}\?>|<!--.{0,8000}?-->|<\?[\w-]{1,40}[^<>]{0,2000}\?>"
    rb"|<!DOCTYPE\s{1,20}[^<>\[]{1,1000}(?:\[.{0,8000}?\]\s{0,20})?>",
    re.I | re.S,
)
_SKIPPED = 20  # declarations, comments and instructions before the first tag
_PAGE = frozenset({b"html", b"head", b"body", b"title", b"meta", b"link", b"script", b"style"})

_FIELD = re.compile(rb"([!-9;-~]{1,76}):(?:[ \t]|\r?$)")
_MAIL = frozenset({
    b"from", b"to", b"date", b"subject", b"message-id", b"received", b"return-path", b"cc",
    b"mime-version", b"content-type", b"reply-to", b"sender", b"delivered-to", b"newsgroups",
})  # fmt: skip
_FROM = re.compile(
    rb"From \S{1,300} {1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|"
    rb"Oct|Nov|Dec) [ \d]\d \d\d:\d\d(?::\d\d)?(?: [A-Z+-][\w+-]{0,6}){0,2} \d{4}[^\r\n]{0,20}\r?\n"
)
"""Source: RFC 4155, appendix A."""
_BRACES = re.compile(rb"\\[{}\\]|[{}]")


def opinion(head: bytes) -> Opinion | None:
    """Return what a text is by its structure, where that is sure; None for all other text.

    >>> opinion(b"<?xml version='1.0'?><a/>").media_type, opinion(b"<?xml begins a file")
    ('application/xml', None)
    """
    start = head[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    if start.startswith(b"WARC/"):
        found = "application/warc" if _is_warc(start) else None
    elif start.startswith(b"filedesc:"):
        found = "application/x-internet-archive" if _ARC.match(start) else None
    elif start.startswith(b"From "):
        found = "application/mbox" if _is_mbox(start) else None
    elif start[:256].lstrip()[:1] == b"<":
        found = markup(start)
    else:
        return None
    return Opinion(*TOOL, "structure", found, None, "as it begins") if found else None


def agrees_with(media_type: str, head: bytes, *, complete: bool) -> bool:
    """Say whether a text has the structure of the format that a tool takes it for.

    True for formats of which nothing is known here. ``complete`` says that ``head`` is all.
    """
    check = _CHECKS.get(media_type)
    return check is None or check(head[:LOOKED_AT], complete and len(head) <= LOOKED_AT)


def markup(start: bytes) -> str | None:
    """Return ``text/html`` or ``application/xml`` for text that is markup from its beginning."""
    at, declared, doctype = 0, False, b""
    text = start.lstrip()
    for _ in range(_SKIPPED):
        match = _PROLOGUE.match(text, at)
        if match is None:
            break
        declared = declared or match[0][:5].lower() == b"<?xml"
        if match[0][:9].upper() == b"<!DOCTYPE":
            doctype = match[0][9:].strip(b" \t\r\n>").lower()
        at = match.end()
        at += len(text[at : at + 4096]) - len(text[at : at + 4096].lstrip())
    tag = _TAG.match(text, at)
    if tag is None:
        return None
    if declared:
        return "application/xml"
    html = doctype.startswith(b"html") or tag[1].lower() in _PAGE
    return "text/html" if html and (doctype or _goes_on(text, tag)) else None


def _goes_on(text: bytes, tag: "re.Match[bytes]") -> bool:
    """Whether markup follows a tag: another one, or the end of this one."""
    after = text[tag.end() : tag.end() + 4096].lstrip()
    closed = tag[1] != b"html" and b"</" + tag[1].lower() in after.lower()
    return after[:1] == b"<" or closed


def _is_warc(start: bytes) -> bool:
    version = _WARC.match(start)
    header = re.split(rb"\r?\n\r?\n", start[:8192], maxsplit=1)[0]
    return bool(version and _WARC_TYPE.search(header) and b"ontent-" in header)


def _is_mbox(start: bytes) -> bool:
    first = _FROM.match(start)
    return first is not None and _is_mail(start[first.end() :], False)


def _is_mail(start: bytes, _complete: bool) -> bool:
    """Two or more fields of mail, one after another, before the first empty line."""
    seen = 0
    for line in start[:16384].split(b"\n")[:_LINES]:
        if not line.strip():
            break
        if line[:1] in b" \t" and seen:
            continue
        field = _FIELD.match(line)
        if field is None:
            return False
        seen += field[1].lower() in _MAIL
    return seen >= 2


def _is_pdf(head: bytes, _complete: bool) -> bool:
    """Source: ISO 32000-2 sections 7.5.2 and 7.5.5."""
    header = re.search(rb"%PDF-[12]\.\d[ \t]{0,9}[\r\n]", head[:1100])
    if header is None:
        return False
    rest = head[header.end() :]
    return not rest.strip() or bool(
        re.search(rb"\b\d{1,10} \d{1,5} obj\b|%%EOF|\bstartxref\b", rest)
    )


def _is_fdf(head: bytes, _complete: bool) -> bool:
    return bool(re.match(rb"%FDF-1\.\d[ \t]{0,9}[\r\n]", head)) and b" obj" in head


def _is_postscript(head: bytes, _complete: bool) -> bool:
    """Source: PostScript Document Structuring Conventions 3.0, section 4.6."""
    line = re.match(
        rb"\x04?%!(PS(?:-Adobe-\d(?:\.\d)?(?: [\w-]{1,40}(?:\.\d)?)?)?)?[ \t]*[\r\n]", head
    )
    if line is None:
        return False
    if line[1]:
        return True
    return bool(re.search(rb"^%%\w|\bshowpage\b|\bdef[ \t]{0,9}\r?$", head, re.M))


def _is_rtf(head: bytes, complete: bool) -> bool:
    """A control word follows, and the group continues to the end. Source: RTF 1.9.1, Syntax."""
    if not re.match(rb"\{\\u?rtf\d{0,2}(?:\r?\n)?\s?[\\{]", head) and not (
        re.match(rb"\{\\u?rtf\d ?[^{}\\]{0,4000}[\\}]", head)
    ):
        return False
    depth = 0
    for match in _BRACES.finditer(head):
        depth += {b"{": 1, b"}": -1}.get(match[0], 0)
        if depth == 0:
            return not head[match.end() :].strip(b"\r\n\t \0}\x1a")
    return not complete


def _is_armor(head: bytes, _complete: bool) -> bool:
    """Source: RFC 9580 section 6.2."""
    return bool(
        re.search(
            rb"^-----BEGIN PGP [A-Z0-9 ,/]{5,60}-----[ \t]{0,9}\r?\n"
            rb"(?:[A-Za-z]{1,20}: [^\r\n]{0,400}\r?\n){0,20}[ \t]{0,9}\r?\n"
            rb"[A-Za-z0-9+/]{4,76}={0,2}\r?$",
            head, re.M,
        )
    )  # fmt: skip


def _is_script(head: bytes, _complete: bool) -> bool:
    """A path stands after ``#!``; what follows it are options, or names of ``env``."""
    line = head.split(b"\n", 1)[0].rstrip()
    if not line.startswith(b"#!"):
        return False
    path, *rest = line[2:].split() or [b""]
    few = len(rest) <= 3 if path.endswith(b"/env") else all(a[:1] in b"-/" for a in rest)
    return path.startswith(b"/") and len(path) > 2 and few


def _is_python(head: bytes, complete: bool) -> bool:
    if _is_script(head, complete):
        return True
    found = re.findall(
        rb"^[ \t]{0,40}(?:import [\w., \t]{1,200}|from [\w.]{1,200} import [^\r\n]{1,200}|"
        rb"(?:async )?def \w{1,100}\([^\r\n]{0,300}:|class \w{1,100}[^\r\n]{0,200}:)[ \t]{0,9}\r?$",
        head, re.M,
    )  # fmt: skip
    prose = re.match(
        rb"[ \t\r\n]{0,99}(?:import|from|class|def) [^\r\n]{0,300}[a-z] is [^\r\n]", head
    )
    return bool(found) and not prose


def _lines(least: int, pattern: bytes) -> Callable[[bytes, bool], bool]:
    """Return a check for as many lines of a pattern within the first lines."""
    compiled = re.compile(pattern, re.M)

    def check(head: bytes, _complete: bool) -> bool:
        start = b"\n".join(head[:16384].split(b"\n")[:_LINES])
        return len(compiled.findall(start)) >= least

    return check


def _is_markup(head: bytes, _complete: bool) -> bool:
    return markup(head) is not None


def _is_svg(head: bytes, _complete: bool) -> bool:
    return (
        bool(re.search(rb"<(?:\w{1,20}:)?svg[\s>][^<]{0,8000}<", head))
        and head.lstrip()[:1] == b"<"
    )


_CHECKS: dict[str, Callable[[bytes, bool], bool]] = {
    "application/mbox": lambda head, _: _is_mbox(head),
    "application/pdf": _is_pdf,
    "application/pgp-encrypted": _is_armor,
    "application/pgp-keys": _is_armor,
    "application/pgp-signature": _is_armor,
    "application/postscript": _is_postscript,
    "application/rtf": _is_rtf,
    "application/vnd.fdf": _is_fdf,
    "application/warc": lambda head, _: _is_warc(head),
    "application/x-subrip": _lines(1, rb"^\d\d?:\d\d:\d\d[,.]\d{1,3} {0,4}--> {0,4}\d"),
    "application/xml": _is_markup,
    "image/svg+xml": _is_svg,
    "image/x-eps": _is_postscript,
    "message/rfc822": _is_mail,
    "text/calendar": _lines(2, rb"^[A-Z-]{3,40}[:;][^\r\n]{0,200}\r?$"),
    "text/html": _is_markup,
    "text/rtf": _is_rtf,
    "text/troff": _lines(2, rb"^[.'](?:\\\"|[A-Za-z]{1,8}(?:[ \t\r]|$))"),
    "text/vcard": _lines(2, rb"^[A-Z-]{1,40}[:;][^\r\n]{0,200}\r?$"),
    "text/vtt": _lines(1, rb"^(?:\d\d:)?\d\d:\d\d\.\d{3} --> "),
    "text/x-diff": _lines(
        1, rb"^(?:--- [^\r\n]{1,500}\r?\n\+\+\+ |\*\*\* [^\r\n]{1,500}\r?\n--- |diff --git \S|"
        rb"index [0-9a-f]{4,}\.\.|\d{1,9}(?:,\d{1,9})?[acd]\d{1,9})",
    ),
    "text/x-gettext-translation": _lines(1, rb"^msgid \"[^\r\n]{0,900}\"[ \t]{0,9}\r?\n"),
    "text/x-perl": _lines(
        1, rb"^#! ?/\S{1,200}perl\b|^(?:use [\w:]{1,80}[^\r\n]{0,80};|package [\w:]{1,80};|sub \w)"
    ),
    "text/x-php": _lines(1, rb"<\?php(?:\b[^\r\n]{0,400}(?:[;{]|\?>))?[ \t]{0,9}\r?$"),
    "text/x-script.python": _is_python,
    "text/x-shellscript": _is_script,
    "text/x-tex": _lines(
        1, rb"^[ \t]{0,9}\\[A-Za-z]{2,40}(?:\[[^\]\r\n]{0,300}\])?[{\\]|^\\(?:def|input|relax)\b"
    ),
}  # fmt: skip
