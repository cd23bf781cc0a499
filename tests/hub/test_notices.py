"""Buyers are told of the steps of their orders: by templates, through the channel, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.roles import Role
from shopwright.hub.aftersales.models import Case
from shopwright.hub.fulfilment.boxes.services import scan
from shopwright.hub.notices import texts
from shopwright.hub.notices.fields import check_text
from shopwright.hub.notices.models import Notice, NoticeSwitch, State, Step
from shopwright.hub.orders.intake import apply
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub, texts_to_buyer
from tests.hub.notices import open_steps, shop_in, switch_on
from tests.hub.stall import Stall, open_shop

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    ("market", "accepted", "shipped"),
    [
        ("GB", "Thank you for your order", "is on its way with"),
        ("US", "Thank you for your order", "is on its way with"),
        ("DE", "Danke für Ihre Bestellung", "unterwegs. Sendungsnummer"),
        ("ID", "Terima kasih atas pesanan", "sedang dikirim dengan"),
    ],
)
def test_the_buyer_reads_each_step_once_and_in_the_language_of_the_market(
    hub: Hub, shopwright_module_platform: Platform, market: str, accepted: str, shipped: str
) -> None:
    shop = shop_in(hub, shopwright_module_platform, market)
    order = shop.buy()
    for _ in range(2):
        hub.work()
    assert [accepted in text for text in shop.told(order)] == [True]
    for _ in range(2):
        scan(order, ["TELL-1"], hub.owner.user)
    hub.work()
    hub.owner.post("ship", orders=[order.pk])
    for _ in range(2):
        hub.work()
    (shipment,) = order.shipments.all()
    last = shop.told(order)[-1]
    assert shipped in last
    assert shipment.tracking_number in last
    shopwright_module_platform.orders.advance(order.external_id, "DELIVERED")
    for _ in range(2):
        hub.work()
    told = shop.told(order)
    assert len(told) == len(set(told)) == 4
    assert all(order.number in text for text in told)
    assert list(order.notices.order_by("pk").values_list("step", "state")) == [
        (step, "sent") for step in ("accepted", "packed", "shipped", "delivered")
    ]
    page = hub.owner.get("order", order.pk).text
    assert "Buyer told Order accepted Sent" in page
    assert shipment.tracking_number in page


def test_a_cancelled_order_is_told_with_its_refund(hub: Hub, shopwright_module_platform: Platform) -> None:
    shop = shop_in(hub, shopwright_module_platform)
    order = shop.buy()
    client = shop.seller.client()
    client.return_refund.cancel_order(order_id=order.external_id, cancel_reason="seller_cancel_reason_out_of_stock_uk")
    for _ in range(2):
        hub.work()
    told = shop.told(order)
    assert sum("was cancelled" in text for text in told) == 1
    refunds = [text for text in told if "is refunded" in text]
    case = Case.objects.get(order=order)
    assert len(refunds) == (case.money == "refunded")


def test_a_return_is_told_as_it_is_approved_received_and_refunded(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    platform = shopwright_module_platform
    shop = shop_in(hub, platform, "GB", "return_approved", "return_received", "refunded")
    order = shop.buy("DELIVERED")
    made = platform.orders.return_(order.external_id, "RETURN_AND_REFUND")
    hub.work()
    case = Case.objects.get(order=order)
    assert shop.told(order) == []
    hub.owner.post("return-answer", case.pk, decision="APPROVE_RETURN")
    hub.work()
    for act in ("SHIP", "ARRIVE"):
        platform.orders.act_on_return(made, act)  # type: ignore[arg-type]
        hub.work()
    hub.owner.post("return-answer", case.pk, decision="APPROVE_RECEIVED_PACKAGE")
    for _ in range(2):
        hub.work()
    steps = list(order.notices.order_by("pk").values_list("step", "state"))
    assert steps[:2] == [("return_approved", "sent"), ("return_received", "sent")]
    told = shop.told(order)
    assert f"Your return {made.return_id} for order {order.number} is approved." in told
    assert len(told) == len(set(told)) == len(steps)


def test_a_rejected_return_is_told(hub: Hub, shopwright_module_platform: Platform) -> None:
    shop = shop_in(hub, shopwright_module_platform, "GB", "return_rejected")
    order = shop.buy("DELIVERED")
    shopwright_module_platform.orders.return_(order.external_id, "REFUND")
    hub.work()
    case = Case.objects.get(order=order)
    (allowed,) = [item for item in case.answers if item["decision"] == "REJECT_REFUND"]
    hub.owner.post("return-answer", case.pk, decision="REJECT_REFUND", reason=allowed["reasons"][0]["name"])
    hub.work()
    (text,) = shop.told(order)
    assert "could not accept your return" in text


def test_a_step_is_switched_on_only_after_a_dry_run_with_its_texts_of_now(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=9)
    connection = hub.connect(shopwright_module_platform, seller)
    bought = seller.buy((product.sku_id, 2), status="AWAITING_SHIPMENT")
    hub.work()
    owner = hub.owner
    assert "Do a dry run first" in owner.post("notice-switch", connection.pk, do="on", steps=["accepted"]).text
    trial = owner.post("notice-try", connection.pk).text
    assert f"{bought.order_id} Order accepted en Thank you for your order {bought.order_id}" in trial
    assert texts_to_buyer(seller, bought.order_id) == []
    owner.post("notice-text", "accepted", language="en", text="We have {order_number}.", save="1")
    assert "Do a dry run first" in owner.post("notice-switch", connection.pk, do="on", steps=["accepted"]).text
    assert "are told: Order accepted." in open_steps(hub, connection, "accepted").text
    assert list(NoticeSwitch.objects.filter(connection=connection, is_on=True).values_list("step", flat=True)) == [
        "accepted"
    ]


def test_buyers_of_orders_from_before_the_switch_are_told_nothing(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    shop = shop_in(hub, shopwright_module_platform, "GB", "accepted")
    before = shop.buy()
    since = timezone.now() + timedelta(days=1)
    NoticeSwitch.objects.filter(connection=shop.connection).update(since=since)
    Notice.objects.filter(order=before).delete()
    order = shop.buy()
    assert not order.notices.exists()


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("Hello {buyer_name}", "{buyer_name} is not a field of “Order accepted”"),
        ("Parcel {tracking_number}", "{tracking_number} is not a field of “Order accepted”"),
        ("Hello {order_number", "A brace is not closed"),
        ("Hello {order_number!r}", "is not a field"),
        ("Hello {order_number.pk}", "{order_number.pk} is not a field"),
        ("x" * 1501, "1,501 characters"),
    ],
)
def test_a_text_with_a_field_that_the_step_does_not_have_is_refused_by_its_name(
    hub: Hub, text: str, trouble: str
) -> None:
    page = hub.owner.post("notice-text", "accepted", language="en", text=text, save="1").text
    assert trouble in page
    assert not hub.workspace.notice_texts.exists()


def test_a_text_is_previewed_with_a_real_order_and_shops_may_have_their_own(hub: Hub) -> None:
    connection = rows.connection(hub)
    order = apply(connection, rows.order("A", 2))
    owner = hub.owner
    seen = owner.post("notice-text", "accepted", text="{items}, {total} from {shop}.", order=order.number, look="1")
    assert "2 × A mug, 10.00 GBP from Shop." in seen.text
    assert not hub.workspace.notice_texts.exists()
    owner.post("notice-text", "accepted", text="For all", save="1")
    owner.post("notice-text", "accepted", text="Shop alone", shop=connection.pk, save="1")
    own = texts.own_texts(hub.workspace.pk)
    assert texts.text_for(own, "accepted", "en", connection.pk).text == "Shop alone"
    assert texts.text_for(own, "accepted", "ja", None) == ("en", "For all")
    assert texts.text_for(own, "accepted", "de", None).text.startswith("Danke")
    owner.post("notice-text", "accepted", text="", save="1")
    assert texts.text_for(texts.own_texts(hub.workspace.pk), "accepted", "en", None).text.startswith("Thank you")


@pytest.mark.parametrize("language", ["en", "de", "fr", "it", "es", "pt", "id"])
def test_texts_that_come_with_the_hub_use_fields_of_their_step(language: str) -> None:
    for step in Step.values:
        assert check_text(step, texts.built_in(step, language)) >= {"order_number"}


def test_a_message_with_a_tracking_number_waits_until_it_is_known(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    shop = shop_in(hub, shopwright_module_platform, "GB", "shipped")
    order = shop.buy()
    with shopwright_module_platform.faults.add("getPackageShippingDocument", status=503):
        hub.owner.post("ship", orders=[order.pk])
        for _ in range(2):
            hub.work()
    (text,) = shop.told(order) or [""]
    (shipment,) = order.shipments.all()
    there = shop.seller.client().order.get_order_detail(ids=[order.external_id])["orders"][0]
    assert shipment.tracking_number in ("", there["line_items"][0]["tracking_number"])
    assert there["line_items"][0]["tracking_number"] in text


def test_nothing_is_told_of_a_step_that_did_not_come_to_pass(hub: Hub) -> None:
    connection = rows.connection(hub)
    switch_on(hub, connection, "accepted")

    def fail() -> None:
        with transaction.atomic():
            apply(connection, rows.order("A"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not hub.workspace.notices.exists()


@pytest.mark.parametrize(
    ("hold", "is_told"), [("address", True), ("manual", True), ("stock", True), ("risk", False), ("channel", False)]
)
def test_buyers_are_told_of_a_hold_but_not_of_their_own_hour_or_a_doubt_about_them(
    hub: Hub, hold: str, is_told: bool
) -> None:
    from shopwright.hub.orders.holds.models import HoldRule
    from shopwright.hub.orders.services import hold as hold_by_hand

    connection = rows.connection(hub)
    switch_on(hub, connection, "held")
    sku = "" if hold != "stock" else rows.variant(hub).sku
    if hold == "address":
        HoldRule.objects.create(workspace=hub.workspace, kind="country", words=["FR"], is_on=True)
    if hold == "risk":
        HoldRule.objects.create(workspace=hub.workspace, kind="value", amount=1, currency="GBP", is_on=True)
    seen = rows.order(sku, hold_until=rows.NOW if hold == "channel" else None)
    order = apply(connection, replace(seen, buyer=replace(seen.buyer, country="GB")))
    if hold == "manual":
        hold_by_hand(order)
    assert order.hold == hold
    assert order.notices.filter(step="held").exists() == is_told


def test_a_channel_without_messages_says_so_and_nothing_counts_as_sent(hub: Hub, stall: Stall) -> None:
    connection, _ = open_shop(hub, stall, sends=False)
    assert "stall has no messages to buyers" in open_steps(hub, connection, "accepted").text
    order = apply(connection, rows.order("A"))
    assert not order.notices.exists()
    assert "stall has no messages to buyers" in hub.owner.get("order", order.pk).text
    assert "stall has no messages to buyers" in hub.owner.get("notice-shops").text


def test_who_may_not_edit_orders_sends_nothing_again(hub: Hub) -> None:
    connection = rows.connection(hub)
    switch_on(hub, connection, "accepted")
    notice = apply(connection, rows.order("A")).notices.get()
    Notice.objects.filter(pk=notice.pk).update(state=State.REFUSED)
    assert hub.person(Role.ANALYST).post("notices-again", notices=[notice.pk]).status == 403
    other = Hub()
    assert "sent again" not in other.owner.post("notices-again", notices=[notice.pk]).text
    notice.refresh_from_db()
    assert notice.state == "refused"


def test_shops_of_another_workspace_are_not_there(hub: Hub) -> None:
    connection = rows.connection(hub)
    stranger = Hub().owner
    assert stranger.get("notice-shop", connection.pk).status == 404
    for act in ("notice-try", "notice-switch"):
        assert stranger.post(act, connection.pk, do="on", steps=["accepted"]).status == 404
    stranger.post("notice-text", "accepted", text="Not yours", shop=connection.pk, save="1")
    assert not connection.notice_texts.exists()
