"""Make the corpora that fonds is measured on, of real documents from Debian's packages.

    python benchmarks/corpus.py small OUT              10,000 texts of 1 to 30 KB in many languages
    python benchmarks/corpus.py mixed OUT              1 GB of all kinds, empty to over 100 MB
    python benchmarks/corpus.py many FROM OUT [COUNT]  COUNT (1,000,000) unlike texts out of FROM

The first two need ``apt-get download`` and ``dpkg-deb`` (Debian 12; nothing is installed). Which
documents are taken hangs on their content alone, so the same packages give the same corpus; its
name is the SHA-256 over all names and digests, and is printed. ``OUT.packages`` beside it says
which versions of the packages it was made of.
"""

import gzip
import hashlib
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TEXTS = [
    "aptitude-doc-ja",
    "bash-doc",
    "bible-kjv-text",
    "debian-faq",
    "debian-faq-ru",
    "debian-handbook",
    "debian-reference-de",
    "debian-reference-en",
    "debian-reference-es",
    "debian-reference-fr",
    "debian-reference-it",
    "debian-reference-ja",
    "debian-reference-pt",
    "debian-reference-zh-cn",
    "developers-reference",
    "developers-reference-ja",
    "doc-debian",
    "gnome-user-docs",
    "installation-guide-amd64",
    "libreoffice-help-de",
    "libreoffice-help-en-us",
    "libreoffice-help-fr",
    "libreoffice-help-ja",
    "libreoffice-help-ru",
    "libreoffice-help-zh-cn",
    "linux-doc-6.1",
    "manpages",
    "manpages-cs",
    "manpages-da",
    "manpages-de",
    "manpages-dev",
    "manpages-es",
    "manpages-fr",
    "manpages-it",
    "manpages-ja",
    "manpages-nl",
    "manpages-pl",
    "manpages-pt-br",
    "manpages-ro",
    "manpages-ru",
    "manpages-zh",
    "maxima-doc",
    "octave-doc",
    "postgresql-doc-15",
    "python3.11-doc",
]
OTHERS = [
    "fonts-noto-core",
    "gimp-help-en",
    "gnome-backgrounds",
    "inkscape-tutorials",
    "miscfiles",
    "openclipart-png",
    "python-scipy-doc",
    "python-sympy-doc",
    "texlive-latex-recommended-doc",
    "texlive-pictures-doc",
]
READABLE = {".html", ".htm", ".xhtml", ".txt", ".rst", ".md", ".page"}
SMALL_COUNT, SMALL_SIZES = 10_000, range(1_000, 30_001)  # bytes of one document
MIXED_BYTES = 1 << 30
PACKED_LIMIT = 1 << 20  # bytes of a compressed text that is looked at
PER_FOLDER = 1_000


def main() -> int:
    """Make one corpus and print its name."""
    kind, *places = sys.argv[1:]
    if kind == "many":
        count = int(places[2]) if len(places) > 2 else 1_000_000
        name = many(Path(places[0]), Path(places[1]), count)
    else:
        name = {"small": small, "mixed": mixed}[kind](Path(places[0]))
    print(name)
    return 0


# --- real documents -----------------------------------------------------------------------------
def small(out: Path) -> str:
    """Take the same number of texts from each package, as far as they go."""
    found: dict[str, dict[str, tuple[str, bytes]]] = {}
    seen: set[str] = set()
    for package, path in _unpacked(out, TEXTS):
        text = _text(path)
        if text is None or len(text[1]) not in SMALL_SIZES:
            continue
        digest = hashlib.sha256(text[1]).hexdigest()
        if digest not in seen:
            seen.add(digest)
            found.setdefault(package, {})[digest] = text
    queues = {package: sorted(texts) for package, texts in sorted(found.items())}
    written = 0
    total = hashlib.sha256()
    while written < SMALL_COUNT and any(queues.values()):
        for package, queue in queues.items():
            if queue and written < SMALL_COUNT:
                digest = queue.pop(0)
                ending, data = found[package][digest]
                name = f"{digest[:2]}/{digest[:12]}-{package}{ending}"
                _write(out / name, data, total, name)
                written += 1
    return total.hexdigest()


