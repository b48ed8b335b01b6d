"""Extract the text of a file or of bytes, without an archive. A part of ``fonds.api``."""

from pathlib import Path
from typing import TYPE_CHECKING

from fonds.api_input import AnyPath
from fonds.errors import NotAFileError, UnreadableSourceError

if TYPE_CHECKING:
    from fonds.extraction.options import ExtractLimits, MainRule
    from fonds.model import Extraction


def extract(
    document: AnyPath | bytes,
    format: str | None = None,
    *,
    password: str | None = None,
    limits: "ExtractLimits | None" = None,
    main_rule: "MainRule | str" = "trafilatura",
    isolated: bool = True,
) -> "Extraction":
    """Return the text of a file, or of bytes, with its blocks, metadata and losses.

    ``format`` is a media type or a Content-Type value; else it is found out. Nothing is stored.
    The parser process is kept from call to call; ``isolated=False`` reads in this process, where
    nothing holds a parser that is broken into. ``main_rule`` is ``trafilatura``, ``fast`` or
    ``none``. Bad content is a loss and never raised.
    Raises: NotAFileError, UnreadableSourceError for a path that cannot be read; ValueError for a
    rule that is none.
    """
    from fonds import extraction
    from fonds.extraction.options import ExtractLimits, ExtractOptions, MainRule
    from fonds.identification import identify

    name = None if isinstance(document, bytes) else Path(document).name
    data = document if isinstance(document, bytes) else _read(Path(document))
    identification = identify(data, name=name, declared=format)
    options = ExtractOptions(
        limits=limits or ExtractLimits(), password=password, main_rule=MainRule(main_rule)
    )
    return extraction.extract(data, identification, options, isolated=isolated)


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise NotAFileError("not a file", path=str(path))
    try:
        return path.read_bytes()
    except OSError as e:
        raise UnreadableSourceError("cannot be read", path=str(path), why=str(e)) from e
