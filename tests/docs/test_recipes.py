"""Recipes for other programs: they can be read, and the commands in them work."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from shopwright.testing import Platform

DOCS = Path(__file__).parents[2] / "docs"
SECONDS = 120

pytestmark = pytest.mark.slow


def workflow() -> dict[str, Any]:
    text = (DOCS / "quickstarts/github-actions.md").read_text()
    block = re.search(r"```yaml\n(.+?)```", text, re.DOTALL)
    assert block is not None
    document: dict[str, Any] = yaml.safe_load(block[1])
    return document


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


def test_the_workflow_of_an_app_in_any_language_reaches_its_shop(tmp_path: Path) -> None:
    port = free_port()
    job = workflow()["jobs"]["any-app"]
    scripts = [step["run"] for step in job["steps"] if "run" in step and "pip install" not in step["run"]]
    commands = "\n".join(scripts).replace("serve", f"serve --port {port}").replace("8600", port)
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", f"trap 'kill $(jobs -p)' EXIT\n{commands}"],
        cwd=tmp_path,
        env={**os.environ, **job["env"], "PATH": tools},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_workflow_of_an_app_in_python_loads_the_fixtures(tmp_path: Path) -> None:
    steps = workflow()["jobs"]["python-app"]["steps"]
    (command,) = (step["run"] for step in steps if step.get("run", "").startswith("pytest"))
    (tmp_path / "test_it.py").write_text("def test_it(shopwright_platform): assert shopwright_platform.url\n")
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_back_up_taken_while_the_server_runs_serves_orders_and_goes_back_to_the_start(tmp_path: Path) -> None:
    block = re.search(r"## Back-up.+?```sh\n(.+?)```", (DOCS / "guide/upgrade.md").read_text(), re.DOTALL)
    assert block is not None
    with Platform.start("GB", folder=tmp_path / ".shopwright") as platform:
        order = platform.buy()
        subprocess.run(["bash", "-euc", block[1]], cwd=tmp_path, timeout=SECONDS, check=True)
    with Platform.start("GB", folder=tmp_path / "backup") as restored:
        assert [kept.order_id for kept in restored.orders.all()] == [order.order_id]
        restored.reset()
        assert restored.orders.all() == []
    assert (tmp_path / "backup/shop.db").stat().st_mode & 0o077 == 0
