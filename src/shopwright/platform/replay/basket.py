"""What a buyer of a history puts in the basket: lines whose discounts are shared among their units, to the coin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from shopwright.platform.buyers.store import Buyer
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.purchase import BasketLine, Purchase

from .model import HistoricLine, HistoricOrder


class Basket:
    """The lines of an order. A line whose discounts do not divide evenly becomes several lines of the basket."""

    def __init__(self, lines: Sequence[HistoricLine], sku_ids: Mapping[str, str], decimals: int) -> None:
        self._lines: list[BasketLine] = []
        self._rows: list[int] = []
        coin = Decimal(1).scaleb(-decimals)
        for line in lines:
            for part in _parts(line, sku_ids[line.sku], coin):
                self._lines.append(part)
                self._rows.append(line.row)

    def purchase(self, buyer: Buyer, order: HistoricOrder) -> Purchase:
        """What the buyer orders."""
        return Purchase(
            lines=self._lines,
            buyer=buyer,
            reference=order.reference,
            shipping_fee=order.shipping.fee,
            shipping_seller_discount=order.shipping.seller_discount,
            shipping_platform_discount=order.shipping.platform_discount,
        )

    def by_row(self, placed: Sequence[Line]) -> dict[int, list[Line]]:
        """The line items of each row, of an order that was placed with this basket."""
        lines: dict[int, list[Line]] = {}
        for line in placed:
            lines.setdefault(self._rows[line.item], []).append(line)
        return lines


def _parts(line: HistoricLine, sku_id: str, coin: Decimal) -> Iterator[BasketLine]:
    """The units of a line, those apart that bear another coin of its discounts."""
    if not line.seller_discount and not line.platform_discount:
        yield BasketLine(sku_id, line.units, line.price)
        return
    seller, platform = (_by_unit(amount, line.units, coin) for amount in (line.seller_discount, line.platform_discount))
    counts: dict[tuple[Decimal, Decimal], int] = {}
    for discounts in zip(seller, reversed(platform), strict=True):
        counts[discounts] = counts.get(discounts, 0) + 1
    for (by_seller, by_platform), units in counts.items():
        yield BasketLine(sku_id, units, line.price, by_seller, by_platform)


def _by_unit(amount: Decimal, units: int, coin: Decimal) -> list[Decimal]:
    """An amount shared among units, those that bear a coin more first."""
    coins = int(amount / coin)
    each, more = divmod(coins, units)
    return [(each + (unit < more)) * coin for unit in range(units)]
