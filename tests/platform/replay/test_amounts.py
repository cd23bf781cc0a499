"""Units and amounts as files write them, and that nothing else is taken for one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.replay.amounts import DecimalMark, find_mark, read_amount, read_price, read_units, take_apart


@pytest.mark.parametrize(("text", "units"), [("6", 6), ("-80995", -80995), ("6.0", 6), ("0", 0), ("007", 7)])
def test_units_are_whole(text: str, units: int) -> None:
    assert read_units(text) == units


@pytest.mark.parametrize("text", ["", "6.5", "six", "1_000", "1,000", "1e3", "\u0663", "9999999999", "+6", "--6"])
def test_what_is_no_whole_number_is_not_guessed(text: str) -> None:
    assert read_units(text) is None


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("2.55", "2.55"),
        ("0", "0"),
        ("-11062.06", "-11062.06"),
        ("2,55", "2.55"),
        (".85", "0.85"),
        ("0.001", "0.001"),
        ("1,299.00", "1299.00"),
        ("1.234,50", "1234.50"),
        ("£2.55", "2.55"),
    ],
)
def test_a_price_that_leaves_no_doubt_is_read_by_itself(text: str, price: str) -> None:
    assert read_price(text) == Decimal(price)


@pytest.mark.parametrize("text", ["", "NaN", "Infinity", "1e5", "1,234", "2.", "1_0", "\u0662", "2.55 each", "5-6"])
def test_what_is_no_price_by_itself_is_not_guessed(text: str) -> None:
    assert read_price(text) is None


@pytest.mark.parametrize(
    ("text", "decimals", "amount", "currency"),
    [
        ("1,299.00", 2, "1299.00", ""),
        ("$19.99", 2, "19.99", "$"),
        ("11,000 JPY", 0, "11000", "JPY"),
        ("IDR 89.000", 0, "89000", "IDR"),
        ("Rp1.250.000", 0, "1250000", "Rp"),
        ("845.000 ₫", 0, "845000", "₫"),
        ("1.234,56 €", 2, "1234.56", "€"),
        ("R$ 12,50", 2, "12.50", "R$"),
        ("BRL 35,91", 2, "35.91", "BRL"),
        ("฿1,200.50", 2, "1200.50", "฿"),
        ("RM12.30", 2, "12.30", "RM"),
        ("¥11,000", 0, "11000", "¥"),
        ("1\u202f299,00\u00a0€", 2, "1299.00", "€"),
        ("1'299.00", 2, "1299.00", ""),
        ("1,299", 2, "1299", ""),
        ("-$3.20", 2, "-3.20", "$"),
        ("($3.20)", 2, "-3.20", "$"),
        ("3.20-", 2, "-3.20", ""),
    ],
)
def test_amounts_are_read_as_their_markets_write_them(text: str, decimals: int, amount: str, currency: str) -> None:
    parts = take_apart(text)
    assert parts is not None
    assert parts.currency == currency
    assert read_amount(text, decimals=decimals) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "free", "1,2345.00", "1.23.4", "1,00,000", "1 2", "€5$", "--5", "(-5)", "5 pcs", "1" * 60]
)
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    assert read_amount(text, decimals=2) is None


def test_the_mark_that_a_file_uses_elsewhere_decides_what_three_digits_are() -> None:
    assert read_amount("1.299", decimals=2, mark=".") == Decimal("1.299")
    assert read_amount("1.299", decimals=2, mark=",") == Decimal(1299)
    assert read_amount("1.299", decimals=0, mark=".") == Decimal(1299), "no coin is smaller than one"


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.299", "19.99", "free"], "."),
        (["1.299", "19,99"], ","),
        (["1.299.000"], ","),
        (["19.99", "19,99"], ""),
        (["1,299", "5"], ""),
    ],
)
def test_a_file_tells_its_decimal_mark(texts: list[str], mark: DecimalMark) -> None:
    assert find_mark(texts) == mark


@given(
    st.integers(0, 10**9),
    st.sampled_from([0, 2]),
    st.sampled_from([(".", ","), (",", "."), (".", " "), (",", "\u00a0"), (".", "'"), (".", "")]),
    st.sampled_from(["{}", "${}", "{} €", "IDR {}", "R$ {}", "{} JPY", "-{}"]),
)
def test_every_amount_is_read_back(coins: int, decimals: int, marks: tuple[DecimalMark, str], shape: str) -> None:
    mark, group = marks
    amount = Decimal(coins).scaleb(-decimals)
    written = f"{amount:,.{decimals}f}".replace(",", "\0").replace(".", mark).replace("\0", group)
    text = shape.format(written)
    expected = -amount if shape.startswith("-") else amount
    assert read_amount(text, decimals=decimals, mark=mark) == expected
