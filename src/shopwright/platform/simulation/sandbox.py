"""``/sandbox/world``: simulated buyers order at a rate, parcels get lost, and a simulated seller ships and answers."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shopwright.platform.accounts.sandbox.find import find_shop, find_shop_by_cipher
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.control.shapes import Body, Key, PlatformSeconds, Query, Removed, View
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .arrivals import plan_tick
from .arrivals import stop as stop_simulation
from .model import Carrier, Mix, Rhythm, Seller, Share, Simulation, Weights, habits
from .store import Simulations

OrdersPerHour = Annotated[float, Meta(ge=0, le=100_000)]
Seed = Annotated[str, Meta(max_length=100)] | int
Until = Annotated[int, Meta(ge=0, le=253_402_300_799, description="unix seconds of the platform's clock; 0 has no end")]


class BasketChange(Body):
    """Weights of 1, 2, 3, … SKUs in a basket, and pieces of a SKU."""

    lines: Weights | UnsetType = UNSET
    units: Weights | UnsetType = UNSET


class MixChange(Body):
    """Shares of orders; what is not given stays as it is."""

    payment_failure: Share | UnsetType = UNSET
    late_payment: Share | UnsetType = UNSET
    buyer_cancel: Share | UnsetType = UNSET
    return_rate: Share | UnsetType = UNSET
    gift: Share | UnsetType = UNSET
    returning_buyer: Share | UnsetType = UNSET
    question: Share | UnsetType = UNSET
    review_rate: Share | UnsetType = UNSET
    basket: BasketChange | UnsetType = UNSET


class CarrierChange(Body):
    """Shares of parcels that do not arrive; what is not given stays as it is."""

    lost: Share | UnsetType = UNSET
    damaged: Share | UnsetType = UNSET
    refused: Share | UnsetType = UNSET
    undeliverable: Share | UnsetType = UNSET


class SimulationChange(Body):
    """What is not given stays as it is, or is as data/simulation.json has it. Another ``seed`` begins another
    sequence of buyers; ``rhythm`` WEEK makes days and nights; ``seller`` SHIPS ships these buyers' orders and answers
    them."""

    shop_cipher: Key
    orders_per_hour: OrdersPerHour
    seed: Seed | UnsetType = UNSET
    mix: MixChange | UnsetType = UNSET
    carrier: CarrierChange | UnsetType = UNSET
    rhythm: Rhythm | UnsetType = UNSET
    seller: Seller | UnsetType = UNSET
    until: Until | UnsetType = UNSET


class BasketView(View):
    lines: list[float]
    units: list[float]


class MixView(View):
    payment_failure: float
    late_payment: float
    buyer_cancel: float
    return_rate: float
    gift: float
    returning_buyer: float
    question: float
    review_rate: float
    basket: BasketView


class CarrierView(View):
    lost: float
    damaged: float
    refused: float
    undeliverable: float


class SimulationView(View):
    """``arrivals`` and ``buyers`` count those of the seed; ``counts`` what became of them: ``orders``,
    ``left_without`` (what they wanted was not in stock), and so on."""

    shop_id: str
    orders_per_hour: float
    seed: str
    mix: MixView
    carrier: CarrierView
    rhythm: Rhythm
    seller: Seller
    until: PlatformSeconds
    arrivals: int
    buyers: int
    next_arrival_at: PlatformSeconds | None
    counts: dict[str, int]


class SimulationQuery(Query):
    shop_id: Key


class StopQuery(Query):
    """Every shop's, unless ``shop_id`` names one."""

    shop_id: Key | None = None


def change_simulation(tx: Tx, body: SimulationChange) -> SimulationView:
    """Start a shop's simulation, or change it; with 0 orders an hour no more are placed."""
    shop = find_shop_by_cipher(tx, body.shop_cipher)
    usual = habits()
    simulation = tx[Simulations].get(shop.shop_id, for_change=True) or Simulation(
        orders_per_hour=0, seed="", mix=usual.usual_mix, carrier=usual.carrier
    )
    simulation.orders_per_hour = body.orders_per_hour
    if body.seed is not UNSET and str(body.seed) != simulation.seed:
        simulation.seed, simulation.arrivals, simulation.buyers = str(body.seed), 0, 0
    if body.mix is not UNSET:
        simulation.mix = _mixed(simulation.mix, body.mix)
    if body.carrier is not UNSET:
        simulation.carrier = _carried(simulation.carrier, body.carrier)
    if body.rhythm is not UNSET:
        simulation.rhythm = body.rhythm
    if body.seller is not UNSET:
        simulation.seller = body.seller
    if body.until is not UNSET:
        simulation.until = body.until * 1000
    plan_tick(tx, shop, simulation, tx.now_ms())
    tx[Simulations].save(shop.shop_id, simulation)
    return _view(shop, simulation)


def _mixed(mix: Mix, change: MixChange) -> Mix:
    fields = _changed_fields(change)
    basket = fields.pop("basket", None)
    return msgspec.structs.replace(
        mix, **fields, **(_changed_fields(basket) if isinstance(basket, BasketChange) else {})
    )


def _carried(carrier: Carrier, change: CarrierChange) -> Carrier:
    changed = msgspec.structs.replace(carrier, **_changed_fields(change))
    if sum(_shares(changed).values()) > 1:
        raise BAD_REQUEST(reason="The shares add up to more than 1 - at `$.carrier`.")
    return changed


def _changed_fields(change: msgspec.Struct) -> dict[str, object]:
    fields = {name: getattr(change, name) for name in change.__struct_fields__}
    return {name: value for name, value in fields.items() if value is not UNSET}


def show_simulation(tx: Tx, query: SimulationQuery) -> SimulationView:
    """A shop's simulation, with counts of what happened so far."""
    shop = find_shop(tx, query.shop_id)
    simulation = tx[Simulations].get(shop.shop_id)
    if simulation is None:
        raise NOT_FOUND(what=f"A simulation for the shop {shop.shop_id}")
    return _view(shop, simulation)


def remove_simulations(tx: Tx, query: StopQuery) -> Removed:
    """Delete simulations: no more orders are placed, and what was planned for earlier ones does not happen."""
    shop_ids = [find_shop(tx, query.shop_id).shop_id] if query.shop_id is not None else tx[Simulations].shop_ids()
    return Removed(removed=sum(stop_simulation(tx, shop_id) for shop_id in shop_ids))


def _view(shop: Shop, simulation: Simulation) -> SimulationView:
    shares = msgspec.structs.asdict(simulation.mix)
    basket = BasketView(lines=list(shares.pop("lines")), units=list(shares.pop("units")))
    return SimulationView(
        shop_id=shop.shop_id,
        orders_per_hour=simulation.orders_per_hour,
        seed=simulation.seed,
        mix=MixView(**shares, basket=basket),
        carrier=CarrierView(**_shares(simulation.carrier)),
        rhythm=simulation.rhythm,
        seller=simulation.seller,
        until=simulation.until // 1000,
        arrivals=simulation.arrivals,
        buyers=simulation.buyers,
        next_arrival_at=simulation.next_at // 1000 if simulation.next_at else None,
        counts=simulation.counts,
    )


def _shares(carrier: Carrier) -> dict[str, float]:
    return msgspec.structs.asdict(carrier)


ENDPOINTS = (
    Endpoint("GET", "/sandbox/world", show_simulation),
    Endpoint("POST", "/sandbox/world", change_simulation),
    Endpoint("DELETE", "/sandbox/world", remove_simulations),
)
