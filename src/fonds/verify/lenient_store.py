"""A store for verification: a file that cannot be read never ends the check."""

from fonds.errors import FormatError, MissingFileError, StorageError
from fonds.storage.local import LIMIT, LocalStore


class LenientStore(LocalStore):
    """A store for reading, in which a link, a FIFO or an unreadable file counts as damage.

    It is reported where the file is needed, and everything else is still checked. A folder that
    cannot be listed does end the check, since its content is unknown.
    """

    def read(self, name: str, limit: int = LIMIT) -> bytes:
        """Return a file's bytes. Raises: MissingFileError; FormatError on all else."""
        try:
            return super().read(name, limit)
        except (MissingFileError, FormatError):
            raise
        except StorageError as e:
            raise FormatError(str(e)) from e
