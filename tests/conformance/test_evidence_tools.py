"""What other tools make of evidence files: py-wacz, warcio, FastWARC, cdxj-indexer, a browser.

The browser test runs where node, Chromium and the npm package replaywebpage are (which is AGPL and
never part of this project); ``support.browser`` says where they are looked for. To fetch the
package without running anything of it:

    npm pack replaywebpage && mkdir -p node_modules/replaywebpage
    tar xzf replaywebpage-*.tgz -C node_modules/replaywebpage --strip-components=1
"""

import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest

import fonds
from fonds.prove import prove_to_file, wacz_signer
from support import evidence
from support.browser import viewer

REPLAY = Path(__file__).resolve().parents[1] / "support" / "replay.mjs"


@pytest.fixture(scope="module")
def founding(seed, tmp_path_factory):
    """The evidence file of the founding document."""
    folder = tmp_path_factory.mktemp("founding")
    with fonds.init(folder / "archive", key=folder / "key") as archive:
        archive.ingest([seed.parent], jobs=0)
        prove_to_file(archive.handle, [archive.get(seed.name)], folder / "founding.wacz")
    return folder / "founding.wacz"


@pytest.fixture(scope="module", params=["founding", "many", "signed"])
def unpacked(request, founding, tmp_path_factory):
    """Evidence files of several kinds, each beside its members."""
    folder = tmp_path_factory.mktemp(request.param)
    path = folder / "evidence.wacz"
    if request.param == "founding":
        path.write_bytes(founding.read_bytes())
    else:
        made = evidence.make(tmp_path_factory.mktemp("archive"), stamped=True)
        with made.open() as archive:
            sign = wacz_signer(archive.handle) if request.param == "signed" else None
        names = ["plain.txt@1", "plain.txt@2", "plain.txt@3", "arabic.txt", "latin.txt",
                 "bytes.bin", "empty.txt", "same.txt"]  # fmt: skip
        made.prove(path, *(names if sign is None else names[:1]), sign=sign)
    with zipfile.ZipFile(path) as file:
        file.extractall(folder)
    return folder


def run(main, *arguments):
    """Run ``package.module:function`` in a process of its own; give its exit status and output."""
    module, _, function = main.partition(":")
    pytest.importorskip(module)
    code = f"import sys, {module} as tool; sys.exit(tool.{function}())"
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.slow
def test_py_wacz_says_valid(unpacked):
    status, said = run("wacz.main:main", "validate", "-f", str(unpacked / "evidence.wacz"))
    assert status == 0, said
    assert "Validation succeeded" in said


@pytest.mark.parametrize("member", ["data", "text"])
def test_warcio_finds_every_digest_right(unpacked, member):
    path = unpacked / f"archive/{member}.warc.gz"
    status, said = run("warcio.cli:main", "check", "-v", str(path))
    assert status == 0, said
    assert "fail" not in said


@pytest.mark.parametrize("member", ["data", "text"])
def test_fastwarc_finds_every_block_digest_right(unpacked, member):
    fastwarc = pytest.importorskip("fastwarc.warc")
    with (unpacked / f"archive/{member}.warc.gz").open("rb") as file:
        records = [
            r.verify_block_digest() for r in fastwarc.ArchiveIterator(file, parse_http=False)
        ]
    assert records
    assert all(records)


def test_cdxj_indexer_lists_the_same_records(unpacked):
    out = unpacked / "theirs.cdxj"
    status, said = run(
        "cdxj_indexer.main:main", "-s", "-p", "-o", str(out), str(unpacked / "archive/data.warc.gz")
    )
    assert status in (0, None), said
    theirs, ours = out.read_text(), (unpacked / "indexes/index.cdx").read_text()
    places = re.compile(r'^(.*) \{.*"length": "(\d+)", "offset": "(\d+)"', re.MULTILINE)
    assert places.findall(theirs) == places.findall(ours)


def test_it_is_shown_from_right_to_left_in_replayweb_page(founding, tmp_path):
    """The founding document opens, and its letters and full stops stand where they belong."""
    tools = viewer()
    if tools.missing:
        pytest.skip(f"not here: {tools.missing}")
    with zipfile.ZipFile(founding) as file:
        pages = [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()]
    page = next(p for p in pages[1:] if p["url"].startswith("https://view.invalid/"))
    screenshot = tmp_path / "founding.png"
    command = [
        tools.node, str(REPLAY), str(tools.replaywebpage), tools.chromium, str(founding),
        page["url"], re.sub(r"\D", "", page["ts"])[:14], str(screenshot),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert screenshot.read_bytes().startswith(b"\x89PNG")
    assert shown["title"] == page["title"].removesuffix(" (reading copy)")
    paragraphs = [p for p in shown["paragraphs"] if unicodedata.bidirectional(p["text"][0]) == "AL"]
    assert len(paragraphs) > 15
    for paragraph in paragraphs:
        assert paragraph["direction"] == "rtl"
        assert paragraph["align"] in ("start", "right")
        assert paragraph["second"] < paragraph["first"]  # to the left of the first letter
        if paragraph["oneLine"]:
            assert paragraph["last"] < paragraph["first"]
