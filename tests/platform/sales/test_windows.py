"""Each time limit of a market's trade: a second before it nothing has happened, and when it is over it has.

Which limits there are, and where a market has one of its own, is read from the data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from shopwright.platform.market.regions import all_regions
from shopwright.platform.market.trade_rules import Windows, trade_rules
from tests.harness import cancellations
from tests.harness.calls import Seller
from tests.harness.returns import act, approve, ask, delivered, done, reject, state
from tests.harness.server import RunningPlatform
from tests.harness.simulations import now
from tests.harness.trade import advance, buy, detail, pass_time, status_of, stocked
from tests.platform.sales.packages.packages import shop_of
from tests.platform.sales.packages.shipments import by_oneself, mark, ship_order

Probe = Callable[[], str]


@dataclass(frozen=True)
class Window:
    """A limit: what begins it, which answers how it stands, and what is so before its end and after.

    ``unit`` is what the data count in, in seconds; ``market`` where it is tried besides those with one of their own.
    """

    name: str
    begin: Callable[[Seller], Probe]
    before: str
    after: str
    unit: int = 3600
    market: str = "GB"
    hold: bool = False
    carrier: str = "MANUAL"


def order_in(status: str, **fields: object) -> Callable[[Seller], Probe]:
    """An order in a state."""

    def begin(seller: Seller) -> Probe:
        order_id = str(buy(seller, stocked(seller), **fields)["order_id"])
        if status not in {"UNPAID", "ON_HOLD", "AWAITING_SHIPMENT"}:
            advance(seller, order_id, status)
        return lambda: status_of(seller, order_id)

    return begin


def return_after(kind: str, *acts: str) -> Callable[[Seller], Probe]:
    """A return of a delivered order, after what seller, buyer and parcel did."""

    def begin(seller: Seller) -> Probe:
        return_id = ask(seller, delivered(seller), kind)
        for what in acts:
            _do(seller, return_id, what)
        return lambda: state(seller, return_id)

    return begin


def _do(seller: Seller, return_id: str, what: str) -> None:
    if what.startswith("REJECT"):
        done(reject(seller, return_id, what))
    elif what.startswith("OFFER"):
        offer = {"amount": "1", "currency": "GBP"}
        done(approve(seller, return_id, what, partial_refund=offer))
    elif what.startswith("APPROVE"):
        done(approve(seller, return_id, what))
    else:
        act(seller, return_id, what)


def cancellation(*, approved: bool) -> Callable[[Seller], Probe]:
    """A buyer's request to cancel."""

    def begin(seller: Seller) -> Probe:
        cancel_id = cancellations.ask(seller, cancellations.bought(seller, stocked(seller)))
        if approved:
            done(cancellations.approve(seller, cancel_id))
        return lambda: str(cancellations.case(seller, cancel_id)["cancel_status"])

    return begin


def records(seller: Seller) -> Probe:
    """A return whose parcel is on its way; how far it came is told by the last of its records."""
    return_id = ask(seller, delivered(seller), "RETURN_AND_REFUND")
    _do(seller, return_id, "APPROVE_RETURN")
    act(seller, return_id, "SHIP")
    return lambda: str(seller.call("getReturnRecords", return_id=return_id).data["records"][-1]["event"])


_ASKED, _TO_SHIP, _OVER = "RETURN_OR_REFUND_REQUEST_PENDING", "AWAITING_BUYER_SHIP", "RETURN_OR_REFUND_REQUEST_CANCEL"
_REFUSED, _AGREED = "REFUND_OR_RETURN_REQUEST_REJECT", "RETURN_OR_REFUND_REQUEST_SUCCESS"
_BACK = "RETURN_AND_REFUND"

WINDOWS = (
    Window("payment_minutes", order_in("UNPAID", paid=False), "UNPAID", "CANCELLED", unit=60),
    Window("hold_minutes", order_in("ON_HOLD"), "ON_HOLD", "AWAITING_SHIPMENT", unit=60, hold=True),
    Window("shipping_due", order_in("AWAITING_SHIPMENT"), "AWAITING_SHIPMENT", "CANCELLED"),
    Window("collection_due", order_in("AWAITING_COLLECTION"), "AWAITING_COLLECTION", "CANCELLED"),
    Window("delivery_due", order_in("IN_TRANSIT"), "IN_TRANSIT", "CANCELLED"),
    Window("after_sales", order_in("DELIVERED"), "DELIVERED", "COMPLETED"),
    Window(
        "fulfilled_by_platform",
        order_in("AWAITING_SHIPMENT", fulfillment_type="FULFILLMENT_BY_TIKTOK"),
        "AWAITING_SHIPMENT",
        "AWAITING_COLLECTION",
    ),
    Window(
        "cancel_answer",
        cancellation(approved=False),
        "CANCELLATION_REQUEST_PENDING",
        "CANCELLATION_REQUEST_SUCCESS",
    ),
    Window(
        "refund_minutes",
        cancellation(approved=True),
        "CANCELLATION_REQUEST_SUCCESS",
        "CANCELLATION_REQUEST_COMPLETE",
        unit=60,
    ),
    Window("return_answer", return_after(_BACK), _ASKED, _TO_SHIP),
    Window(
        "replacement_answer",
        return_after("REPLACEMENT"),
        "REPLACEMENT_REQUEST_PENDING",
        "REPLACEMENT_REQUEST_COMPLETE",
    ),
    Window("partial_refund_answer", return_after(_BACK, "OFFER_PARTIAL_REFUND"), "AWAITING_BUYER_RESPONSE", _ASKED),
    Window("ship_back", return_after(_BACK, "APPROVE_RETURN"), _TO_SHIP, _OVER),
    Window("buyer_ships_back", return_after(_BACK, "APPROVE_RETURN"), _TO_SHIP, "BUYER_SHIPPED_ITEM", carrier="AUTO"),
    Window("return_transit", records, "BUYER_SHIP", "PACKAGE_DELIVERED", carrier="AUTO"),
    Window("receipt_answer", return_after(_BACK, "APPROVE_RETURN", "SHIP", "ARRIVE"), "BUYER_SHIPPED_ITEM", _AGREED),
    Window("arbitration", return_after("REFUND", "REJECT_REFUND"), _REFUSED, _OVER),
)

