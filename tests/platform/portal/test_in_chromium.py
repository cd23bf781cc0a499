"""The pages in Chromium: what comes by itself, what opens, what is copied, the keyboard, both themes, the phone."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import new_seller
from tests.harness.server import RunningPlatform, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.own_platform]

PHONE_PAGES = ("/", "/portal/requests", "/portal/deliveries", "/portal/apps", "/portal/apps/new", "/portal/shops")


def good_call(platform: RunningPlatform) -> None:
    assert platform.call("GET", "/authorization/202309/shops").code == 0


def bad_signature(platform: RunningPlatform) -> None:
    signed = new_seller(platform).signed("searchProducts", {"status": "ALL"}, query={"page_size": 10})
    signed = signed.but(timestamp=str(int(time.time())))
    sign = signed.but(body=b"").target().rpartition("sign=")[2]
    assert signed.but(sign=sign).send(platform).code == 106001


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def rows(page: Page) -> Locator:
    return page.locator("#calls tbody tr")


def is_live(page: Page) -> None:
    page.locator('.live[data-live-state="on"]').wait_for()


def test_a_call_appears_without_reload_and_is_marked(desktop: Page, platform: RunningPlatform) -> None:
    is_live(desktop)
    desktop.evaluate("window.stayed = true")
    desktop.get_by_text("No calls yet.").wait_for()
    good_call(platform)
    rows(desktop).get_by_text("getAuthorizedShops").wait_for()
    bad_signature(platform)
    desktop.locator("#calls tr.fresh", has_text="searchProducts").wait_for()
    assert "The body was left out." in rows(desktop).first.inner_text()
    assert desktop.evaluate("window.stayed"), "the page was loaded again"
    desktop.get_by_text(re.compile(r"of the last \d+ calls failed")).wait_for()


def test_a_bad_signature_opens_beside_the_list_and_explains_itself(desktop: Page, platform: RunningPlatform) -> None:
    bad_signature(platform)
    rows(desktop).filter(has_text="106001").get_by_role("link").click()
    drawer = desktop.locator("#drawer")
    drawer.get_by_text("Append the raw body exactly as it is sent.").wait_for()
    assert "missing in your string" in drawer.locator(".pieces .off").inner_text()
    desktop.keyboard.press("Escape")
    assert not drawer.is_visible()
    assert desktop.evaluate("document.activeElement.closest('tr') !== null"), "the focus goes back to the row"


def test_a_delivery_is_followed_and_sent_once_more(
    desktop: Page, platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    is_live(desktop)
    receiver.answer(500)
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"webhook_url": receiver.url})
    reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 1}, cipher=True)
    body = {"product_ids": [reply.data["products"][0]["id"]]}
    platform.call("POST", "/product/202309/products/deactivate", body, cipher=True)
    desktop.locator("#pushes tr", has_text="Waits to retry").first.get_by_role("link").click()
    receiver.answer(200)
    desktop.locator("#drawer").get_by_role("button", name="Send once more").click()
    desktop.locator("#drawer .badge", has_text="Delivered").wait_for()
    desktop.locator("#pushes tr", has_text="Delivered").first.wait_for(state="attached")


def test_times_are_in_the_readers_zone_and_exact_on_hover(desktop: Page, platform: RunningPlatform) -> None:
    good_call(platform)
    time = rows(desktop).locator("time").first
    exact = time.get_attribute("title") or ""
    hour = (int(exact[11:13]) + 9) % 24
    assert time.inner_text().startswith(f"{hour:02d}:{exact[14:19]}")
    assert desktop.locator("#clock time").first.inner_text().endswith(("JST", "GMT+9"))


def test_a_secret_is_revealed_and_copied(desktop: Page, platform: RunningPlatform) -> None:
    secret = platform.keys["app_secret"]
    card = desktop.locator("#keys-card")
    assert not card.get_by_text(secret).is_visible()
    card.get_by_role("button", name="Copy the app secret").click()
    assert clipboard(desktop) == secret
    assert not card.get_by_text(secret).is_visible()
    card.locator("summary", has_text="the app secret").click()
    assert card.get_by_text(secret).is_visible()
    card.get_by_role("button", name="Copy the shop cipher").click()
    assert clipboard(desktop) == platform.keys["shop_cipher"]


@pytest.mark.parametrize(
    ("client", "field"),
    [("tiktok-shop-api", "app_secret"), ("curl", "app_secret"), ("n8n-nodes-tiktokshop", "app_secret")],
)
def test_settings_are_copied_with_the_secrets_in_them(
    desktop: Page, platform: RunningPlatform, client: str, field: str
) -> None:
    desktop.locator("#connect").get_by_role("button", name=client, exact=True).click()
    desktop.locator("#connect").get_by_role("button", name=re.compile("Copy the settings")).click()
    eventually(lambda: platform.keys[field] in clipboard(desktop))
    copied = clipboard(desktop)
    assert platform.keys["seller"]["access_token"] in copied
    assert "•" not in copied


def test_copied_python_settings_work(desktop: Page, platform: RunningPlatform) -> None:
    desktop.locator("#connect").get_by_role("button", name="tiktok-shop-api", exact=True).click()
    desktop.locator("#connect").get_by_role("button", name=re.compile("Copy the settings")).click()
    eventually(lambda: "TikTokShop(" in clipboard(desktop))
    names: dict[str, Any] = {}
    exec(compile(clipboard(desktop), "settings.py", "exec"), names)
    with names["shop"] as shop:
        assert shop.authorization.get_authorized_shops().data.shops[0].name == "Demo Gift Shop"
    assert names["auth"].refresh(platform.keys["seller"]["refresh_token"]).access_token


def test_the_clock_card_moves_time_and_keeps_its_note(desktop: Page, platform: RunningPlatform) -> None:
    before = platform.get("/sandbox/clock")["now"]
    desktop.locator("#clock").get_by_role("button", name="+1 day").click()
    note = desktop.locator("#clock .note.done")
    note.get_by_text("Moved 1 d ahead").wait_for()
    assert platform.get("/sandbox/clock")["now"] - before >= 86_400
    desktop.locator("#clock").get_by_role("button", name="Freeze").click()
    desktop.locator("#clock .badge", has_text="Frozen").wait_for()
    desktop.locator(".notices").get_by_text("The clock is frozen").wait_for()
    assert "The clock stands still" in note.inner_text()


def test_what_the_clock_does_elsewhere_shows_by_itself(desktop: Page, platform: RunningPlatform) -> None:
    is_live(desktop)
    platform.post("/sandbox/clock/freeze")
    desktop.locator("#clock .badge", has_text="Frozen").wait_for()


def test_a_refused_fault_says_why_and_keeps_what_was_typed(desktop: Page) -> None:
    desktop.fill("#fault-operation", "noSuchThing")
    desktop.locator("#faults").get_by_role("button", name="Add fault").click()
    desktop.locator("#faults .note.late", has_text="No operation is named noSuchThing.").wait_for()
    assert desktop.input_value("#fault-operation") == "noSuchThing"


def test_starting_over_asks_first(desktop: Page, platform: RunningPlatform) -> None:
    good_call(platform)
    rows(desktop).first.wait_for()
    desktop.get_by_role("button", name="Start over…").click()
    ask = desktop.locator("#start-over")
    assert "both logs are emptied" in ask.inner_text()
    ask.get_by_role("button", name="Cancel").click()
    assert not ask.is_visible()
    desktop.get_by_role("button", name="Start over…").click()
    ask.get_by_role("button", name="Start over", exact=True).click()
    desktop.get_by_text("No calls yet.").wait_for()


def test_the_keyboard_reaches_the_list_the_search_and_the_keys(desktop: Page, platform: RunningPlatform) -> None:
    for _ in range(3):
        good_call(platform)
    rows(desktop).nth(2).wait_for()
    at = "[...document.querySelectorAll('#calls tbody tr')].indexOf(document.activeElement.closest('tr'))"
    for key, row in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1)):
        desktop.keyboard.press(key)
        assert desktop.evaluate(at) == row
    desktop.keyboard.press("Enter")
    desktop.locator("#drawer").get_by_text("getAuthorizedShops").first.wait_for()
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("?")
    assert desktop.locator("#keys-title").is_visible()
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("/")
    desktop.keyboard.type("getproduct")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/portal/requests?operation=getProduct")
    desktop.keyboard.press("g")
    desktop.keyboard.press("s")
    desktop.wait_for_url("**/portal/shops")


def test_the_first_tab_skips_to_the_content(desktop: Page) -> None:
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.className") == "skip"
    desktop.keyboard.press("Enter")
    assert desktop.evaluate("document.activeElement.id") == "main"


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_the_theme_follows_the_system_until_it_is_switched(desktop: Page) -> None:
    light = background(desktop)
    desktop.emulate_media(color_scheme="dark")
    dark = background(desktop)
    assert light != dark
    desktop.get_by_role("button", name="Light theme").click()
    assert background(desktop) == light
    desktop.reload()
    assert background(desktop) == light
    desktop.get_by_role("button", name="Theme as the system").click()
    assert background(desktop) == dark


@pytest.mark.parametrize("path", PHONE_PAGES)
def test_nothing_is_wider_than_a_phone(phone: Page, platform: RunningPlatform, path: str) -> None:
    bad_signature(platform)
    phone.goto(platform.url + path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_details_and_boards_fit_a_phone(phone: Page, platform: RunningPlatform) -> None:
    bad_signature(platform)
    request_id = platform.get("/sandbox/requests", failed="true")["requests"][0]["request_id"]
    keys = platform.keys
    for path in (
        f"/portal/requests/{request_id}",
        f"/portal/apps/{keys['app_key']}",
        f"/portal/shops/{keys['shop_id']}",
        f"/open/authorize?service_id={keys['service_id']}",
        f"/alliance/creator/auth?app_key={keys['app_key']}",
    ):
        phone.goto(platform.url + path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_targets_on_a_phone_are_thumb_sized(phone: Page) -> None:
    small = phone.evaluate(
        """() => [...document.querySelectorAll('main :is(button, select, summary, input, .chip, .more)')]
            .filter((one) => one.checkVisibility() && one.type !== 'hidden')
            .filter((one) => (one.closest('label') ?? one).getBoundingClientRect().height < 43.5)
            .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_a_table_becomes_cards_on_a_phone(phone: Page, platform: RunningPlatform) -> None:
    good_call(platform)
    row = rows(phone).first
    row.wait_for()
    assert row.evaluate("(row) => getComputedStyle(row).display") == "flex"


