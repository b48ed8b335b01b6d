"""Scripts whose letters are not set one after another from left to right. Pure."""

import re

RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Characters of the right-to-left scripts, their digits and signs with them."""

STACKED = re.compile("[\u0900-\u109f\u1780-\u17ff\u1a20-\u1aaf\ua8e0-\ua8ff]")
"""Characters of left-to-right scripts whose signs stand over, under or before their letters."""
