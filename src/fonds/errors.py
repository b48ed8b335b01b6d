"""Every error fonds raises on purpose, in one tree. No I/O, nothing imported.

A code is permanent: it names the same failure in FORMAT.md, in a test case's folder and in
``fonds explain CODE``. The facts of a failure are keywords, so programs never parse a sentence.
Whoever catches prints ``code``, the sentence and ``hint`` and exits with ``exit_status``.
"""

from typing import Any, ClassVar


class FondsError(Exception):
    """A failure with a permanent code, a sentence, facts, advice and an exit status."""

    code: ClassVar[str] = "F000"
    exit_status: ClassVar[int] = 1
    hint: ClassVar[str] = ""

    def __init__(self, sentence: str, /, **facts: Any) -> None:  # noqa: ANN401 - any fact
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.sentence} ({facts})" if facts else self.sentence

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with the facts: an error may have to travel from a worker process."""
        return (_rebuild, (type(self), self.sentence, self.facts))


def _rebuild(kind: type[FondsError], sentence: str, facts: dict[str, Any]) -> FondsError:
    return kind(sentence, **facts)


# --- F1xx: the caller's mistake ---------------------------------------------------------------
class UsageError(FondsError):
    """The command or call cannot be carried out as it was given."""

    code = "F100"
    exit_status = 2
    hint = "see `fonds --help`, and `fonds help COMMAND` for one command"


class NotAnArchiveError(UsageError):
    """There is no archive at the place that was named."""

    code = "F101"
    exit_status = 10
    hint = "name the archive with --archive DIR, or make one with `fonds init DIR`"


class ForeignFolderError(UsageError):
    """A folder that is to become an archive already holds something else."""

    code = "F102"
    exit_status = 10
    hint = "choose a new or empty folder; fonds never writes into a folder it does not know"


class UnknownDocumentError(UsageError):
    """No document of the archive has this name."""

    code = "F103"
    exit_status = 1
    hint = "`fonds list` lists the documents; `fonds list WORD` those with a word in name or title"


class AmbiguousNameError(UsageError):
    """A shortened name fits more than one document."""

    code = "F104"
    exit_status = 1
    hint = "write more of the name, or use the whole document id"


class MissingKeyError(UsageError):
    """The archive's signing key is not on this machine: it can be read, and not written."""

    code = "F105"
    exit_status = 12
    hint = (
        "restore the key file from its backup (or set FONDS_KEY to its path), or use an archive of "
        "your own with --archive DIR"
    )


class WithdrawnError(UsageError):
    """The version was withdrawn: its content is no longer in the archive."""

    code = "F106"
    exit_status = 1
    hint = "`withdrawn/` in the archive's folder says when, by whose authority and why"


class WorkersError(UsageError):
    """Worker processes cannot be started here, or end as soon as they start."""

    code = "F107"
    exit_status = 1
    hint = (
        "--jobs 0 (in Python: jobs=0) works without them; `python -m fonds.worker 0` shows whether "
        "this installation of fonds is damaged"
    )


class ClosedError(UsageError):
    """The archive was used after it was closed."""

    code = "F108"
    exit_status = 1
    hint = "do it inside the `with` block, or open the archive again with `fonds.open`"


class NoSuchFileError(UsageError):
    """A named file that is not a document to archive does not exist."""

    code = "F109"
    hint = "check the spelling of the path"


class ExistsError(UsageError):
    """The output file that was named exists already; fonds never overwrites a file."""

    code = "F110"
    hint = "choose another name, or move the existing file away"


class NoTextError(UsageError):
    """The document has no text: its format has no extractor, or its charset is unknown."""

    code = "F111"
    exit_status = 1
    hint = "`fonds show DOC` says why; `fonds cat DOC` and `fonds get DOC` give the bytes"


class NoSuchVersionError(UnknownDocumentError):
    """The document exists and has no version of this number."""

    code = "F112"
    hint = "`fonds log DOC` lists the versions of the document"


class ClockError(UsageError):
    """The clock says a time before 1970, which no bundle can state, or after 2199."""

    code = "F113"
    exit_status = 1
    hint = "set the clock of this machine, then run the same command again"


class WrongKeyError(MissingKeyError):
    """The key file that is used holds the key of another archive, or an old key of this one."""

    code = "F114"
    hint = (
        "name this archive's key file with --key or FONDS_KEY, or unset FONDS_KEY to use the one "
        "in your configuration folder"
    )


# --- F2xx: the outside world ------------------------------------------------------------------
class SourceError(FondsError):
    """An input could not be ingested; the run continues with the others."""

    code = "F200"
    exit_status = 3
    retryable: ClassVar[bool] = False
    hint = "nothing of it was stored; correct the input and run the same command again"