def test_a_list_that_cannot_be_refreshed_says_as_of_when(desktop: Page, platform: RunningPlatform) -> None:
    is_live(desktop)
    desktop.route("**/portal/requests?*", lambda route: route.abort())
    good_call(platform)
    stale = desktop.locator("#calls .stale")
    stale.get_by_text(re.compile(r"Could not refresh the calls.*as of \d\d:\d\d")).wait_for()
    desktop.unroute("**/portal/requests?*")
    stale.get_by_role("button", name="Try again").click()
    rows(desktop).first.wait_for()
    assert stale.count() == 0


def test_a_consent_is_given_in_the_browser_and_leads_to_the_app(
    desktop: Page, platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    callback = receiver.url.replace("/webhook", "/callback")
    app = platform.post("/sandbox/apps", {"name": "Stock Robot", "redirect_url": callback})
    desktop.goto(f"{platform.url}/open/authorize?service_id={app['service_id']}&state=s1")
    desktop.get_by_label("90 days").check()
    with desktop.expect_request(f"{callback}?*") as sent:
        desktop.get_by_role("button", name="Allow").click()
    assert "state=s1" in sent.value.url
    assert "code=GCP_" in sent.value.url
    assert "referer" not in sent.value.headers


def test_only_the_chosen_kind_of_users_permissions_show(desktop: Page, platform: RunningPlatform) -> None:
    desktop.goto(f"{platform.url}/open/authorize?service_id={platform.keys['service_id']}")
    assert desktop.locator(".for-seller").is_visible()
    desktop.get_by_text("Demo Partner").click()
    assert desktop.locator(".for-partner").is_visible()
    assert not desktop.locator(".for-seller").is_visible()
