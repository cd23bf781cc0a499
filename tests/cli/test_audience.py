"""``shopwright audience upload``: checked here, hashed here, and sent or printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shopwright.cli.main import main
from tests.harness.audiences import new_advertiser
from tests.harness.server import RunningPlatform

TOKEN = "SHOPWRIGHT_BUSINESS_TOKEN"


def test_a_file_of_addresses_is_hashed_printed_and_uploaded(
    platform: RunningPlatform, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    advertiser, file = new_advertiser(platform), tmp_path / "emails.txt"
    file.write_text("Ann@Example.com\nben@example.com\n")
    monkeypatch.setenv(TOKEN, advertiser.seller.token)
    words = ["audience", "upload", str(file), "--advertiser-id", advertiser.advertiser_id]
    words += ["--calculate-type", "EMAIL_SHA256", "--base-url", platform.url]
    assert main([*words, "--hash", "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "POST" in printed
    assert not any(text in printed for text in ("example.com", advertiser.seller.token))
    assert main([*words, "--hash", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file_path"].startswith("audience/")
    assert main(words) == 1
    assert "file is wrong in line 1: EMAIL_SHA256 takes one hash" in capsys.readouterr().err
    monkeypatch.setenv(TOKEN, "TTP_wrong")
    assert main([*words, "--hash"]) == 1
    assert "Access token is incorrect" in capsys.readouterr().err


def test_nothing_is_sent_without_token_or_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (TOKEN, "SHOPWRIGHT_ACCESS_TOKEN", "SHOPWRIGHT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "links.csv"
    file.write_text("url\nhttps://a.example/1\n")
    words = ["audience", "upload", str(file), "--advertiser-id", "7092", "--calculate-type", "VIDEO_LINKS"]
    assert main(words) == 1
    assert "Access-Token is missing" in capsys.readouterr().err
    monkeypatch.setenv(TOKEN, "t")
    assert main(words) == 2
    assert "--tiktok" in capsys.readouterr().err
