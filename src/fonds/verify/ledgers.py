"""The edit ledger between the texts of a version: undone and redone. Part of verify."""

from fonds.errors import PlanMismatchError
from fonds.ledger import Ledger, text_sha256
from fonds.model import RecordRef


def replay(
    ledger: Ledger, refs: dict[str, RecordRef], text: bytes | None, cleaned: bytes | None
) -> bool:
    """Check that a ledger leads from the text to the cleaned one and back.

    ``text`` and ``cleaned`` are the blocks of those records, None where there is none. Returns
    False where the cleaned text is stated and not at hand, so that nothing could be checked.
    Raises: PlanMismatchError; UnicodeDecodeError for what is no text.
    """
    # Without a text record the capture's bytes are the text's UTF-8 form.
    base = refs.get("text", refs["raw"]).sha256
    if ledger.input.sha256 != base:
        raise PlanMismatchError("it was made for another text", sha256=base)
    if "cleaned" not in refs:
        if ledger.edits:
            raise PlanMismatchError("it holds edits, and there is no cleaned text")
        if ledger.input != ledger.output:
            raise PlanMismatchError("it holds no edit, and its two texts differ")
        if text is not None:
            ledger.redo(text.decode("utf-8", "surrogatepass"))
        return True
    if cleaned is None:
        return False
    if not ledger.edits:
        raise PlanMismatchError("it holds no edit, and there is a cleaned text")
    original = ledger.undo(cleaned.decode("utf-8", "surrogatepass"))
    if text_sha256(ledger.redo(original)) != refs["cleaned"].sha256:
        raise PlanMismatchError("its edits do not lead to the cleaned text")
    return True
