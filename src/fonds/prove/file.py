"""Write an evidence file to its destination: whole and durable, or not at all."""

from collections.abc import Callable, Iterable
from pathlib import Path

from fonds.archive import OpenArchive, Version
from fonds.errors import AlreadyWrittenError, ExistsError, NoSuchFileError, UsageError
from fonds.prove.evidence import Proven, Sign, prove
from fonds.storage import durable
from fonds.storage.disk import Disk
from fonds.storage.staging import Staging

STAGING = "fonds-evidence"
"""In the name of the folder in which a file is made, beside where it will be."""

_CHUNK = 1 << 20  # bytes copied at a time


def prove_to_file(
    archive: OpenArchive,
    versions: Iterable[Version],
    path: Path,
    *,
    disk: Disk | None = None,
    sign: Sign | None = None,
) -> Proven:
    """Write an evidence file at ``path``, read-only, never over another file.

    It is made in a folder beside it, made durable and only then given its name; a crash leaves
    that folder (``<pid>-fonds-evidence``), which may be deleted. The same bytes already there
    are well.
    Raises: ExistsError when something else is there, NoSuchFileError where its folder is
    missing; as ``prove``; StorageError.
    """
    disk = disk or archive.store.disk
    if path.is_dir():
        raise ExistsError("this is a folder; name a file in it", path=str(path))
    if archive.store.holds(path):
        raise UsageError("an evidence file cannot lie inside the archive", path=str(path))
    if not path.absolute().parent.is_dir():
        raise NoSuchFileError("the folder of the file to write is not there", path=str(path))
    with Staging(disk, path.absolute().parent, STAGING) as staging:
        out = staging.file("evidence")
        try:
            proven = prove(archive, versions, out, staging, sign=sign)
            out.seal()
        except BaseException:
            out.discard()
            raise
        try:
            durable.publish(disk, out.path, path.absolute(), sealed=True)
        except AlreadyWrittenError as e:
            raise ExistsError(
                "there is another file of this name, and nothing is overwritten", path=str(path)
            ) from e
    return proven


def prove_to_stream(
    archive: OpenArchive,
    versions: Iterable[Version],
    write: Callable[[bytes], object],
    folder: Path,
    *,
    disk: Disk | None = None,
    sign: Sign | None = None,
) -> Proven:
    """Give an evidence file to ``write`` in pieces, once it is complete.

    ``folder`` is where it is made meanwhile. Raises: as ``prove``; StorageError.
    """
    staging = Staging(disk or archive.store.disk, folder, STAGING)
    with staging, staging.file("evidence") as out:
        proven = prove(archive, versions, out, staging, sign=sign)
        out.seek(0)
        while piece := out.read(_CHUNK):
            write(piece)
    return proven
