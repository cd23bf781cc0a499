"""``tools/check_secrets.py``, which ``make check`` runs: no secret comes into the repository."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path

import check_secrets
import pytest

from shopwright.cli.secret_patterns import fingerprint_of

ROOT = Path(__file__).parents[2]


def test_a_secret_in_the_repository_is_named_and_an_allowed_one_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = secrets.token_hex(20)
    (tmp_path / "settings.py").write_text(f'shop = TikTokShop("29a39d", "{secret}")\n')
    assert check_secrets.main(tmp_path) == 1
    said = capsys.readouterr().out
    assert "settings.py:1: app secret" in said
    assert secret not in said
    (tmp_path / ".secrets-allowed").write_text(f"{fingerprint_of(secret)}  # a vector\n")
    assert check_secrets.main(tmp_path) == 0


def test_make_check_runs_it() -> None:
    planned = subprocess.run(["make", "-n", "check-secrets"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "tools/check_secrets.py" in planned.stdout
    assert " secrets " in next(line for line in (ROOT / "Makefile").read_text().splitlines() if line[:6] == "CHECKS")
