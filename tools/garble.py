"""Make garbled tags as translators and editors make them, and genuine brackets treated alike.

60 true tags of the wild, in our own words and numbers, and 45 genuine brackets go through the same
operations and are set into host sentences of the published cases, which are in some eighty
languages. Seeded: the same seed gives the same texts, on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import attrs

from fonds.cleaning.shortcode import lexicon

TAGS = """
[caption id="attachment_{n}" align="alignleft" width="{w}"]{b}[/caption]
[caption id="attachment_{n}" align="aligncenter" width="{w}"]{b}[/caption]
[caption id="attachment_{n}" align="alignright" width="{w}"]{b}[/caption]
[caption id="attachment_{n}" align="alignnone" width="{w}" caption="{b}"]
[caption id="attachment_{n}" width="{w}"]{b}[/caption]
[caption id="" align="alignright" width="{w}"]{b}[/caption]
[caption width="{w}" caption="{b}"]
[wp_caption id="attachment_{n}" align="alignleft" width="{w}"]{b}[/wp_caption]
[gallery ids="{n},{m},{k}"]
[gallery columns="3" ids="{n},{m}"]
[gallery link="file" columns="4"]
[gallery size="medium" order="DESC" ids="{n},{m},{k}"]
[playlist ids="{n},{m}"]
[video width="{w}" height="360" mp4="https://example.org/a.mp4"][/video]
[audio mp3="https://example.org/a.mp3"][/audio]
[audio src="https://example.org/b.ogg" loop="on"]
[embed width="{w}"]https://example.org/v/{n}[/embed]
[youtube https://example.org/watch?v=abc{n}]
[youtube id="Xy{n}" width="{w}" height="315"]
[vimeo {n}{m}]
[contact-form-7 id="{n}" title="Contact"]
[contact-form-7 id="{n}" title="{b}"]
[gravityform id="{k}" title="false" description="false"]
[wpforms id="{n}"]
[ninja_form id="{k}"]
[mc4wp_form id="{n}"]
[vc_row][vc_column width="1/2"]{b}[/vc_column][/vc_row]
[vc_column_text css=".a{{margin:0}}"]{b}[/vc_column_text]
[et_pb_section fullwidth="off"]{b}[/et_pb_section]
[et_pb_text admin_label="Text"]{b}[/et_pb_text]
[fusion_text columns="1"]{b}[/fusion_text]
[su_button url="https://example.org/{n}" style="flat"]{b}[/su_button]
[su_spoiler title="{b}" open="no"]{b}[/su_spoiler]
[one_half]{b}[/one_half]
[one_third_last]{b}[/one_third_last]
[button link="https://example.org/{n}" color="blue"]{b}[/button]
[tabs][tab title="{b}"]{b}[/tab][/tabs]
[accordion title="{b}"]{b}[/accordion]
[toggle title="{b}" state="closed"]{b}[/toggle]
[box style="info" title="{b}"]{b}[/box]
[highlight color="yellow"]{b}[/highlight]
[dropcap style="2"]A[/dropcap]
[divider height="20"]
[spacer size="30px"]
[googlemap width="{w}" height="350" src="https://example.org/maps?q={n}"]
[map id="{k}" address="{b}"]
[slideshow id="{n}" width="{w}"]
[nggallery id={k}]
[rev_slider alias="home{k}"]
[table id={k} /]
[divider_line /]
[section_break /]
[page_end /]
[ad id="{n}"]
[download id="{n}" format="1"]
[pdf-embedder url="https://example.org/{n}.pdf"]
[scribd id={n}{m} key=key-{k}abc mode=list]
[soundcloud url="https://example.org/tracks/{n}" width="100%" height="166"]
[tweet https://example.org/status/{n}{m}]
[recent_posts limit="5" category="news"]
[subscribe2 hide="subscribe"]
[pullquote align="right"]{b}[/pullquote]
[sourcecode language="python"]x = {n}[/sourcecode]
"""

GENUINE = """
[A = "city", B = "village"]
[x = "no data"]
[sic]
[{n}]
[Smith {n}, p. {k}]
[ed. note = "{b}"]
[role="img"]
a[href="https"]
input[type="text"]
[data-id="{n}"]
[level="info" user="bob"]
[R=301,L]
[size = {k}, colour = red]
[key=value]
[f = {k}, g = {w}]
[n = {k}; "{b}"]
[= "{b}"]
[sig. = "A{k}"]
[timeQuality tzKnown="1" isSynced="1"]
[SYSTEM_PROMPT]
[1914 = "{b}"]
[ca. {n}]
[translator's note: "{b}"]
[m = {k} kg, v = {w} km/h]
[{b}]
[Ed.: {b}]
[cf. {b}, {n}]
[Bild {k}: {b}]
[music]
[laughter]
[redacted]
[page {k}]
[fol. {k}r]
[lang="ar"]
[gloss: horse-{k} = "horse"]
["{b}" = "the mill"]
[P < {k}, r = 0.{k}]
[width = {w} m]
[Feature: "{b}"]
[nom = "{b}", acc = "{b}"]
[active=true]
[@id="{k}"]
[name^="{b}"]
[user@host {k}]$
[id. {k}]
"""


def _words(table: dict[str, str], key: str) -> list[str]:
    entries = [w for w in table.get(key, "").split() if len(w.rstrip("*")) > 3 or not w.isascii()]
    return [w.rstrip("*").replace("_", " ") for w in entries] or [key]


_CAPTION, _ALIGN, _WIDTH = (_words(t, k) for t, k in (
    (lexicon.TAGS, "caption"), (lexicon.KEYS, "align"), (lexicon.KEYS, "width")))  # fmt: skip
_OTHER = {k: _words(lexicon.TAGS, k) for k in ("gallery", "video", "button", "table", "map")}
_ATTACHMENT = _words(lexicon.VALUES, "attachment")
_DIGITS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९")


def rename(tag: str, rng: random.Random) -> str:
    """Turn name, keys and values into words of some language."""
    out = tag.replace("attachment_", rng.choice(_ATTACHMENT) + "_")
    name = rng.choice(_CAPTION)
    out = out.replace("[caption", f"[{name}").replace("[/caption", f"[/{name}")
    for key, words in _OTHER.items():
        word = rng.choice(words)
        out = out.replace(f"[{key} ", f"[{word} ").replace(f"[/{key}]", f"[/{word}]")
    return out.replace(" align=", f" {rng.choice(_ALIGN)}=").replace(
        " width=", f" {rng.choice(_WIDTH)}="
    )


def respace(tag: str, rng: random.Random) -> str:
    """Set blanks around signs and within quotes."""
    out = tag.replace("=", " = ")
    if rng.random() < 0.5:
        out = out.replace('"]', ' "]').replace('= "', '= " ')
    return out.replace("_", " _ ") if rng.random() < 0.2 else out


def requote(tag: str, rng: random.Random) -> str:
    """Turn straight quotes into others, not always in pairs."""
    left, right = rng.choice(("“”", "„“", "«»", "””", "''", "»«", "‘’"))
    out, opening = [], True
    for char in tag:
        if char == '"':
            out.append(left if opening else right)
            opening = not opening
        else:
            out.append(char)
    return "".join(out)


def digits(tag: str, rng: random.Random) -> str:
    """Write numbers in the digits of another script."""
    return tag.translate(str.maketrans("0123456789", rng.choice(_DIGITS)))


def escape(tag: str, rng: random.Random) -> str:
    """Escape brackets and underscores as Markdown writers do."""
    del rng
    return tag.replace("[", "\\[").replace("]", "\\]").replace("_", "\\_")


def turn(tag: str, rng: random.Random) -> str:
    """Turn the brackets into others."""
    left, right = rng.choice(("()", "{}", "【】", "［］"))
    return tag.replace("[", left).replace("]", right)


def lose_closer(tag: str, rng: random.Random) -> str:
    """Lose the closing tag, or half of it."""
    at = tag.rfind("[/")
    if at < 0:
        return tag
    return tag[:at] if rng.random() < 0.5 else tag[:at] + tag[at + 1 :]


def swap(tag: str, rng: random.Random) -> str:
    """Set keys behind their values, or change the order of the pairs."""
    head, bracket, rest = tag.partition("]")
    parts = head.split(" ")
    pairs = [p for p in parts[1:] if "=" in p]
    if len(pairs) < 2 or len(pairs) != len(parts) - 1:
        return tag
    rng.shuffle(pairs)
    if rng.random() < 0.5:
        pairs = [" = ".join(reversed(p.split("=", 1))) for p in pairs]
    return " ".join([parts[0], *pairs]) + bracket + rest


def drift(tag: str, rng: random.Random) -> str:
    """Let the attributes drift out in front of the bracket."""
    head, bracket, rest = tag.partition("]")
    parts = head.split(" ")
    if len(parts) < 3 or not bracket:
        return tag
    side = parts[2].split("=")[-1].strip('"') or "alignnone"
    width = parts[-1].split("=")[-1].strip('"')
    number = parts[1].split("_")[-1].strip('"')
    word, key = rng.choice(_CAPTION), rng.choice(("di", "de", "d'", "da"))
    return (
        f'{side}" width= " {width} "{key} align= " a " id= {key} {word}[{word}_{number} "]' + rest
    )


def confuse(tag: str, rng: random.Random) -> str:
    """Pair quotes wrongly, so that names stand in them and values outside."""
    head, bracket, rest = tag.partition("]")
    out = head.replace('="', '= " ').replace('" ', ' "')
    if rng.random() < 0.5:
        out += " ="
    return out + bracket + rest


OPERATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    rename, respace, requote, digits, escape, turn, lose_closer, swap, drift, confuse,
)  # fmt: skip


@attrs.frozen
class Garbled:
    """A text with one garbled tag, or one genuine bracket.

    Shape: ``start`` and ``end`` are where it stands in ``text``; ``operations`` are names.
    """

    text: str
    start: int
    end: int
    language: str
    operations: tuple[str, ...]
    is_tag: bool


def garbled(hosts: Sequence[tuple[str, str]], seed: int, count: int) -> Iterator[Garbled]:
    """Yield ``count`` texts, two tags for each genuine bracket. ``hosts``: language, sentence."""
    rng = random.Random(seed)  # noqa: S311 - for data, not for secrets
    tags = list(TAGS.strip().split("\n"))
    genuine = list(GENUINE.strip().split("\n"))
    for n in range(count):
        is_tag = n % 3 != 2
        shape = rng.choice(tags if is_tag else genuine)
        language, host = rng.choice(hosts)
        body = rng.choice(hosts)[1][:40].strip(" .,;:!?。")
        piece = shape.format(
            n=rng.randrange(100, 99999), m=rng.randrange(100, 9999), k=rng.randrange(2, 40),
            w=rng.randrange(200, 1200), b=body.replace('"', ""),
        )  # fmt: skip
        usable = OPERATIONS if is_tag else tuple(o for o in OPERATIONS if o is not drift)
        chosen = rng.sample(usable, rng.choice((0, 1, 1, 2, 2, 3)))
        chosen.sort(key=OPERATIONS.index)  # drift makes a tag of anything
        for operation in chosen:
            piece = operation(piece, rng)
        text, start = _placed(host, piece, rng, is_tag)
        names = tuple(operation.__name__ for operation in chosen)
        yield Garbled(text, start, start + len(piece), language, names, is_tag)


def _placed(host: str, piece: str, rng: random.Random, is_tag: bool) -> tuple[str, int]:
    """Set a tag between sentences or on a line of its own, a bracket also within a sentence."""
    second = host[::1]
    place = rng.choice(("line", "between", "between")) if is_tag else "within"
    if place == "line":
        return f"{host}\n\n{piece}\n\n{second}", len(host) + 2
    if place == "between":
        return f"{host} {piece} {second}", len(host) + 1
    words = host.split(" ")
    at = len(" ".join(words[: len(words) // 2])) + 1 if len(words) > 3 else len(host) // 2
    return f"{host[:at]}{piece} {host[at:]}", at
