"""What stands beside a shop's board, and what leads to it: counts, stock, notifications, parcels, search."""

from __future__ import annotations

import re

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness import cancellations, returns
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import advance, buy, detail, holding, stocked

from .shop_pages import at, chips, keys, ordered, press
from .visitor import Visitor, words_of


def test_what_needs_an_answer_shows_with_the_time_that_is_left(someone: Visitor, seller: Seller) -> None:
    asked, sent = ordered(seller), ordered(seller, "DELIVERED")
    cancellations.ask(seller, asked)
    press(someone, seller, sent, "ASK_RETURN_AND_REFUND")
    side = words_of(someone.open(f"/portal/cards/shops/{seller.shop_id}"))
    assert re.search(r"Needs an answer All 2 .*Asks for money back Answer in .*Asks to cancel Answer in ", side)
    press(someone, seller, sent, "APPROVE_RETURN", "RETURN_SHIP")
    assert "Needs an answer All 1" in words_of(someone.open(at(seller)))
    press(someone, seller, sent, "RETURN_ARRIVE")
    side = words_of(someone.open(f"/portal/cards/shops/{seller.shop_id}"))
    assert re.search(r"Needs an answer All 2 .*Goods came back Inspect and answer in (2 d|1 d 23 h)", side)
    assert len(keys(someone.open(at(seller, "returns") + "?status=ANSWER"))) == 2
    assert "Delivered Goods came back Inspect and answer in" in words_of(someone.open(at(seller)))


def test_a_number_beside_the_board_leads_to_the_rows_it_counts(someone: Visitor, seller: Seller) -> None:
    for status in ("AWAITING_SHIPMENT", "IN_TRANSIT", "DELIVERED", "DELIVERED"):
        order_id = ordered(seller, status)
    returns.ask(seller, {"order_id": order_id}, "REPLACEMENT")
    counts = chips(someone.open(f"/portal/cards/shops/{seller.shop_id}"))
    assert {at(seller, "parcels"), at(seller, "returns")} == {url.partition("?")[0] for url in counts}
    for url, count in counts.items():
        assert len(keys(someone.open(url))) == count > 0, url


def states_beside(someone: Visitor, seller: Seller) -> set[str]:
    """The states of claims that are counted beside the board."""
    counts = chips(someone.open(f"/portal/cards/shops/{seller.shop_id}"))
    return {url.partition("status=")[2] for url in counts if url.startswith(at(seller, "returns"))}


@pytest.mark.parametrize("kind", ["REFUND", "RETURN_AND_REFUND", "REPLACEMENT"])
def test_a_return_is_counted_beside_the_board_until_nothing_more_comes_of_it(
    someone: Visitor, seller: Seller, kind: str
) -> None:
    withdrawn, rejected = (returns.ask(seller, returns.delivered(seller), kind) for _ in range(2))
    pending = returns.state(seller, withdrawn)
    assert states_beside(someone, seller) == {pending}
    returns.act(seller, withdrawn, "WITHDRAW")
    returns.done(returns.reject(seller, rejected, f"REJECT_{kind.removesuffix('_AND_REFUND')}"))
    after = returns.state(seller, rejected)
    is_over = kind == "REPLACEMENT"  # stays a rejection, where the others become a closed request in the end
    assert states_beside(someone, seller) == (set() if is_over else {after})


def test_a_cancellation_is_counted_beside_the_board_until_it_is_paid_or_rejected(
    someone: Visitor, seller: Seller
) -> None:
    approved, rejected = (cancellations.ask(seller, ordered(seller)) for _ in range(2))
    assert states_beside(someone, seller) == {"CANCELLATION_REQUEST_PENDING"}
    assert cancellations.reject(seller, rejected).code == 0
    assert cancellations.approve(seller, approved).code == 0
    assert states_beside(someone, seller) == {"CANCELLATION_REQUEST_SUCCESS"}