def mixed(out: Path) -> str:
    """Take whole files in the order of their digests until a gigabyte is full; packages too."""
    found = {
        hashlib.sha256(p.read_bytes()).hexdigest(): p for _, p in _unpacked(out, OTHERS + TEXTS)
    }
    large = sorted(_packages(out).glob("*.deb"), key=lambda path: path.stat().st_size)[-4:-1]
    total, size = hashlib.sha256(), 0
    for path in [*large, *(found[digest] for digest in sorted(found))]:
        if size + path.stat().st_size > MIXED_BYTES:
            continue
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        name = f"{digest[:2]}/{digest[:12]}-{path.name[-150:]}"
        _write(out / name, data, total, name)
        size += len(data)
    _write(out / "empty.txt", b"", total, "empty.txt")
    return total.hexdigest()


def _unpacked(out: Path, packages: list[str]) -> Iterator[tuple[str, Path]]:
    """Download and unpack packages beside the corpus; yield their files in order."""
    folder = _packages(out)
    folder.mkdir(parents=True, exist_ok=True)
    used = []
    for package in packages:
        if not list(folder.glob(f"{package}_*.deb")):
            subprocess.run(["apt-get", "-q", "download", package], cwd=folder)
        debs = sorted(folder.glob(f"{package}_*.deb"))
        if not debs:
            print(f"WITHOUT {package}: it cannot be downloaded here", file=sys.stderr)
            continue
        used.append(f"{debs[-1].name} {hashlib.sha256(debs[-1].read_bytes()).hexdigest()}\n")
        tree = folder / package
        if not tree.exists():
            subprocess.run(["dpkg-deb", "-x", debs[-1], tree], check=True)
        for path in sorted(tree.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield package, path
    out.with_name(out.name + ".packages").write_text("".join(used))


def _packages(out: Path) -> Path:
    return out.parent / "packages"


def _text(path: Path) -> tuple[str, bytes] | None:
    """Return a text's ending and bytes, unpacked where Debian packs it; None for what is none."""
    manual = "/man/" in str(path)
    if path.suffix == ".gz" and path.stat().st_size < PACKED_LIMIT:
        ending = ".man" if manual else Path(path.stem).suffix
        if not manual and ending not in READABLE:
            return None
        try:
            data = gzip.decompress(path.read_bytes())
        except (OSError, EOFError):
            return None
    elif path.suffix.lower() in READABLE:
        ending, data = path.suffix.lower(), path.read_bytes()
    else:
        return None
    return None if b"\0" in data else (ending, data)


# --- as many as wanted --------------------------------------------------------------------------
def many(source: Path, out: Path, count: int) -> str:
    """Make unlike documents: part of one, a run of lines of another, and a line of its own.

    Language and compressibility stay those of the originals. The same source gives the same.
    """
    chance = random.Random(20261123)
    paths = sorted(path for path in source.rglob("*") if path.is_file())
    originals = [(path.suffix, path.read_bytes().splitlines(keepends=True)) for path in paths]
    total = hashlib.sha256()
    for number in range(count):
        ending, lines = chance.choice(originals)
        _, other = chance.choice(originals)
        start = chance.randrange(len(lines)) if len(lines) > 9 else 0
        turned = (lines[start:] + lines[:start])[
            : max(1, len(lines) * chance.randint(55, 90) // 100)
        ]
        from_other = chance.randrange(len(other))
        turned += other[from_other : from_other + max(1, len(lines) // 6)]
        own = b"Copy %d, %032x.\n" % (number, chance.getrandbits(128))
        turned.insert(chance.randrange(len(turned)), own)
        name = f"{number // PER_FOLDER:05d}/{number:07d}{ending}"
        _write(out / name, b"".join(turned), total, name)
    return total.hexdigest()


def _write(path: Path, data: bytes, total: "hashlib._Hash", name: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    total.update(f"{name} {hashlib.sha256(data).hexdigest()}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
