"""Lift what a shortcode encloses: the caption's words, the address of what was embedded."""

import re
from typing import Any

from fonds.cleaning.rules.credits import credit_of

_IMAGE = re.compile(
    r"\s{0,20}(?:\*?\s{0,4}\[\s?)?!\s?\[[^\[\]]{0,500}\]\s?[（(][^()（）\n]{0,1500}[)）]"
    r"(?:\{[^{}]{0,500}\})?(?:\s?\]\s?[（(][^()（）\n]{0,1500}[)）](?:\{[^{}]{0,500}\})?)?\s{0,8}"
)
_HTML = re.compile(r"</?(?:a|img|p|span|br|figure|figcaption)\b[^<>]{0,1000}>", re.I)
_CODE = re.compile(r"[;{}]\s*$|\w\s?=[^=]|\w\(.{0,200}\)|^\s*(?:#|//|</?\w)|=>|->")
_EXAMPLE = re.compile(
    r"(?:(?:your|some|the|my|any|ihr|dein|votre|tu|su|seu|il tuo|ваш)\s)?"
    r"(?:text|content|title|caption|code|url|link|name|foo|bar|baz|x|y|z|abc|texte|contenu|texto"
    r"|contenido|conteúdo|testo|contenuto|inhalt|текст|содержимое|نص|النص|טקסט|文字|文本|内容"
    r"|テキスト|텍스트|\.{2,3}|…)(?:\s(?:here|hier|ici|aquí|aqui|qui|goes here|здесь))?\.?",
    re.I,
)
_SENTENCE = re.compile(r"[^\n]{1,400}?(?:[.!?؟۔।](?=\s|$|[\"”»])|[。！？])[\"”»]?")
_ADDRESS = re.compile(r"(?:https?:)?//\S{3,2000}\Z", re.I)
_LONGEST = 2000  # code points of a caption; what is longer encloses an article


def enclosed(body: str, carries_image: bool) -> dict[str, Any]:
    """Return what to lift of the text between a tag and its closer."""
    if len(body) > _LONGEST * 2:
        return {}
    bare = body.strip()
    if is_address(bare):
        return {"url": bare}
    words = caption(body) if carries_image else ""
    credit = credit_of(words) if words else ""
    return ({"caption": words} if words else {}) | ({"photo_credit": credit} if credit else {})


def is_address(body: str) -> bool:
    """Tell whether the text between a tag and its closer is one web address."""
    return bool(_ADDRESS.match(body.strip()))


def is_example(body: str) -> bool:
    """Tell whether a tag encloses what stands for any text: ``text``, ``…``, ``your content``."""
    return bool(_EXAMPLE.fullmatch(body.strip()))


def is_code(body: str) -> bool:
    """Tell whether most lines are shaped like code."""
    lines = [line for line in body.split("\n") if line.strip()]
    return bool(lines) and sum(bool(_CODE.search(line)) for line in lines) * 2 > len(lines)


def caption(body: str) -> str:
    """Return a caption's words: without the image before them, without the emphasis left over."""
    text = _HTML.sub("", body)
    for _ in range(4):
        image = _IMAGE.match(text)
        if image is None:
            break
        text = text[image.end() :]
    text = text.strip()
    if text.startswith("*") and text.count("*") % 2 == 1:
        text = text[1:].strip()
    return text if len(text) <= _LONGEST else ""


def provisional(text: str, end: int) -> str:
    """Return the first sentence after a caption's tag that nothing closes, or nothing.

    It goes into metadata and is called provisional there: where a caption ends without a closer
    is not to be guessed in the text.
    """
    window = text[end : end + 1200]
    for _ in range(4):
        image = _IMAGE.match(window)
        if image is None:
            break
        window = window[image.end() :]
    window = window.lstrip(" \t")
    line = window.partition("\n")[0]
    m = _SENTENCE.match(line)
    if m:
        return m[0].strip()
    return line.strip() if len(line) <= 200 and any(map(str.isalnum, line)) else ""