def test_low_stock_shows_the_least_first_and_leads_to_its_products(someone: Visitor, seller: Seller) -> None:
    plenty, few, gone = (stocked(seller, quantity, title=f"Goods with {quantity} left") for quantity in (6, 5, 1))
    buy(seller, gone)
    side = words_of(someone.open(f"/portal/cards/shops/{seller.shop_id}"))
    assert re.search(r"Low stock All 2 Goods with 1 left None left Goods with 5 left 5 left Notifications", side)
    page = words_of(someone.open(f"/portal/shops/{seller.shop_id}?stock=low"))
    assert "Goods with 5 left On sale" in page
    assert "Goods with 6 left" not in page
    buy(seller, plenty)
    assert "Low stock All 3" in words_of(someone.open(at(seller)))
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"low_stock_threshold": 0})
    assert "Low stock All 1" in words_of(someone.open(at(seller)))
    assert holding(seller, few) == (5, 0)


def test_an_order_shows_the_stock_that_it_moved(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller, 5)
    order_id = buy(seller, (sku, 2))["order_id"]
    other = buy(seller, sku)["order_id"]
    advance(seller, order_id, "AWAITING_COLLECTION")
    cancellations.ask(seller, other)
    page = words_of(someone.open(f"{at(seller)}/{order_id}"))
    assert re.search(r"Shipped [^+]* −2 on hand, −2 committed Promised to the order [^−]* \+2 committed", page)
    assert "−1" not in page
    assert "Let go by a cancellation" in words_of(someone.open(f"{at(seller)}/{other}"))


@pytest.mark.parametrize(
    ("region", "price", "words"),
    [("GB", "2.1", "2.10 GBP each"), ("US", "2", "2.00 USD each"), ("VN", "25000", "25000 VND each")],
)
def test_an_order_shows_prices_with_the_decimals_of_their_currency(
    someone: Visitor, shared_platform: RunningPlatform, region: str, price: str, words: str
) -> None:
    seller = new_seller(shared_platform, region=region)
    line = {"sku_id": stocked(seller), "quantity": 1, "unit_price": price}
    order_id = str(buy(seller, line_items=[line])["order_id"])
    assert words in words_of(someone.open(f"{at(seller)}/{order_id}"))


def test_notifications_stand_beside_the_board_and_with_their_order(
    someone: Visitor, seller: Seller, receiver: WebhookReceiver
) -> None:
    cancellations.listen(seller, receiver)
    order_id, other = ordered(seller), ordered(seller, "ON_HOLD")
    eventually(lambda: "Order status change" in words_of(someone.open(f"{at(seller)}/{order_id}")))
    bodies = {
        delivery["delivery_id"]: delivery["body"]["data"].get("order_id")
        for delivery in seller.platform.get("/sandbox/deliveries", shop_id=seller.shop_id)["deliveries"]
    }
    delivery_ids = re.findall(r'href="/portal/deliveries/(\w+)"', someone.open(f"{at(seller)}/{order_id}"))
    assert {bodies[item] for item in delivery_ids} == {order_id}
    assert set(bodies.values()) > {order_id, other}
    side = someone.open(f"/portal/cards/shops/{seller.shop_id}")
    newest = re.findall(r'href="/portal/deliveries/(\w+)"', side)
    assert newest == sorted(bodies, reverse=True)[:8]
    log = f"/portal/deliveries?shop={seller.shop_id}"
    assert log in side
    assert set(keys(someone.open(log))) == set(bodies)


def test_a_parcel_shows_its_carrier_its_number_and_its_next_scan(someone: Visitor, seller: Seller) -> None:
    order_id = ordered(seller, "IN_TRANSIT")
    (package,) = seller.platform.get("/sandbox/packages", shop_id=seller.shop_id)["packages"]
    page = someone.open(at(seller, "parcels"))
    assert keys(page) == [package["package_id"]]
    assert f'href="{at(seller)}/{order_id}" data-drawer' in page
    assert re.search(
        rf"On its way Scan in (\d+ (d|h|min) )+.* has collected the parcel .*Royal Mail {package['tracking_number']}",
        words_of(page),
    )
    seller.platform.post(f"/sandbox/packages/{package['package_id']}/acts", {"act": "LOSE"})
    assert "Lost – " in words_of(someone.open(at(seller, "parcels")))


