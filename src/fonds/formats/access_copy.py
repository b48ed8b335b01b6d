"""Access copies: a page that shows a text as its readers write it.

A plain text replays, but browsers lay it out from left to right, which puts the punctuation of
right-to-left scripts on the wrong side. A page is made again for every evidence file;
earlier releases stored one with each text in such a script.
"""

from html import escape
from typing import Any

from fonds.formats import prov


def access_copy(title: str, text: str, language: str | None) -> bytes:
    """Return an HTML page of the text: escaped, each paragraph in its own direction, no scripts.

    Shape: UTF-8. Cost: one pass.
    """
    lang = f' lang="{escape(language)}"' if language else ""
    paragraphs = "\n".join(
        f'<p dir="auto">{escape(paragraph, quote=False)}</p>'
        for paragraph in text.splitlines()
        if paragraph.strip()
    )
    page = (
        f'<!doctype html>\n<html{lang}>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title, quote=False)}</title>\n"
        "<style>body{max-width:45em;margin:2em auto;padding:0 1em;"
        "line-height:1.6;text-align:start}</style>\n"
        f"</head>\n<body>\n{paragraphs}\n</body>\n</html>\n"
    )
    return page.encode("utf-8", "surrogatepass")


def access_copy_of(document: dict[str, Any], target: str, text: str) -> bytes:
    """Return the page that shows a text, for a version that has none of its own.

    ``document`` is the version's provenance: it says the title and the language.
    """
    language = prov.attributes(document, "stated").get("dct:language")
    if not isinstance(language, str) or not language:
        guess = prov.attributes(document, "text").get("f:language")
        language = guess.partition(" ")[0] if isinstance(guess, str) else ""
    return access_copy(prov.title_of(document, target), text, language or None)
