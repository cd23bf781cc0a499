"""The pages of a shop's money."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, shop_in, stocked
from tests.platform.portal.visitor import Visitor, words_of

from .money_lists import all_statements, of_order
from .test_payments import adjust
from .test_statements import delivered, settle


@pytest.fixture
def someone(platform: RunningPlatform) -> Iterator[Visitor]:
    visitor = Visitor(platform)
    yield visitor
    visitor.close()


def money(seller: Seller, rest: str = "") -> str:
    return f"/portal/shops/{seller.shop_id}/money{rest}"


def test_statements_open_into_orders_and_orders_into_money(someone: Visitor, platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    assert "No statement yet." in words_of(someone.open(money(seller)))
    order_id = delivered(seller, stocked(seller))
    settle(seller)
    (statement,) = all_statements(seller)
    page = someone.open(money(seller))
    assert statement["settlement_amount"] in words_of(page)
    assert f"{money(seller)}/{statement['id']}" in page
    page = someone.open(money(seller, f"/{statement['id']}"))
    assert f"{money(seller)}/orders/{order_id}" in page
    words = words_of(someone.open(money(seller, f"/orders/{order_id}")))
    (row,) = of_order(seller, order_id)["sku_transactions"]
    fee = row["fee_tax_breakdown"]["fee"]["platform_commission_amount"]
    assert f"Platform commission {fee.replace('-', '−')}" in words
    assert f"the seller gets {row['settlement_amount']} GBP" in words


def test_an_orders_page_says_what_its_money_waits_for(someone: Visitor, platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    order_id = str(buy(seller, stocked(seller))["order_id"])
    assert "Waits for delivery" in words_of(someone.open(money(seller, f"/orders/{order_id}")))
    assert f"{money(seller)}/orders/{order_id}" in someone.open(f"/portal/shops/{seller.shop_id}/orders/{order_id}")


def test_settling_by_hand_closes_the_days_statement(someone: Visitor, platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    adjust(seller, "12")
    reply = someone.send(money(seller))
    assert (reply.status_code, reply.headers["location"]) == (303, money(seller))
    assert len(all_statements(seller)) == 1


def test_statements_and_their_rows_are_files_too(someone: Visitor, platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    adjust(seller, "12", "REBATE")
    settle(seller)
    (statement,) = all_statements(seller)
    listed = someone.open(f"/portal/shops/{seller.shop_id}/files/money.csv")
    (row,) = list(csv.DictReader(io.StringIO(listed.lstrip("\ufeff"))))
    assert (row["Statement"], row["Settlement"], row["Payable"]) == (statement["id"], "12.00", "12.00")
    text = someone.open(money(seller, f"/{statement['id']}/rows.csv"))
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [(row["Type"], row["Adjusted by"]) for row in rows] == [("REBATE", "12.00")]
    assert someone.http.get(money(seller, f"/{statement['id']}/rows.xlsx")).content[:2] == b"PK"


@pytest.mark.parametrize("rest", ["/1", "/orders/1", "/1/rows.csv"])
def test_what_is_not_there_is_not_found(someone: Visitor, platform: RunningPlatform, rest: str) -> None:
    someone.open(money(shop_in(platform, "GB"), rest), 404)


def test_statements_are_searched_and_filtered(someone: Visitor, platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    for amount in ("12", "13"):
        adjust(seller, amount)
        settle(seller)
    first, second = (statement["id"] for statement in all_statements(seller))

    def listed(query: str) -> list[str]:
        return re.findall(r'<tr data-key="(\d+)"', someone.open(money(seller, query)))

    assert listed("") == [second, first]
    assert listed("?sort=created") == [first, second]
    assert listed(f"?q={first}") == [first]
    assert listed("?status=PAID") == []
    assert set(listed("?status=PROCESSING")) == {first, second}
