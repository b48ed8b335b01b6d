"""What an element says of its text by name, role and class: article, or the furniture around it.

A judgement by words that page makers use, for the fast rule of the main text and for corrections
to the other one. Pure.
"""

import re
from functools import lru_cache

OUTSIDE, ARTICLE, FURNITURE, CAPTION = 0, 1, 2, 4
"""Bits of a room: inside an article's element, inside furniture, inside a WordPress caption."""

_TAGS = {
    "nav": FURNITURE, "aside": FURNITURE, "footer": FURNITURE, "form": FURNITURE,
    "dialog": FURNITURE, "menu": FURNITURE, "button": FURNITURE, "select": FURNITURE,
    "textarea": FURNITURE, "search": FURNITURE, "article": ARTICLE, "main": ARTICLE,
}  # fmt: skip
_ROLES = {
    "navigation": FURNITURE, "contentinfo": FURNITURE, "complementary": FURNITURE,
    "banner": FURNITURE, "search": FURNITURE, "dialog": FURNITURE, "alert": FURNITURE,
    "alertdialog": FURNITURE, "menu": FURNITURE, "menubar": FURNITURE, "toolbar": FURNITURE,
    "tablist": FURNITURE, "article": ARTICLE, "main": ARTICLE,
}  # fmt: skip
_NAMED = re.compile(r'\s(class|id|role)="([^"]*)"')
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+(?![a-z])")
_FURNITURE_WORDS = frozenset({
    "ad", "ads", "adv", "advert", "advertisement", "advertising", "banner", "bio", "breadcrumb",
    "breadcrumbs", "byline", "comment", "commentlist", "comments", "consent", "cookie", "cookies",
    "copyright", "credit", "disqus", "dropdown", "feedback", "footer", "gdpr", "hamburger",
    "imprint", "infobox", "legal", "login", "masthead", "menu", "menus", "modal", "more", "nav",
    "navbar", "navigation", "newsletter", "outbrain", "overlay", "pager", "pagination", "paging",
    "popup", "popular", "print", "promo", "promotion", "pubdate", "rating", "recommend",
    "recommended", "recommendations", "related", "relatedposts", "reply", "respond", "rss",
    "search", "share", "sharing", "shariff", "sharedaddy", "sidebar", "signup", "skip", "social",
    "sponsor", "sponsored", "subnav", "subscribe", "subscription", "taboola", "tabs", "tag",
    "tags", "tagcloud", "teaser", "teasers", "toc", "toolbar", "tooltip", "topbar", "trending",
    "widget", "widgets", "whatsapp",
})  # fmt: skip
_ARTICLE_WORDS = frozenset({
    "article", "articlebody", "body", "content", "entry", "main", "maincontent", "post", "story",
    "text",
})  # fmt: skip
_CAPTION_CLASSES = ("wp-caption-text", "wp-element-caption")


def enter(room: int, name: str, attributes: str) -> int:
    """Return the room inside an element, of the room that it stands in."""
    found = _TAGS.get(name, 0)
    if attributes and ("class=" in attributes or "id=" in attributes or "role=" in attributes):
        found |= _by_names(name, attributes)
    return room | found if found else room


@lru_cache(maxsize=4096)
def _by_names(name: str, attributes: str) -> int:
    """Judge an element by its class, id and role. Remembered: pages repeat themselves."""
    found = 0
    if name in ("html", "body", "article", "main", "h1"):
        return 0
    for kind, value in _NAMED.findall(attributes[:2000]):
        if kind == "role":
            found |= _ROLES.get(value.lower(), 0)
            continue
        if any(name in value for name in _CAPTION_CLASSES):
            return CAPTION
        words = {word.lower() for word in _WORD.findall(value[:200])}
        if words & _ARTICLE_WORDS:
            found |= ARTICLE if "article" in words or "content" in words else 0
            if words & _STRONG:
                found |= FURNITURE
        elif words & _FURNITURE_WORDS:
            found |= FURNITURE
    return found


_STRONG = frozenset({
    "comment", "comments", "commentlist", "sidebar", "footer", "nav", "navigation", "menu",
    "related", "share", "sharing", "social", "cookie", "consent", "newsletter",
})  # fmt: skip
