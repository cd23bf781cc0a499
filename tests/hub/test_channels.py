"""What channels tell is kept once, worked on once, and its failures are seen."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from django.db import connection as database
from django.test import Client
from django.urls import reverse

from shopwright.hub.channels import intake, services
from shopwright.hub.channels.models import Connection, Credential, Event
from shopwright.hub.channels.protocol import Change, ExternalShop
from shopwright.hub.channels.services import ConnectError, app_of, connect
from shopwright.hub.orders.models import Order
from shopwright.hub.work import alerts
from shopwright.testing import Platform, WebhookReceiver
from tests.harness.server import eventually
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres


@pytest.fixture
def notifications(shopwright_module_platform: Platform, receiver: WebhookReceiver) -> Iterator[WebhookReceiver]:
    """Where the platform's notifications arrive, to be handed to a hub as often and as late as a test likes."""
    shopwright_module_platform.send_webhooks_to(receiver.url)
    yield receiver
    shopwright_module_platform.send_webhooks_to(None)


def test_a_notification_brings_the_order_however_often_it_comes(
    hub: Hub, shopwright_module_platform: Platform, notifications: WebhookReceiver
) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    product = seller.list_product(quantity=5)
    hub.connect(platform, seller)
    before = len(notifications.received)
    bought = seller.buy(product.sku_id)
    told = eventually(lambda: [item for item in notifications.received[before:] if item.type == 1])
    for _ in range(2):
        assert {hub.notify(platform, item.raw, item.headers) for item in told} == {200}
    assert Event.objects.filter(external_id=bought.order_id, source="webhook").count() == len(told)
    intake.work_due()
    assert hub.order(bought.order_id).raw_status == "ON_HOLD"


