"""What every test may use."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parents[1]

# Tests wait for thousands of syncs; on a memory file system these cost nothing. What a sync is for
# is tested by counting calls and by taking away what was not synced, not by pulling a plug.
_MEMORY = Path("/dev/shm")
if (
    os.access(_MEMORY, os.W_OK)
    and shutil.disk_usage(_MEMORY).free > 4 << 30
    and "PYTEST_DEBUG_TEMPROOT" not in os.environ
):
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_MEMORY)

# The same commit gives the same answer: examples are drawn from a fixed seed, and no test fails for
# the machine being busy. Looking for new failures is a run of its own: HYPOTHESIS_PROFILE=explore.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


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
