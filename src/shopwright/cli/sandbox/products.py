"""``shopwright sandbox products``, ``opportunity`` and ``ledger``: verdicts, offers, and the stock of a SKU."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import Connection, ShopOption, shop_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_view


def act(
    product_id: Annotated[str, Parameter(help="The product's id.")],
    act: Annotated[
        Literal[
            "PASS_AUDIT",
            "FAIL_AUDIT",
            "PRE_APPROVE",
            "PLATFORM_DEACTIVATE",
            "FREEZE",
            "WIN_APPEAL",
            "APPROVE_SIZE_CHART",
            "REJECT_SIZE_CHART",
        ],
        Parameter(help="What TikTok does."),
    ],
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    reason: Annotated[tuple[str, ...], Parameter(negative="", help="Why, as the seller reads it.")] = (),
) -> int:
    """TikTok judges a product, or takes it down.

    For example:
        shopwright sandbox products act 1729382256910270000 FREEZE --reason "Counterfeit"
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"], "act": act, "reasons": list(reason)}
    print_view(control.post(f"products/{in_path(product_id)}/acts", body), as_json=platform.as_json)
    return 0


def opportunity(
    title: Annotated[str, Parameter(help="What buyers look for.")],
    category_id: Annotated[str, Parameter(help="The category's id, as getCategories answers it.")],
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    kind: Annotated[Literal["KEYWORD", "CATEGORY", "PRODUCT"], Parameter(help="Its type.")] = "KEYWORD",
    keyword: Annotated[tuple[str, ...], Parameter(negative="", help="A word that the title must have one of.")] = (),
    brand: Annotated[str, Parameter(help="The brand that it must be of.")] = "",
    days: Annotated[int, Parameter(help="How long it stays open.")] = 28,
) -> int:
    """Offer a shop an opportunity to list something.

    For example:
        shopwright sandbox opportunity "Tea light holders" 605999 --keyword "candle holder" --days 7
    """
    platform = connection or Connection()
    control = platform.open()
    body = {
        "shop_id": shop_of(control, shop)["shop_id"],
        "type": kind,
        "title": title,
        "category_id": category_id,
        "keywords": list(keyword),
        "brand_name": brand,
        "days": days,
    }
    print_view(control.post("opportunities", body), as_json=platform.as_json)
    return 0


def ledger(
    sku_id: Annotated[str, Parameter(help="The SKU's id.")],
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
) -> int:
    """Show a SKU's stock and every movement of it.

    For example:
        shopwright sandbox ledger 1729382256910270001
    """
    platform = connection or Connection()
    control = platform.open()
    reply = control.get("ledger", shop_id=shop_of(control, shop)["shop_id"], sku_id=sku_id)
    print_view(reply, as_json=platform.as_json)
    return 0
