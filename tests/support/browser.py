"""Where Chromium, node and ReplayWeb.page are on this machine, if they are."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import attrs

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HERE = Path(__file__).resolve()


@attrs.frozen
class Viewer:
    """All that is needed to open a file in ReplayWeb.page. What is missing is named."""

    node: str | None
    chromium: str | None
    replaywebpage: Path | None

    @property
    def missing(self) -> str:
        """What is not here, in words; empty where all is."""
        wanted = {
            "node (apt-get install nodejs)": self.node,
            "Chromium (apt-get install chromium, or CHROMIUM=its path)": self.chromium,
            "the npm package replaywebpage (npm install -g replaywebpage, or FONDS_REPLAY=the "
            "folder that holds it)": self.replaywebpage,
        }
        return "; ".join(name for name, found in wanted.items() if found is None)


def viewer() -> Viewer:
    """Look in the usual places."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    node = shutil.which("node") or shutil.which("nodejs")
    packages = (folder / "replaywebpage" for folder in _folders())
    found = next((p for p in packages if (p / "ui.js").is_file() and (p / "sw.js").is_file()), None)
    return Viewer(node, chromium or next(_playwrights(), None), found)


def _folders() -> Iterator[Path]:
    """Folders in which npm puts packages: where we are told, upwards from here, and everyone's."""
    for name in ("FONDS_REPLAY", "NODE_PATH"):
        yield from map(Path, filter(None, os.environ.get(name, "").split(os.pathsep)))
    for folder in (*HERE.parents, *Path.cwd().parents, Path.cwd(), Path.home()):
        yield folder / "node_modules"
    for prefix in ("/usr/local/lib", "/usr/lib", "/usr/share", "/opt/homebrew/lib"):
        yield Path(prefix) / "node_modules"
    yield Path("/usr/share/nodejs")
    yield Path.home() / ".npm-global" / "lib" / "node_modules"
    if npm := shutil.which("npm"):
        done = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False)
        yield Path(done.stdout.strip() or "/nowhere")


def _playwrights() -> Iterator[str]:
    """Browsers that Playwright put into the user's cache, the newest first."""
    cache = Path.home() / ".cache" / "ms-playwright"
    for name in ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/*/headless_shell"):
        yield from map(str, sorted(cache.glob(name), reverse=True))
