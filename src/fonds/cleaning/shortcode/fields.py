"""Find the field tags of form plug-ins: ``[text* your-name "Name"]``, in company of each other.

Source: the manual of Contact Form 7, Tag syntax. The label is what a reader saw, so it is lifted.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import Doc, Proposal
from fonds.cleaning.shortcode.proposals import RULE

MOST = 400
_TYPES = "text|email|tel|url|textarea|number|range|date|select|checkbox|radio|acceptance|file|quiz|hidden"  # noqa: E501
_FIELD = re.compile(
    rf"\\?\[(?:(?P<type>{_TYPES})\*?|(?P<other>[^\W\d_]{{3,20}})\*)(?P<name> [\w-]{{2,40}})"
    r"(?: [\w:/.-]{1,40}){0,8}(?P<labels>(?: [\"“”„«][^\"“”»\n\[\]]{0,80}[\"”“»]){0,12})\s?\\?\]"
)
_BUTTON = re.compile(
    r"\\?\[submit(?: [\w:-]{1,40}){0,4}(?P<labels> [\"“”„«][^\"“”»\n\[\]]{0,60}[\"”“»])?\s?\\?\]"
)
_LABEL = re.compile(r"[\"“”„«]([^\"“”»]{1,80})[\"”“»]")


def fields(doc: Doc) -> Iterator[Proposal]:
    """Propose to take out the fields of a form: all of them or none.

    Two are asked for, or one and a button. Left alone: one bracket of the kind by itself, code.
    """
    text = doc.text
    found = list(_FIELD.finditer(text))[:MOST] + list(_BUTTON.finditer(text))[:MOST]
    found = [m for m in found if not doc.code.touches(*m.span())]
    sure = sum("*" in m[0] or bool(m["labels"]) for m in found)
    if len(found) < 2 or not sure:
        return
    for m in found:
        labels = [label.strip() for label in _LABEL.findall(m["labels"] or "")]
        lifted = {"tag": "form-field"} | ({"values": labels} if labels else {})
        yield Proposal(*m.span(), "", RULE, "field of a form", 0.85, lifted, -1)
