"""``shopwright sandbox combined``: products that buyers see as one."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from shopwright.cli.connection import Connection, ShopOption, shop_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view

_Listing = Annotated[str, Parameter(help="The combined listing's id.")]


def show(*, connection: Connection | None = None, shop: ShopOption = None) -> int:
    """List the combined listings of a shop.

    For example:
        shopwright sandbox combined
    """
    platform = connection or Connection()
    control = platform.open()
    rows = control.get("combined-listings", shop_id=shop_of(control, shop)["shop_id"])["combined_listings"]
    print_rows(rows, "combined_listing_id status product_ids", as_json=platform.as_json)
    return 0


def create(
    product_ids: Annotated[tuple[str, ...], Parameter(help="The products' ids, two or more.")],
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
) -> int:
    """Join products that buyers see as one.

    For example:
        shopwright sandbox combined create 1729382256910270001 1729382256910270002
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"], "product_ids": list(product_ids)}
    print_view(control.post("combined-listings", body), as_json=platform.as_json)
    return 0


def edit(
    combined_listing_id: _Listing,
    product_ids: Annotated[tuple[str, ...], Parameter(help="Its products from now on.")] = (),
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    off: Annotated[bool | None, Parameter(help="The seller takes it down, or puts it back.")] = None,
) -> int:
    """Change a combined listing, or take it down.

    For example:
        shopwright sandbox combined edit 7317000000000000001 --off
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"], "product_ids": list(product_ids) or None, "is_off": off}
    print_view(control.patch(f"combined-listings/{in_path(combined_listing_id)}", body), as_json=platform.as_json)
    return 0


def delete(combined_listing_id: _Listing, *, connection: Connection | None = None, shop: ShopOption = None) -> int:
    """Part the products of a combined listing again.

    For example:
        shopwright sandbox combined delete 7317000000000000001
    """
    platform = connection or Connection()
    control = platform.open()
    shop_id = shop_of(control, shop)["shop_id"]
    view = control.delete(f"combined-listings/{in_path(combined_listing_id)}?shop_id={in_path(shop_id)}")
    print_view(view, as_json=platform.as_json)
    return 0
