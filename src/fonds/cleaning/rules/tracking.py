"""Find the parameters of web addresses that only follow the reader around.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import CODE, MATH, Doc, Proposal, Rule

NAME = "tracking/1"

_NAME = (
    r"(?:utm_[a-z_]{2,30}|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid"
    r"|ttclid"
    r"|li_fat_id|igshid|igsh|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|__hstc|__hssc|__hsfp|hsCtaTracking"
    r"|vero_id|vero_conv|oly_anon_id|oly_enc_id|rb_clickid|_openstat|wickedid|s_kwcid|ef_id"
    r"|at_medium|at_campaign|at_custom\d|at_link_[a-z]{2,12}|at_bbc_team|at_ptr_[a-z]{2,12}"
    r"|ns_mchannel|ns_source|ns_campaign|ns_linkname|ns_fee|pk_(?:campaign|kwd|source|medium)"
    r"|mtm_[a-z]{2,12}|piwik_(?:campaign|kwd)|matomo_[a-z]{2,12}|ml_subscriber(?:_hash)?|xtor"
    r"|__twitter_impression|ga_(?:source|medium|term|content|campaign|place)|epik|sc_cid"
    r"|trk_contact"
    r"|trk_msg|trk_module|trk_sid|__s|_branch_match_id|srsltid|yptr|guccounter"
    r"|guce_referrer(?:_sig)?)"
)
_VALUE = r"(?:[^\s<>\"'&#()\]}|,;“”«»」】、。，（）]|,(?=[\w%])|\([^\s()<>\"]{0,200}\)){0,1500}"
_AND = r"(?:&amp;|&|;(?=[a-z_]{2,20}=))"
_PARAMETER = re.compile(rf"(?P<lead>\?|{_AND}|\#)(?P<pair>{_NAME}={_VALUE})(?P<next>{_AND})?", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.|//)[^\s<>\"«»“”\[\]]{4,8000}", re.I)
_LINK_TARGET = re.compile(r"\]\((/[^\s()<>]{1,4000})\)")
_TAIL = re.compile(r"[.!?:*\\]{1,20}\Z")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove ``utm_…``, ``fbclid`` and their like from web addresses.

    What is left is a valid address to the same page. Left alone: every other parameter and its
    order, addresses in code and source files, the same words outside an address.
    """
    text = doc.text
    spans = [m.span() for m in _ADDRESS.finditer(text)]
    spans += [m.span(1) for m in _LINK_TARGET.finditer(text)]
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            yield from _within(text, start, end)
            done = end


def _within(text: str, start: int, end: int) -> Iterator[Proposal]:
    """Join neighbouring parameters into one cut; keep ``?`` for what stays behind them."""
    run_start = position = -1
    lead = ""
    for match in _PARAMETER.finditer(text, start, end):
        pair_end = _trimmed(text, match)
        if run_start >= 0 and match.start() == position:
            position = pair_end
            continue
        if run_start >= 0:
            yield from _cut(text, run_start, position, lead, end)
        run_start, position, lead = match.start(), pair_end, match["lead"]
        # The separator that follows belongs to the next parameter, whichever it is.
    if run_start >= 0:
        yield from _cut(text, run_start, position, lead, end)


def _trimmed(text: str, match: re.Match[str]) -> int:
    tail = _TAIL.search(match["pair"])
    return match.end("pair") - (len(tail.group()) if tail else 0)


def _cut(text: str, start: int, stop: int, lead: str, end: int) -> Iterator[Proposal]:
    following = re.compile(_AND).match(text, stop, end)
    if lead in "?#" and following:
        yield _proposal(text, start + 1, following.end())
    else:
        yield _proposal(text, start, stop)


def _proposal(text: str, start: int, stop: int) -> Proposal:
    return Proposal(
        start, stop, "", NAME, "parameter that tracks the reader", 0.9,
        {"tracking": text[start:stop].strip("?&#;")},
    )  # fmt: skip


# One certain character is found much faster than one of a class.
_LED = tuple((lead, re.compile(rf"{re.escape(lead)}{_NAME}=", re.I)) for lead in "?&;#")


def _may_hold(text: str) -> bool:
    return (
        "=" in text
        and ("?" in text or "#" in text)
        and any(lead in text and led.search(text) for lead, led in _LED)
    )


RULE = Rule(find, _may_hold, respects=frozenset({CODE, MATH}))
