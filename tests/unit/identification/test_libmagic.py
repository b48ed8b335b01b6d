import importlib.util
import json
import os
import subprocess
import sys

import pytest

from fonds.identification import libmagic

# A machine without libmagic: neither find_library nor the loader's own guess finds it.
WITHOUT_LIBMAGIC = """
import ctypes, ctypes.util, json, os, sys
find, init = ctypes.util.find_library, ctypes.CDLL.__init__
ctypes.util.find_library = lambda name: None if name == "magic" else find(name)
def refuse(self, name, *args, **kwargs):
    if name and name.startswith("libmagic"):
        raise OSError("not here")
    init(self, name, *args, **kwargs)
ctypes.CDLL.__init__ = refuse
environment = dict(os.environ)
from fonds.identification import identify, libmagic, tools
pdf = identify(b"%PDF-1.7\\n", name=None, size=9)
print(json.dumps({
    "pylibmagic": "pylibmagic" in sys.modules,
    "label": pdf.media_type,
    "version": dict(tools())["libmagic"],
    "environment": dict(os.environ) == environment,
    "ctypes": ctypes.CDLL.__init__ is refuse and not hasattr(ctypes.CDLL, "__init_orig__"),
    "library": sys.modules["magic"].libmagic._name,
}))
"""


def test_without_a_system_libmagic_the_one_from_pypi_serves_and_leaves_no_trace():
    if importlib.util.find_spec("pylibmagic") is None:
        pytest.skip("pylibmagic is not here")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_LIBMAGIC], capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout)
    assert said["pylibmagic"]
    assert "pylibmagic" in said["library"]
    assert said["label"] == "application/pdf"
    assert said["environment"], "os.environ was not put back"
    assert said["ctypes"], "ctypes.CDLL was not put back"
    assert said["version"].startswith("5.")
    assert "database sha256:" in said["version"]


def test_a_database_that_the_environment_names_is_not_asked():
    code = (
        "from fonds.identification import libmagic;"
        "print(libmagic.opinion(b'%PDF-1.7\\n').media_type, libmagic.version())"
    )
    environment = os.environ | {"MAGIC": "/nonexistent"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment
    )
    assert done.stdout.split() == ["application/pdf", *libmagic.version().split()], done.stderr


def test_importing_identify_imports_no_heavy_library():
    code = (
        "import sys, fonds.identification, fonds.extraction, fonds.fingerprints;"
        "print([m for m in ('magic', 'pylibmagic', 'chardet', 'numpy', 'pygfried')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_opinion_names_the_tool_its_version_and_its_database():
    opinion = libmagic.opinion(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0")
    assert opinion.media_type == "image/png"
    assert (opinion.tool, opinion.basis) == ("libmagic", "content")
    assert opinion.version == libmagic.version()


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"%PDF-1.4\n", "application/pdf"),
        (b"%!PS-Adobe-3.0\n", "application/postscript"),
        (b"{\\rtf1\\ansi words}", "text/rtf"),
        (b"words, and more words\n", None),
        (b"#include <stdio.h>\nint main(void) { return 0; }\n", None),
    ],
)
def test_of_a_text_it_says_only_what_other_format_it_is(head, media_type):
    assert libmagic.opinion_on_text(head).media_type == media_type


def test_what_the_library_cannot_do_is_a_note(monkeypatch):
    class Failing:
        def from_buffer(self, head):
            raise ValueError("name use count (50) exceeded")

    handle = libmagic._Handle(Failing(), Failing(), ValueError, "0")
    monkeypatch.setattr(libmagic, "_handle", lambda: handle)
    opinion = libmagic.opinion(b"x")
    assert opinion.media_type is None
    assert "exceeded" in opinion.note


def test_the_answer_is_that_of_file(tmp_path):
    """The program `file` of the same machine says the same, when its library is ours."""
    file = tmp_path / "x"
    file.write_bytes(b"\x1f\x8b\x08\x00" + bytes(30))
    try:
        out = subprocess.run(["file", "--mime-type", "-b", file], capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("no program `file` here")
    assert libmagic.opinion(file.read_bytes()).media_type == out.stdout.strip()
