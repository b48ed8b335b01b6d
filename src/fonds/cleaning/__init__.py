"""Clean text without harming it, with a ledger that leads back. Floor 3.

``clean`` is a pure function of the text, the ruleset and the profile. What it does is listed in
``fonds.cleaning.table``; what it did is in the value it returns. The rules, and numpy with them,
are imported when the first text is cleaned.
"""

from typing import TYPE_CHECKING

from fonds.cleaning.kinds import TEXT_KINDS, TextKind, named
from fonds.cleaning.kinds import text_kind as judged
from fonds.cleaning.ruleset import PROFILES, RULESET
from fonds.errors import UsageError

if TYPE_CHECKING:
    from fonds.cleaning.ownrules import OwnRules
    from fonds.ledger import Cleaned

__all__ = ["PROFILES", "RULESET", "TEXT_KINDS", "TextKind", "clean"]


def clean(
    text: str,
    profile: str = "standard",
    text_kind: str | None = None,
    rules: "OwnRules | None" = None,
) -> "Cleaned":
    """Return ``text`` without leftovers of markup, damage and furniture, and what was done.

    Every genuine character stays; where a rule is not sure, it reports a finding and changes
    nothing. ``text_kind`` says what the text is, one of ``TEXT_KINDS``; None leaves it to be
    judged. Code, data, templates, logs and subtitles are never edited. ``rules`` are a user's own
    (``fonds.cleaning.ownrules``), run beside ours and named in the ruleset.
    ``clean(clean(x).text).text == clean(x).text`` for any text, and a text with nothing
    to clean comes back as the same object.
    Cost: linear. Raises: UsageError on an unknown profile or kind; never on content.
    """
    if profile not in PROFILES:
        raise UsageError("no such profile", profile=profile, known=", ".join(PROFILES))
    kind = named(text_kind) if text_kind is not None else judged(text)
    ruleset = f"{RULESET}+{rules.ruleset}" if rules is not None else RULESET
    if not kind.edited:
        return _noticed(text, profile, kind, ruleset)
    from fonds.cleaning.engine import run
    from fonds.cleaning.table import chosen

    table = chosen(profile, rules.table() if rules is not None else ())
    return run(text, table, profile, ruleset, kind)


def _noticed(text: str, profile: str, kind: TextKind, ruleset: str) -> "Cleaned":
    """Return ``text`` as it is, with the damage that was noticed in it."""
    from fonds.cleaning.unedited import damage
    from fonds.ledger import Cleaned

    found = damage(text, kind.kind)
    return Cleaned(text, (), found, profile, ruleset, kind.kind, kind.evidence)
