"""Every finding's code: permanent, with the claim it breaks, how grave it is, and what to do.

A code stands for one clause of FORMAT.md, section Findings. V1 is the folder, V2 bundles as
files, V3 records, V4 statements, V5 what is told of records, V6 history, V7 time, V8 derivation, V9
evidence files.
A code is never given another meaning; one that is no longer used is left out of the numbering.
"""

from typing import Literal

import attrs

Claim = Literal["integrity", "completeness", "history", "time", "derivation"]
CLAIMS: tuple[Claim, ...] = ("integrity", "completeness", "history", "time", "derivation")

FORM, CHANGED, NOTICE = 20, 30, 0
"""Exit statuses: not of its form; bytes or history are not what they were; nothing is wrong."""

_RESTORE = "restore the file from another copy, then verify again"
_LOG = "restore log/ from the newest copy"
_NONE = "nothing needs to be done"
_REPORT = "if no byte was damaged, a program other than fonds wrote this: ask whoever made it"
_ASK = "ask whoever made the file for it again"
_CATALOG = "`fonds catalog rebuild` makes it anew from bundles and log"


@attrs.frozen
class Code:
    """What a code means. ``status`` is the exit status it asks for; 0 is a notice."""

    code: str
    claim: Claim
    status: int
    title: str
    hint: str

    @property
    def severity(self) -> str:
        """``error``, or ``notice`` for what is worth knowing and breaks no claim."""
        return "error" if self.status else "notice"


