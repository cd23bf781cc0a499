"""``POST /sandbox/orders/{order_id}/address``: the buyer changes where an order goes."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shopwright.platform.buyers.store import Buyers
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import Body, Key
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.people import Address, District, Level, Person, make_address
from shopwright.platform.sales.find import find_order
from shopwright.platform.sales.orders.buyer_errors import BUYER_UNKNOWN
from shopwright.platform.sales.orders.change_address import change_address
from shopwright.platform.sales.orders.order import Order

from .orders_list import OrderDetailView, detail

Line = Annotated[str, Meta(max_length=300)]
Filled = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]


class DistrictBody(Body):
    """One administrative level, from the country (L0) down."""

    level: Level
    level_name: Filled
    name: Filled
    iso_code: Line = ""


class NewAddress(Body):
    """Either ``seed``, any text, for an invented address of the market, the same each time; or ``address_line1``,
    ``postal_code`` and ``districts`` with what else there is. Lines that are left out are empty, and
    ``full_address`` is made of the rest. Name and telephone number stay the buyer's own unless they are given."""

    seed: Key | None = None
    first_name: Filled | UnsetType = UNSET
    last_name: Line | UnsetType = UNSET
    phone_number: Filled | UnsetType = UNSET
    full_address: Filled | None = None
    address_detail: Line = ""
    address_line1: Line = ""
    address_line2: Line = ""
    address_line3: Line = ""
    address_line4: Line = ""
    postal_code: Line = ""
    post_town: Line = ""
    districts: Annotated[tuple[DistrictBody, ...], Meta(max_length=10)] = ()


def change_order_address(tx: Tx, order_id: str, body: NewAddress) -> OrderDetailView:
    """Send an order elsewhere, which is possible until it is shipped; it leaves a combined package."""
    shop, order = find_order(tx, order_id)
    change = change_address(tx, shop, order_id, _person(tx, shop, order, body), _address(shop, body))
    return detail(shop, change.order)


def _person(tx: Tx, shop: Shop, order: Order, body: NewAddress) -> Person:
    buyer = tx[Buyers].get(shop.shop_id, order.buyer_id)
    if buyer is None:
        raise BUYER_UNKNOWN(buyer_id=order.buyer_id)
    fields = {name: getattr(body, name) for name in ("first_name", "last_name", "phone_number")}
    return msgspec.structs.replace(buyer.person, **{k: v for k, v in fields.items() if v is not UNSET})


_LINES = ("address_line1", "address_line2", "address_line3", "address_line4")


def _address(shop: Shop, body: NewAddress) -> Address:
    if body.seed is not None:
        if any((body.full_address, body.address_line1, body.postal_code, body.districts)):
            raise BAD_REQUEST(reason="Give `seed` or an address, not both.")
        return make_address(shop.region, body.seed)
    for name in ("address_line1", "postal_code", "districts"):
        if not getattr(body, name):
            raise BAD_REQUEST(reason=f"An address needs `{name}` - at `$.{name}`; or give `seed`.")
    lines = {name: getattr(body, name) for name in _LINES}
    places = [district.name for district in reversed(body.districts)]
    whole = ", ".join(part for part in (*lines.values(), *places, body.postal_code) if part)
    return Address(
        full_address=body.full_address or whole,
        address_detail=body.address_detail or ", ".join(line for line in lines.values() if line),
        **lines,
        postal_code=body.postal_code,
        region_code=shop.region,
        post_town=body.post_town,
        districts=tuple(
            District(district.level, district.level_name, district.name, district.iso_code)
            for district in body.districts
        ),
    )
