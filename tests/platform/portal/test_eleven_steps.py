"""The guide's eleven steps in Chromium, from nothing to a call of an authorised shop, as one sitting."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from shopwright.platform.developers.steps import FIRST_PACKAGES
from shopwright.platform.developers.totp import STEP_SECONDS, code_at
from shopwright.testing import WebhookReceiver
from tests.harness.pages import follow
from tests.harness.server import RunningPlatform, eventually

from .developer import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.own_platform]

EMAIL = "ada@example.com"

PAGES = (
    "/portal/partner",
    "/portal/partner/people",
    "/portal/security",
    "/portal/audit",
    "/portal/self-audit",
    "/portal/mailbox",
    "/portal/sign-up",
    "/portal/log-in",
)

#: Where pictures of each step go, for somebody to look at: nowhere unless named.
PICTURES = os.environ.get("SHOPWRIGHT_STEP_PICTURES", "")


def look(page: Page, name: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def press(page: Page, name: str) -> None:
    follow(page, page.locator("main").get_by_role("button", name=name, exact=True))


def test_eleven_steps_in_one_sitting(
    desktop: Page, platform: RunningPlatform, receiver: WebhookReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.perf_counter()
    page = desktop
    sign_up(page, platform)
    recovery_code = second_factor(page, platform)
    log_in_again(page, platform, recovery_code)
    app = create_app(page, platform, receiver)
    manage_api(page, app)
    token = authorize(page, platform, app)
    reply = platform.call(
        "POST", "/order/202309/orders/search", {}, query={"page_size": 1}, cipher=True, token=token, app=app
    )
    assert reply.code == 0
    withdraw(page, platform, app, receiver)
    assert platform.call("GET", "/authorization/202309/shops", token=token, app=app).code == 105001
    finish(page, platform, app)
    seconds = time.perf_counter() - began
    with capsys.disabled():
        print(f"\neleven steps in Chromium: {seconds:.1f} s")


def sign_up(page: Page, platform: RunningPlatform) -> None:
    """Steps 1 and 2: a partner account with its profile, confirmed by the code in the mailbox."""
    page.goto(f"{platform.url}/portal/partner")
    follow(page, page.get_by_role("link", name="Create a partner account").last)
    look(page, "01-sign-up")
    profile = {"E-mail address": EMAIL, "Password": PASSWORD, "Your name": "Ada", "Company": "Example Ltd"}
    for label, value in profile.items():
        page.get_by_label(label).fill(value)
    page.get_by_label("Region").select_option("GB")
    press(page, "Sign up")
    look(page, "02-confirm")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="mailbox").click()
    mailbox = opened.value
    text = mailbox.locator("article.mail").first.inner_text()
    look(mailbox, "02-mailbox")
    mailbox.close()
    page.get_by_label("Code").fill(re.search(r"Your code: (\w{8})", text)[1])  # type: ignore[index]
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Confirm")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    look(page, "02-log-in")
    press(page, "Log in")
    page.get_by_role("heading", name="Eleven steps").wait_for()


def second_factor(page: Page, platform: RunningPlatform) -> str:
    """An authenticator app, and the recovery codes that are shown once; answers one of them."""
    page.get_by_role("link", name="Your security").click()
    press(page, "Set up an authenticator app")
    key = page.locator("#totp-key").inner_text()
    look(page, "02-second-factor")
    page.get_by_label("First code").fill(code_at(key, int(time.time()) // STEP_SECONDS))
    press(page, "Switch it on")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    look(page, "02-recovery-codes")
    page.goto(f"{platform.url}/portal/partner")
    page.get_by_role("button", name="Log out").click()
    give_password(page)
    page.get_by_label("Code").fill(code_at(key, int(time.time()) // STEP_SECONDS + 1))
    press(page, "Go on")
    page.get_by_role("heading", name="Eleven steps").wait_for()
    page.get_by_role("button", name="Log out").click()
    return codes[0]


def give_password(page: Page) -> None:
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Log in")


def log_in_again(page: Page, platform: RunningPlatform, recovery_code: str) -> None:
    """Without the phone, a recovery code does. Step 3: the guide is read."""
    give_password(page)
    page.get_by_label("Code").fill(recovery_code)
    look(page, "02-recovery")
    press(page, "Go on")
    press(page, "I have read it")
    page.get_by_text("3 done").wait_for()
    look(page, "03-guide")


def create_app(page: Page, platform: RunningPlatform, receiver: WebhookReceiver) -> dict[str, Any]:
    """Steps 4 to 8: App & Service, custom or public, the redirect URL, Create App, and the keys."""
    follow(page, page.get_by_role("link", name="Open App & Service"))
    look(page, "04-app-and-service")
    follow(page, page.get_by_role("link", name="New app"))
    assert page.get_by_label("Public App").is_checked()
    page.get_by_label("Custom App").check()
    page.get_by_label("Name").fill("Stock Robot")
    page.get_by_label("Redirect URL").fill(receiver.url.replace("/webhook", "/callback"))
    page.get_by_label("Webhook URL").fill(receiver.url)
    page.get_by_label("All topics").uncheck()
    page.locator("summary", has_text="Only some of").click()
    page.locator('input[name="topics"][value="6"]').check()
    look(page, "05-create-app")
    press(page, "Create App")
    page.get_by_text("The app is created.").wait_for()
    look(page, "08-keys")
    app_key = page.url.rpartition("/")[2]
    app: dict[str, Any] = platform.get(f"/sandbox/apps/{app_key}")
    shown = page.locator("main").inner_text()
    assert app["service_id"] in shown
    assert app["app_secret"] not in page.content()
    press(page, "Reveal the app secret")
    assert page.get_by_text(app["app_secret"]).is_visible()
    return app


def manage_api(page: Page, app: dict[str, Any]) -> None:
    """Steps 9 and 10: the packages by their documented names."""
    page.get_by_role("link", name="Manage API").first.click()
    for name in FIRST_PACKAGES:
        page.get_by_role("switch", name=re.compile(f"^{name} ")).check()
    look(page, "09-manage-api")
    press(page, "Save")
    page.get_by_text("It holds from the next call on.").wait_for()
    assert page.get_by_role("switch", checked=True).count() == len(FIRST_PACKAGES)


def authorize(page: Page, platform: RunningPlatform, app: dict[str, Any]) -> str:
    """A seller consents; the app trades the code for tokens."""
    callback = app["redirect_url"]
    page.goto(f"{platform.url}/open/authorize?service_id={app['service_id']}&state=s1")
    with page.expect_request(f"{callback}?*") as sent:
        page.get_by_role("button", name="Allow").click()
    code = parse_qs(urlsplit(sent.value.url).query)["code"][0]
    grant = {"app_key": app["app_key"], "app_secret": app["app_secret"], "auth_code": code}
    query = {**grant, "grant_type": "authorized_code"}
    return str(httpx.get(f"{platform.url}/api/v2/token/get", params=query).json()["data"]["access_token"])


def withdraw(page: Page, platform: RunningPlatform, app: dict[str, Any], receiver: WebhookReceiver) -> None:
    """Authorised shops, and the withdrawal that the app is told of."""
    page.goto(f"{platform.url}/portal/apps/{app['app_key']}/shops")
    look(page, "12-authorised-shops")
    page.get_by_role("button", name="Withdraw… the authorisation").click()
    press(page, "Withdraw")
    page.get_by_text("Withdrawn", exact=True).wait_for()
    eventually(lambda: [notification.type for notification in receiver.received] == [6])


def finish(page: Page, platform: RunningPlatform, app: dict[str, Any]) -> None:
    """Step 11: the keys are in the vault. Every page of the way fits a phone, in the dark."""
    page.goto(f"{platform.url}/portal/partner")
    press(page, "The keys are in my vault")
    page.get_by_text("11 done").wait_for()
    look(page, "11-done")
    page.set_viewport_size({"width": 985, "height": 800})  # the narrowest with the whole menu in its head
    look(page, "11-done-narrow")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    of_app = [f"/portal/apps/{app['app_key']}{part}" for part in ("", "/api", "/shops", "/secret")]
    for path in (*PAGES, *of_app):
        page.goto(platform.url + path)
        look(page, f"phone{path.replace('/', '-')}")
