"""Clean text without harming it, with a ledger that leads back. Floor 3.

``clean`` is a pure function of the text, the ruleset and the profile. What it does is listed in
``fonds.cleaning.table``; what it did is in the value it returns. The rules, and numpy with them,
are imported when the first text is cleaned.
"""

from typing import TYPE_CHECKING

from fonds.cleaning.ruleset import PROFILES, RULESET
from fonds.errors import UsageError

if TYPE_CHECKING:
    from fonds.ledger import Cleaned

__all__ = ["PROFILES", "RULESET", "clean"]


def clean(text: str, profile: str = "standard") -> "Cleaned":
    """Return ``text`` without leftovers of markup, damage and furniture, and what was done.

    Every genuine character stays; where a rule is not sure, it reports a finding and changes
    nothing. ``clean(clean(x).text).text == clean(x).text`` for any text, and a text with nothing
    to clean comes back as the same object.
    Cost: linear. Raises: UsageError on an unknown profile; never on content.
    """
    from fonds.cleaning.engine import run
    from fonds.cleaning.table import chosen

    if profile not in PROFILES:
        raise UsageError("no such profile", profile=profile, known=", ".join(PROFILES))
    return run(text, chosen(profile), profile, RULESET)
