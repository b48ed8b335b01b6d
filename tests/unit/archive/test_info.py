"""What ``fonds.json`` says."""

import pytest

from fonds.archive.info import Info
from fonds.errors import FormatError
from support.logs import ARCHIVE, ORIGIN, RING


def test_an_archive_has_one_spelling_of_its_id() -> None:
    info = Info(ARCHIVE, "2026-11-23T12:00:00.000Z", ORIGIN, RING)
    assert Info.parse(bytes(info)) == info


@pytest.mark.parametrize(
    "other",
    [
        f"{{{ARCHIVE}}}",
        ARCHIVE.upper(),
        f"urn:uuid:{ARCHIVE}",
        ARCHIVE.replace("-", ""),
        f"{ARCHIVE}\n",
        f" {ARCHIVE}",
        f"../{ARCHIVE}",
        "",
    ],
)
def test_an_id_in_another_spelling_is_refused(other: str) -> None:
    with pytest.raises(FormatError):
        Info.parse(bytes(Info(other, "2026-11-23T12:00:00.000Z", ORIGIN, RING)))
