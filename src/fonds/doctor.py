"""``fonds doctor``: the tools that fonds needs or can use, and how to get them."""

import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from typing import Any

_LIBRARIES = (
    ("attrs", True, "values", "pip install attrs"),
    ("blake3", True, "fingerprints", "pip install blake3"),
    ("cryptography", True, "signatures", "pip install cryptography"),
    ("rfc3161-client", True, "time stamps", "pip install rfc3161-client"),
    ("warcio", True, "records of large documents", "pip install warcio"),
    ("ftfy", True, "repair of mojibake", "pip install ftfy"),
    ("selectolax", True, "text of web pages", "pip install selectolax"),
    ("trafilatura", True, "articles in web pages", "pip install trafilatura"),
    ("numpy", True, "near-duplicate sketches", "pip install numpy"),
    ("isal", False, "fast compression", "pip install isal"),
    ("zlib-ng", False, "smaller bundles", "pip install zlib-ng"),
    ("pygfried", False, "PRONOM format ids", "pip install 'fonds[pronom]'"),
    ("py3langid", False, "language of more texts", "pip install py3langid"),
)
_PROGRAMS = (
    ("openssl", ("version",), "checking evidence by hand", "apt install openssl"),
    ("unzip", ("-v",), "reading bundles by hand", "apt install unzip"),
    ("xxd", ("-v",), "checking evidence by hand", "apt install xxd"),
)


def examine() -> list[dict[str, Any]]:
    """Return a row for each tool: name, what was found, whether it is needed, what it is for."""
    rows = [_row("libmagic", _libmagic(), True, "file types", "pip install pylibmagic")]
    for name, needed, purpose, get in _LIBRARIES:
        try:
            found: str | None = version(name)
        except PackageNotFoundError:
            found = None
        rows.append(_row(name, found, needed, purpose, get))
    for name, arguments, purpose, get in _PROGRAMS:
        rows.append(_row(name, _program(name, arguments), False, purpose, get))
    return rows


def isolation() -> list[dict[str, Any]]:
    """Return a row for each layer that holds the parser process: name, whether, what or why not.

    Cost: that of starting a parser process, under a second.
    """
    from fonds.extraction import close_parser, isolation_layers

    rows = [layer._asdict() for layer in isolation_layers()]
    close_parser()
    return rows


def _row(name: str, found: str | None, needed: bool, purpose: str, get: str) -> dict[str, Any]:
    return {"name": name, "found": found, "needed": needed, "purpose": purpose, "get": get}


def _libmagic() -> str | None:
    from fonds.identification import tools

    return dict(tools()).get("libmagic")


def _program(name: str, arguments: tuple[str, ...]) -> str | None:
    """Return the first line of what a program says of its version."""
    path = shutil.which(name)
    if path is None:
        return None
    try:
        run = subprocess.run([path, *arguments], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = (run.stdout or run.stderr).decode("utf-8", "replace").splitlines()
    return said[0][:60] if said else "found"