#: Limits that other tests try, since they are of another kind.
ELSEWHERE = {
    "anonymise_after_cancellation": "tests/platform/buyers/test_what_apps_see_of_buyers.py",
    "mask_after_completion": "tests/platform/buyers/test_what_apps_see_of_buyers.py",
    "rma_review_business_days": "tests/platform/sales/returns/test_aftersales_requests.py",
    "tracking_edit": "test_a_number_may_be_corrected_until_the_last_second_of_its_window",
    "shipping_sla": "test_times_that_only_warn_are_counted_from_payment",
    "collection_sla": "test_times_that_only_warn_are_counted_from_payment",
    "delivery_sla": "test_times_that_only_warn_are_counted_from_payment",
}

#: What docs/reference says of limits that TikTok publishes; all others are invented.
DOCUMENTED = {
    "hold_minutes": {60},
    "cancel_answer": {48},
    "return_answer": {48},
    "receipt_answer": {48},
    "replacement_answer": {24},
    "mask_after_completion": {30 * 24},
    "tracking_edit": {0, 72},
}

REGIONS = [market.code for market in all_regions()]


def length_of(name: str, region: str) -> int:
    """What the data say of a limit in a market."""
    return int(getattr(trade_rules(region).windows, name))


def where(window: Window) -> list[str]:
    """The market in which a limit is tried, and those which have another there."""
    usual = length_of(window.name, window.market)
    return [window.market, *(region for region in REGIONS if length_of(window.name, region) != usual)]


@pytest.fixture(scope="module")
def whole_seconds() -> Iterator[RunningPlatform]:
    """A platform whose clock stands still on a whole second until it is moved."""
    platform = RunningPlatform(demo=False)
    platform.post("/sandbox/clock/freeze")
    platform.post("/sandbox/clock/set", {"time": now(platform) + 1})
    yield platform
    platform.stop(wait=False)


@pytest.mark.parametrize(
    ("window", "region"),
    [pytest.param(window, region, id=f"{window.name}-{region}") for window in WINDOWS for region in where(window)],
)
def test_nothing_happens_a_second_before_the_end_of_a_limit_and_then_it_does(
    window: Window, region: str, whole_seconds: RunningPlatform
) -> None:
    seller = shop_of(whole_seconds, region, hold=window.hold)
    whole_seconds.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": window.carrier})
    probe = window.begin(seller)
    assert probe() == window.before
    pass_time(whole_seconds, length_of(window.name, region) * window.unit - 1)
    assert probe() == window.before
    pass_time(whole_seconds, 1)
    assert probe() == window.after


@pytest.mark.parametrize("region", ["GB", "US"])
def test_times_that_only_warn_are_counted_from_payment(whole_seconds: RunningPlatform, region: str) -> None:
    seller = shop_of(whole_seconds, region)
    order = detail(seller, buy(seller, stocked(seller))["order_id"])
    for field, name in (
        ("rts_sla_time", "shipping_sla"),
        ("tts_sla_time", "collection_sla"),
        ("delivery_sla_time", "delivery_sla"),
        ("shipping_due_time", "shipping_due"),
        ("collection_due_time", "collection_due"),
        ("delivery_due_time", "delivery_due"),
    ):
        assert order[field] == order["paid_time"] + length_of(name, region) * 3600, field


@pytest.mark.parametrize("region", [region for region in REGIONS if length_of("tracking_edit", region)])
def test_a_number_may_be_corrected_until_the_last_second_of_its_window(
    whole_seconds: RunningPlatform, region: str
) -> None:
    seller = shop_of(whole_seconds, region)
    sku = stocked(seller)
    orders = [str(buy(seller, sku, shipping_type="SELLER")["order_id"]) for _ in range(2)]
    for order_id in orders:
        if trade_rules(region).shipped_by["SELLER"] == "SHIP_PACKAGE":
            ship_order(seller, order_id, self_shipment=by_oneself(seller))
        else:
            assert mark(seller, order_id).code == 0
    pass_time(whole_seconds, length_of("tracking_edit", region) * 3600)
    assert seller.call("updateOrderShippingInfo", by_oneself(seller), order_id=orders[0]).code == 0
    pass_time(whole_seconds, 1)
    assert seller.call("updateOrderShippingInfo", by_oneself(seller), order_id=orders[1]).code == 21011049


def test_every_limit_is_tried() -> None:
    assert {window.name for window in WINDOWS} | set(ELSEWHERE) == set(Windows.__struct_fields__)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_published_limits_hold_in_every_market(name: str) -> None:
    assert {length_of(name, region) for region in REGIONS} == DOCUMENTED[name]
