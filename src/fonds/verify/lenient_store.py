"""An archive's files as a verification reads them: none ends the check. Part of verify."""

from fonds.errors import FormatError, MissingFileError, StorageError
from fonds.storage.local import LIMIT, Store


class LenientStore(Store):
    """A store for reading, to which what lies in the place of a file is damage like any other.

    A link, a FIFO, or a file that the disk does not give back is told of where it is missed, and
    what does not need it is checked all the same. A folder that cannot be listed still ends the
    check: what is in it cannot be known.
    """

    def read(self, name: str, limit: int = LIMIT) -> bytes:
        """Return a file's bytes. Raises: MissingFileError; FormatError on all else."""
        try:
            return super().read(name, limit)
        except (MissingFileError, FormatError):
            raise
        except StorageError as e:
            raise FormatError(str(e)) from e
