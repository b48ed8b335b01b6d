"""What a page needs to be seen: its images, styles and scripts."""

import contextlib
from typing import Any

from fonds.errors import AddressError
from fonds.sources.web.url import Url, joined

_ATTRIBUTES = (
    ("img", "src"),
    ("source", "src"),
    ("script", "src"),
    ("video", "poster"),
    ("input", "src"),
)
_LINKS = frozenset({"stylesheet", "icon", "shortcut", "apple-touch-icon", "preload"})


def requisites(page: bytes, base: Url, most: int) -> list[Url]:
    """Return the addresses that a page's images, styles and scripts have, each once, in order.

    Cost: linear in the page. References that are no http or https address are passed over.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page)
    given = tree.css_first("base[href]")
    if given is not None:
        with contextlib.suppress(AddressError):  # as in browsers, one that is no address is none
            base = joined(base, given.attributes.get("href") or "")
    addresses: dict[Url, None] = {}
    for reference in _references(tree):
        if len(addresses) >= most:
            break
        with contextlib.suppress(AddressError):  # data:, blob: and the like need no request
            if reference.strip():
                addresses[joined(base, reference)] = None
    return list(addresses)


def _references(tree: Any) -> list[str]:  # noqa: ANN401 - selectolax's tree
    """Return what images, scripts and links of a page name, as it stands there."""
    found: list[str] = []
    for tag, attribute in _ATTRIBUTES:
        found += (node.attributes.get(attribute) or "" for node in tree.css(f"{tag}[{attribute}]"))
    for node in tree.css("link[href]"):
        if _LINKS & set((node.attributes.get("rel") or "").lower().split()):
            found.append(node.attributes.get("href") or "")
    for node in tree.css("img[srcset], source[srcset]"):
        parts = (node.attributes.get("srcset") or "").split(",")
        found += (part.split()[0] for part in parts if part.split())
    return found
