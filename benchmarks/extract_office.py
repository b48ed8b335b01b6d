"""Measure what is found in office files, mail and images, and the CPU time, with peers beside it.

    python benchmarks/extract_office.py [--runs 30]

Files are made here from known text: by LibreOffice (``office_corpus.py``), by hand where features
are meant that it does not write, and images by Pillow and exiftool. What is not installed is
skipped, aloud. Found: the share of known pieces that are in the text, letter for letter; kept out:
the share of what must not be in it (deleted, hidden, codes of fields) that is not.
"""

import argparse
import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from email.header import Header
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import office_corpus

from fonds.extraction.image import extract as read_image
from fonds.extraction.mail import extract as read_mail
from fonds.extraction.office import extract as read_office
from fonds.identification.extension import opinion
from fonds.model import Identification
from support.known_texts import KNOWN, LEGACY, PLAIN
from support.office_files import docx, paragraph

IN = [*KNOWN.values(), "Heading one", "item a", "item b", "c00", "c01", "c10", "c11"]
_SPACES = str.maketrans({"\u00a0": " "})


def features():
    """Return a word processing document of all that is hard, what must and must not be in it."""

    def run(text, properties=""):
        return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    def char(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def box(tag):
        return f"<{tag}><w:txbxContent>{paragraph('boxed words')}</w:txbxContent></{tag}>"

    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box('wps:txbx')}"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box('v:textbox')}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    row = f"<w:tr><w:tc>{paragraph('cell one')}</w:tc><w:tc>{paragraph('cell two')}</w:tc></w:tr>"
    code = "<w:r><w:instrText>FIELDCODE</w:instrText></w:r>"
    body = (
        "".join(map(paragraph, KNOWN.values()))
        + f"<w:p>{run('kept ')}<w:ins>{run('inserted')}</w:ins><w:del><w:r><w:delText>deletedword"
        f"</w:delText></w:r></w:del><w:moveFrom>{run('movedword')}</w:moveFrom></w:p>"
        f"<w:p>{run('seen')}{run('hiddenword', '<w:vanish/>')}{drawn}</w:p><w:tbl>{row}</w:tbl>"
        f"<w:p>{char('begin')}{code}{char('separate')}{run('field result')}{char('end')}</w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t>"
        '<w:sym w:font="Symbol" w:char="F061"/></w:r><w:r><w:footnoteReference '
        'w:id="2"/></w:r></w:p>'
    )
    more = {
        "word/footnotes.xml": f"<w:footnotes NAMES><w:footnote w:id='2'>{paragraph('a footnote')}"
        "</w:footnote></w:footnotes>",
        "word/endnotes.xml": f"<w:endnotes NAMES><w:endnote w:id='2'>{paragraph('an endnote')}"
        "</w:endnote></w:endnotes>",
        "word/comments.xml": f"<w:comments NAMES><w:comment w:id='0' w:author='A'>"
        f"{paragraph('a comment')}</w:comment></w:comments>",
        "word/header1.xml": f"<w:hdr NAMES>{paragraph('page header')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr NAMES>{paragraph('page footer')}</w:ftr>",
        "[Content_Types].xml": _types(),
    }
    related = [(n, f"{n}.xml") for n in ("footnotes", "endnotes", "comments")]
    related += [("header", "header1.xml"), ("footer", "footer1.xml")]
    must = [*KNOWN.values(), "kept inserted", "seen", "boxed words", "cell one", "cell two",
            "field result", "in a control", "a\tb\u2011cα", "a footnote", "an endnote", "a comment",
            "page header", "page footer"]  # fmt: skip
    return docx(body, more=more, related=related), must, [
        "deletedword", "movedword\n", "hiddenword", "FIELDCODE",
    ]  # fmt: skip


def _types():
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    kinds = {"document": "document.main", "styles": "styles", "footnotes": "footnotes",
             "endnotes": "endnotes", "comments": "comments", "header1": "header",
             "footer1": "footer"}  # fmt: skip
    lines = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{word}{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>{lines}</Types>'
    )


