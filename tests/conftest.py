"""What every test may use."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared samples beside the repository; absent on a stranger's machine."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "samples").is_dir():
        pytest.skip(f"the shared samples are not here ({folder})")
    return folder


@pytest.fixture(scope="session")
def seed() -> Path:
    """The founding document."""
    return REPOSITORY / "seeds" / "000_de3e8fba9d071fd1.txt"
