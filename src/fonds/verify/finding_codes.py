"""The permanent codes of findings: the claim each breaks, its exit status, its title and a hint.

A code stands for one clause of FORMAT.md, section Findings. V1 is the folder, V2 bundles as files,
V3 records, V4 statements, V5 what describes records (index, pages, provenance, ledgers), V6 the
log, V7 time, V8 derivation, V9 evidence files. A code never gets another meaning, and a number that
is no longer used is not used again.
"""

from typing import Literal

import attrs

Claim = Literal["integrity", "completeness", "history", "time", "derivation"]
CLAIMS: tuple[Claim, ...] = ("integrity", "completeness", "history", "time", "derivation")

FORM, CHANGED, NOTICE = 20, 30, 0
"""Exit statuses: malformed; bytes or history changed; nothing is wrong."""

_RESTORE = "restore the file from another copy, then verify again"
_LOG = "restore log/ from the newest copy"
_NONE = "nothing needs to be done"
_REPORT = "if no byte was damaged, a program other than fonds wrote this: ask whoever made it"
_ASK = "ask whoever made the file for it again"
_CATALOG = "`fonds catalog rebuild` rebuilds it from bundles and log"


@attrs.frozen
class Code:
    """What a code means. ``status`` is the exit status that it causes; 0 is a notice."""

    code: str
    claim: Claim
    status: int
    title: str
    hint: str

    @property
    def severity(self) -> str:
        """``error``, or ``notice`` for what breaks no claim."""
        return "error" if self.status else "notice"


