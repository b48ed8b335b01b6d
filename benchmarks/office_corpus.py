"""Make office files from known text with LibreOffice, for measures and for the tests' fixtures.

    python benchmarks/office_corpus.py FOLDER

Needs ``soffice`` (Debian: libreoffice-writer-nogui, -calc-nogui, -impress-nogui).
"""

import subprocess
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from support.known_texts import KNOWN

TEXT = {
    "docx": "MS Word 2007 XML",
    "odt": "writer8",
    "rtf": "Rich Text Format",
    "epub": "EPUB",
    "doc": "MS Word 97",
}
SHEETS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97"}
_DROPPED = ("Thumbnails/", "Configurations2/")


def page(times=1):
    """Return the known text as a web page: what LibreOffice reads without doubt."""
    said = "".join(f"<p>{text}</p>" for text in KNOWN.values()) * times
    return (
        "<html><head><meta charset=utf-8><title>Known title</title></head><body>"
        f"<h1>Heading one</h1>{said}<ul><li>item a</li><li>item b</li></ul>"
        "<table border=1><tr><td>c00</td><td>c01</td></tr><tr><td>c10</td><td>c11</td></tr>"
        "</table></body></html>"
    )


def convert(source, extension, name, folder, reader=None):
    """Run LibreOffice once."""
    command = ["soffice", "--headless", "--convert-to", f"{extension}:{name}", "--outdir",
               str(folder), str(source)]  # fmt: skip
    if reader:
        command.insert(2, f"--infilter={reader}")
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{source.stem}.{extension}"


def smaller(path):
    """Leave out of an OpenDocument file the picture of its first page."""
    with zipfile.ZipFile(path) as file:
        kept = [(i, file.read(i)) for i in file.infolist() if not i.filename.startswith(_DROPPED)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for info, content in kept:
            file.writestr(info.filename, content)


def make(folder, times=1):
    """Make one file of each kind in ``folder``; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "known.html"
    source.write_text(page(times), encoding="utf-8")
    made = [convert(source, ext, name, folder, "HTML (StarWriter)") for ext, name in TEXT.items()]
    table = folder / "sheet.csv"
    lines = [f'{key}\t"{text}"\t{n * 1.5}\t2024-05-0{n + 1}' for n, (key, text) in
             enumerate(KNOWN.items())]  # fmt: skip
    table.write_text("\n".join(lines * times), encoding="utf-8")
    reader = "Text - txt - csv (StarCalc):9,34,76,1"
    made += [convert(table, ext, name, folder, reader) for ext, name in SHEETS.items()]
    for path in made:
        if path.suffix in (".odt", ".ods"):
            smaller(path)
    source.unlink()
    table.unlink()
    return made


if __name__ == "__main__":
    for made_path in make(Path(sys.argv[1])):
        print(made_path, made_path.stat().st_size)
