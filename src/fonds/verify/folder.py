"""Check the names in an archive's folder: none missing, none too many.

Which names may lie below ``log/`` is decided in ``fonds.log.files``. FORMAT.md, section Archive.
"""

import re

import attrs

from fonds.archive.readme import READ_ME
from fonds.errors import FormatError, IntegrityError, StorageError
from fonds.formats.bundle import bundle_name
from fonds.formats.canonical import UUID, UUID7
from fonds.formats.withdrawal import PENDING
from fonds.log.files import parse_name
from fonds.storage.local import TAG, TAG_CONTENT, LocalStore
from fonds.verify.report import FindingLog

READMES = frozenset({READ_ME.encode()})
"""Every text that a release of fonds wrote as README.txt; a release that changes it adds one."""

_BUNDLE = re.compile(rf"bundles/(\d{{4}}/\d\d/\d\d)/({UUID7})\.wacz")
_ANY_BUNDLE = re.compile(rf"({UUID7})\.wacz")
_TOMBSTONE = re.compile(rf"withdrawn/{UUID}\.json")
_FREE = frozenset({"FORMAT.md", ".gitignore", ".gitattributes", ".gitkeep", ".DS_Store"})
_CATALOG = re.compile(r"(?:catalog|origins|search)\.sqlite(?:-wal|-shm|-journal)?")
WITHDRAWN = PENDING.partition("/")[0]
_FIXED = frozenset({"fonds.json", "README.txt", TAG, "log/checkpoint"})


@attrs.define
class ArchiveFolder:
    """What lies in an archive's folder, by kind.

    Shape: ``bundles`` maps UUIDs to names; ``checkpoints`` has the sizes of kept ones;
    ``pending`` says that a withdrawal is decided and not complete.
    """

    bundles: dict[str, str] = attrs.field(factory=dict)
    checkpoints: list[int] = attrs.field(factory=list)
    tombstones: list[str] = attrs.field(factory=list)
    pending: bool = False


def survey(store: LocalStore, size: int | None, findings: FindingLog) -> ArchiveFolder:
    """Return what lies in the folder, and report each name that is missing or does not belong.

    ``size`` is the log's in leaves, None where it is unknown.
    Cost: one listing; holds the names of bundles. Raises: StorageError on a folder that cannot be
    listed.
    """
    folder = ArchiveFolder()
    present = set()
    for name in store.names():
        if name.startswith("staging/"):
            continue
        regular = store.is_regular(name)
        if regular is None:
            continue  # gone since the listing: a file of SQLite's, or a partial tile
        findings.count("completeness", "files")
        if not regular:
            findings.report("V103", "a link, a socket or a device", file=_shown(name))
            continue
        if name in _FIXED:
            present.add(name)
        elif not _take(folder, name, size, findings):
            sentence = "nothing in the format has this name"
            findings.report("V102", sentence, file=_shown(name))
    for name in sorted(_FIXED - present):
        if name != "log/checkpoint":  # the check of the log reports it
            findings.report("V101", "every archive has it", file=name)
    for name, texts in ((TAG, {TAG_CONTENT}), ("README.txt", READMES)):
        if name in present:
            _check_text(store, name, texts, findings)
    return folder


def _take(folder: ArchiveFolder, name: str, size: int | None, findings: FindingLog) -> bool:
    """Note a file under its kind; return whether the format has one of this name."""
    if name.startswith("bundles/"):
        return _bundle(folder, name, findings)
    if name.startswith("log/"):
        return _log_file(folder, name, size, findings)
    if _TOMBSTONE.fullmatch(name):
        folder.tombstones.append(name)
        return True
    if name == PENDING:
        folder.pending = True
        return True
    if name in _FREE:
        findings.report("V111", "not checked", file=name)
        return True
    return _CATALOG.fullmatch(name) is not None


def _log_file(folder: ArchiveFolder, name: str, size: int | None, findings: FindingLog) -> bool:
    """Note a file of the log; return whether the log has one of this name."""
    file = parse_name(name)
    if file is None:
        return False
    if file.kind == "stored checkpoint":
        folder.checkpoints.append(file.size)
    if size is not None and file.is_past(size):
        findings.report("V110", "it is not part of the signed tree", file=name)
    return True


def _bundle(folder: ArchiveFolder, name: str, findings: FindingLog) -> bool:
    found = _ANY_BUNDLE.fullmatch(name.rpartition("/")[2])
    if found is None:
        return False
    bundle = found[1]
    if name != bundle_name(bundle):
        findings.report("V104", f"its place is {bundle_name(bundle)}", file=_shown(name))
    if bundle in folder.bundles:
        findings.report("V102", f"bundle {bundle} is there twice", file=_shown(name))
    elif _BUNDLE.fullmatch(name):
        folder.bundles[bundle] = name
    return True


def _check_text(
    store: LocalStore, name: str, texts: set[bytes] | frozenset[bytes], findings: FindingLog
) -> None:
    try:
        if store.read(name, 1 << 20) not in texts:
            findings.report("V107", "its text differs", file=name)
    except (FormatError, IntegrityError, StorageError) as e:
        findings.report("V107", str(e), file=name)


def tombstones(store: LocalStore) -> list[str]:
    """Return the names of the tombstones that are there now. Cost: one listing."""
    return [
        name
        for name in store.names(WITHDRAWN)
        if _TOMBSTONE.fullmatch(name) and store.is_regular(name)
    ]


def _shown(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()
