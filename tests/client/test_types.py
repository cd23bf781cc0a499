"""What a type checker knows: names, arguments and replies are checked before a program runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

GOOD = """
from collections.abc import AsyncIterator
from datetime import datetime, UTC
from decimal import Decimal
from shopwright import AsyncShop, Shop

def sync(shop: Shop) -> str:
    page = shop.order.get_order_list(page_size=20, order_status="UNPAID", create_time_ge=datetime.now(UTC))
    total: int = page["total_count"]
    for order in shop.order.iter_orders():
        amount: str = order["payment"]["total_amount"]
    for reply in shop.pages(shop.product.search_products, page_size=5):
        title: str = reply["products"][0]["title"]
    for one in shop.in_batches(shop.order.get_orders, ids=["1", "2"]):
        status: str = one["orders"][0]["status"]
        if one["orders"][0]["status"] == "AWAITING_SHIPMENT" and one["orders"][0]["payment"]["currency"] == "XYZ":
            continue
    shop.product.update_price("1", skus=[{"id": "2", "price": {"amount": Decimal("1.10"), "currency": "GBP"}}])
    return shop.with_shop("x").with_options(deadline=2.5).order.get_order_detail(ids=["1"])["orders"][0]["id"]

async def asynchronous(shop: AsyncShop) -> str:
    page = await shop.order.get_order_list(page_size=20)
    async for order in shop.order.iter_orders():
        amount: str = order["payment"]["total_amount"]
    async for reply in shop.pages(shop.order.get_order_list, page_size=5):
        total: int = reply["total_count"]
    return page["orders"][0]["id"]
"""

#: A line that is wrong, and the kind of error that mypy reports for it.
BAD = {
    "shop.ordre.get_order_list(page_size=20)": "attr-defined",
    "shop.order.get_orders_list(page_size=20)": "attr-defined",
    "shop.order.get_order_list(page_sise=20)": "call-arg",
    "shop.order.get_order_list()": "call-arg",
    'shop.order.get_order_list(page_size="20")': "arg-type",
    'shop.order.get_order_list(page_size=20, order_status="SHIPPED")': "arg-type",
    'shop.order.get_order_list(page_size=20)["order"]': "typeddict-item",
    'shop.order.get_order_list(page_size=20)["orders"][0]["status"] == "SHIPPED"': "comparison-overlap",
    'any(one["line_items"][0]["display_status"] == "PAID" for one in shop.order.iter_orders())': "comparison-overlap",
    'shop.product.update_price("1", skus=[{"id": "2", "prize": {}}])': "typeddict-unknown-key",
    "list(shop.pages(shop.order.get_order_list, page_sise=1))": "call-arg",
    "shop.with_options(dedline=3)": "call-arg",
}


def test_a_type_checker_accepts_what_is_right_and_finds_each_mistake(tmp_path: Path) -> None:
    lines = [f"    {line}" for line in BAD]
    (good := tmp_path / "good.py").write_text(GOOD)
    (bad := tmp_path / "bad.py").write_text(
        "\n".join(["from shopwright import Shop", "def f(shop: Shop) -> None:", *lines])
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary"]
    done = subprocess.run([*command, str(good), str(bad)], capture_output=True, text=True, timeout=300, check=False)
    output = done.stdout.splitlines()
    assert [line for line in output if "good.py" in line] == []
    for number, (line, kind) in enumerate(BAD.items(), 3):
        reported = [item for item in output if f"bad.py:{number}: error" in item]
        assert any(f"[{kind}]" in item for item in reported), (line, reported or output)
