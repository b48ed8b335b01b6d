"""Which repairs of misread text are believed. Floor 3."""

from fonds.cleaning.rules.misread import Repair, is_common, script_of


def believable(text: str, strong: list[Repair]) -> list[Repair]:
    """Drop what would make letters that the text has no use for: rare ones, or of other scripts.

    A letter must be common in its script, and its script must stand in the text outside of all
    repairs, or the repairs must make words of it.
    """
    if not strong:
        return []
    made: dict[str, list[str]] = {}
    for repair in strong:
        for char in repair.fixed:
            made.setdefault(script_of(char), []).append(char)
    words = {name for name, chars in made.items() if len(chars) >= 4 and len(set(chars)) >= 3}
    welcome = _scripts_outside(text, strong) | words | {"LATIN", "symbol"}
    return [
        repair
        for repair in strong
        if all(
            is_common(char) and (script_of(char) in welcome or _is_symbol(char, repair))
            for char in repair.fixed
        )
        and not _breaks_case(text, repair)
    ]


def _is_symbol(char: str, repair: Repair) -> bool:
    """Tell whether one Greek letter stands for itself in another script: the gamma of a gene."""
    return "α" <= char <= "ω" and repair.codec == "western" and len(repair.fixed) == 1


def _scripts_outside(text: str, strong: list[Repair]) -> set[str]:
    """Return the scripts of letters beside the repairs, where the text is no misreading."""
    found: set[str] = set()
    done = 0
    for repair in strong[:200]:
        part = text[max(done, repair.start - 200) : repair.start]
        found.update(script_of(char) for char in set(part) if char.isalpha())
        done = repair.end
    found.update(script_of(char) for char in set(text[done : done + 400]) if char.isalpha())
    return found


def _breaks_case(text: str, repair: Repair) -> bool:
    """Tell whether a small letter would end a word in capitals: ``IRMÃ`` before a no-break space."""  # noqa: E501
    before = text[max(0, repair.start - 2) : repair.start]
    if repair.fixed[:1] > "\u024f":
        return False
    return before[-1:].isupper() and repair.fixed[:1].islower() and repair.fixed[:1].isalpha()