def test_a_notification_with_a_wrong_signature_is_refused_and_kept_nowhere(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    hub.connect(shopwright_module_platform, shopwright_module_platform.shop("GB"))
    body = json.dumps({"type": 1, "tts_notification_id": "7", "shop_id": "1", "data": {"order_id": "1"}}).encode()
    before = Event.objects.count()
    assert hub.notify(shopwright_module_platform, body, {"Authorization": "0" * 64}) == 401
    assert hub.notify(shopwright_module_platform, b"{", {}) == 401
    assert Event.objects.count() == before


def test_a_hook_of_no_app_is_not_there() -> None:
    assert Client().post(reverse("hook", args=["tiktok_shop", 0]), b"{}", content_type="text/plain").status_code == 404
    assert Client().post(reverse("hook", args=["nowhere", 1]), b"{}", content_type="text/plain").status_code == 404


def test_an_order_that_no_notification_told_of_is_found_by_looking(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=5)
    hub.connect(shopwright_module_platform, seller)
    bought = [seller.buy(product.sku_id).order_id for _ in range(3)]
    hub.work()
    assert Order.objects.filter(workspace=hub.workspace, external_id__in=bought).count() == 3


def test_two_workers_work_on_an_event_once(hub: Hub, shopwright_module_platform: Platform) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    product = seller.list_product(quantity=9, seller_sku="RACE-1")
    shop = hub.connect(platform, seller)
    bought = seller.buy((product.sku_id, 2))
    for number in range(4):
        intake.keep(shop, [Change("order", bought.order_id, f"race:{number}", rows.NOW)], "webhook")

    def work() -> None:
        intake.work_due()
        database.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    hub.work()
    assert hub.available("RACE-1") == 7
    assert Event.objects.filter(connection=shop, state="new").count() == 0


def test_a_shop_that_does_not_answer_is_asked_again_and_says_so(hub: Hub) -> None:
    shop = rows.connection(hub)  # nothing listens there
    intake.keep(shop, [Change("order", "1", "e", rows.NOW)], "webhook")
    intake.work_due()
    event = Event.objects.get(connection=shop, event_id="e")
    assert (event.state, event.attempts) == ("new", 1)
    text = hub.owner.get("connection", shop.pk).text
    assert "1 things wait to be looked at" in text
    assert shop.traffic.get(kind="webhook").trouble in text.replace("&#x27;", "'")


def test_withdrawn_consent_pauses_the_connection_and_loses_nothing(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    shop = hub.connect(platform, seller)
    seller.deauthorize()
    intake.keep(shop, [Change("order", "5766", "late", rows.NOW)], "webhook")
    intake.work_due()
    shop.refresh_from_db()
    assert shop.state == "consent"
    alerts.check(hub.workspace)
    today = hub.owner.get("today")
    assert "TikTok Shop no longer lets the hub into this shop" in today.text
    assert "secret" not in today.text
    assert f'<a href="{hub.owner.url("connect", "tiktok_shop")}">Connect again</a>' in today.html
    assert "Consent ends" not in hub.owner.get("connection", shop.pk).text
    assert Event.objects.get(connection=shop, event_id="late").state == "new"


def test_a_shop_belongs_to_one_workspace(hub: Hub) -> None:
    other, shop = Hub(), rows.connection(hub)
    app = services.create_app(other.workspace, "tiktok_shop", dict(app_of(shop.app).settings))
    copy = ExternalShop(shop.external_id, "Shop", "GB", "GBP", {"cipher": "x"})
    with pytest.raises(ConnectError, match="another workspace"):
        connect(app, "account", [copy], other.owner.user)
    hub.owner.post("connection-change", shop.pk, do="disconnect")
    assert connect(app, "account", [copy], other.owner.user)


def test_secrets_are_encrypted_and_on_no_page(hub: Hub, shopwright_module_platform: Platform) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    shop = hub.connect(platform, seller)
    secret, token = platform.keys.app_secret, seller.access_token
    assert secret.encode() not in bytes(shop.app.sealed)
    assert token.encode() not in bytes(Credential.objects.get(app=shop.app, account=shop.account).sealed or b"")
    for page, args in (("connection", [shop.pk]), ("connections", []), ("connect", ["tiktok_shop"])):
        html = hub.owner.get(page, *args).html
        assert secret not in html
        assert token not in html


def test_the_list_of_shops_calls_channels_by_their_titles(hub: Hub) -> None:
    rows.connection(hub)
    page = hub.owner.get("connections").text
    assert "TikTok Shop" in page.partition("Consent ends")[2].partition("Connect a shop")[0]
    assert "tiktok_shop" not in page


def test_a_disconnected_shop_leaves_no_token(hub: Hub, shopwright_module_platform: Platform) -> None:
    shop = hub.connect(shopwright_module_platform, shopwright_module_platform.shop("GB"))
    hub.owner.post("connection-change", shop.pk, do="disconnect")
    assert Credential.objects.get(app=shop.app, account=shop.account).sealed is None
    assert Connection.objects.get(pk=shop.pk).state == "gone"


def test_consent_comes_back_to_the_session_that_asked(hub: Hub, shopwright_module_platform: Platform) -> None:
    keys = shopwright_module_platform.keys
    form = {
        "app_key": keys.app_key,
        "app_secret": keys.app_secret,
        "service_id": keys.service_id,
        "region": "GB",
        "base_url": shopwright_module_platform.url,
    }
    hub.owner.browser.post(hub.owner.url("connect", "tiktok_shop"), form)
    callback = reverse("consent-callback", args=["tiktok_shop"])
    answer = hub.owner.browser.get(callback, {"code": "GCP_x", "state": "somebody's"}, follow=True)
    assert "belongs to no connection that you began here" in answer.content.decode()


def test_the_test_of_a_connection_says_what_works(hub: Hub, shopwright_module_platform: Platform) -> None:
    shop = hub.connect(shopwright_module_platform, shopwright_module_platform.shop("GB"))
    assert "Everything works" in hub.owner.post("connection-change", shop.pk, do="check").text
