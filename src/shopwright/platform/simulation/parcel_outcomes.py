"""How the parcels of a simulated shop end."""

from __future__ import annotations

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.packages.package import Outcome
from shopwright.platform.sales.packages.simulated_carrier import decides_parcel_outcomes

from .model import parcel_outcome
from .store import Simulations


@decides_parcel_outcomes
def draw_outcome(tx: Tx, shop: Shop, name: str) -> Outcome | None:
    """How a parcel ends, by the shares of the shop's simulation; ``None`` where the shop has no simulation."""
    simulation = tx[Simulations].get(shop.shop_id)
    return parcel_outcome(simulation.seed, name, simulation.carrier) if simulation else None
