"""A parser process that was taken over: each deed is stopped, and its neighbours are untouched."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from fonds.extraction.isolation import ALL, ParserProcess
from fonds.extraction.isolation.layers import DOCUMENTS
from fonds.extraction.options import ExtractLimits, ExtractOptions
from fonds.model import Identification

ROOM = "support.hostile_parser:extract"
LIMITS = ExtractLimits(seconds=2.0)
OPTIONS = ExtractOptions(limits=LIMITS)
ANYTHING = Identification("x/y", None)


def ask(parser, deed, options=OPTIONS):
    return parser.extract(ROOM, deed.encode(), ANYTHING, options)


@pytest.fixture(scope="module")
def parser():
    with ParserProcess([ROOM], LIMITS) as parser:
        yield parser


def only_loss(found):
    assert found.text is None
    (loss,) = found.losses
    return loss


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deed", "kind", "note"),
    [
        ("segfaults", "parser-died", "SIGSEGV"),
        ("hangs", "limit", "2 s"),
        ("sleeps", "limit", "2 s"),
        ("allocates", "limit", "memory"),
        ("recurses", "limit", "depth"),
        ("raises", "parser-died", "ValueError"),
        ("opens_socket", "parser-died", "PermissionError"),
        ("opens_passwd", "parser-died", "PermissionError"),
        ("forks", "parser-died", ""),
        ("executes", "parser-died", ""),
        ("answers_rubbish", "parser-died", "not JSON"),
        ("answers_as_another", "parser-died", "out of turn"),
        ("answers_huge", "parser-died", "longer"),
        ("lies block", "parser-died", "outside the text"),
        ("lies negative", "parser-died", "outside the text"),
        ("lies main", "parser-died", "outside the text"),
        ("lies overlap", "parser-died", "overlap"),
        ("lies kind", "parser-died", "kinds"),
        ("lies loss", "parser-died", "name"),
        ("lies value", "parser-died", "string"),
        ("lies deep", "parser-died", "deep"),
        ("lies text", "parser-died", "no text"),
    ],
)
def test_a_deed_is_stopped_and_the_next_document_is_read(parser, deed, kind, note):
    loss = only_loss(ask(parser, deed))
    assert loss.kind == kind
    assert note in loss.note
    assert ask(parser, "reads after").text == "AFTER"


def test_nothing_is_written(parser, tmp_path):
    tmp_path.chmod(0o777)
    target = tmp_path / "written"
    only_loss(ask(parser, f"writes_file {target}"))
    assert not target.exists()


def test_the_caller_cannot_be_signalled(parser):
    before = signal.signal(signal.SIGUSR1, lambda *_: pytest.fail("a signal arrived"))
    try:
        only_loss(ask(parser, "kills_parent"))
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_its_environment_is_empty_and_its_printing_goes_nowhere(parser):
    assert json.loads(ask(parser, "environment").text) == {}
    assert ask(parser, "prints").text == "printed"
    assert ask(parser, "reads on").text == "ON"


@pytest.mark.parametrize("late", ["", " 0.3"])  # there before the next request is sent, and after
def test_an_answer_left_over_is_not_the_next_documents(parser, late):
    assert ask(parser, "answers_twice" + late).text == "first"
    assert ask(parser, "reads mine").text == "MINE"


def test_exact_is_never_believed(parser):
    assert not ask(parser, "claims_exact").exact


def test_memory_is_bounded_by_the_kernel(parser):
    assert ask(parser, "allocates 200").text.startswith("held")
    peak = Path(f"/proc/{parser.pid}/status").read_text().split("VmHWM:")[1].split()[0]
    assert 200_000 < int(peak) < 512 * 1024  # kB
    assert only_loss(ask(parser, "allocates 500")).kind == "limit"


def test_a_process_is_kept_and_replaced_after_its_documents():
    with ParserProcess([ROOM], LIMITS) as parser:
        assert parser.pid is None, "started before there was a document"
        ask(parser, "reads a")
        first = parser.pid
        for _ in range(DOCUMENTS - 2):
            ask(parser, "reads a")
        assert parser.pid == first
        ask(parser, "reads a")
        assert parser.pid is None
        assert ask(parser, "reads b").text == "B"
        assert parser.pid != first


def test_a_closed_parser_leaves_no_process():
    parser = ParserProcess([ROOM], LIMITS)
    ask(parser, "reads a")
    pid = parser.pid
    parser.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_what_is_in_force_is_recorded(parser):
    held = [layer.name for layer in parser.layers() if layer.holds]
    assert ask(parser, "reads a").settings["isolation"] == ["process", *held]
    assert "rlimits" in held


def test_a_large_document_passes_in_both_directions(parser):
    text = "a" * 20_000_000
    assert (
        ask(parser, f"reads {text}", attrs.evolve(OPTIONS, limits=ExtractLimits())).text
        == text.upper()
    )


def test_a_process_that_cannot_start_is_a_loss():
    loss = only_loss(
        ParserProcess(["no.such:room"], LIMITS).extract("no.such:room", b"", ANYTHING, OPTIONS)
    )
    assert (loss.kind, loss.note) == ("parser-died", "the parser process did not start")


# --- each layer alone --------------------------------------------------------------------------
DEEDS = ("memory", "time", "read", "write", "socket", "fork", "execute", "signal")


def table():
    """The table of docs/extraction.md: layer to the deeds that it stops alone."""
    docs = Path(__file__).resolve().parents[4] / "docs" / "extraction.md"
    rows = {}
    for line in docs.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(DEEDS) + 1 and set(cells[1:]) <= {"stopped", "–"}:
            rows[cells[0]] = tuple(cell != "–" for cell in cells[1:])
    return rows


def done(parser, deed):
    """Do a deed in a process of its own, with a descriptor free; say whether it was stopped."""
    parser.close()
    return ask(parser, f"freely {deed}").text is None


def stopped(wanted, tmp_path):
    """Do each deed with these layers only; say which were stopped."""
    tmp_path.chmod(0o777)
    (tmp_path / "secret").write_text("told")
    (tmp_path / "secret").chmod(0o600)  # only its owner may read it
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        ParserProcess([ROOM], LIMITS, wanted) as parser,
    ):
        before = signal.signal(signal.SIGUSR1, lambda *_: None)
        try:
            return tuple(
                done(parser, deed)
                for deed in (
                    "allocates 600", "hangs", f"reads_secret {tmp_path / 'secret'}",
                    f"writes_file {tmp_path / 'out'}", f"connects {server.getsockname()[1]}",
                    "forks", "executes", "kills_parent",
                )
            )  # fmt: skip
        finally:
            signal.signal(signal.SIGUSR1, before)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("process alone", ()),
        ("rlimits", ("rlimits",)),
        ("user and rlimits", ("user", "rlimits")),
        ("Landlock", ("no-new-privileges", "landlock")),
        ("seccomp", ("no-new-privileges", "seccomp")),
        ("all", ALL),
    ],
)
def test_each_layer_alone_stops_what_the_docs_say(name, wanted, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("the table is of the superuser; another user is in the next test")
    with ParserProcess([ROOM], LIMITS, wanted) as parser:
        missing = [x.name for x in parser.layers() if x.name in wanted and not x.holds]
        abi = next((x.note for x in parser.layers() if x.name == "landlock" and x.holds), "ABI 9")
    if missing or int(abi.split()[1]) < 6:
        pytest.skip(f"this kernel has no {missing or 'Landlock of ABI 6, which the table is of'}")
    assert dict(zip(DEEDS, stopped(wanted, tmp_path), strict=True)) == dict(
        zip(DEEDS, table()[name], strict=True)
    )


AS_ANOTHER = """
import os, sys
os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)
from fonds.extraction.isolation import ParserProcess
from fonds.extraction.options import ExtractOptions, ExtractLimits
from fonds.model import Identification
room, limits = "support.hostile_parser:extract", ExtractLimits(seconds=2.0)
with ParserProcess([room], limits) as parser:
    for deed in ("segfaults", "allocates", "hangs", "opens_socket", "opens_passwd", "forks",
                 "executes", "kills_parent", "reads well"):
        found = parser.extract(room, deed.encode(), Identification("x/y", None),
                               ExtractOptions(limits=limits))
        print(deed, found.text)
"""


def test_another_user_than_the_superuser_is_held_as_well():
    if os.geteuid() != 0:
        pytest.skip("the other tests are this one")
    paths = [str(Path(__file__).resolve().parents[4] / part) for part in ("tests", "src")]
    run = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER],
        env={"PYTHONPATH": os.pathsep.join([*paths, *sys.path])},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    if "PermissionError" in run.stderr or "ModuleNotFoundError" in run.stderr:
        pytest.skip("the other user cannot read this installation")
    lines = run.stdout.splitlines()
    assert lines[-1] == "reads well WELL", run.stderr
    assert all(line.endswith(" None") for line in lines[:-1])
    assert len(lines) == 9