def ours(name):
    """Return the reader for a file's name."""
    identification = Identification(opinion(name).media_type)
    return lambda data: read_office(data, identification).text or ""


def peers(name):
    """Return the peers that are installed for a file's name: label to reader."""
    suffix = Path(name).suffix
    found = {"fonds": ours(name)}
    for label, module, suffixes, reader in (
        ("mammoth", "mammoth", (".docx",), lambda m, d: m.extract_raw_text(io.BytesIO(d)).value),
        ("docx2python", "docx2python", (".docx",), lambda m, d: m.docx2python(io.BytesIO(d)).text),
        ("python-docx", "docx", (".docx",),
         lambda m, d: "\n".join(p.text for p in m.Document(io.BytesIO(d)).paragraphs)),
        ("odfdo", "odfdo", (".odt", ".ods"),
         lambda m, d: m.Document(io.BytesIO(d)).get_formatted_text()),
        ("striprtf", "striprtf.striprtf", (".rtf",), lambda m,
        d: m.rtf_to_text(d.decode("latin-1"))),
        ("openpyxl", "openpyxl", (".xlsx",), _openpyxl),
        ("python-pptx", "pptx", (".pptx",), _pptx),
    ):  # fmt: skip
        if suffix not in suffixes:
            continue
        try:
            loaded = import_module(module)
        except ImportError:
            print(f"  ({label} is not installed: skipped)")
            continue
        found[label] = lambda data, m=loaded, r=reader: r(m, data)
    return found


def _openpyxl(module, data):
    book = module.load_workbook(io.BytesIO(data))
    return "\n".join(
        "\t".join("" if v is None else str(v) for v in row)
        for sheet in book for row in sheet.iter_rows(values_only=True)
    )  # fmt: skip


def _pptx(module, data):
    slides = module.Presentation(io.BytesIO(data)).slides
    return "\n".join(s.text_frame.text for x in slides for s in x.shapes if s.has_text_frame)


def measure(name, data, must, must_not, runs):
    """Print found, kept out and CPU for each reader, in interleaved runs."""
    readers = peers(name)
    times = {label: [] for label in readers}
    texts = {}
    for _ in range(runs):
        for label, reader in readers.items():
            start = time.process_time()
            try:
                texts[label] = reader(data)
            except Exception as fault:  # noqa: BLE001 - a peer may fail in any way
                texts[label] = f"<{type(fault).__name__}>"
            times[label].append(time.process_time() - start)
    for label in readers:
        text = texts[label].translate(_SPACES)
        found = sum(p.translate(_SPACES) in text for p in must) / len(must)
        out = sum(p not in text for p in must_not) / len(must_not) if must_not else None
        kept = "" if out is None else f"  kept out {out:.2f}"
        middle = statistics.median(times[label]) * 1e3
        print(f"  {name:14} {label:12} found {found:.3f}{kept}  {middle:7.2f} ms"
              f"  (least {min(times[label]) * 1e3:.2f})")  # fmt: skip


def office(runs):
    """Measure office files."""
    print("office files: found, CPU (median)")
    data, must, must_not = features()
    measure("features.docx", data, must, must_not, runs)
    if not shutil.which("soffice"):
        print("  (soffice is not installed: files of LibreOffice are skipped)")
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in office_corpus.make(Path(folder)):
            expected = IN if path.stem == "known" else [*KNOWN.values(), "2024-05-01", "10.5"]
            measure(path.name, path.read_bytes(), expected, [], runs)
        for path in slides(Path(folder)):
            measure(
                path.name, path.read_bytes(), [*KNOWN.values(), "A title", "said aside"], [], runs
            )


