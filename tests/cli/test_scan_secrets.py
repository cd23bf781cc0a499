"""``shopwright scan-secrets``: what looks like a secret is found, and shown by its head alone."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from pathlib import Path

import pytest

from shopwright.cli.main import main

pytestmark = pytest.mark.slow

TOKEN = "TTP_" + secrets.token_urlsafe(48)
APP_SECRET = secrets.token_hex(20)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"header = '{TOKEN}'", "access or refresh token"),
        (f'{{"app_secret": "{APP_SECRET}"}}', "app secret"),
        (f"export SHOPWRIGHT_APP_SECRET={APP_SECRET}", "app secret"),
        (f"secret: {APP_SECRET}", "app secret"),
        (f'shop = TikTokShop("29a39d", "{APP_SECRET}", token)', "app secret"),
        (f"$client = new Client('29a39d', '{APP_SECRET}');", "app secret"),
        (f"connect(key='29a39d', s='{APP_SECRET}')", "app secret"),
        ("-----BEGIN EC PRIVATE " + f"KEY-----\n{APP_SECRET}", "private key"),
    ],
    ids=[
        "token",
        "secret in JSON",
        "secret in a shell",
        "secret in YAML",
        "positional in Python",
        "positional in PHP",
        "named s",
        "private key",
    ],
)
def test_a_secret_is_found_and_can_be_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "settings.py").write_text(f"first = 1\n{line}\n")
    assert main(["scan-secrets", "--json"]) == 1
    said = capsys.readouterr()
    (secret,) = json.loads(said.out)
    assert (secret["path"], secret["line"], secret["kind"]) == ("settings.py", 2, kind)
    assert TOKEN not in said.out + said.err
    assert APP_SECRET not in said.out + said.err
    (tmp_path / ".secrets-allowed").write_text(f"{secret['fingerprint']}  # a vector\n")
    assert main(["scan-secrets"]) == 0


@pytest.mark.parametrize("word", ["the app secret", "TIKTOK_KEY", "token"])
def test_a_value_below_a_word_that_names_it_is_found(tmp_path: Path, word: str) -> None:
    (tmp_path / "settings.php").write_text(f"<?php\n// {word}\n$s = '{APP_SECRET}';\n")
    assert main(["scan-secrets", str(tmp_path)]) == 1


@pytest.mark.parametrize(
    "line",
    [
        "rev = '{value}'",
        "- uses: actions/checkout@{value}",
        '{{"key": "left-pad", "sha1": "{value}"}}',
        "cache_key: x\ncommit: {value}",
        "monkey: {value}",
    ],
)
def test_hashes_and_commits_are_none(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.yml").write_text(line.format(value=APP_SECRET) + "\n")
    assert main(["scan-secrets", str(tmp_path)]) == 0


def test_placeholders_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"app_secret = '{'0' * 40}'\naccess_token = '<your token>'\nsecret = app_secret\n")
    assert main(["scan-secrets", str(tmp_path)]) == 0


def test_what_is_staged_counts_not_what_lies_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *words], check=True)

    monkeypatch.chdir(tmp_path)
    for variable in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(variable)
    assert main(["scan-secrets", "--staged"]) == 2
    assert "no git repository" in capsys.readouterr().err
    git("init", "--quiet")
    (tmp_path / "näme with space.py").write_text(f"token = '{TOKEN}'\n")
    (tmp_path / "kept.py").write_text(f"token = '{TOKEN}'\n")
    assert main(["scan-secrets", "--staged"]) == 0
    git("add", "--", "näme with space.py")
    (tmp_path / "näme with space.py").write_text("token = ''\n")
    capsys.readouterr()
    assert main(["scan-secrets", "--staged", "--json"]) == 1
    said = capsys.readouterr()
    assert [(row["path"], row["line"]) for row in json.loads(said.out)] == [("näme with space.py", 1)]
    assert TOKEN not in said.out + said.err
    git("add", "--", "näme with space.py")
    assert main(["scan-secrets", "--staged"]) == 0
    git("commit", "--quiet", "-m", "first")
    git("rm", "--quiet", "--", "näme with space.py")
    assert main(["scan-secrets", "--staged"]) == 0
    assert main(["scan-secrets", "--staged", "kept.py"]) == 2
