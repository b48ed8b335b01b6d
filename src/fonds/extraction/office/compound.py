"""Compound files: locked office files, and the binary formats before 2007.

Locked ones are opened with a password by msoffcrypto-tool, in memory. Old Word files and Outlook
messages are read here; old Excel files by python-calamine, where it is installed.
Source: MS-CFB; MS-OFFCRYPTO; MS-OLEPS (properties).
"""

import io
from collections.abc import Callable
from importlib import import_module
from typing import Any

import olefile
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from fonds.extraction.assembly import Assembly
from fonds.extraction.office import outlook, properties, word97
from fonds.extraction.office.sheetparts import Sheet
from fonds.extraction.options import ExtractOptions

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_calamine: Any
try:
    _calamine = import_module("python_calamine")
except ImportError:  # the extra "office" is not installed
    _calamine = None

_ENCRYPTED = "the office file is locked: --password opens it"


def read(
    data: bytes,
    assembly: Assembly,
    options: ExtractOptions,
    unlocked: Callable[[bytes], None],
) -> None:
    """Put a compound file into the assembly; ``unlocked`` is given the ZIP of a locked one."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            _read(data, ole, assembly, options, unlocked)
    except Exception as fault:  # noqa: BLE001 - the library fails in many ways on hostile input
        assembly.lose("damaged", note=f"the compound file is damaged: {type(fault).__name__}")


def _read(
    data: bytes,
    ole: Any,  # noqa: ANN401 - olefile has no types
    assembly: Assembly,
    options: ExtractOptions,
    unlocked: Callable[[bytes], None],
) -> None:
    if ole.exists("EncryptedPackage"):
        opened = _opened(data, assembly, options)
        if opened is not None:
            unlocked(opened)
        return
    if ole.exists("WordDocument"):
        word97.read(ole, assembly)
    elif ole.exists("__properties_version1.0"):
        outlook.read(ole, assembly, options)
    elif ole.exists("Workbook") or ole.exists("Book"):
        _old_workbook(data, assembly)
    elif ole.exists("PowerPoint Document"):
        note = "old binary PowerPoint files are not read: save it as .pptx or .odp"
        assembly.lose("no-extractor", note=note)
    else:
        assembly.lose("no-extractor", note="a compound file of a kind that is not known")
    properties.say(ole, assembly)
    for stream in ole.listdir(streams=False, storages=True):
        if stream[-1] in ("Macros", "_VBA_PROJECT_CUR", "VBA"):
            assembly.lose("macro", note="macros in the file", place={"part": "/".join(stream)})
            break


def _opened(data: bytes, assembly: Assembly, options: ExtractOptions) -> bytes | None:
    """Return the ZIP within a locked file, or None where the password does not open it."""
    if options.password is None:
        assembly.lose("encrypted", note=_ENCRYPTED)
        return None
    out = io.BytesIO()
    try:
        office = OOXMLFile(io.BytesIO(data))
        office.load_key(password=options.password, verify_password=True)
        office.decrypt(out)
    except InvalidKeyError:
        assembly.lose("encrypted", note="the password does not open the office file")
        return None
    except Exception as fault:  # noqa: BLE001 - the library fails in many ways on hostile input
        note = f"the locked office file does not open: {type(fault).__name__}"
        assembly.lose("encrypted", note=note)
        return None
    return out.getvalue()


def _old_workbook(data: bytes, assembly: Assembly) -> None:
    if _calamine is None:
        note = "old binary Excel files need python-calamine: pip install 'fonds[office]'"
        assembly.lose("no-extractor", note=note)
        return
    try:
        _sheets(data, assembly)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - a panic of its Rust code is no Exception
        assembly.lose("damaged", note=f"the workbook is damaged: {type(fault).__name__}")


def _sheets(data: bytes, assembly: Assembly) -> None:
    """Read an old workbook; formats of numbers are not known there, and a loss says so."""
    book = _calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for meta in book.sheets_metadata:
        hidden = str(meta.visible).rpartition(".")[2].lower() != "visible"
        sheet = Sheet(assembly, "Workbook", meta.name, hidden=hidden, words="ole")
        sheet.named()
        table = book.get_sheet_by_name(meta.name)
        first_row, first_column = table.start or (0, 0)
        for number, row in enumerate(table.to_python(skip_empty_area=True), first_row + 1):
            sheet.row()
            for column, value in enumerate(row, first_column + 1):
                text = _shown(value)
                if text:
                    sheet.cell(text, {"sheet": meta.name, "row": number, "column": column})
        sheet.done()
    note = "numbers are shown without their formats; hidden rows and comments are not told apart"
    assembly.lose("number-format", note=note)


def _shown(value: Any) -> str:  # noqa: ANN401 - what calamine gives
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return str(value)
