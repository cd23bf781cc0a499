"""Every titled example in the documentation runs against a platform, as printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.commands import run_command
from tests.harness.launcher import run
from tests.harness.once import made_once
from tests.harness.server import RunningPlatform

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
#: Its recipes and exercises run together: see test_gallery.py.
SUPPORT = DOCS / "support"
_BLOCK = re.compile(r"^```(\w+) title=\"([^\"]+)\"\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: The example that shows that pytest loads the plugin of what is installed.
_SECONDS = 120
_PRINTED_URL = "http://127.0.0.1:8600"


class Example(NamedTuple):
    page: str
    language: str
    title: str
    text: str


def examples() -> list[Example]:
    return [
        Example(str(page.relative_to(DOCS)), *match.groups())
        for page in sorted(DOCS.rglob("*.md"))
        if SUPPORT not in page.parents
        for match in _BLOCK.finditer(page.read_text())
    ]


def runtime(language: str) -> list[str]:
    if language == "python":
        return [sys.executable]
    command = {"bash": "bash", "js": "node", "php": "php"}[language]
    program = shutil.which(command)
    if program is None:
        pytest.skip(f"{command} is not installed")
    return [program]


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the Node clients that the quickstart and the guides use."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")

    def install(folder: Path) -> None:
        packages = ["tiktok-shop-sdk@1.0.3", "tiktok-business-api-sdk-official@1.1.3"]
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), *packages]
        try:
            subprocess.run(command, capture_output=True, timeout=120, check=True)
        except subprocess.SubprocessError:
            pytest.skip(f"{' and '.join(packages)} cannot be installed from npm here")

    return made_once(tmp_path_factory, "node", install)


@pytest.mark.own_platform
@pytest.mark.parametrize("example", examples(), ids=lambda item: f"{item.page}:{item.title}")
def test_example_in_the_documentation_runs_as_printed(
    example: Example, platform, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path
    if example.language == "js":  # Node looks for packages in the folders above a script
        folder = Path(tempfile.mkdtemp(dir=request.getfixturevalue("node_modules")))
    script = folder / example.title
    script.write_text(example.text.replace(_PRINTED_URL, platform.url))
    done = run_example(example, script)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert '"code":0' in done.stdout or '"code"' not in done.stdout, done.stdout
    assert what_is_left(platform) == {"faults": [], "frozen": False, "ahead": 0}, "clean up behind the example"


def what_is_left(platform: RunningPlatform) -> dict[str, object]:
    """What an example left behind that the next would meet: faults, and a clock that stands or is ahead (in hours)."""
    clock = platform.get("/sandbox/clock")
    return {
        "faults": platform.get("/sandbox/faults")["faults"],
        "frozen": clock["frozen"],
        "ahead": round((clock["now"] - time.time()) / 3_600),
    }


def run_example(example: Example, script: Path) -> subprocess.CompletedProcess[str]:
    """Run a script as its language is run."""
    tools = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    if example.language == "python" and not example.title.startswith("test_"):
        return run([str(script)], cwd=script.parent, env=environment, timeout=_SECONDS)
    if example.language == "python":
        command = ["pytest", "-q", "-p", "no:cacheprovider", "-p", "shopwright.testing.plugin", str(script)]
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        return run(command, cwd=script.parent, env=environment, timeout=_SECONDS, preload=["pytest"])
    command = runtime(example.language)
    if example.language == "bash":
        command += ["-eu"]
    command.append(str(script))
    return subprocess.run(
        command, cwd=script.parent, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )


def test_every_guide_and_quickstart_has_a_title() -> None:
    for page in DOCS.rglob("*.md"):
        assert page.read_text().lstrip().startswith("# "), page


@pytest.mark.own_platform
def test_the_first_success_of_the_landing_page_prints_a_label(platform: RunningPlatform, tmp_path: Path) -> None:
    (example,) = (example for example in examples() if example.title == "first_success.py")
    (command,) = re.findall(r"^\.venv/bin/shopwright (.+)$", (DOCS / "index.md").read_text(), re.MULTILINE)
    run_command(tmp_path, tuple(command.split()), {"SHOPWRIGHT_URL": platform.url})
    script = tmp_path / example.title
    script.write_text(example.text.replace(_PRINTED_URL, platform.url))
    assert "/documents/" in run_example(example, script).stdout