_TABLE: tuple[tuple[str, Claim, int, str, str], ...] = (
    # the folder
    ("V101", "completeness", CHANGED, "a file of the archive is missing", _RESTORE),
    ("V102", "completeness", CHANGED, "a file does not belong to the archive",
     "move it out of the archive's folder"),
    ("V103", "completeness", CHANGED, "not a regular file",
     "put the file itself in place of the link"),
    ("V104", "completeness", CHANGED, "a bundle lies under another name than its own", _RESTORE),
    ("V105", "integrity", FORM, "fonds.json is not of its form", _RESTORE),
    ("V106", "integrity", CHANGED, "fonds.json is not this archive's", _RESTORE),
    ("V107", "integrity", FORM, "not the text that fonds writes", _RESTORE),
    ("V108", "completeness", NOTICE, "a bundle is not in the log",
     "a writer is at work, or died before it was logged; the next ingest logs it"),
    ("V109", "completeness", CHANGED, "a bundle is not in the log and does not go on from it",
     "move it out of bundles/: the next ingest would refuse it too"),
    ("V110", "completeness", NOTICE, "a file of the log lies past what is signed",
     "a writer is at work, or died there; the next commit writes over it"),
    ("V111", "completeness", NOTICE, "a file that is no part of the format was passed over", _NONE),
    ("V112", "integrity", CHANGED, "a file cannot be read", "check its permissions and the disk"),
    ("V113", "completeness", NOTICE, "a version was withdrawn",
     "its content was taken out on purpose; withdrawn/ says why"),
    ("V114", "completeness", CHANGED, "a withdrawal and its tombstone do not agree", _RESTORE),
    ("V115", "completeness", NOTICE, "a withdrawal was decided and is not yet done",
     "a writer is at work, or the next one finishes it; until then content may still be there"),
    ("V121", "completeness", NOTICE, "the catalogue is not there or lags", _CATALOG),
    ("V122", "completeness", NOTICE, "the catalogue is damaged or says otherwise", _CATALOG),
    # bundles as files
    ("V201", "integrity", FORM, "a bundle is not a strict ZIP file", _RESTORE),
    ("V202", "integrity", FORM, "a bundle has other members than it must have", _RESTORE),
    ("V203", "integrity", FORM, "a manifest is not of its form", _RESTORE),
    ("V204", "integrity", CHANGED, "a manifest is not the one its digest file names", _RESTORE),
    ("V205", "integrity", CHANGED, "a member is not the one its manifest names", _RESTORE),
    ("V206", "integrity", CHANGED, "a manifest is not the one that was logged", _RESTORE),
    ("V207", "integrity", FORM, "a manifest does not fit its bundle", _REPORT),
    ("V208", "integrity", FORM, "a member cannot be unpacked", _RESTORE),
    ("V209", "integrity", CHANGED, "a bundle's file is not the one that was logged", _RESTORE),
    # records
    ("V301", "integrity", FORM, "not a strict sequence of WARC records", _RESTORE),
    ("V302", "integrity", CHANGED, "a record's bytes are not those its digest names", _RESTORE),
    ("V303", "integrity", FORM, "a record's head is not what its statement demands", _REPORT),
    ("V304", "completeness", CHANGED, "a record that no statement names", _REPORT),
    ("V305", "completeness", CHANGED, "a record that a statement names is missing", _RESTORE),
    ("V306", "completeness", CHANGED, "a record stands twice", _REPORT),
    ("V307", "integrity", FORM, "records are not in the order of their statements", _REPORT),
    ("V308", "integrity", CHANGED, "a record is not the one its statement names", _RESTORE),
    ("V309", "integrity", CHANGED, "a revisit points to no earlier record of the same bytes",
     _REPORT),
    ("V310", "integrity", FORM, "a bundle's own record is not of its form", _REPORT),
    ("V311", "completeness", NOTICE, "records could not be read because of damage before them",
     "mend that first, then verify again"),
    # statements
    ("V401", "integrity", FORM, "a statement is not of its form", _RESTORE),
    ("V402", "history", CHANGED, "a statement is not the one that was logged", _RESTORE),
    ("V403", "completeness", CHANGED, "a bundle states more or fewer versions than were logged",
     _RESTORE),
    ("V404", "history", CHANGED, "a version does not follow the one before it", _REPORT),
    ("V405", "completeness", CHANGED, "nowhere are the bytes that a version names",
     "restore the bundle that held them"),
    ("V406", "completeness", CHANGED, "a version stands twice", _REPORT),
    ("V407", "integrity", CHANGED, "a document's id is not that of its identifier", _REPORT),
    # what is told of records
    ("V501", "integrity", FORM, "the index is not that of the records", _REPORT),
    ("V502", "integrity", FORM, "the pages are not those of the versions", _REPORT),
    ("V503", "integrity", FORM, "provenance is not of its form", _REPORT),
    ("V504", "integrity", CHANGED, "provenance says otherwise than the statement", _REPORT),
    ("V505", "integrity", FORM, "an edit ledger is not of its form", _REPORT),
    ("V506", "derivation", CHANGED, "an edit ledger does not lead from one text to the other",
     _REPORT),
    ("V507", "integrity", FORM, "a text is not UTF-8", _REPORT),
    # history
    ("V601", "history", CHANGED, "the log's checkpoint is not good", _LOG),
    ("V602", "history", CHANGED, "a file of the log is damaged", _LOG),
    ("V603", "history", CHANGED, "the log's entries or hashes are not those that were signed",
     _LOG),
    ("V604", "history", CHANGED, "the log is older than a head that was seen",
     "an old copy was put back, or part was lost: restore the newest copy"),
    ("V605", "history", CHANGED, "the log has another history than a head that was seen",
     "keep both: two heads signed by one key prove a fork"),
    ("V606", "history", CHANGED, "a kept checkpoint is not good", _LOG),
    ("V607", "history", FORM, "a leaf of the log is not of its form", _REPORT),
    ("V608", "history", CHANGED, "the keys are not those that the log hands over to", _RESTORE),
    ("V609", "history", CHANGED, "a head to compare with is not a head of this log",
     "check that it was written down whole, and for this archive"),
    ("V610", "history", CHANGED, "the log cannot be read, so nothing of it could be checked",
     _LOG),
    ("V611", "history", CHANGED, "leaves of the log contradict each other", _REPORT),
    ("V612", "history", CHANGED, "a cosigned head is not one that the log signed", _RESTORE),
    ("V613", "history", CHANGED, "a witness vouches for no head of the log",
     "ask the witness for its cosignature, and add it with `fonds head --cosigned FILE`"),
    ("V614", "history", NOTICE, "a signed checkpoint is not yet in the place of the last one",
     "a writer is at work, or died there; the next one finishes its commit"),
    # time
    ("V701", "time", CHANGED, "a time stamp does not hold", _RESTORE),
    ("V702", "time", NOTICE, "a time stamp cannot be checked here",
     "give the authority's root certificate with --tsa-root"),
    # derivation
    ("V801", "derivation", CHANGED, "the text made again differs",
     "the recorded text stands; report the difference to fonds with its diff"),
    ("V802", "derivation", NOTICE, "the tool that made a text is not available in its version",
     "install the version named, then verify with --rederive again"),
    # evidence files
    ("V901", "integrity", FORM, "what proves an evidence file is not of its form", _ASK),
    ("V902", "history", CHANGED, "a proof does not lead from a statement to the signed head", _ASK),
    ("V903", "history", CHANGED, "a head in an evidence file is not signed by the log's key", _ASK),
    ("V904", "history", NOTICE, "the log's key is known from this file alone",
     "get the key from the archive itself, and give it with --key-from"),
    ("V905", "integrity", CHANGED, "a text of an evidence file is not the one that fonds writes",
     _ASK),
    ("V906", "integrity", CHANGED, "the signature of an evidence file does not hold", _ASK),
)  # fmt: skip

CODES: dict[str, Code] = {row[0]: Code(*row) for row in _TABLE}
"""All codes, in order."""
