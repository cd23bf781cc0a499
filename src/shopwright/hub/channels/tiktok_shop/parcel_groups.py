"""Splits and combinations of packages on TikTok, as each market has them (docs/reference/fulfilment.md#split)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shopwright.client.shop import Shop
from shopwright.hub.channels.parcel_groups import Combination, SplitAdvice, SplitRule
from shopwright.hub.channels.parcels import Parcel
from shopwright.hub.channels.protocol import ChannelError, Outcome, Result

Json = Mapping[str, Any]

#: Markets where an order is split by whole SKU. In Mexico it depends on the seller, and TikTok's answer says so.
_BY_SKU = frozenset({"BR", "ID", "MY", "PH", "SG", "TH", "VN"})
#: Markets where orders are combined by asking; in the others those under one tracking number travel together.
_COMBINES = _BY_SKU | {"MX"}
#: Of combinations on a page of their list: the most that TikTok gives.
_PAGE = 50
_BY_NUMBER = (
    "In this market TikTok combines orders by their tracking number: send them with your own carrier, and give each of "
    "them the same number."
)
_TOGETHER = Outcome(
    Result.REFUSED,
    message="TikTok does not let these orders go together.",
    remedy="Orders of one buyer to one address go together, with the same shipping option and warehouse, while nothing "
    "of them is shipped or split.",
)


def split_advice(client: Shop, region: str, order_id: str) -> SplitAdvice:
    rows = client.fulfillment.get_order_split_attributes(order_ids=[order_id]).get("split_attributes", [])
    row: Json = next((row for row in rows if row.get("order_id") == order_id), {})
    if not row:
        raise ChannelError("TikTok does not know the order any more.", remedy="Look it up in Seller Center.")
    by_piece = region not in _BY_SKU
    if not row.get("can_split"):
        return SplitAdvice(SplitRule.MUST_NOT, row.get("reason") or "TikTok does not let it be split.", by_piece)
    if row.get("must_split"):
        return SplitAdvice(SplitRule.MUST, _reason(row.get("must_split_reasons") or ()), by_piece)
    return SplitAdvice(SplitRule.MAY, "", by_piece)


def _reason(rows: Sequence[Json]) -> str:
    least = next((row["max_count"] for row in rows if row.get("max_count")), "")
    pieces = "one piece" if least == "1" else f"{least} pieces" if least else "a few pieces"
    return f"Some of its goods may not travel with others: a parcel takes {pieces} of their category."


def split(client: Shop, parcels: Sequence[Parcel], order_id: str, parts: Sequence[Sequence[str]]) -> Outcome:
    """Pack each part by itself. ``parcels``: those of the order now."""
    if is_split(parcels, parts):
        return Outcome(Result.DONE)
    client.fulfillment.confirm_order_split(
        order_id,
        splittable_groups=[
            {"id": str(number), "order_line_item_ids": list(part)} for number, part in enumerate(parts, 1)
        ],
    )
    return Outcome(Result.DONE)


def is_split(parcels: Sequence[Parcel], parts: Sequence[Sequence[str]]) -> bool:
    """Whether each part is a parcel already."""
    packed = [set(parcel.line_ids) for parcel in parcels]
    return all(set(part) in packed for part in parts)


def why_not_combined(region: str) -> str:
    return "" if region in _COMBINES else _BY_NUMBER


def combinations(client: Shop, region: str) -> Sequence[Combination]:
    if region not in _COMBINES:
        return ()
    return [
        Combination(row["id"], tuple(row["order_ids"]))
        for row in client.fulfillment.iter_combinable_packages(page_size=_PAGE)
    ]


def combine(client: Shop, region: str, order_ids: Sequence[str]) -> Outcome:
    if why := why_not_combined(region):
        return Outcome(Result.REFUSED, message="TikTok combines no orders by itself in this market.", remedy=why)
    if shared := _shared_package(client, order_ids):
        return Outcome(Result.DONE, external_id=shared)
    chosen = set(order_ids)
    fits = next((row for row in combinations(client, region) if chosen <= set(row.order_ids)), None)
    if fits is None or len(chosen) < 2:
        return _TOGETHER
    made = client.fulfillment.combine_package(
        combinable_packages=[{"id": fits.external_id, "order_ids": list(order_ids)}]
    )["packages"]
    return Outcome(Result.DONE, external_id=made[0]["id"])


def take_out(client: Shop, parcel_id: str, order_ids: Sequence[str]) -> Outcome:
    inside = {row["id"] for row in client.fulfillment.get_package_detail(parcel_id)["orders"]}
    if len(inside) == 1 or not inside & set(order_ids):
        return Outcome(Result.DONE)
    client.fulfillment.uncombine_packages(parcel_id, order_ids=list(order_ids))
    return Outcome(Result.DONE)


def _shared_package(client: Shop, order_ids: Sequence[str]) -> str:
    """The one package that holds all that is left of these orders; "" where there is none."""
    packages: set[str] = set()
    for row in client.order.get_order_detail(ids=list(order_ids))["orders"]:
        packages |= {item.get("package_id") or "" for item in row["line_items"] if _is_left(item)}
    return next(iter(packages)) if len(packages) == 1 else ""


def _is_left(item: Json) -> bool:
    return item.get("display_status") != "CANCELLED"
