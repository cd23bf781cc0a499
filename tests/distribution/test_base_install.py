"""The wheel without extras, installed from an index into an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from .wheel import PIP, SECONDS, installed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel and what it asks for."""
    return installed(tmp_path_factory, "base")


def ask(environment: Path, *command: str, code: int = 0) -> str:
    """Run a program of the environment; answers what it says."""
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    program = [str(environment / "bin" / command[0]), *command[1:]]
    done = subprocess.run(
        program, cwd=environment, env=clean, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def test_it_is_at_most_twelve_distributions_with_itself(environment: Path) -> None:
    command = [*PIP, "--python", environment / "bin" / "python", "list", "--format", "json"]
    listed = json.loads(subprocess.run(command, capture_output=True, timeout=SECONDS, check=True).stdout)
    names = {item["name"].lower() for item in listed}
    assert "shopwright" in names
    assert len(names) <= 12, sorted(names)


def test_it_is_under_20_mb_without_bytecode(environment: Path) -> None:
    (packages,) = environment.glob("lib/python*/site-packages")
    files = [path for path in packages.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in files) < 20_000_000


def test_command_and_client_work_as_installed(environment: Path) -> None:
    assert "call" in ask(environment, "shopwright", "--help")
    assert "order.get_order_list" in ask(environment, "shopwright", "call", "--list")
    ask(
        environment,
        "python",
        "-c",
        "from shopwright import Shop; Shop('k', 's', base_url='http://127.0.0.1:9').close()",
    )


def test_what_lacks_its_extra_says_so(environment: Path) -> None:
    said = ask(environment, "shopwright", "platform", "serve", code=2)
    assert said.endswith("pip install 'shopwright[platform]'\n")
    assert said.count("\n") == 1
    assert "pip install 'shopwright[vault]'" in ask(environment, "shopwright", "login", "--show", code=2)
