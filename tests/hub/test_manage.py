"""Django's own commands on the hub, by the command of Shopwright."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.postgres


def manage(folder: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shopwright", "hub", "manage", "--data", str(folder), "--database", url, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_commands_of_django_work_on_the_hub(hub_database: str, tmp_path: Path) -> None:
    checked = manage(tmp_path, hub_database, "check")
    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (0 silenced).\n")
    shown = manage(tmp_path, hub_database, "showmigrations", "--plan", "people")
    assert "[X]  people.0001_initial" in shown.stdout
    asked = manage(tmp_path, hub_database, "shell", "--", "--command", "print(Order.objects.count() >= 0)")
    assert asked.stdout.endswith("True\n"), asked


def test_a_command_that_fails_says_so_by_its_code(hub_database: str, tmp_path: Path) -> None:
    unknown = manage(tmp_path, hub_database, "nothing")
    assert unknown.returncode == 1
    assert "Unknown command: 'nothing'" in unknown.stderr


def test_what_the_hub_does_its_own_way_is_named(hub_database: str, tmp_path: Path) -> None:
    refused = manage(tmp_path, hub_database, "createsuperuser")
    assert refused.returncode != 0
    assert "shopwright hub new-owner" in refused.stderr
