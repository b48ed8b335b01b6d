"""Who is measured, what each needs, and the commands of its steps. A table and nothing else.

In commands ``{src}`` is the corpus, ``{dst}`` what the peer makes, ``{python}`` the interpreter of
the peer's environment and ``{fastwarc}`` that of FastWARC's, ``{bin}`` the folder it lies in,
``{driver}`` is ``drivers.py``, ``{empty}`` an empty folder and ``{one}`` the name of one document.
"""

from collections.abc import Mapping

import attrs

INGEST, AGAIN, START, VERIFY, QUICK, READ, FETCH, CAT, CLEAN = (
    "ingest", "again", "start", "verify", "quick", "read", "fetch", "cat", "clean",
)  # fmt: skip
"""Steps: take in; the same again, unchanged; the same of an empty folder (so: start-up); check all
digests; check seals only; read the very same bundles by FastWARC, digests checked; fetch single
documents in one process; fetch one by a command; clean texts that need it not, beside ftfy."""

NABIT = (
    "nabit @ git+https://github.com/harvard-lil/bag-nabit@92e44451c095fc5617c79418bfed4d4d697a8564"
)


@attrs.frozen
class Peer:
    """A tool: packages for an environment of its own, or programs that must be on the PATH.

    ``durable`` says whether it syncs what it writes: if not, its times leave that out.
    """

    name: str
    steps: Mapping[str, str]
    environment: str = ""
    packages: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    durable: bool = True


def _driver(name: str) -> str:
    return f"{{python}} {{driver}} {name} {{src}} {{dst}}"


def _fonds(ingest: str, *more: str) -> dict[str, str]:
    """A row of fonds; ``more`` are the steps that this row is measured in besides."""
    steps = {
        INGEST: f"{{bin}}/fonds ingest {{src}} --archive {{dst}} -q {ingest}",
        AGAIN: "{bin}/fonds ingest {src} --archive {dst} -q",
        START: "{bin}/fonds ingest {empty} --archive {dst} -q",
        VERIFY: "{bin}/fonds verify --archive {dst} --quiet",
        QUICK: "{bin}/fonds verify --archive {dst} --quiet --quick",
        READ: "{fastwarc} {driver} fastwarc-read {src} {dst}",
        FETCH: _driver("fonds-fetch"),
        CAT: "{bin}/fonds cat {one} --archive {dst}",
        CLEAN: _driver("fonds-clean"),
    }
    return {name: steps[name] for name in (INGEST, *more)}


FONDS = (
    Peer("fonds, everything", _fonds("", AGAIN, START, VERIFY, QUICK, FETCH, CAT, CLEAN, READ)),
    Peer("fonds, everything, one worker", _fonds("--jobs 1")),
    Peer("fonds, everything, in process", _fonds("--jobs 0")),
    Peer("fonds, everything, --every-opinion", _fonds("--every-opinion")),
    Peer("fonds, no cleaning, in process", _fonds("--jobs 0 --no-clean")),
    Peer("fonds, capture only, in process", _fonds("--jobs 0 --capture-only")),
    Peer("fonds, the WARC writers' three records", {INGEST: _driver("fonds-three")}),
)

PEERS = (
    *FONDS,
    Peer(
        "bagit",
        {INGEST: _driver("bagit-make"), VERIFY: _driver("bagit-validate")},
        "bagit",
        ("bagit", "setuptools<81"),
        durable=False,
    ),
    Peer(
        "bag-nabit",
        {
            INGEST: "{bin}/nabit archive {dst} -p {src}",
            VERIFY: "{bin}/nabit validate {dst}",
        },
        "nabit",
        (NABIT,),
        durable=False,
    ),
    Peer(
        "bagit + openssl",
        {INGEST: _driver("bagit-signed")},
        "bagit",
        ("bagit", "setuptools<81"),
        ("openssl",),
        durable=False,
    ),
    Peer(
        "warcio, three records",
        {INGEST: _driver("warcio-three"), VERIFY: "{bin}/warcio check {dst}/out.warc.gz"},
        "warcio",
        ("warcio",),
    ),
    Peer(
        "warcio + wacz create",
        {INGEST: _driver("wacz-create"), VERIFY: "{bin}/wacz validate -f {dst}/out.wacz"},
        "wacz",
        ("wacz", "warcio", "setuptools<81"),
    ),
    Peer(
        "FastWARC, three records",
        {INGEST: _driver("fastwarc-three"), VERIFY: "{bin}/fastwarc check -q {dst}/out.warc.gz"},
        "fastwarc",
        ("fastwarc",),
    ),
    Peer(
        "restic",
        {
            INGEST: _driver("restic-backup"),
            AGAIN: _driver("restic-backup"),
            VERIFY: "restic -q --no-cache -r {dst} check --read-data",
        },
        programs=("restic",),
    ),
    Peer(
        "borg",
        {
            INGEST: _driver("borg-create"),
            AGAIN: _driver("borg-create"),
            VERIFY: "borg check --verify-data {dst}",
        },
        programs=("borg",),
    ),
    Peer(
        "git",
        {INGEST: _driver("git-commit"), AGAIN: _driver("git-commit")},
        programs=("git",),
        durable=False,
    ),
)
"""``git`` stands for the cheapest no-change run there is."""
