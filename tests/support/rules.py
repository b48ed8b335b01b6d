"""Run one rule of the cleaner alone, as the engine would."""

from types import ModuleType

from fonds.cleaning.engine import run
from fonds.ledger import Cleaned


def alone(module: ModuleType, text: str, profile: str = "standard") -> Cleaned:
    """Return ``text`` cleaned by ``module.RULE`` and nothing else, undone once to be sure."""
    cleaned = run(text, (module.RULE,), profile, "test")
    assert cleaned.undo() == text
    return cleaned


def becomes(module: ModuleType, text: str) -> str:
    """Return the text after ``module.RULE`` alone."""
    return alone(module, text).text


def stays(module: ModuleType, text: str) -> bool:
    """Tell whether ``module.RULE`` gives back the very object."""
    return alone(module, text).text is text
