"""A while after a product went on sale its parcel is looked at; webhook 62 tells of one that is far off."""

from __future__ import annotations

from collections.abc import Mapping

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.advice_file import advice_numbers
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import Products
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.webhooks.emit import emit

from .neighbours_store import on_sale
from .parcel_presenter import parcel_row
from .parcel_rules import Parcel, Usual, abnormalities, parcel_of, usual_parcel

#: Name of the due action that looks at a product's parcel.
PARCEL_CHECK = declare("parcel_check")


def plan_parcel_check(tx: Tx, shop: Shop, product: Product) -> None:
    """Have a product's parcel looked at, in the markets where parcels are recommended."""
    if region(shop.region).market_group == "LATAM" and product.listing.package_weight:
        due_ms = tx.now_ms() + advice_numbers().parcel.seconds * 1000
        plan(tx, PARCEL_CHECK, f"{shop.shop_id}:{product.product_id}", shop.shop_id, due_ms)


def parcels_of_others(tx: Tx, shop_id: str) -> dict[str, Parcel]:
    """The stated parcels of the shop's newest products on sale, by product id."""
    products = on_sale(tx, shop_id, advice_numbers().parcel.looked_at)
    return {product.product_id: parcel_of(product.listing) for product in products}


def judged_parcel(product: Product, parcels: Mapping[str, Parcel]) -> tuple[list[str], Usual]:
    """In which ways a product's parcel is far off, and what is usual among the others."""
    parcel = parcel_of(product.listing)
    others = [other for product_id, other in parcels.items() if product_id != product.product_id]
    usual = usual_parcel(parcel.code, others)
    return abnormalities(parcel, usual), usual


@due(PARCEL_CHECK)
def check_parcel(tx: Tx, action: DueAction) -> None:
    """Tell of a parcel that is far off, of a product that is still on sale."""
    shop_id, product_id = action.subject.split(":")
    shop, product = tx[Accounts].shop(shop_id), tx[Products].get(shop_id, product_id)
    if shop is None or product is None or product.status is not ProductStatus.ACTIVATE:
        return
    problems, usual = judged_parcel(product, parcels_of_others(tx, shop_id))
    if problems:
        emit(tx, shop, 62, parcel_row(product_id, problems, usual))