_TABLE: tuple[tuple[str, Claim, int, str, str], ...] = (
    # the folder
    ("V101", "completeness", CHANGED, "a file of the archive is missing", _RESTORE),
    ("V102", "completeness", CHANGED, "a file does not belong to the archive",
     "move it out of the archive's folder"),
    ("V103", "completeness", CHANGED, "a name in the folder is not a regular file",
     "replace the link with the file itself"),
    ("V104", "completeness", CHANGED, "a bundle lies under a name that is not its own", _RESTORE),
    ("V105", "integrity", FORM, "fonds.json is malformed", _RESTORE),
    ("V106", "integrity", CHANGED, "fonds.json contradicts its id or the first checkpoint",
     _RESTORE),
    ("V107", "integrity", FORM, "a fixed text is not the one that fonds writes", _RESTORE),
    ("V108", "completeness", NOTICE, "a bundle is not in the log",
     "a writer is at work, or died before it was logged; the next ingest logs it"),
    ("V109", "completeness", CHANGED, "a bundle is not in the log and does not continue it",
     "move it out of bundles/: the next ingest would refuse it too"),
    ("V110", "completeness", NOTICE, "a file of the log lies past the signed tree",
     "a writer is at work, or died there; the next commit overwrites it"),
    ("V111", "completeness", NOTICE, "a file that is not part of the format is not checked", _NONE),
    ("V112", "integrity", CHANGED, "a file cannot be read", "check its permissions and the disk"),
    ("V113", "completeness", NOTICE, "a version was withdrawn",
     "its content was removed on purpose; withdrawn/ says why"),
    ("V114", "completeness", CHANGED, "a withdrawal and its tombstone contradict each other",
     _RESTORE),
    ("V115", "completeness", NOTICE, "a withdrawal is decided and not complete",
     "a writer is at work, or the next one finishes it; until then content may still be there"),
    ("V121", "completeness", NOTICE, "the catalogue is missing or out of date", _CATALOG),
    ("V122", "completeness", NOTICE, "the catalogue cannot be read", _CATALOG),
    ("V123", "completeness", CHANGED, "the catalogue contradicts the log", _CATALOG),
    # bundles as files
    ("V201", "integrity", FORM, "a bundle is not a strict ZIP file", _RESTORE),
    ("V202", "integrity", FORM, "a bundle has missing, surplus or misplaced members", _RESTORE),
    ("V203", "integrity", FORM, "a manifest is malformed", _RESTORE),
    ("V204", "integrity", CHANGED, "a manifest contradicts its digest file", _RESTORE),
    ("V205", "integrity", CHANGED, "a member contradicts its manifest", _RESTORE),
    ("V206", "integrity", CHANGED, "a manifest is not the one that was logged", _RESTORE),
    ("V207", "integrity", FORM, "a manifest does not fit its bundle", _REPORT),
    ("V208", "integrity", FORM, "a member cannot be unpacked", _RESTORE),
    ("V209", "integrity", CHANGED, "a bundle's file is not the one that was logged", _RESTORE),
    # records
    ("V301", "integrity", FORM, "not a strict sequence of WARC records", _RESTORE),
    ("V302", "integrity", CHANGED, "a record's block does not match its SHA-256", _RESTORE),
    ("V303", "integrity", FORM, "a record's header contradicts its statement", _REPORT),
    ("V304", "completeness", CHANGED, "a record is named by no statement", _REPORT),
    ("V305", "completeness", CHANGED, "a record that a statement names is missing", _RESTORE),
    ("V306", "completeness", CHANGED, "a record is there twice", _REPORT),
    ("V307", "integrity", FORM, "records are not in the order of their statements", _REPORT),
    ("V308", "integrity", CHANGED, "a record's digest or length contradicts its statement",
     _RESTORE),
    ("V309", "integrity", CHANGED, "a revisit refers to no earlier record of the same bytes",
     _REPORT),
    ("V310", "integrity", FORM, "a bundle's own record is malformed", _REPORT),
    ("V311", "completeness", NOTICE, "records could not be read because of damage before them",
     "repair that first, then verify again"),
    # statements
    ("V401", "integrity", FORM, "a statement is malformed", _RESTORE),
    ("V402", "history", CHANGED, "a statement is not the one that was logged", _RESTORE),
    ("V403", "completeness", CHANGED, "a bundle states more or fewer versions than were logged",
     _RESTORE),
    ("V404", "history", CHANGED, "a version does not follow the one before it", _REPORT),
    ("V405", "completeness", CHANGED, "the bytes that a version names are in no earlier version",
     "restore the bundle that held them"),
    ("V406", "completeness", CHANGED, "a version is there twice", _REPORT),
    ("V407", "integrity", CHANGED, "a document's id does not match its identifier", _REPORT),
    ("V408", "time", NOTICE, "a time is before 1970 or after 2199",
     "the clock of the machine that archived was wrong: do not rely on this time"),
    # what describes records
    ("V501", "integrity", FORM, "the index contradicts the records", _REPORT),
    ("V502", "integrity", FORM, "the pages contradict the versions", _REPORT),
    ("V503", "integrity", FORM, "provenance is malformed", _REPORT),
    ("V504", "integrity", CHANGED, "provenance contradicts the statement", _REPORT),
    ("V505", "integrity", FORM, "an edit ledger is malformed", _REPORT),
    ("V506", "derivation", CHANGED, "an edit ledger does not lead from one text to the other",
     _REPORT),
    ("V507", "integrity", FORM, "a text is not UTF-8", _REPORT),
    ("V508", "integrity", CHANGED, "an access copy is not made from the text", _REPORT),
    ("V509", "integrity", CHANGED, "a SWHID is not that of the bytes", _REPORT),
    ("V510", "integrity", CHANGED, "a title is none that the document gives itself", _REPORT),
    # history
    ("V601", "history", CHANGED, "the log's checkpoint is invalid", _LOG),
    ("V602", "history", CHANGED, "a file of the log is damaged", _LOG),
    ("V603", "history", CHANGED, "the log's entries or hashes contradict the signed root",
     _LOG),
    ("V604", "history", CHANGED, "the log is older than a head seen before",
     "an older copy is fine as a backup; if this is the archive itself, restore the newest copy"),
    ("V605", "history", CHANGED, "the log and a head seen before have different histories",
     "keep both: two heads signed by one key prove a fork"),
    ("V606", "history", CHANGED, "a stored checkpoint is invalid", _LOG),
    ("V607", "history", FORM, "a leaf of the log is malformed", _REPORT),
    ("V608", "history", CHANGED, "the keys contradict the rotations in the log", _RESTORE),
    ("V609", "history", CHANGED, "a head to compare with is not a head of this log",
     "check that the head is complete, and of this archive"),
    ("V610", "history", CHANGED, "the log cannot be read, so nothing in it is checked",
     _LOG),
    ("V611", "history", CHANGED, "leaves of the log contradict each other", _REPORT),
    ("V612", "history", CHANGED, "a cosigned head is not a head of the log", _RESTORE),
    ("V613", "history", CHANGED, "a witness cosigned no head of the log",
     "ask the witness for its cosignature, and add it with `fonds head --cosigned FILE`"),
    ("V614", "history", NOTICE, "a signed checkpoint is not yet published",
     "a writer is at work, or died there; the next one finishes its commit"),
    # time
    ("V701", "time", CHANGED, "a time-stamp is invalid", _RESTORE),
    ("V702", "time", NOTICE, "a time-stamp cannot be checked here",
     "give the authority's root certificate with --tsa-root"),
    # derivation
    ("V801", "derivation", CHANGED, "the text derived again differs",
     "the recorded text stands; report the difference to fonds with its diff"),
    ("V802", "derivation", NOTICE, "the tool that made a text is not available in that version",
     "install the version named, then verify with --rederive again"),
    # evidence files
    ("V901", "integrity", FORM, "the proof in an evidence file is malformed", _ASK),
    ("V902", "history", CHANGED, "a proof does not lead from a statement to a signed head", _ASK),
    ("V903", "history", CHANGED, "a head in an evidence file is not signed by the log's key", _ASK),
    ("V904", "history", NOTICE, "the log's key is known from this file alone",
     "get the key from the archive itself, and give it with --key-from"),
    ("V905", "integrity", CHANGED, "a text of an evidence file is not the one that fonds writes",
     _ASK),
    ("V906", "integrity", CHANGED, "the signature of an evidence file is invalid", _ASK),
)  # fmt: skip

CODES: dict[str, Code] = {row[0]: Code(*row) for row in _TABLE}
"""The meaning of every code, in ascending order."""
