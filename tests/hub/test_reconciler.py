"""The check of a shop against the hub: what differs is found, written down and mended, whatever dies meanwhile."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from shopwright.hub.access.roles import Role
from shopwright.hub.aftersales.models import Case
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ChannelError, ExternalListing
from shopwright.hub.channels.registry import channels
from shopwright.hub.channels.services import open_session
from shopwright.hub.channels.tiktok_shop.channel import TikTokShop
from shopwright.hub.channels.tiktok_shop.session import TikTokSession
from shopwright.hub.listings.models import ListingRule
from shopwright.hub.listings.prices import follow_variants
from shopwright.hub.orders.models import Order
from shopwright.hub.work.models import Finding, Run
from shopwright.hub.work.reconciler import compare_cases, compare_orders, mend, runs
from shopwright.testing.platform import Platform
from shopwright.testing.sellers import Seller
from tests.hub import rows
from tests.hub.background import event
from tests.hub.harness import Hub, Page, stock_on

pytestmark = pytest.mark.postgres


def work_through() -> None:
    """What the reconciler's worker does, before anybody looks at the shop otherwise."""
    while runs.work_due():
        pass


def check(hub: Hub, connection: Connection) -> Page:
    """Check a shop by the button, and open what was found."""
    hub.owner.post("check-new", shop=str(connection.pk))
    work_through()
    return hub.owner.get("check", connection.runs.latest("pk").pk)


def outcomes(connection: Connection) -> list[tuple[str, str]]:
    last = connection.runs.latest("pk")
    return list(last.findings.order_by("pk").values_list("what", "outcome"))


@pytest.fixture
def seller(shopwright_module_platform: Platform) -> Seller:
    """A shop whose notifications reach nobody."""
    return shopwright_module_platform.shop("GB")


def test_an_order_that_nobody_told_of_is_found_and_taken_in(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller
) -> None:
    product = seller.list_product(quantity=9, seller_sku="RECON-1")
    connection = hub.connect(shopwright_module_platform, seller)
    assert "Nothing differs: the shop and the hub have the same." in check(hub, connection).text
    bought = seller.buy((product.sku_id, 2))
    text = check(hub, connection).text
    assert f"Order missing here Order {bought.order_id}" in text
    assert "Mended It was taken in." in text
    assert hub.order(bought.order_id).lines.count()
    hub.work()
    assert hub.available("RECON-1") == 7
    check(hub, connection)
    assert outcomes(connection) == []
    assert "Last check" in hub.owner.get("connection", connection.pk).text


def test_an_order_in_another_state_is_read_again(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller
) -> None:
    product = seller.list_product(quantity=9)
    connection = hub.connect(shopwright_module_platform, seller)
    bought = seller.buy(product.sku_id)
    hub.work()
    seller.platform.control.post(f"orders/{bought.order_id}/cancel", {})
    text = check(hub, connection).text
    assert "State of an order" in text
    assert "CANCELLED" in text
    assert ("order_state", "mended") in outcomes(connection)
    assert hub.order(bought.order_id).progress == "cancelled"


def test_a_return_that_nobody_told_of_is_taken_in_and_one_in_another_state_is_read_again(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller
) -> None:
    platform = shopwright_module_platform
    product = seller.list_product(quantity=9)
    connection = hub.connect(platform, seller)
    bought = seller.buy(product.sku_id, status="DELIVERED")
    made = platform.orders.return_(bought)
    text = check(hub, connection).text
    assert "Return or cancellation missing here" in text
    assert ("case_missing", "mended") in outcomes(connection)
    case = Case.objects.get(connection=connection, external_id=made.return_id)
    assert hub.owner.url("return", case.pk) in check_page(hub, connection).html
    platform.orders.act_on_return(made, "WITHDRAW")
    check(hub, connection)
    assert outcomes(connection) == [("case_state", "mended")]
    case.refresh_from_db()
    assert case.waits_for == "nobody"
    check(hub, connection)
    assert outcomes(connection) == []
    assert connection.runs.latest("pk").cases == 1


def test_a_cancellation_that_nobody_told_of_is_taken_in(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller
) -> None:
    product = seller.list_product(quantity=9)
    connection = hub.connect(shopwright_module_platform, seller)
    bought = seller.buy(product.sku_id, status="AWAITING_SHIPMENT")
    hub.work()
    shopwright_module_platform.orders.cancel(bought)
    check(hub, connection)
    assert ("case_missing", "mended") in outcomes(connection)
    assert hub.order(bought.order_id).hold == "cancel"


def test_a_case_that_has_been_open_for_long_is_compared_too(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller
) -> None:
    platform = shopwright_module_platform
    product = seller.list_product(quantity=9)
    connection = hub.connect(platform, seller)
    made = platform.orders.return_(seller.buy(product.sku_id, status="DELIVERED"))
    hub.work()
    old = timezone.now() - timedelta(days=30)
    Case.objects.filter(connection=connection).update(raw_status="OLD", seen_at=old)
    run = Run(workspace=hub.workspace, connection=connection, cursor="open:0")
    run.save()
    with open_session(connection, "checks") as session:
        assert compare_cases.compare_returns(run, session)
        assert not compare_cases.compare_returns(run, session)
    assert list(run.findings.values_list("what", "external_id")) == [("case_state", made.return_id)]


