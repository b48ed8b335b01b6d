"""Reports: what they show, and that nothing of a document is markup in them."""

import html.parser
import json
import shutil
import subprocess

import pytest

from support.archives import files, new_archive
from unit.cli.test_commands import run

HOSTILE = '<script>alert(1)</script> </style><img src=x onerror=a> \u202e & "\'` \x07 [caption id="attachment_7" width="1"]x'


class Elements(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.attributes, self.policy = set(), set(), ""

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"]


@pytest.fixture
def home(tmp_path):
    files(tmp_path / "in", a_txt=HOSTILE, b_txt="second")
    with new_archive(tmp_path) as archive:
        archive.ingest(
            [str(tmp_path / "in")], jobs=0, metadata={"title": HOSTILE}, operator=HOSTILE[:60]
        )
    return tmp_path


def made(home, *line):
    ran = run(home, "report", *line, "-o", "r.html")
    assert ran.returncode == 0, ran.err
    return (home / "r.html").read_text(encoding="utf-8")


def test_nothing_of_a_document_is_markup(home):
    page = made(home, "a.txt")
    elements = Elements()
    elements.feed(page)
    assert not elements.found & {"script", "img", "link", "iframe", "object", "a", "form", "base"}
    assert not {name for name in elements.attributes if name.startswith("on")}
    assert not elements.attributes & {"href", "src", "style"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\u202e" not in page
    assert "\x07" not in page
    assert elements.policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_style_is_what_the_policy_admits(home):
    import base64
    import hashlib

    page = made(home, "a.txt")
    style = page.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page


def test_the_founding_document_shows_its_tag_in_its_place(tmp_path, seed):
    with new_archive(tmp_path) as archive:
        archive.ingest([str(seed)], jobs=0)
        archive.report(seed.name, tmp_path / "r.html")
        page = (tmp_path / "r.html").read_text(encoding="utf-8")
    removed = [piece.split("</del>")[0] for piece in page.split("<del>")[1:]]
    assert any("attachment_287176" in piece for piece in removed)
    assert 'dir="auto" lang="ar"' in page
    assert "What is not proven" in page
    assert "integrity" in page


def test_documents_are_chosen_by_name_or_expression(home):
    assert made(home, "a.txt", "b.txt").count("<article>") == 2
    (home / "r.html").unlink()
    assert made(home, "--where", "size < 10").count("<article>") == 1
    again = run(home, "report", "a.txt", "-o", "r.html")
    assert again.returncode != 0
    assert run(home, "report", "-o", "s.html").returncode == 2
    assert run(home, "report", "--where", "size = 0", "-o", "s.html").returncode == 2
    assert run(home, "report", "--where", "size > 0", "--most", "1", "-o", "s.html").returncode == 2
    assert not (home / "s.html").exists()
    answer = json.loads(run(home, "report", "b.txt", "-o", "t.html", "--json").out)
    assert answer["size"] == (home / "t.html").stat().st_size


@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not installed")
def test_a_browser_shows_it_with_its_style(tmp_path, seed):
    with new_archive(tmp_path) as archive:
        archive.ingest([str(seed)], jobs=0)
        archive.report(seed.name, tmp_path / "r.html")
    shot = tmp_path / "shot.png"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--screenshot={shot}",
         "--window-size=1200,1600", (tmp_path / "r.html").as_uri()],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert shot.stat().st_size > 10_000
