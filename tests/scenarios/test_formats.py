"""Documents of other formats through the whole program: ingest, show, cat, verify --rederive."""

import json
from email.message import EmailMessage

import pytest
from PIL import Image

from fonds.ingest import Limits
from support.archives import new_archive
from unit.cli.test_commands import ingest, run

PAGE = """<html lang="en"><head><title>Port news</title>
<meta name="author" content="Ann Smith">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"The port is quiet",
"datePublished":"2020-01-02"}</script></head><body><nav>Home About Contact</nav>
<article><h1>The port is quiet</h1><p>Nothing moved in the port of Brest on Thursday, officials
said, and the ferries stayed at their moorings all day long.</p></article></body></html>"""


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE)
    picture = Image.new("RGB", (20, 20))
    exif = picture.getexif()
    exif[0x010E], exif[0x013B] = "Harbour at dawn", "Ann Smith"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (48.0, 23.0, 0.0)
    picture.save(folder / "picture.jpg", exif=exif)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ann@a.example", "bob@b.example", "The port"
    mail["Date"] = "Thu, 02 Jan 2020 03:04:05 +0000"
    mail.set_content("Dear Bob, the port is quiet.\n")
    mail.add_attachment(b"1,2\n", maintype="text", subtype="csv", filename="t.csv")
    (folder / "mail.eml").write_bytes(bytes(mail))
    return tmp_path


def paper(home):
    fpdf = pytest.importorskip("fpdf")
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text="Hello port")
    pdf.set_title("A paper")
    return bytes(pdf.output())


def shown(home, name, *more):
    return json.loads(run(home, "show", name, "--json", *more).out)


def test_each_has_its_text_metadata_with_evidence_and_losses(home):
    ran = ingest(home, "in")
    assert ran.returncode == 0, ran.err
    assert "mail.eml: attachment: " in ran.err  # one line in words
    page = shown(home, "page.html")
    assert page["title"] == "The port is quiet"
    found = {(one["name"], one["value"]): one["evidence"] for one in page["found"]}
    assert "json-ld" in found["date", "2020-01-02"]
    assert "meta name=author" in found["creator", "Ann Smith"]
    main = run(home, "cat", "page.html", "--main").out
    assert "Nothing moved" in main
    assert "Contact" not in main
    assert "Contact" in run(home, "cat", "page.html", "--text").out
    mail = shown(home, "mail.eml")
    assert mail["title"] == "The port"
    assert any("t.csv" in loss for loss in mail["losses"])


def test_what_is_sensitive_is_counted_and_shown_when_asked_for(home):
    ingest(home, "in")
    picture = shown(home, "picture.jpg")
    assert ("Harbour at dawn" in str(picture["found"]), picture["has_text"]) == (True, False)
    assert picture["sensitive"] > 0
    assert "GPS" not in str(picture["found"])
    all_of_it = shown(home, "picture.jpg", "--sensitive")
    assert "GPS" in str(all_of_it["found"])
    assert all_of_it["sensitive"] == 0
    printed = run(home, "show", "picture.jpg").out
    assert "sensitive (--sensitive shows them)" in printed
    assert "image-only" in printed


def test_the_texts_and_what_was_found_are_made_again(home):
    (home / "in" / "paper.pdf").write_bytes(paper(home))
    ingest(home, "in")
    report = json.loads(run(home, "verify", "--rederive", "--json").out)
    assert (report["ok"], report["errors"]) == (True, 0)
    assert report["claims"]["derivation"]["counts"]["reproducible"] == 4
    assert run(home, "prove", "picture.jpg", "-o", "p.wacz").returncode == 0
    assert run(home, "verify", "p.wacz").returncode == 0


def test_a_document_that_is_read_in_part_ends_with_status_3(home):
    data = paper(home)
    (home / "in" / "half.pdf").write_bytes(data[: len(data) // 2])
    ran = ingest(home, "in", "--json")
    assert (ran.returncode, json.loads(ran.out)["damaged"]) == (3, 1)
    assert "half.pdf: damaged: " in ran.err
    assert shown(home, "half.pdf")["losses"][0].startswith("damaged")
    assert ingest(home, "in").returncode == 0  # nothing new was read


def test_a_document_that_is_streamed_is_read_whole_where_its_format_has_a_parser(home):
    data = paper(home)
    (home / "in" / "paper.pdf").write_bytes(data)
    (home / "in" / "long.txt").write_text("x" * len(data))
    with new_archive(home) as archive:
        small = Limits(held_bytes=len(data) - 1)
        archive.ingest([str(home / "in")], jobs=0, limits=small)
        assert archive.get("paper.pdf").text == "Hello port"
        assert archive.get("long.txt").text is None
        none = Limits(held_bytes=len(data) - 1, parsed_bytes=len(data) - 1)
        archive.ingest([str(home / "in")], jobs=0, limits=none, reprocess=True)
        assert archive.get("paper.pdf").text is None
        assert archive.verify(rederive=True).ok
