"""What each market takes of a sale, and what of that comes back with a refund (finance/data/terms.json)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.catalogue import create_product, sku_body
from tests.harness.returns import approve, ask
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, pass_time, shop_in, stocked

from .money_lists import all_statements, of_order, payments, rows_of
from .test_payments import adjust, book
from .test_statements import delivered, settle

FEES, TAXES = ("fee_tax_breakdown", "fee"), ("fee_tax_breakdown", "tax")


def priced(seller: Seller, price: str) -> str:
    """A SKU at a price."""
    return str(create_product(seller, skus=[sku_body(seller, amount=price)])["skus"][0]["id"])


def sold(seller: Seller, price: str, quantity: int = 1, **line: object) -> str:
    """A settled order of units at a price."""
    item = {"sku_id": priced(seller, price), "quantity": quantity, **line}
    order_id = str(buy(seller, line_items=[item])["order_id"])
    advance(seller, order_id, "DELIVERED")
    settle(seller, order_id)
    return order_id


def refund(seller: Seller, *order_ids: str) -> None:
    """The buyers get everything back, and that is settled."""
    for order_id in order_ids:
        reply = approve(seller, ask(seller, {"order_id": order_id}, "REFUND"), "APPROVE_REFUND")
        assert reply.code == 0, reply.message
    pass_time(seller.platform, 3 * DAY)


def amount(seller: Seller, order_id: str, *path: str) -> Decimal:
    """An amount of an order, all its transactions together."""
    total = Decimal(0)
    for row in of_order(seller, order_id)["sku_transactions"]:
        place: Any = row
        for name in path:
            place = place[name]
        total += Decimal(place)
    return total


@pytest.mark.parametrize(
    ("market", "price", "quantity", "group", "name", "expected"),
    [
        ("GB", "50.00", 1, FEES, "platform_commission_amount", "-4.50"),
        ("GB", "50.00", 1, TAXES, "vat_amount", "-0.90"),
        ("US", "50.00", 2, FEES, "referral_fee_amount", "-6.00"),
        ("BR", "833.33", 1, FEES, "sfp_service_fee_amount", "-50.00"),
        ("BR", "900.00", 1, FEES, "sfp_service_fee_amount", "-50.00"),
        ("BR", "900.00", 2, FEES, "sfp_service_fee_amount", "-100.00"),
        ("BR", "900.00", 2, FEES, "fee_per_item_sold_amount", "-8.00"),
        ("ID", "3000000", 1, FEES, "dynamic_commission_amount", "-40000"),
        ("ID", "30000", 3, FEES, "epr_pob_service_fee_amount", "-1250"),
        ("JP", "999", 1, FEES, "platform_commission_amount", "-70"),
        ("MX", "400.00", 1, TAXES, "isr_amount", "-10.00"),
    ],
)
def test_a_market_takes_its_share_of_each_unit_up_to_its_cap(
    platform: RunningPlatform, market: str, price: str, quantity: int, group: tuple[str, str], name: str, expected: str
) -> None:
    seller = shop_in(platform, market)
    assert amount(seller, sold(seller, price, quantity), *group, name) == Decimal(expected)


@pytest.mark.own_platform
def test_a_part_of_the_fee_that_comes_back_with_a_refund_is_kept_up_to_its_cap(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    kept = {sold(seller, price): Decimal(least) for price, least in (("50.00", "-0.60"), ("1000.00", "-5.00"))}
    for order_id in kept:
        assert amount(seller, order_id, *FEES, "refund_administration_fee_amount") == 0
    refund(seller, *kept)
    for order_id, least in kept.items():
        assert amount(seller, order_id, *FEES, "referral_fee_amount") == 0
        assert amount(seller, order_id, *FEES, "refund_administration_fee_amount") == least


@pytest.mark.own_platform
@pytest.mark.parametrize("market", ["BR", "ID"])
def test_a_unit_that_is_paid_back_brings_nothing_and_costs_no_fee(platform: RunningPlatform, market: str) -> None:
    seller = shop_in(platform, market)
    order_id = delivered(seller, stocked(seller))
    settle(seller, order_id)
    refund(seller, order_id)
    assert amount(seller, order_id, "revenue_amount") == 0
    assert amount(seller, order_id, *FEES, "platform_commission_amount") == 0
    assert amount(seller, order_id, *FEES, "fee_per_item_sold_amount") == 0
    assert amount(seller, order_id, "shipping_cost_breakdown", "customer_paid_shipping_fee_amount") == 0


@pytest.mark.parametrize("payer", ["seller_discount", "platform_discount"])
def test_a_unit_that_was_free_costs_no_fee_per_item(platform: RunningPlatform, payer: str) -> None:
    seller = shop_in(platform, "BR")
    order_id = sold(seller, "20.00", **{payer: "20.00"})
    assert amount(seller, order_id, *FEES, "fee_per_item_sold_amount") == 0


@pytest.mark.own_platform
def test_what_the_platform_paid_of_a_free_unit_goes_back_with_it(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    order_id = sold(seller, "20.00", platform_discount="20.00")
    assert amount(seller, order_id, "revenue_amount") == 20
    refund(seller, order_id)
    assert amount(seller, order_id, "revenue_amount") == 0


def test_orders_that_travel_together_share_the_cost_of_their_parcel(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "ID")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"hold": False}})
    sku_id = stocked(seller)
    order_ids = [str(buy(seller, sku_id, buyer="Ann")["order_id"]) for _ in range(3)]
    (group,) = seller.call("searchCombinablePackages", query={"page_size": 50}).data["combinable_packages"]
    assert seller.call("combinePackage", {"combinable_packages": [group]}).data["errors"] == []
    advance(seller, order_ids[0], "DELIVERED")
    settle(seller)
    costs = [amount(seller, each, "shipping_cost_breakdown", "actual_shipping_fee_amount") for each in order_ids]
    alone = delivered(seller, sku_id)
    settle(seller)
    assert sum(costs) == amount(seller, alone, "shipping_cost_breakdown", "actual_shipping_fee_amount") < 0
    assert max(costs) - min(costs) <= 1


@pytest.mark.parametrize(
    ("least", "owed", "count"), [("0", "-5", 0), ("0", "0", 0), ("30", "29.99", 0), ("30", "30", 1)]
)
def test_a_payment_is_above_0_and_reaches_the_least(
    platform: RunningPlatform, least: str, owed: str, count: int
) -> None:
    seller = shop_in(platform, "GB")
    book(seller, minimum_payment=least)
    adjust(seller, "100")
    adjust(seller, str(Decimal(owed) - 100))
    settle(seller)
    assert len(payments(seller)) == count
    assert len(all_statements(seller)) == 1


def test_a_statement_that_owes_keeps_nothing_back(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    book(seller, reserve_rate="0.5")
    adjust(seller, "-10")
    settle(seller)
    (statement,) = all_statements(seller)
    head, rows = rows_of(seller, statement["id"])
    assert (head["payable_amount"], [row["type"] for row in rows]) == ("-10.00", ["OTHER_ADJUSTMENT"])