class MissingSourceError(SourceError):
    """An input that was named is not there."""

    code = "F201"
    hint = "check the spelling of the path"


class UnreadableSourceError(SourceError):
    """An input is there and cannot be read."""

    code = "F202"
    retryable = True
    hint = "check its permissions, then run the same command again"


class NotAFileError(SourceError):
    """An input is a FIFO, socket or device; fonds never opens those."""

    code = "F203"
    hint = "pipe its content: `COMMAND | archive-ingest - --id NAME`"


class LinkOutsideError(SourceError):
    """A symbolic link leads out of the folder that was given, nowhere, or round in a circle."""

    code = "F204"
    hint = "name the link's target itself if it should be archived"


class ChangedDuringReadError(SourceError):
    """An input changed while it was read."""

    code = "F205"
    retryable = True
    hint = "run the same command again when nothing writes to it"


class BadSidecarError(SourceError):
    """A `.meta.toml` beside a document is not TOML, or holds what metadata cannot."""

    code = "F206"
    hint = "correct the sidecar and run the same command again; the document was not stored"


class TooLargeError(SourceError):
    """An input is larger than the limit."""

    code = "F207"
    hint = "store it in parts, or raise the limit (limits= of fonds.Archive.ingest)"


class ProcessingError(SourceError):
    """The worker process that handled an input died twice; the input was set aside."""

    code = "F208"
    hint = "run it alone to see whether it fails again, and report it"


class NetworkError(SourceError):
    """A network service did not answer as it should."""

    code = "F209"
    retryable = True
    hint = "try again later, or name another service"


class IdentifierClashError(SourceError):
    """Two different inputs of one run would get the same identifier."""

    code = "F210"
    hint = "name a folder above both with --base, or give one of them an identifier with --id"


class OtherOriginError(SourceError):
    """An input has the identifier of a document from another place, and different bytes."""

    code = "F211"
    hint = (
        "two different documents: give one another name with --collection NAME or --id; the same "
        "document, which has moved: run it again with --same"
    )


class OtherIdentifierError(SourceError):
    """An input named by an absolute path has the bytes of a document with another identifier."""

    code = "F212"
    hint = (
        "the same document: name it with --id and that identifier; another one: give it another "
        "name with --collection NAME or --id"
    )


class AddressError(SourceError):
    """An input is an address that is malformed, or of a kind that fonds does not fetch."""

    code = "F213"
    hint = (
        "http and https addresses are captured; save anything else as a file, then run "
        "`archive-ingest FILE --source-url ADDRESS`"
    )


class NotTextError(SourceError):
    """The input of `fonds clean` is not text, or its charset cannot be determined."""

    code = "F214"
    hint = "save it as text in UTF-8; `fonds ingest` archives files of every type"


class DamagedContainerError(SourceError):
    """A container, or a member of it, is cut short or damaged."""

    code = "F215"
    hint = "the container's own bytes are stored, and all members that can be read"


class EncryptedMemberError(SourceError):
    """A member of a container is encrypted."""

    code = "F216"
    hint = "the container's own bytes are stored; unpack it and archive the folder to get the rest"


class ContainerLimitError(SourceError):
    """A container holds more than the limits admit: entries, bytes, or containers in it."""

    code = "F217"
    hint = "the container's own bytes are stored; limits= of fonds.Archive.ingest admits more"


class UnsupportedMemberError(SourceError):
    """A member of a container is a link or a device, or packed in a way that fonds cannot read."""

    code = "F218"
    hint = "the container's own bytes are stored; unpack it and archive the folder to get the rest"


class PrivateAddressError(SourceError):
    """A host is not on the public internet: its address is private, local or reserved."""

    code = "F230"
    hint = "fonds connects to public addresses alone; save such a page as a file and ingest that"


class BadAnswerError(SourceError):
    """A server's answer is not HTTP, does not end as it says, or is beyond the limits."""

    code = "F231"
    hint = "try again later; of a new document that breaks off the part that came is stored"


class HttpStatusError(SourceError):
    """A server answered that it does not give the document."""

    code = "F232"
    hint = "check the address in a browser; nothing was stored"


class RobotsError(SourceError):
    """The host's robots.txt asks that this address not be fetched by a program."""

    code = "F233"
    hint = "name the page itself to capture it, or give --ignore-robots, which is recorded"


# --- F3xx: bytes are not what they claim to be ------------------------------------------------
class FormatError(FondsError):
    """Bytes are malformed: they are not in the format that belongs in their place."""

    code = "F300"
    exit_status = 20
    hint = "`fonds verify` says what else is wrong; restore the file from another copy"


