"""Losses, main text and metadata of documents, as `show`, `cat` and `ingest` print them."""

import json

import pytest

from unit.cli.test_commands import ingest, run

PAGE = """<!doctype html><meta charset=utf-8><title>The pier</title>
<meta name=author content="A. Writer"><body><nav><a href=/>Home</a> <a href=/x>Contact</a></nav>
<article><h1>The pier</h1>{}</article><p hidden>unseen words</p>""".format(
    "".join(
        f"<p>Sentence {n} of the article speaks of the pier and of the sea.</p>" for n in range(9)
    )
)
MAIL = (
    b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Minutes\r\n"
    b"Date: Tue, 01 Dec 2020 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nThe minutes.\r\n"
    b"--b\r\nContent-Type: application/zip; name=a.zip\r\n"
    b"Content-Disposition: attachment; filename=a.zip\r\n\r\nPK\r\n--b--\r\n"
)


@pytest.fixture
def home(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path


def test_a_loss_of_the_format_is_told_in_a_line_and_is_no_failure(home):
    (home / "in" / "m.eml").write_bytes(MAIL)
    ran = ingest(home, "in")
    assert ran.returncode == 0
    (line,) = [line for line in ran.err.splitlines() if "attachment" in line]
    assert "in/m.eml: attachment: " in line
    assert "a.zip" in line
    assert "attachment" not in ingest(home, "in", "--reprocess", "--quiet").err


def test_a_damaged_document_is_stored_counted_and_ends_with_status_3(home):
    (home / "in" / "half.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    ran = ingest(home, "in", "--json")
    report = json.loads(ran.out)
    assert (ran.returncode, report["new"], report["damaged"], report["failed"]) == (3, 1, 1, 0)
    raw = run(home, "cat", "half.pdf")
    assert raw.stdout == b"%PDF-1.7\n1 0 obj\n<< /Type /Cat"
    facts = json.loads(run(home, "show", "half.pdf", "--json").out)
    assert {loss.split()[0] for loss in facts["losses"]} == {"damaged"}
    assert "not in the text" in run(home, "show", "half.pdf").out


def test_the_main_text_is_written_alone(home):
    (home / "in" / "p.html").write_text(PAGE)
    assert ingest(home, "in").returncode == 0
    whole, main = (run(home, "cat", "p.html", part).out for part in ("--text", "--main"))
    assert "Contact" in whole
    assert "Contact" not in main
    assert "Sentence 8 of the article" in main
    (home / "in" / "t.txt").write_text("as it stands\n")
    ingest(home, "in")
    assert run(home, "cat", "t.txt", "--main").out == "as it stands\n"


def test_show_says_which_tag_said_what(home):
    (home / "in" / "p.html").write_text(PAGE)
    ingest(home, "in")
    facts = json.loads(run(home, "show", "p.html", "--json").out)
    said = {(one["name"], one["value"]): one["evidence"] for one in facts["found"]}
    assert "author" in said["creator", "A. Writer"]
    assert facts["losses"][0].startswith("hidden-text")
    shown = run(home, "show", "p.html").out
    assert "A. Writer" in shown
    assert "hidden-text" in shown


def test_sensitive_values_are_counted_and_shown_only_when_asked_for(home):
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    Image.new("RGB", (8, 8)).save(home / "in" / "p.jpg", exif=exif)
    ingest(home, "in")
    closed = json.loads(run(home, "show", "p.jpg", "--json").out)
    assert closed["sensitive"] > 0
    assert not any(one["sensitive"] for one in closed["found"])
    assert "--sensitive shows them" in run(home, "show", "p.jpg").out
    opened = json.loads(run(home, "show", "p.jpg", "--json", "--sensitive").out)
    assert sum(one["sensitive"] for one in opened["found"]) == closed["sensitive"]
    assert any("GPS" in one["name"] for one in opened["found"])
    assert run(home, "verify", "--rederive").returncode == 0


def test_documents_without_a_text_verify_when_they_are_read_again(home):
    (home / "in" / "half.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    (home / "in" / "m.eml").write_bytes(MAIL)
    ingest(home, "in")
    ran = run(home, "verify", "--rederive", "--json")
    found = json.loads(ran.out)
    assert (ran.returncode, found["findings"]) == (0, [])
    assert found["claims"]["derivation"]["state"] == "holds"
