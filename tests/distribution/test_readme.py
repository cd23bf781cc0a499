"""README's beginnings, word by word, with the wheel in an environment of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .wheel import ROOT, SECONDS, installed

pytestmark = pytest.mark.slow

PRINTED_URL = "http://127.0.0.1:8600"


def python_blocks() -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment with the wheel and its extra ``testing``, from an index."""
    return installed(tmp_path_factory, "whole", "[testing]", "--constraint", ROOT / "constraints.txt") / "bin"


def clean_environment() -> dict[str, str]:
    ours = ("PYTHON", "SHOPWRIGHT_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@pytest.fixture
def shop_url(programs: Path, tmp_path: Path) -> Iterator[str]:
    """Where ``shopwright platform serve`` of that environment answers."""
    command = [programs / "shopwright", "platform", "serve", "--memory", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=clean_environment(), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield str(json.loads(server.stdout.readline())["url"])
        server.terminate()


def ask(programs: Path, folder: Path, *command: str) -> str:
    program = [str(programs / command[0]), *command[1:]]
    done = subprocess.run(
        program, cwd=folder, env=clean_environment(), capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_call_lists_five_products(programs: Path, shop_url: str, tmp_path: Path) -> None:
    (script,) = (block for block in python_blocks() if "search_products" in block)
    (tmp_path / "first_call.py").write_text(script.replace(PRINTED_URL, shop_url))
    assert len(ask(programs, tmp_path, "python", "first_call.py").splitlines()) == 5


def test_the_first_test_passes_and_gets_its_webhook(programs: Path, tmp_path: Path) -> None:
    (plugins,) = (block for block in python_blocks() if "pytest_plugins" in block)
    (test,) = (block for block in python_blocks() if "webhook_inbox" in block)
    (tmp_path / "conftest.py").write_text(plugins)
    (tmp_path / "test_first.py").write_text(test)
    assert "1 passed" in ask(programs, tmp_path, "pytest", "-q")