class MalformedNoteError(FormatError):
    """Not a signed note or checkpoint."""

    code = "F301"


class ProofShapeError(FormatError):
    """A Merkle proof has too many or too few hashes, or is for an impossible tree."""

    code = "F302"


class MalformedTileError(FormatError):
    """A tile or an entry bundle of the log is malformed."""

    code = "F303"


class MalformedWarcError(FormatError):
    """Not a strict sequence of WARC records."""

    code = "F304"


class MalformedZipError(FormatError):
    """Not a strict ZIP file."""

    code = "F305"


class MalformedIndexError(FormatError):
    """Not a CDXJ index."""

    code = "F306"


class MalformedStatementError(FormatError):
    """Not a version statement in canonical JSON."""

    code = "F307"


class MalformedLedgerError(FormatError):
    """Not an edit ledger."""

    code = "F308"


class UnknownVersionError(FormatError):
    """A format of a version that this fonds does not know."""

    code = "F309"
    hint = "a newer fonds wrote this; install it"


class ForeignFileError(FormatError):
    """A file that fonds did not write, such as a WACZ file of another tool."""

    code = "F313"
    hint = (
        "fonds verifies bundles and evidence files that fonds wrote; for other WACZ files there "
        "are `wacz validate` and `warcio check`; `fonds ingest` archives any file"
    )


class MalformedDigestError(FormatError):
    """Not a digest in its one spelling."""

    code = "F310"


class MalformedTokenError(FormatError):
    """Not an RFC 3161 time-stamp token."""

    code = "F311"


class MalformedKeyError(FormatError):
    """Not a key file, or not the key of this archive."""

    code = "F312"
    hint = "restore the key file from its backup"


# --- F4xx: bytes or history have changed ------------------------------------------------------
class IntegrityError(FondsError):
    """Bytes or history are not what they were."""

    code = "F400"
    exit_status = 30
    hint = "run `fonds verify`; restore what it names from another copy"


class DigestMismatchError(IntegrityError):
    """Bytes no longer hash to the digest they were stored under."""

    code = "F401"


class RootMismatchError(IntegrityError):
    """The log's entries do not give the root that was signed."""

    code = "F402"


class RollbackError(IntegrityError):
    """The log is older than a head this key has signed, or has another history."""

    code = "F403"
    hint = "an older copy was restored, or part was lost: restore the newest copy of log/"


class PlanMismatchError(IntegrityError):
    """A ledger was applied to a text it was not made for."""

    code = "F404"


class AlreadyWrittenError(IntegrityError):
    """Other bytes are already there under the name that was to be written."""

    code = "F405"


class SignatureError(IntegrityError):
    """A signature is missing, or is not by the key it names."""

    code = "F406"


class MissingFileError(IntegrityError):
    """A file that belongs to the archive is not there."""

    code = "F407"


# --- F5xx: our own disk -----------------------------------------------------------------------
class StorageError(FondsError):
    """The archive's own storage failed; what was stored before is unharmed."""

    code = "F500"
    exit_status = 40
    hint = "repair the storage, then run the same command again; nothing is stored twice"


class LockedError(StorageError):
    """Another process is writing to this archive."""

    code = "F501"
    exit_status = 11
    hint = "wait for it to end, or give --wait a longer time"


class NotDurableError(StorageError):
    """The system could not confirm that written bytes are on stable storage."""

    code = "F502"


class NoSpaceError(StorageError):
    """The disk is full, or so nearly full that writing was not begun."""

    code = "F503"
    hint = "free some space, then run the same command again; nothing is stored twice"


class NotPermittedError(StorageError):
    """The system does not permit writing here: permissions, or a read-only file system."""

    code = "F505"
    exit_status = 13
    hint = (
        "check who owns the folder and its permissions, or use a writable copy; without write "
        "permission an archive can still be listed, read, verified and proven"
    )


class CatalogDamagedError(StorageError):
    """The catalogue cannot be read or written, or is not this log's."""

    code = "F504"
    hint = "`fonds catalog rebuild` rebuilds it from bundles and log; nothing is lost"


class LinkedFolderError(StorageError):
    """A folder of the archive is a link or a file, so what is in it is not this archive's."""

    code = "F506"
    hint = (
        "replace it with a real folder; the archive's own folder may be a link, and a folder in it "
        "may be a mount"
    )


class OpenKeyError(UsageError):
    """Others than its owner can read the key file."""

    code = "F115"
    exit_status = 12
    hint = "chmod 600 the key file; whoever may have read it can sign for this archive"