@pytest.mark.parametrize("region", ["US", "BR"])  # where sellers see whole addresses, and a tax number
def test_the_buyer_is_on_no_page_but_masked(someone: Visitor, shared_platform: RunningPlatform, region: str) -> None:
    seller = new_seller(shared_platform, region=region)
    order_id = ordered(seller, "DELIVERED")
    returns.ask(seller, {"order_id": order_id}, "RETURN_AND_REFUND")
    (buyer,) = seller.platform.get("/sandbox/buyers", shop_id=seller.shop_id)["buyers"]
    order = detail(seller, order_id)
    texts = (order["recipient_address"][item] for item in ("name", "full_address", "postal_code", "phone_number"))
    names = {buyer["name"], order["buyer_nickname"], *texts, order.get("cpf"), order.get("cpf_name")}
    secrets = {name for name in names if name and "***" not in name}
    assert secrets
    for path in (at(seller), f"{at(seller)}/{order_id}", at(seller, "parcels"), at(seller, "returns")):
        page = someone.open(path)
        assert not [secret for secret in secrets if secret in page], path
    masked = " ".join(f"{word[0]}***" for word in buyer["name"].split())
    assert f"Name {masked}" in words_of(someone.open(f"{at(seller)}/{order_id}"))


def test_orders_to_ship_are_counted_where_one_begins(visitor: Visitor) -> None:
    assert "to ship" not in words_of(visitor.open("/portal/cards/notices"))
    seller, second = new_seller(visitor.platform), new_seller(visitor.platform)
    for _ in range(2):
        ordered(seller)
    board = f"{at(seller)}?status=AWAITING_SHIPMENT"
    notices = visitor.open("/portal/cards/notices")
    assert "2 orders to ship" in words_of(notices)
    assert f'href="{board}"' in notices
    assert len(keys(visitor.open(board))) == 2
    listed = visitor.open("/portal/shops")
    assert f'<a href="{board}">2</a>' in listed
    assert f'href="{at(seller)}">' in listed
    assert "2 orders, 2 to ship · 2 products" in words_of(visitor.open("/"))
    ordered(second)
    assert re.search(r'href="/portal/shops">.*3 orders to ship', visitor.open("/portal/cards/notices"))


def test_search_leads_from_whatever_is_of_an_order_to_it(someone: Visitor, seller: Seller) -> None:
    order_id = ordered(seller, "DELIVERED")
    (package_id,) = [package["id"] for package in detail(seller, order_id)["packages"]]
    return_id = returns.ask(seller, {"order_id": order_id}, "REFUND")
    for text in (order_id, package_id, return_id):
        reply = someone.http.get("/portal/search", params={"q": text})
        assert reply.headers["location"] == f"{at(seller)}/{order_id}"


def test_a_shops_pages_work_on_every_database(anywhere: RunningPlatform) -> None:
    someone, seller = Visitor(anywhere), new_seller(anywhere)
    low, order_id = stocked(seller, 2, title="Goods with 2 left"), ordered(seller, "DELIVERED")
    press(someone, seller, order_id, "ASK_REFUND")
    buy(seller, low)
    page = words_of(someone.open(at(seller)))
    assert "Needs an answer All 1" in page
    assert "Goods with 2 left 1 left" in page
    assert "Promised to the order" in words_of(someone.open(f"{at(seller)}/{order_id}"))
    for url, count in {
        **chips(someone.open(at(seller, "parcels"))),
        **chips(someone.open(at(seller, "returns"))),
    }.items():
        assert len(keys(someone.open(url))) == count
    someone.close()
