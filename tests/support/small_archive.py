"""A small archive made by the real ingest, with every kind of record, clock and keys fixed."""

import hashlib
import itertools
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fonds
from fonds.api import Archive

CAPTION = '[caption id="attachment_1" align="alignleft" width="300"]<img/> A caption[/caption]'
ARABIC = (
    'هذا نص عربي قصير [معرف التسمية التوضيحية = "attachment_287176" align="aligncenter"'
    ' width="730"] صورة قديمة\n\nفقرة ثانية فيها كلام كثير عن أشياء كثيرة.\n'
)
TEXTS = {
    "a.txt": f"Plain text\n\nwith {CAPTION} inside, and more of it.\n".encode(),
    "b.txt": f"Plain text\n\nwith {CAPTION} inside, and more of it.\n".encode(),  # a revisit
    "c.txt": "Žluťoučký kůň úpěl ďábelské ódy, příliš žluťoučký kůň.\n".encode("cp1250"),
    "d.bin": bytes(range(256)) * 3,
    "e.txt": ARABIC.encode(),
    "empty": b"",
}


def clock() -> Callable[[], datetime]:
    """A clock that goes on by 7 ms whenever it is read."""
    ticks = itertools.count(1)
    start = datetime(2026, 11, 23, 17, tzinfo=UTC)
    return lambda: start + timedelta(milliseconds=7 * next(ticks))


def randomness() -> Callable[[int], bytes]:
    """Bytes that are the same in every run."""
    numbers = itertools.count(1)
    return lambda size: hashlib.shake_256(b"%d" % next(numbers)).digest(size)


def _age(folder: Path) -> None:
    """Give files the same times in every run: provenance tells them, so bytes depend on them."""
    for path in folder.iterdir():
        seconds = 1_700_000_000 + path.stat().st_size
        os.utime(path, (seconds, seconds))


def make_archive(folder: Path) -> Archive:
    """Make ``folder/archive`` with its key beside it: five bundles, versions of three kinds."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name, data in TEXTS.items():
        (source / name).write_bytes(data)
    _age(source)
    archive = fonds.init(
        folder / "archive", key=folder / "keys" / "key", now=clock(), randomness=randomness()
    )
    archive.ingest([source], jobs=0)
    (source / "a.txt").write_text("Plain text that has changed\n")
    (source / "f.txt").write_text("One more text\n")
    _age(source)
    archive.ingest([source], jobs=0)
    archive.ingest([source / "d.bin"], jobs=0, title="A title")
    archive.ingest([source / "e.txt"], jobs=0, title="Another title")
    (source / "a.txt").write_bytes(TEXTS["a.txt"])
    _age(source)
    archive.ingest([source], jobs=0, metadata={"title": ""})  # the titles are taken away again
    return archive
