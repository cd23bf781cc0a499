"""Log-in in Chromium, under the hub's own policy: a code to photograph, a passkey in place of a password."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from shopwright.hub.access.services import make_login_link
from tests.hub.harness import Hub

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.postgres, pytest.mark.browser, pytest.mark.slow]


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *values: object) -> None: ...


@pytest.fixture
def address(hub: Hub) -> Iterator[str]:
    """Where the hub answers browsers. Passkeys want a name, not a number."""
    del hub
    server = ThreadedWSGIServer(("127.0.0.1", 0), _QuietHandler)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(hub: Hub, address: str) -> Iterator[Page]:
    """A browser with a security key built in, where the owner has opened a log-in link."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("there is no Chromium")
    link = address + reverse("login-link", args=[make_login_link(hub.owner.user)])
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        keys = page.context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(link)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/w/**")
        yield page
        browser.close()


def test_a_passkey_is_added_and_logs_in_without_a_password(page: Page, hub: Hub, address: str) -> None:
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(address + reverse("mfa_activate_totp"))
    assert page.locator("img.code").evaluate("image => image.naturalWidth") > 100
    page.goto(address + reverse("mfa_add_webauthn"))
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto(address + reverse("mfa_list_webauthn"))
    page.get_by_text("Laptop").wait_for()
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url(f"**/w/{hub.workspace.slug}/**")
    assert faults == []
