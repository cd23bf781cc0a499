"""Sets stock on TikTok, where the number means what lies there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from shopwright.client.api import product_bodies as bodies
from shopwright.client.errors import PartialFailure
from shopwright.client.shop import Shop
from shopwright.hub.channels.parallel import in_parallel
from shopwright.hub.channels.protocol import Outcome, Result, StockWant

from .errors import catching, failed_items

#: A SKU and a warehouse.
Place = tuple[str, str]

#: Back-orders of a SKU in a warehouse without a bound of the seller's.
_MOST_PIECES = 99_999

#: How often a number is sent while orders come and leave.
_ROUNDS = 3
_MOVED = Outcome(Result.LATER, "", "Orders may have come or left while the number was set.")

#: SKUs that one Inventory Search answers for.
_SEARCHED = 100

#: Products whose numbers are on their way at a time.
_AT_ONCE = 4


def push(client: Shop, wants: Sequence[StockWant]) -> Sequence[Outcome]:
    """Set what can be sold of each SKU: the number sent is that, and what TikTok has committed to orders.

    TikTok cannot be told to set a number only if nothing has moved, so what it has committed is read again afterwards:
    where an order came or left in between, the number is sent anew.
    """
    committed, failed = _read_committed(client, wants)
    if failed:
        return [failed] * len(wants)
    outcomes: dict[Place, Outcome] = {}
    waiting = list(wants)
    for _ in range(_ROUNDS):
        outcomes.update(_push_products(client, waiting, committed))
        # Of what the hub has promised nothing of, the number is right whatever TikTok has committed.
        waiting = [want for want in waiting if outcomes[_place_of(want)].is_done and want.promised]
        if not waiting:
            break
        committed, failed = _read_committed(client, waiting)
        waiting = [want for want in waiting if failed or _has_moved(want, outcomes[_place_of(want)], committed)]
        if failed or not waiting:
            break
    outcomes.update(dict.fromkeys(map(_place_of, waiting), _MOVED))
    return [outcomes[_place_of(want)] for want in wants]


def _place_of(want: StockWant) -> Place:
    return want.sku_id, want.location_id


def _read_committed(client: Shop, wants: Sequence[StockWant]) -> tuple[Mapping[Place, int], Outcome | None]:
    """What TikTok has committed to orders, and what failed if it could not be read."""
    failed: list[Outcome] = []
    with catching(failed):
        return _committed(client, [want.sku_id for want in wants]), None
    return {}, failed[0]


def _has_moved(want: StockWant, outcome: Outcome, committed: Mapping[Place, int]) -> bool:
    """Whether another number than the one that was sent is right by now."""
    return outcome.quantity != want.on_hand(committed.get(_place_of(want), 0))


def _push_products(client: Shop, wants: Sequence[StockWant], committed: Mapping[Place, int]) -> dict[Place, Outcome]:
    """Set the numbers of all products. TikTok takes one product in a call, so that several calls are made at a time."""
    products: dict[str, list[StockWant]] = {}
    for want in wants:
        products.setdefault(want.product_id, []).append(want)
    answers = in_parallel(
        lambda item: _push_product(client, item[0], item[1], committed), [*products.items()], most=_AT_ONCE
    )
    return {place: outcome for answer in answers for place, outcome in answer.items()}


def _push_product(
    client: Shop, product_id: str, wants: Sequence[StockWant], committed: Mapping[Place, int]
) -> dict[Place, Outcome]:
    """Set the SKUs of a product in all their warehouses. A SKU that is refused is refused in each of them."""
    numbers: dict[Place, int] = {}
    skus: dict[str, list[bodies.UpdateInventoryRequestSkuInventory]] = {}
    for want in wants:
        place = _place_of(want)
        numbers[place] = want.on_hand(committed.get(place, 0))
        line: bodies.UpdateInventoryRequestSkuInventory = {
            "warehouse_id": want.location_id,
            "quantity": numbers[place],
        }
        if want.backorder_on is not None:
            line["backorder_quantity"] = _MOST_PIECES if want.backorder_pieces is None else want.backorder_pieces
            line["handling_time"] = max(1, (want.backorder_on - datetime.now(UTC).date()).days)
        elif want.had_backorder:
            line["backorder_quantity"] = 0
        skus.setdefault(want.sku_id, []).append(line)
    done = {place: Outcome(Result.DONE, quantity=number) for place, number in numbers.items()}
    failed: list[Outcome] = []
    with catching(failed):
        try:
            client.product.update_inventory(
                product_id, skus=[{"id": sku_id, "inventory": inventory} for sku_id, inventory in skus.items()]
            )
        except PartialFailure as error:
            refused = failed_items(error, "sku_id")
            return {place: refused.get(place[0], outcome) for place, outcome in done.items()}
    return dict.fromkeys(done, failed[0]) if failed else done


def committed(client: Shop, sku_ids: Sequence[str]) -> dict[str, int]:
    """What TikTok has promised to buyers of each SKU, in all warehouses."""
    totals: dict[str, int] = {}
    for (sku_id, _), number in _committed(client, sku_ids).items():
        totals[sku_id] = totals.get(sku_id, 0) + number
    return totals


def _committed(client: Shop, sku_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """What TikTok has promised to buyers, by SKU and warehouse."""
    numbers: dict[tuple[str, str], int] = {}
    for start in range(0, len(sku_ids), _SEARCHED):
        reply = client.product.inventory_search(sku_ids=list(sku_ids[start : start + _SEARCHED]))
        for product in reply["inventory"]:
            for sku in product["skus"]:
                for place in sku.get("warehouse_inventory", []):
                    numbers[sku["id"], place["warehouse_id"]] = place.get("committed_quantity", 0)
    return numbers
