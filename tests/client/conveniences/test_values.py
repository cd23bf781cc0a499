"""Money is exact and of one currency; moments know their zone."""

from __future__ import annotations

import operator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright import Money, amounts, in_zone, moment
from shopwright.client.core.methods import plain, text
from shopwright.platform.market.regions import all_regions
from tests.client.support import Face
from tests.harness.calls import new_seller
from tests.harness.trade import buy, stocked

exact = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
seconds = st.integers(min_value=1, max_value=10**11 - 1)


@given(exact, exact)
def test_money_adds_and_subtracts_exactly(amount: Decimal, other: Decimal) -> None:
    left, right = Money(amount, "GBP"), Money(other, "GBP")
    assert left + right - right == left
    assert (left + right).amount == amount + other
    assert sum([left, right]) == right + left
    assert (left < right) == (amount < other)
    assert -left + left == left * 0


@given(exact, st.integers(min_value=1, max_value=1000))
def test_money_times_a_number_is_money_added_that_often(amount: Decimal, times: int) -> None:
    money = Money(amount, "EUR")
    assert money * times == times * money == sum([money] * times)
    assert (money * times / times).rounded() == money


@given(exact)
def test_money_survives_the_way_to_the_wire_and_back(amount: Decimal) -> None:
    money = Money(amount, "USD")
    assert Money.of(money.as_block()) == money


@pytest.mark.parametrize("act", [operator.add, operator.sub, operator.lt, operator.ge], ids=lambda act: act.__name__)
def test_two_currencies_never_meet(act: Any) -> None:
    with pytest.raises(ValueError, match=r"1\.00 GBP and 1\.00 EUR are of two currencies"):
        act(Money(1, "GBP"), Money(1, "EUR"))
    assert Money(1, "GBP") != Money(1, "EUR")


@pytest.mark.parametrize("amount", [1.5, True, None, b"1"])
def test_what_is_not_exact_is_no_amount(amount: Any) -> None:
    with pytest.raises(TypeError, match="an amount is a Decimal, a whole number or a text"):
        Money(amount, "GBP")
    with pytest.raises(TypeError):
        Money(1, "GBP") * amount


@pytest.mark.parametrize("amount", ["", "a", "NaN", "Infinity", Decimal("sNaN"), "1,5"])
def test_what_is_no_finite_number_is_no_amount(amount: Any) -> None:
    with pytest.raises(ValueError, match="is no amount"):
        Money(amount, "GBP")


def test_money_goes_with_money_only() -> None:
    money: Any = Money(1, "GBP")
    with pytest.raises(TypeError, match="money goes with money only, not with int"):
        money + 1
    with pytest.raises(TypeError, match="unsupported operand"):
        1 + money
    with pytest.raises(TypeError, match="money goes with money only, not with int"):
        money < 2  # noqa: B015
    with pytest.raises(TypeError):
        Money(1, "GBP") * Money(1, "GBP")  # type: ignore[operator]
    with pytest.raises(ValueError, match="three letters"):
        Money(1, "£")


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money("1234.5", "GBP"), "1,234.50 GBP"),
        (Money("-0.125", "eur"), "-0.125 EUR"),
        (Money(150_000, "IDR"), "150,000 IDR"),
        (Money("2.345", "USD").rounded(), "2.35 USD"),
        (Money("99.5", "JPY").rounded(), "100 JPY"),
    ],
)
def test_money_reads_as_people_write_it(money: Money, words: str) -> None:
    assert str(money) == words


@pytest.mark.parametrize(
    ("block", "amount"),
    [
        ({"amount": "1.00", "currency": "GBP"}, "1.00"),
        ({"sale_price": "9.99", "tax_exclusive_price": "8.32", "currency": "GBP"}, "9.99"),
        ({"sale_price": "", "tax_exclusive_price": "8.32", "currency": "GBP"}, "8.32"),
        ({"currency": "GBP", "sub_total": "5", "total_amount": "6.50"}, "6.50"),
    ],
)
def test_every_spelling_of_a_price_is_money(block: dict[str, Any], amount: str) -> None:
    assert Money.of(block) == Money(amount, "GBP")


def test_a_block_without_currency_or_amount_is_no_money() -> None:
    with pytest.raises(KeyError, match="no currency"):
        Money.of({"amount": "1"})
    with pytest.raises(KeyError, match="no tax among"):
        Money.of({"total_amount": "1", "currency": "GBP"}, "tax")


def test_zero_and_only_zero_money_is_false() -> None:
    assert not Money("0.00", "GBP")
    assert Money("0.01", "GBP")


def test_amounts_of_a_real_order_add_up(face: Face) -> None:
    seller = new_seller(face.platform)
    order = buy(seller, (stocked(seller, 5), 2))
    keys = {"app_key": seller.app["app_key"], "app_secret": seller.app["app_secret"]}
    shop = face.shop(**keys, access_token=seller.token, shop_cipher=seller.cipher)
    detail = face.call(shop, "order.get_order_detail", ids=[order["order_id"]])["orders"][0]
    payment = amounts(detail["payment"])
    assert payment["total_amount"] == Decimal(detail["payment"]["total_amount"]) > 0
    assert "currency" not in payment
    assert Money.of(detail["payment"], "sub_total").amount == payment["sub_total"]
    assert abs(moment(detail["create_time"]) - datetime.now(UTC)) < timedelta(hours=1)


def test_amounts_leave_out_what_is_no_money() -> None:
    block = {"order_id": "5761", "tax": "0.10", "fee": "", "currency": "GBP", "order_create_time": "17", "note": "x"}
    assert amounts(block) == {"tax": Decimal("0.10")}


@given(seconds)
def test_a_moment_is_the_same_in_seconds_milliseconds_and_digits(number: int) -> None:
    instant = moment(number)
    assert instant.timestamp() == number
    assert instant == moment(str(number)) == moment(datetime.fromtimestamp(number, UTC))
    if number * 1000 >= 10**11:
        assert instant == moment(number * 1000) == moment(str(number * 1000))
    assert instant.tzinfo is UTC


@given(seconds, st.sampled_from([region.code for region in all_regions()]))
def test_a_zone_shows_the_same_moment_on_the_clocks_of_the_market(number: int, code: str) -> None:
    instant = in_zone(number, code)
    assert instant == moment(number)
    market = next(region for region in all_regions() if region.code == code)
    assert instant.tzinfo == ZoneInfo(market.time_zone)


@pytest.mark.parametrize("value", [0, "", "0", "12.5", "soon", datetime(2024, 1, 1), 10**20], ids=repr)  # noqa: DTZ001
def test_what_is_no_moment_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"no such time|is no time|has no time zone"):
        moment(value)


@pytest.mark.parametrize("name", ["XX", "Europe/Atlantis", "../etc/passwd"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no market or time zone"):
        in_zone(1_700_000_000, name)


@given(exact, seconds, st.sampled_from([UTC, timezone(timedelta(hours=8)), ZoneInfo("America/Sao_Paulo")]))
def test_decimals_and_moments_travel_as_the_contract_writes_them_however_deep(
    amount: Decimal, number: int, where: Any
) -> None:
    when = datetime.fromtimestamp(number, where)
    assert plain({"a": [{"b": (amount, {"c": when, "d": None})}]}) == {
        "a": [{"b": [format(amount, "f"), {"c": number}]}]
    }
    assert text([amount, when]) == f"{format(amount, 'f')},{number}"
    assert Decimal(text(amount)) == amount


def test_a_naive_time_is_refused_however_deep() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        plain({"a": [{"b": datetime(2024, 1, 1)}]})  # noqa: DTZ001