def slides(folder):
    """Make slides by python-pptx, and by LibreOffice from them."""
    try:
        pptx = import_module("pptx")
    except ImportError:
        print("  (python-pptx is not installed: slides are skipped)")
        return []
    made = pptx.Presentation()
    page = made.slides.add_slide(made.slide_layouts[1])
    page.shapes.title.text = "A title"
    page.placeholders[1].text = "\n".join(KNOWN.values())
    page.notes_slide.notes_text_frame.text = "said aside"
    path = folder / "slides.pptx"
    made.save(path)
    return [path, office_corpus.convert(path, "odp", "impress8", folder)]


def messages():
    """Yield messages, their pieces of text, and what their headers say."""
    for script, charset in LEGACY.items():
        text = PLAIN[script]
        for encoding in ("base64", "quoted-printable", "8bit"):
            message = EmailMessage()
            message["From"] = Header(text[:12], charset).encode() + " <a@example.org>"
            message.set_content("x", cte="7bit")
            raw = _encoded(text.encode(charset), encoding)
            subject = Header(text[:60], charset, maxlinelen=70).encode()
            head = (
                f"From: {Header(text[:12], charset).encode()} <a@example.org>\nTo: b@example.org\n"
                f"Subject: {subject}\nDate: Tue, 07 May 2024 13:05:00 +0300\nMessage-ID: <1@x>\n"
                f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: "
                f"{encoding}\n"
            )
            stated = [f"{text[:12]} <a@example.org>", text[:60].strip(),
            "2024-05-07T13:05:00+03:00",
                      "<1@x>", "b@example.org"]  # fmt: skip
            yield head.encode() + b"\n" + raw, [text], stated
    for script, text in KNOWN.items():
        message = EmailMessage()
        message["Subject"], message["From"] = text[:70], f"{text[:10]} <c@example.org>"
        message.set_content(text)
        message.add_alternative(f"<p>{text}</p><p>only in html {script}</p>", subtype="html")
        yield message.as_bytes(), [text, f"only in html {script}"], [text[:70].strip()]


def hard_messages():
    """Yield messages as broken programs write them."""
    import base64

    raw = KNOWN["ru"].encode()
    words = "\n ".join(
        f"=?utf-8?B?{base64.b64encode(raw[i : i + 37]).decode()}?=" for i in range(0, len(raw), 37)
    )
    yield f"Subject: {words}\n\nbody".encode(), ["body"], [KNOWN["ru"]]  # characters cut in two
    yield f"Subject: {KNOWN['fa']}\n\n{KNOWN['fa']}".encode(), [KNOWN["fa"]], [KNOWN["fa"]]
    for label in ("us-ascii", "x-unknown", "iso-8859-1", "utf8"):
        head = f"Content-Type: text/plain; charset={label}\nSubject: =?{label}?B?"
        subject = base64.b64encode(KNOWN["zh"].encode()).decode()
        yield f"{head}{subject}?=\n\n{KNOWN['zh']}".encode(), [KNOWN["zh"]], [KNOWN["zh"]]
    part = f"Content-Type: text/plain; charset=utf-8\n\n{KNOWN['th']}"
    yield f"Content-Type: multipart/mixed\n\n--b\n{part}\n--b--\n".encode(), [KNOWN["th"]], []
    open_end = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n'
    yield f"{open_end}{part}".encode(), [KNOWN["th"]], []
    broken = base64.encodebytes(KNOWN["ar"].encode()).decode().rstrip("=\n") + "\n-- \nlist"
    head = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    yield f"{head}{base64.encodebytes(KNOWN['ar'].encode()).decode()}".encode(), [KNOWN["ar"]], []
    yield f"{head}{broken}".encode(), [KNOWN["ar"][:60]], []


def _encoded(raw, encoding):
    import base64
    import quopri

    if encoding == "base64":
        return base64.encodebytes(raw)
    return quopri.encodestring(raw) if encoding == "quoted-printable" else raw


