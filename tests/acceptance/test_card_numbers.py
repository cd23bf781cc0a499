"""No number of a payment card is taken or kept: not in the data, not in answers, not in the log of calls."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from card_numbers import card_numbers, main

from shopwright.contract.patches import patched_document
from shopwright.testing import Platform

#: Of no real account: the numbers that issuers publish for tests.
VISA, MASTERCARD, AMEX = b"4111111111111111", b"5555555555554444", b"378282246310005"
FIELD = re.compile(r"card_?(?:number|no|num)\b|\bpan\b|\bcv[vc]2?\b|security_code|expiry_(?:month|year)", re.IGNORECASE)
HUB_SCHEMA = Path(__file__).parents[2] / "src/shopwright/hub"


@pytest.mark.parametrize("number", [VISA, MASTERCARD, AMEX, b"4111 1111 1111 1111", b"4111-1111-1111-1111"])
def test_a_card_number_is_found_where_there_is_one(number: bytes, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "log.txt").write_bytes(b"paid with " + number + b".\n")
    assert main([str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "log.txt: a card number at byte 10" in out
    assert number.decode() not in out


@pytest.mark.parametrize(
    "text", [b"4111111111111112", b"1729382256910270411", b"411111111111111", b"x4111111111111111"]
)
def test_what_is_no_card_number_is_passed_over(text: bytes) -> None:
    assert list(card_numbers(text)) == []


@pytest.mark.slow
def test_no_card_number_is_in_the_data_or_the_log_of_a_shop_that_sold(tmp_path: Path) -> None:
    with Platform.start("GB", folder=tmp_path / "shop") as platform:
        methods = {sold(platform, number) for number in range(12)}
        answers: list[object] = [
            platform.control.get("orders"),
            platform.control.get("requests"),
            platform.control.get("deliveries"),
            list(platform.seller.client().order.iter_orders()),
        ]
    assert methods, "orders name how they were paid"
    kept = b"".join(path.read_bytes() for path in sorted((tmp_path / "shop").rglob("*")) if path.is_file())
    assert len(kept) > 100_000
    for content in (kept, json.dumps(answers).encode()):
        assert list(card_numbers(content)) == []


def sold(platform: Platform, number: int) -> str:
    """An order that is paid and delivered; answers the name of its method of payment."""
    order = platform.buy(status="DELIVERED", buyer=f"buyer {number}")
    [detail] = platform.seller.client().order.get_order_detail(ids=[order.order_id])["orders"]
    return str(detail["payment_method_name"])


def test_no_field_takes_a_card() -> None:
    assert FIELD.search('"card_number"')
    assert FIELD.search("cvv")
    assert not FIELD.search(json.dumps(patched_document()["components"]["schemas"]))  # type: ignore[call-overload,index]
    columns = [path.read_text() for path in HUB_SCHEMA.rglob("models*.py")]
    columns += [path.read_text() for path in HUB_SCHEMA.rglob("models/*.py")]
    assert columns
    assert not any(FIELD.search(text) for text in columns)
