"""Recovery after a crash, the writer's first step under the lock: finish what was interrupted.

In this order, because each step needs the one before: the log's last commit; the ring of keys in
``fonds.json``, and then the key file; a withdrawal that was decided; bundles that were published
and not logged. Each may be interrupted in its turn, and is then repeated from its beginning.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import attrs

from fonds import log
from fonds.archive import OpenArchive, bundle_names, bundle_row, has_all, renew_catalog
from fonds.archive.info import INFO, read_info
from fonds.catalog import Latest
from fonds.commit.publish import bundle_uuid, check_seal, log_bundle, nonce
from fonds.errors import FondsError, FormatError, SignatureError, StorageError
from fonds.fingerprints import sketch
from fonds.formats.statement import parse_leaf, parse_statement
from fonds.formats.withdrawal import PENDING, pseudonym
from fonds.storage.keys import SigningKey

Notice = Callable[[str], None]


def prepare(archive: OpenArchive, now: Callable[[], datetime], notice: Notice) -> SigningKey:
    """Make an archive ready for writing; the lock must be held. Finishes what a crash interrupted.

    Removes what dead writers left in staging, finishes a commit that was signed, a change of keys
    and a withdrawal, refuses a log older than one this key has signed, and logs bundles that were
    published and not logged.
    Raises: MissingKeyError; IntegrityError, FormatError on a damaged log; StorageError.
    """
    archive.info = read_info(archive.store)  # another process may have changed the key since
    archive.signing_key()  # before anything is touched
    archive.store.sweep()
    head = archive.keys.head.read()
    state = log.read_state(archive.store, archive.info.ring)
    archive.state = log.recover(archive.store, state, head, archive.keys.head.keep)
    archive.drop_catalog()  # it was opened for the log as it was before the lock
    key = settle_keys(archive)
    if archive.store.exists(PENDING):
        _finish_withdrawal(archive, key, now(), notice)
    for name in _unlogged(archive):
        try:
            _adopt(archive, key, name, now(), notice)
        except (FondsError, OSError) as e:
            notice(f"{name} is not in the log and cannot be adopted: {e}")
    return key


def settle_keys(archive: OpenArchive) -> SigningKey:
    """Let ``fonds.json`` and the key file follow a change of keys that the log has; the key then.

    The log decides who signs. A crash may have left the other two behind it, in this order: both,
    or the key file alone. Raises: MissingKeyError; StorageError.
    """
    if archive.state.ring != archive.info.ring:
        archive.info = attrs.evolve(archive.info, ring=archive.state.ring)
        archive.store.replace(INFO, bytes(archive.info))
    return archive.signing_key()


def newest(archive: OpenArchive, key: SigningKey | None, doc: str) -> Latest | None:
    """Return what the catalogue knows of a document's newest version, withdrawn ones too.

    A document whose versions were all withdrawn has a pseudonym that only the key's holder can
    compute.
    """
    return newest_of(archive, key, [doc]).get(doc)


def newest_of(
    archive: OpenArchive, key: SigningKey | None, docs: Sequence[str]
) -> dict[str, Latest]:
    """Return ``newest`` for documents, as far as they are known. Shape: at most 500 of them.

    One that is not known is new: so where one is not, the catalogue has to have all that the log
    has, or is rebuilt. Else a second first version would be signed.
    Cost: once for a catalogue what ``has_all`` costs. Raises: CatalogDamagedError.
    """
    found = _newest_of(archive, key, docs)
    if len(found) < len(docs) and not archive.whole:
        if not has_all(archive):
            renew_catalog(archive)
            found = _newest_of(archive, key, docs)
        archive.whole = True
    return found


def _newest_of(
    archive: OpenArchive, key: SigningKey | None, docs: Sequence[str]
) -> dict[str, Latest]:
    found = archive.catalog.latest_of(docs)
    if key is not None and archive.any_withdrawn:
        hidden = {pseudonym(doc, key.nonce): doc for doc in docs if doc not in found}
        there = archive.catalog.latest_of(list(hidden))
        found |= {hidden[name]: latest for name, latest in there.items()}
    return found


def _finish_withdrawal(
    archive: OpenArchive, key: SigningKey, now: datetime, notice: Notice
) -> None:
    from fonds.commit.withdrawal import finish

    try:
        done = finish(archive, key, now, notice)
    except StorageError:
        raise
    except FondsError as e:
        notice(
            f"a withdrawal was interrupted and cannot be finished, its content is still here: {e}"
        )
    else:
        notice(
            f"a withdrawal of {len(done.tombstones)} versions was interrupted and is finished now"
        )


def _unlogged(archive: OpenArchive) -> list[str]:
    """Names of bundles that no leaf names, oldest first."""
    present = bundle_names(archive)
    known = {bundle_uuid(row.name) for row in archive.catalog.bundles()}
    if not present.keys() - known:
        return []
    # The catalogue leaves out bundles it could not read: only the log knows.
    state = archive.state
    for leaf in log.entries(archive.store, state, 0, state.size):
        if b'"k":"bundle"' in leaf:
            known.add(parse_leaf(leaf)["id"])
    return [present[uuid] for uuid in sorted(present.keys() - known)]


def _adopt(archive: OpenArchive, key: SigningKey, name: str, now: datetime, notice: Notice) -> None:
    """Log a bundle that a crash left published and unlogged, if this key's owner made it.

    Its nonces prove that: nobody else can have somebody's statement signed by putting a bundle
    into the folder.
    """
    from fonds.formats.bundle import BundleEntry
    from fonds.formats.bundle_reader import scan

    with archive.store.open(name) as file:
        seal = check_seal(file)
        found = scan(file, sketch)
    entries = [entry for entry in found.entries if isinstance(entry, BundleEntry)]
    if len(entries) != len(found.entries):
        raise FormatError("versions of it were withdrawn before it was logged")
    for entry in entries:
        statement = parse_statement(entry.statement)
        if statement.nonce != nonce(key, statement.doc, statement.prev):
            raise SignatureError("it was not made with this archive's key")
        latest = newest(archive, key, statement.doc)
        expected = f"sha256:{latest.statement.hex()}" if latest else None
        if statement.prev != expected:
            raise FormatError("it does not follow the versions that are logged")
    # The link may have been seen and not yet be durable: the process that made it has died.
    archive.store.settle(name)
    log_bundle(archive, key, now, bundle_row(0, name, found), seal, entries, notice)
    notice(f"{name} was published before a crash and is logged now")
