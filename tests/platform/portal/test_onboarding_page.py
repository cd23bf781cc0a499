"""The documentation's page on beginning names steps, fields and buttons as the portal does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.harness.server import RunningPlatform

from .developer import DeveloperVisitor
from .visitor import words_of

PAGE = Path(__file__).parents[3] / "docs" / "support" / "onboarding.md"
EMPHASIS = re.compile(r"(?<!\*)\*([^*|]+)\*(?!\*)")


@pytest.mark.own_platform
def test_the_documentation_names_what_the_portal_has(platform: RunningPlatform) -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:2] == "| "]
    steps = {number: step for number, step, *_ in rows if number.isdecimal()}
    developer = DeveloperVisitor(platform)
    pages = [developer.open(path) for path in ("/portal/shops", "/portal/sign-up", "/portal/log-in")]
    pages.append(developer.sign_up())
    assert developer.confirm(developer.mailed_code()) == 303
    developer.log_in()
    pages.append(developer.open("/portal/security"))
    developer.send("/portal/security/totp", page="/portal/security")
    app_key = developer.create_app(redirect_url="http://localhost:3000/callback")
    platform.post("/sandbox/tokens", {"app_key": app_key, "shop_cipher": platform.keys["shop_cipher"]})
    app, consent = f"/portal/apps/{app_key}", f"/open/authorize?app_key={app_key}"
    parts = (app, f"{app}/api", f"{app}/shops", consent)
    paths = ("/portal/partner", "/portal/security", "/portal/apps", "/portal/apps/new", *parts)
    pages += [developer.open(path) for path in paths]
    shown = words_of(" ".join(pages))
    partner = words_of(developer.open("/portal/partner"))
    assert [step for number, step in steps.items() if number != "0" and f"{number}. {step}" not in partner] == []
    assert [name for name in EMPHASIS.findall(text) if name not in shown] == []
    developer.close()
