"""``shopwright sandbox shops`` and ``buyers``."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import Connection, Limit, ShopOption, shop_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.sandbox.choices import words_of
from shopwright.cli.sandbox.fields import Fields, fields_of

ShopId = Annotated[str, Parameter(help="The shop's id or cipher.")]


def list_shops(*, connection: Connection | None = None) -> int:
    """List all shops.

    For example:
        shopwright sandbox shops
        shopwright sandbox shops --json
    """
    platform = connection or Connection()
    rows = platform.open().get("shops")["shops"]
    print_rows(rows, "shop_id region name cipher status account_id", as_json=platform.as_json)
    return 0


def show(shop: ShopId, *, connection: Connection | None = None) -> int:
    """Show a shop with its switches and warehouses.

    For example:
        shopwright sandbox shops show 7495000000000000002
    """
    platform = connection or Connection()
    print_view(shop_of(platform.open(), shop), as_json=platform.as_json)
    return 0


def create(
    region: Annotated[str, Parameter(help="The market, as two letters.")],
    *,
    connection: Connection | None = None,
    name: Annotated[str | None, Parameter(help="What it is called.")] = None,
    account_id: Annotated[str | None, Parameter(help="Its seller; a new one unless named.")] = None,
    seller_type: Annotated[Literal["LOCAL", "CROSS_BORDER"] | None, Parameter(help="What kind of seller.")] = None,
    authorize: Annotated[str | None, Parameter(help="App keys, joined by commas: they get tokens for it.")] = None,
) -> int:
    """Open a shop in a market.

    For example:
        shopwright sandbox shops create DE --name "Lichthaus"
        shopwright sandbox shops create US --authorize 5e2a5e355a6f1 --json
    """
    platform = connection or Connection()
    body = {
        "region": region.upper(),
        "name": name,
        "account_id": account_id,
        "seller_type": seller_type,
        "authorize": words_of(authorize),
    }
    print_view(platform.open().post("shops", body), as_json=platform.as_json)
    return 0


def change(shop: ShopId, *fields: Fields, connection: Connection | None = None) -> int:
    """Change a shop's switches.

    Fields: name, status (ACTIVE, INACTIVE), audit.verdict (APPROVED, FAILED, PRE_APPROVED), audit.delay_seconds,
    audit.reasons, authorization_days, low_stock_threshold, listing_quota, failed_prerequisites, warehouses, trade,
    aftersales_flow (CLASSIC, RMA), carrier (AUTO, MANUAL).

    For example:
        shopwright sandbox shops change 7495000000000000002 carrier=MANUAL audit.delay_seconds=0
    """
    platform = connection or Connection()
    control = platform.open()
    shop_id = shop_of(control, shop)["shop_id"]
    print_view(control.patch(f"shops/{in_path(shop_id)}", fields_of(fields)), as_json=platform.as_json)
    return 0


def buyers(*, connection: Connection | None = None, shop: ShopOption = None, limit: Limit = 20) -> int:
    """List the buyers of a shop, the newest first.

    For example:
        shopwright sandbox buyers --limit 0
    """
    platform = connection or Connection()
    control = platform.open()
    rows = control.rows("buyers", "buyers", limit, shop_id=shop_of(control, shop)["shop_id"])
    print_rows(rows, "buyer_id reference region name", as_json=platform.as_json)
    return 0
