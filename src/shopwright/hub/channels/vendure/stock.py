"""Sets stock on Vendure: what lies at a stock location, from which Vendure takes what it has allocated to orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shopwright.hub.channels.protocol import Outcome, PriceWant, Result, StockWant

from . import product_writes as written
from . import queries as shapes
from .api import Api, nothing_if_missing
from .money import whole_of
from .shop import Shop
from .writes import missing, writing

_UNTRACKED = Outcome(
    Result.REFUSED,
    "NOT_TRACKED",
    "Vendure does not track the variant's stock.",
    "Switch on Track inventory for it in Vendure, or for all in its global settings.",
)

#: How often a number is sent again while orders come and leave.
_MORE_ROUNDS = 2
_MOVED = Outcome(Result.LATER, "", "Orders came or left while the number was set.")


def push_stock(api: Api, shop: Shop, places: Sequence[str], wants: Sequence[StockWant]) -> Sequence[Outcome]:
    """Set what lies at stock locations. ``places``: those that there are.

    What Vendure has, and what it has allocated to orders, is read again afterwards: where an order came or left in
    between, the number is sent anew. Vendure sets a number by adding the difference to what it read before, so that an
    order which leaves at this moment may be taken off twice.
    """
    outcomes = list(_push(api, shop, places, wants))
    for _ in range(_MORE_ROUNDS):
        moved = _moved(api, wants, outcomes)
        if not moved:
            return outcomes
        for position, outcome in zip(moved, _push(api, shop, places, [wants[at] for at in moved]), strict=True):
            outcomes[position] = outcome
    for position in _moved(api, wants, outcomes):
        outcomes[position] = _MOVED
    return outcomes


def _moved(api: Api, wants: Sequence[StockWant], outcomes: Sequence[Outcome]) -> list[int]:
    """The positions of wants for which another number than the one that was sent is right by now, or lies there."""
    sent = [at for at, want in enumerate(wants) if outcomes[at].is_done]
    variants = read_variants(api, [wants[at].sku_id for at in sent])
    known = [(at, variants[wants[at].sku_id]) for at in sent if wants[at].sku_id in variants]
    return [at for at, variant in known if not _is_as_sent(wants[at], variant, outcomes[at])]


def _is_as_sent(want: StockWant, variant: shapes.StockVariant, outcome: Outcome) -> bool:
    there = sum(level.stock_on_hand for level in variant.stock_levels if level.stock_location_id == want.location_id)
    return outcome.quantity == _number(want, variant) == there


def _push(api: Api, shop: Shop, places: Sequence[str], wants: Sequence[StockWant]) -> Sequence[Outcome]:
    variants = read_variants(api, [want.sku_id for want in wants])
    outcomes: list[Outcome] = []
    rows: dict[int, dict[str, object]] = {}
    for position, want in enumerate(wants):
        variant = variants.get(want.sku_id)
        if variant is None:
            outcomes.append(missing("variant"))
        elif want.location_id not in places:
            outcomes.append(missing("stock location"))
        elif variant.track_inventory == "FALSE" or (variant.track_inventory == "INHERIT" and not shop.tracks_stock):
            outcomes.append(_UNTRACKED)
        else:
            number = _number(want, variant)
            level = {"stockLocationId": want.location_id, "stockOnHand": number}
            rows[position] = {"id": variant.id, "stockLevels": [level]}
            outcomes.append(Outcome(Result.DONE, quantity=number))
    return _written_singly(api, rows, outcomes)


def push_prices(api: Api, shop: Shop, wants: Sequence[PriceWant]) -> Sequence[Outcome]:
    """Set prices as Vendure takes them: with tax or without, as the channel is set up."""
    variants = read_variants(api, [want.sku_id for want in wants])
    outcomes: list[Outcome] = []
    rows: dict[int, dict[str, object]] = {}
    for position, want in enumerate(wants):
        amount = whole_of(want.price, shop.precision)
        if want.sku_id not in variants:
            outcomes.append(missing("variant"))
        elif want.currency != shop.currency:
            words = f"The price is in {want.currency}, and this channel of Vendure sells in {shop.currency}."
            outcomes.append(Outcome(Result.REFUSED, "CURRENCY", words, f"Give a price in {shop.currency}."))
        elif amount is None:
            words = f"Vendure keeps {shop.precision} decimals of a price, and {want.price} has more."
            outcomes.append(Outcome(Result.REFUSED, "DECIMALS", words, "Round the price."))
        else:
            rows[position] = {"id": want.sku_id, "price": amount}
            outcomes.append(Outcome(Result.DONE))
    return _written(api, rows, outcomes)


def read_variants(api: Api, ids: Sequence[str]) -> Mapping[str, shapes.StockVariant]:
    """The variants that there are, by id."""
    if not ids:
        return {}
    reply = nothing_if_missing(lambda: api.call(shapes.STOCK, shapes.StockReply, ids=list(set(ids)), size=len(ids)))
    if reply is not None:
        return {variant.id: variant for variant in reply.product_variants.items}
    if len(ids) == 1:
        return {}
    # An id that Vendure's database cannot hold spoils the whole question.
    return {key: variant for single in ids for key, variant in read_variants(api, [single]).items()}


def _written(api: Api, rows: Mapping[int, dict[str, object]], outcomes: list[Outcome]) -> Sequence[Outcome]:
    """Write all rows at once, and one by one where Vendure refuses them together."""
    if not rows:
        return outcomes
    whole = writing(lambda: _update(api, list(rows.values())))
    if whole.result is Result.REFUSED and len(rows) > 1:
        return _written_singly(api, rows, outcomes)
    if not whole.is_done:
        for position in rows:
            outcomes[position] = whole
    return outcomes


def _written_singly(api: Api, rows: Mapping[int, dict[str, object]], outcomes: list[Outcome]) -> Sequence[Outcome]:
    """Write rows one by one: stock of several, held by one call, would make buyers wait, whose payments wait for it."""
    for position, row in rows.items():
        single = writing(lambda row=row: _update(api, [row]))  # type: ignore[misc]
        outcomes[position] = outcomes[position] if single.is_done else single
    return outcomes


def _update(api: Api, rows: list[dict[str, object]]) -> Outcome:
    api.call(written.UPDATE_VARIANTS, written.UpdateVariantsReply, input=rows)
    return Outcome(Result.DONE)


def _number(want: StockWant, variant: shapes.StockVariant) -> int:
    return want.on_hand(_allocated(variant, want.location_id))


def _allocated(variant: shapes.StockVariant, location_id: str) -> int:
    return sum(level.stock_allocated for level in variant.stock_levels if level.stock_location_id == location_id)
