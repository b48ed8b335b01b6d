"""What a permanent code means: ``fonds explain F401``, ``fonds explain V302``."""

import re

from fonds.cli.terminal import out, out_json

_CODE = re.compile(r"[FV]\d{3}")


def is_code(text: str) -> bool:
    """Whether this is a code rather than the name of a document."""
    return _CODE.fullmatch(text) is not None


def explain_code(code: str, *, as_json: bool) -> int:
    """Print what a code means and what to do; return the exit status."""
    facts = _error(code) if code.startswith("F") else _finding(code)
    if as_json:
        out_json({"code": code, **(facts or {"meaning": None})})
    elif facts is None:
        out(f"{code}: there is no such code")
    else:
        out(f"{code}: {facts['meaning']}")
        out(f"exit status {facts['exit_status']}")
        if facts["hint"]:
            out(f"hint: {facts['hint']}")
    return 0 if facts else 1


def _error(code: str) -> dict[str, object] | None:
    from fonds import errors

    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.FondsError) and kind.code == code:
            meaning = (kind.__doc__ or "").partition("\n\n")[0].strip()
            return {"meaning": meaning, "hint": kind.hint, "exit_status": kind.exit_status}
    return None


def _finding(code: str) -> dict[str, object] | None:
    from fonds.verify.finding_codes import CODES

    found = CODES.get(code)
    if found is None:
        return None
    return {"meaning": found.title, "hint": found.hint, "exit_status": found.status}