def _library(data):
    """Return what the standard library's parser gives of a message."""
    from email import message_from_bytes, policy

    message = message_from_bytes(data, policy=policy.default)
    texts = [p.get_content() for p in message.walk() if p.get_content_maintype() == "text"]
    date = message["date"]
    stated = [str(message[n]) for n in ("from", "to", "subject", "message-id") if message[n]]
    stated += [date.datetime.isoformat()] if date else []
    return "\n".join(texts), stated


def mail(runs):
    """Measure mail against the standard library's parser."""
    identification = Identification("message/rfc822")

    def own(data):
        found = read_mail(data, identification)
        stated = []
        for value in (m.value for m in found.metadata):
            stated += value if isinstance(value, list) else [value]
        return found.text or "", stated

    print("mail: found, metadata, CPU (median a message)")
    for name, everything in (("right", [*messages()]), ("broken", [*hard_messages()])):
        _mails(name, everything, own, runs)


def _mails(name, everything, own, runs):
    for label, reader in (("fonds", own), ("email.parser", _library)):
        found = headers = pieces = wanted = 0
        times = []
        for data, texts, stated in everything:
            for _ in range(max(1, runs // 5)):
                start = time.process_time()
                try:
                    text, said = reader(data)
                except Exception as fault:  # noqa: BLE001 - a peer may fail in any way
                    text, said = f"<{type(fault).__name__}>", []
                times.append(time.process_time() - start)
            pieces += len(texts)
            wanted += len(stated)
            found += sum(t in text for t in texts)
            said = {" ".join(str(value).split()) for value in said}
            headers += sum(" ".join(s.split()) in said for s in stated)
        middle = statistics.median(times) * 1e3
        print(f"  {name:7} {label:12} found {found / pieces:.3f}  metadata {headers / wanted:.3f}"
              f"  {middle:.2f} ms  ({len(everything)} messages)")  # fmt: skip


TAGS = [
    "-EXIF:Artist=Ann Жук", "-EXIF:ImageDescription=Descr ünï", "-EXIF:Make=Canon",
    "-EXIF:Model=EOS 5D", "-EXIF:DateTimeOriginal=2024:05:07 13:05:00",
    "-EXIF:CreateDate=2024:05:07 13:05:01", "-EXIF:ModifyDate=2024:05:08 10:00:00",
    "-EXIF:OffsetTimeOriginal=+03:00", "-EXIF:ExposureTime=0.005", "-EXIF:FNumber=2.8",
    "-EXIF:ISO=200", "-EXIF:UserComment=hello 世界", "-EXIF:SerialNumber=1234567",
    "-EXIF:OwnerName=Bob", "-EXIF:LensModel=EF 50", "-EXIF:Flash#=1", "-EXIF:FocalLength=50",
    "-EXIF:GPSLatitude=48.858", "-EXIF:GPSLatitudeRef=N", "-EXIF:GPSLongitude=2.294",
    "-EXIF:GPSLongitudeRef=E", "-EXIF:GPSAltitude=35", "-EXIF:GPSDateStamp=2024:05:07",
    "-EXIF:XPTitle=Titel", "-EXIF:XPKeywords=k;l", "-EXIF:Copyright=(c) X", "-EXIF:Software=sw",
    "-EXIF:Orientation#=6", "-XMP-dc:Title=Title x", "-XMP-dc:Title-ar=عنوان",
    "-XMP-dc:Creator=Ann", "-XMP-dc:Subject=a", "-XMP-dc:Subject=b", "-XMP-dc:Rights=r",
    "-XMP-dc:Description=d", "-XMP-photoshop:City=Paris", "-XMP-xmp:Rating=4",
    "-XMP-xmp:CreatorTool=Tool", "-XMP-iptcExt:PersonInImage=Carl", "-XMP-photoshop:Headline=H",
    "-XMP-xmpMM:DocumentID=xmp.did:1", "-XMP-xmpRights:UsageTerms=u", "-XMP-aux:Lens=L",
    "-XMP-iptcCore:CountryCode=FR", "-IPTC:Headline=Zeile ü", "-IPTC:Keywords=k1",
    "-IPTC:Keywords=k2", "-IPTC:By-line=Ann", "-IPTC:City=Köln", "-IPTC:Credit=Cr",
    "-IPTC:Caption-Abstract=cap", "-IPTC:DateCreated=2024:05:07", "-IPTC:CodedCharacterSet=UTF8",
    "-Comment=a comment", "-codedcharacterset=utf8",
]  # fmt: skip
_LEFT_OUT = ("ExifTool", "System", "File", "Composite", "JFIF")
_POINTERS = {"XMPToolkit", "CodedCharacterSet", "ApplicationRecordVersion", "ExifByteOrder",
             "StripOffsets", "StripByteCounts", "CurrentIPTCDigest", "IPTCDigest"}  # fmt: skip


def images():
    """Measure metadata of images: the share of exiftool's values that are found."""
    print("images: share of what exiftool says (EXIF, XMP, IPTC, PNG, comments)")
    if not shutil.which("exiftool"):
        print("  (exiftool is not installed: skipped)")
        return
    from PIL import Image

    found = wanted = 0
    for suffix in ("jpg", "png", "tif", "webp", "gif", "avif"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"a.{suffix}"
            Image.new("RGB", (64, 48), (10, 20, 30)).save(path)
            subprocess.run(
                ["exiftool", "-q", "-m", "-overwrite_original", *TAGS, path], check=False
            )
            if suffix == "png":
                more = ["-PNG:Title=png title", "-PNG:Author=pa", "-PNG:Warning=w"]
                subprocess.run(["exiftool", "-q", "-overwrite_original", *more, path], check=False)
            said = subprocess.run(["exiftool", "-j", "-G1", "-n", "-charset", "utf8", path],
                                  capture_output=True, check=True).stdout  # fmt: skip
            expected = {
                key: value for key, value in json.loads(said)[0].items()
                if ":" in key and not key.startswith(_LEFT_OUT)
                and key.split(":")[1] not in _POINTERS
            }  # fmt: skip
            start = time.process_time()
            extraction = read_image(path.read_bytes(), Identification("image/jpeg"))
            spent = (time.process_time() - start) * 1e3
            ours_said = {shown for m in extraction.metadata for shown in forms(m.value)}
            missed = [k for k, v in expected.items() if not forms(v) & ours_said]
            found += len(expected) - len(missed)
            wanted += len(expected)
            print(f"  {suffix:5} {len(expected) - len(missed)}/{len(expected)}  {spent:.2f} ms"
                  f"  missed: {', '.join(missed) or 'none'}")  # fmt: skip
    print(f"  all   {found / wanted:.3f}")


def forms(value):
    """Return the spellings of a value under which two tools may mean the same."""
    if isinstance(value, list):
        return {" ".join(sorted(forms(v))[0] for v in value)} | {f for v in value for f in forms(v)}
    if isinstance(value, dict):
        return {f for v in value.values() for f in forms(v)}
    text = str(value)
    shown = {text, text.replace("-", ":").replace("T", " "), text.replace(":", "").replace("-", "")}
    try:
        above, slash, below = text.partition("/")
        number = float(above) / float(below) if slash else float(text)
        shown |= {f"{number:.4g}", f"{abs(number):.4g}"}
    except (ValueError, ZeroDivisionError):
        pass
    if " " in text:  # lists as exiftool prints them; blocks of characters by their codes
        parts = text.split()
        if all(p.isdigit() for p in parts):
            shown |= {" ".join(f"{int(p):02x}" for p in parts if int(p) < 256)}
            shown |= {"".join(chr(int(p)) for p in parts)}
    return shown


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=30)
    arguments = parser.parse_args()
    office(arguments.runs)
    mail(arguments.runs)
    images()
