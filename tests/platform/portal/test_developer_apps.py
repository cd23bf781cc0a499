"""Apps of developers: packages that open and close calls, topics, secrets that are replaced, authorised shops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shopwright.platform.developers.steps import FIRST_PACKAGES
from shopwright.testing import WebhookReceiver
from shopwright.wire.signing import sign_webhook
from tests.harness.calls import Seller, new_seller
from tests.harness.server import eventually

from .conftest import NewDeveloper
from .developer import DeveloperVisitor
from .visitor import Visitor, words_of

SHOPS, PRODUCTS, ORDERS = "getAuthorizedShops", "searchProducts", "getOrderList"


def switch(developer: Visitor, app_key: str, *names: str) -> None:
    """Switch exactly these packages on, by their documented names."""
    path = f"/portal/apps/{app_key}/api"
    page = developer.open(path)
    fields = [
        ("packages", row.partition('value="')[2].partition('"')[0])
        for row in page.split('role="switch"')[1:]
        if row.partition("<b>")[2].partition("</b>")[0] in names
    ]
    assert len(fields) == len(names)
    assert developer.send(path, *fields).status_code == 303


def code_of(seller: Seller, call: str, app: Mapping[str, Any] | None = None) -> int:
    """The code of a call, signed with the secret that an app had once."""
    body = None if call == SHOPS else {}
    query = None if call == SHOPS else {"page_size": 1}
    signed = seller.signed(call, body, query=query)
    return (signed.but(app=app) if app else signed).send(seller.platform).code


def test_packages_are_switches_and_calls_feel_them_at_once(visitor: Visitor, developer_at: NewDeveloper) -> None:
    platform, ada = visitor.platform, developer_at(visitor.platform, "packages@example.com")
    ada.join()
    app_key = ada.create_app()
    app = platform.get(f"/sandbox/apps/{app_key}")
    assert app["scopes"] == [], "a partner's app begins with nothing"
    switch(ada, app_key, *FIRST_PACKAGES)
    seller = new_seller(platform, app)
    assert [code_of(seller, call) for call in (SHOPS, PRODUCTS, ORDERS)] == [0, 0, 0]
    switch(ada, app_key, "Shop Authorized Information", "Product Basic")
    assert [code_of(seller, call) for call in (SHOPS, PRODUCTS, ORDERS)] == [0, 0, 105005]


@pytest.mark.own_platform
def test_topics_and_packages_decide_what_is_sent(visitor: Visitor, receiver: WebhookReceiver) -> None:
    platform = visitor.platform
    app_key = platform.keys["app_key"]

    def heard(topics: tuple[str, ...]) -> int:
        fields = [("name", "Demo"), ("type", "custom"), ("webhook_url", receiver.url)]
        chosen = [("topics", topic) for topic in topics] if topics else [("all_topics", "1")]
        assert visitor.send(f"/portal/apps/{app_key}", *fields, *chosen).status_code == 303
        before = len(platform.get("/sandbox/deliveries")["deliveries"])
        reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 1}, cipher=True)
        body = {"product_ids": [reply.data["products"][0]["id"]]}
        state = reply.data["products"][0]["status"]
        act = "deactivate" if state == "ACTIVATE" else "activate"
        assert platform.call("POST", f"/product/202309/products/{act}", body, cipher=True).code == 0
        return len(platform.get("/sandbox/deliveries")["deliveries"]) - before

    assert heard(()) > 0
    assert heard(("1",)) == 0
    assert heard(("5",)) == 1


def test_a_secret_is_replaced_with_a_grace_and_then_at_once(visitor: Visitor, developer_at: NewDeveloper) -> None:
    platform, ada = visitor.platform, developer_at(visitor.platform, "rotates@example.com")
    ada.join()
    app_key = ada.create_app()
    switch(ada, app_key, "Shop Authorized Information")
    first = platform.get(f"/sandbox/apps/{app_key}")
    seller = new_seller(platform, first)
    replaced = [first]
    for grace, old_code in (("24", 0), ("0", 106001)):
        assert ada.send(f"/portal/apps/{app_key}/secret", ("grace", grace)).status_code == 303
        replaced.append(platform.get(f"/sandbox/apps/{app_key}"))
        assert code_of(seller, SHOPS, replaced[-1]) == 0
        assert code_of(seller, SHOPS, replaced[-2]) == old_code
    assert len({app["app_secret"] for app in replaced}) == 3
    assert code_of(seller, SHOPS, first) == 106001


@pytest.mark.own_platform
def test_notifications_are_signed_with_the_new_secret(visitor: Visitor, receiver: WebhookReceiver) -> None:
    platform = visitor.platform
    app_key, account_id = platform.keys["app_key"], platform.keys["seller"]["account_id"]
    platform.patch(f"/sandbox/apps/{app_key}", {"webhook_url": receiver.url})
    visitor.send(f"/portal/apps/{app_key}/secret", ("grace", "0"))
    page = visitor.send(f"/portal/apps/{app_key}/shops", ("account_id", account_id))
    assert page.status_code == 303
    eventually(lambda: any(notification.type == 6 for notification in receiver.received))
    secret = platform.get(f"/sandbox/apps/{app_key}")["app_secret"]
    told = next(notification for notification in receiver.received if notification.type == 6)
    assert told.headers["authorization"] == sign_webhook(app_key, secret, told.raw)


@pytest.mark.own_platform
def test_a_withdrawn_shop_is_refused_and_the_app_is_told(visitor: Visitor, receiver: WebhookReceiver) -> None:
    platform = visitor.platform
    app, path = platform.keys, f"/portal/apps/{platform.keys['app_key']}/shops"
    platform.patch(f"/sandbox/apps/{app['app_key']}", {"webhook_url": receiver.url})
    assert "Demo Gifts Ltd Authorised" in words_of(visitor.open(path))
    assert visitor.send(path, ("account_id", app["seller"]["account_id"])).status_code == 303
    assert platform.call("GET", "/authorization/202309/shops").code == 105001
    assert "Demo Gifts Ltd Withdrawn" in words_of(visitor.open(path))
    eventually(lambda: any(notification.type == 6 for notification in receiver.received))
    assert visitor.send(path, ("account_id", app["seller"]["account_id"])).status_code == 404


def test_a_link_with_another_redirect_url_is_refused(visitor: Visitor) -> None:
    made = visitor.platform.post("/sandbox/apps", {"name": "R", "redirect_url": "https://app.example/cb"})
    path = f"/open/authorize?service_id={made['service_id']}&redirect_uri="
    visitor.open(f"{path}https://app.example/cb")
    page = visitor.open(f"{path}https://evil.example/cb", 400)
    assert "is not the redirect URL of the app R" in words_of(page)
    assert "evil.example" not in page


def test_partners_see_their_own_apps_alone(ada: DeveloperVisitor, developer_at: NewDeveloper) -> None:
    app_key = ada.create_app()
    eve = developer_at(ada.platform, "eve@example.com", ada.operator)
    eve.join()
    assert "Stock Robot" in ada.open("/portal/apps")
    assert "Stock Robot" not in eve.open("/portal/apps")
    for part in ("", "/api", "/shops", "/secret"):
        eve.open(f"/portal/apps/{app_key}{part}", 404)
    page = f"/portal/apps/{eve.create_app()}/secret"
    assert eve.send(f"/portal/apps/{app_key}/secret", ("grace", "0"), page=page).status_code == 404