def test_an_answer_that_is_on_its_way_is_no_difference(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller
) -> None:
    platform = shopwright_module_platform
    product = seller.list_product(quantity=9)
    connection = hub.connect(platform, seller)
    made = platform.orders.return_(seller.buy(product.sku_id, status="DELIVERED"))
    hub.work()
    case = Case.objects.get(connection=connection)
    hub.owner.post("return-answer", case.pk, decision="APPROVE_RETURN")
    platform.orders.act_on_return(made, "WITHDRAW")
    check(hub, connection)
    assert outcomes(connection) == []


def check_page(hub: Hub, connection: Connection) -> Page:
    return hub.owner.get("check", connection.runs.latest("pk").pk)


def test_listings_that_are_right_in_the_list_are_not_asked_for_one_by_one(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(channels(), "tiktok_shop", TikTokShop(page_size=2))
    products = [seller.list_product(quantity=9) for _ in range(5)]
    connection = hub.connect(shopwright_module_platform, seller)
    change_price(seller, products[3].product_id, products[3].sku_id, "7.77")
    asked: list[str] = []
    read = TikTokSession.listing

    def note_and_read(session: TikTokSession, external_id: str) -> ExternalListing | None:
        asked.append(external_id)
        return read(session, external_id)

    monkeypatch.setattr(TikTokSession, "listing", note_and_read)
    check(hub, connection)
    run = connection.runs.latest("pk")
    assert set(asked) == {products[3].product_id}
    assert (run.listings, run.listing_total, run.met.count()) == (5, 5, 0)
    assert [what for what, _ in outcomes(connection)] == ["price"]


@pytest.mark.parametrize(
    ("drift", "outcome", "price", "words"),
    [
        ("heal", "mended", "5.00", "The channel has taken 5.00 GBP."),
        ("show", "left", "7.77", "show changed prices, and do not set them back"),
    ],
)
def test_a_price_changed_by_hand_on_the_channel_is_found_and_set_back_where_the_rule_says_so(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller, drift: str, outcome: str, price: str, words: str,
) -> None:  # fmt: skip
    product = seller.list_product(quantity=9, seller_sku="RECON-2")
    connection = hub.connect(shopwright_module_platform, seller)
    variant = hub.variant("RECON-2")
    ListingRule.objects.create(workspace=hub.workspace, connection=connection, sends_prices=True, drift=drift)
    variant.price, variant.currency = Decimal("5.00"), connection.currency
    variant.save()
    follow_variants([variant.pk])
    hub.work()
    change_price(seller, product.product_id, product.sku_id, "7.77")
    text = check(hub, connection).text
    assert "Price RECON-2 5.00 GBP 7.77 GBP" in text
    assert words in text
    assert ("price", outcome) in outcomes(connection)
    assert price_on(seller, product.product_id) == Decimal(price)
    hub.work()
    hub.watch()
    told = "than the hub, which the check left" in hub.owner.get("today").text
    assert told is (outcome == "left")


def change_price(seller: Seller, product_id: str, sku_id: str, price: str) -> None:
    """Change a price in the shop itself."""
    seller.client().product.update_price(
        product_id, skus=[{"id": sku_id, "price": {"currency": "GBP", "amount": price}}]
    )


def price_on(seller: Seller, product_id: str) -> Decimal:
    price = seller.client().product.get_product(product_id)["skus"][0]["price"]
    return Decimal(price.get("sale_price") or price["tax_exclusive_price"])


@pytest.mark.parametrize("sends", [True, False])
def test_a_number_changed_by_hand_on_the_channel_is_sent_again_where_stock_is_sent(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller, sends: bool
) -> None:
    product = seller.list_product(quantity=9, seller_sku="RECON-3")
    connection = hub.connect(shopwright_module_platform, seller, sends=sends)
    warehouse = connection.locations.get(is_default=True).external_id
    seller.client().product.update_inventory(
        product.product_id, skus=[{"id": product.sku_id, "inventory": [{"warehouse_id": warehouse, "quantity": 4}]}]
    )
    text = check(hub, connection).text
    assert "RECON-3 in" in text
    if sends:
        assert "The channel has taken 9." in text
        assert stock_on(seller, product.sku_id) == 9
    else:
        assert "Stock is not sent to this shop; the hub wants 9." in text
        assert stock_on(seller, product.sku_id) == 4
    assert outcomes(connection) == [("stock", "mended" if sends else "left")]


def test_listings_made_paused_and_deleted_on_the_channel_are_found(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller
) -> None:
    paused, deleted = seller.list_product(seller_sku="RECON-4"), seller.list_product(seller_sku="RECON-5")
    connection = hub.connect(shopwright_module_platform, seller)
    made = seller.list_product(seller_sku="RECON-6")
    client = seller.client().product
    client.deactivate_products(product_ids=[paused.product_id])
    client.delete_products(product_ids=[deleted.product_id])
    text = check(hub, connection).text
    findings = dict(connection.runs.latest("pk").findings.values_list("external_id", "what"))
    assert findings[paused.product_id] == "listing_state"
    assert findings[made.product_id] == "listing_missing"
    assert deleted.product_id in findings
    assert "The hub has it as it is there: paused." in text
    states = dict(connection.listings.values_list("external_id", "state"))
    assert (states[paused.product_id], states[made.product_id]) == ("paused", "live")
    assert states[deleted.product_id] == "ended"
    check(hub, connection)
    assert outcomes(connection) == []


def test_what_is_on_its_way_is_no_finding(hub: Hub, shopwright_module_platform: Platform, seller: Seller) -> None:
    product = seller.list_product(quantity=9)
    connection = hub.connect(shopwright_module_platform, seller)
    bought = seller.buy(product.sku_id)
    event(connection, bought.order_id)
    check(hub, connection)
    assert outcomes(connection) == []


def test_a_check_that_is_killed_in_any_chunk_goes_on_and_doubles_nothing(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every second chunk dies before it commits, as with kill -9: the database drops what it did."""
    product = seller.list_product(quantity=30, seller_sku="RECON-7")
    connection = hub.connect(shopwright_module_platform, seller)
    bought = [seller.buy(product.sku_id).order_id for _ in range(5)]
    monkeypatch.setattr(compare_orders, "CHUNK", 2)
    monkeypatch.setattr(mend, "CHUNK", 2)
    beats = iter(range(1000))
    take_on = runs._take_on

    def take_on_and_die(run: Run) -> None:
        take_on(run)
        if next(beats) % 2 == 0:
            raise KeyboardInterrupt  # nothing catches it: the process would be gone

    monkeypatch.setattr(runs, "_take_on", take_on_and_die)
    hub.owner.post("check-new", shop=str(connection.pk))
    kills = 0
    while connection.runs.get().is_open:
        try:
            runs.work_due()
        except KeyboardInterrupt:
            kills += 1
    assert kills > 5
    assert outcomes(connection) == [("order_missing", "mended")] * 5
    assert connection.runs.get().orders >= 5
    assert Order.objects.filter(connection=connection, external_id__in=bought).count() == 5


def test_a_check_of_a_shop_that_does_not_answer_waits_is_given_up_and_goes_on_when_it_is_tried_again(
    hub: Hub, shopwright_module_platform: Platform, seller: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller.list_product()
    connection = hub.connect(shopwright_module_platform, seller)

    def refuse(*_: object) -> None:
        raise ChannelError("The line is dead.", remedy="Wait.", is_passing=True)

    with monkeypatch.context() as patch:
        patch.setattr(runs, "open_session", refuse)
        text = check(hub, connection).text
        assert "The line is dead. Wait." in text
        run = connection.runs.get()
        assert "Check of" in hub.owner.get("jobs", kind="checks", state="failed").text
        for _ in range(6):
            Run.objects.filter(pk=run.pk).update(due_at=timezone.now())
            work_through()
    assert "The line is dead. Wait." in hub.owner.get("jobs", kind="checks", state="given_up").text
    hub.owner.post("jobs-act", act="retry", jobs=[f"checks:{run.pk}"])
    work_through()
    assert "Nothing differs" in hub.owner.get("check", run.pk).text


def test_each_shop_is_checked_daily_and_once_at_a_time(hub: Hub) -> None:
    shop = rows.connection(hub)
    runs.begin_daily()
    assert shop.runs.count() == 0, "it is new"
    Connection.objects.filter(pk=shop.pk).update(created_at=timezone.now() - timedelta(days=2))
    runs.begin_daily()
    runs.begin_daily()
    hub.owner.post("check-new", shop=str(shop.pk))
    assert shop.runs.count() == 1
    assert "Cancelled: 1 of 1" in hub.owner.post("jobs-act", act="cancel", jobs=[f"checks:{shop.runs.get().pk}"]).text
    assert "daily" in hub.owner.get("checks").text
    Run.objects.filter(connection=shop).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    runs.begin_daily()
    assert shop.runs.count() == 2
    hub.owner.post("connection-change", shop.pk, do="pause")
    assert "connect it before it is checked" in hub.owner.post("check-new", shop=str(shop.pk)).text


def test_findings_are_narrowed_and_belong_to_their_workspace(hub: Hub) -> None:
    shop = rows.connection(hub)
    run = Run.objects.create(workspace=hub.workspace, connection=shop, state="done")
    for what, outcome in (("price", "left"), ("stock", "mended")):
        Finding.objects.create(
            workspace=hub.workspace, connection=shop, run=run, what=what, external_id="1", about=f"A {what} mug",
            expected="1", seen="2", outcome=outcome,
        )  # fmt: skip
    assert "A stock mug" not in hub.owner.get("check", run.pk, outcome="left").text
    assert "A price mug" not in hub.owner.get("check", run.pk, what="stock").text
    assert "No finding fits." in hub.owner.get("check", run.pk, q="cup").text
    assert Hub().owner.get("check", run.pk).status == 404
    assert hub.person(Role.VIEWER).post("check-new").status == 403
