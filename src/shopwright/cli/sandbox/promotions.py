"""``shopwright promote``: discounts, flash deals, campaigns and coupons."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from shopwright.cli.connection import SWITCH, AnyShop, Connection, Limit, ShopOption, shop_id_of, shop_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.refusal import RefusedError

ActivityId = Annotated[str, Parameter(help="The activity's id.")]
CouponId = Annotated[str, Parameter(help="The coupon's id.")]
Title = Annotated[str | None, Parameter(help="What it is called; unique in the shop.")]

_DAY = 86_400


def list_activities(*, connection: Connection | None = None, shop: AnyShop = None, limit: Limit = 20) -> int:
    """List activities, the newest first.

    For example:
        shopwright promote list
        shopwright promote --limit 0 --json
    """
    platform = connection or Connection()
    control = platform.open()
    rows = control.rows("activities", "activities", limit, shop_id=shop_id_of(control, shop))
    print_rows(rows, "activity_id type level status begin_at end_at items title", as_json=platform.as_json)
    return 0


def start(
    *ids: Annotated[str, Parameter(help="The SKUs, or with --products the products.")],
    connection: Connection | None = None,
    shop: ShopOption = None,
    off: Annotated[int | None, Parameter(help="Per cent off the usual price.")] = None,
    price: Annotated[str | None, Parameter(help="A fixed price, in the shop's currency.")] = None,
    flash: Annotated[str | None, Parameter(help="The price of a flash deal, which lasts 3 days at the most.")] = None,
    products: Annotated[bool, Parameter(help="The ids are those of products."), SWITCH] = False,
    days: Annotated[int, Parameter(help="How long it lasts.")] = 2,
    later: Annotated[int | None, Parameter(help="Begin after so many hours instead of at once.")] = None,
    limit: Annotated[int | None, Parameter(help="How many units it is for, of each SKU or product.")] = None,
    per_buyer: Annotated[int | None, Parameter(help="How many of them a buyer may have.")] = None,
    title: Title = None,
    campaign: Annotated[
        int | None, Parameter(help="A campaign of the platform, which pays so many per cent of the discount.")
    ] = None,
) -> int:
    """Start a discount, a flash deal or a campaign.

    For example:
        shopwright promote start 1730382256910270001 --off 20
        shopwright promote start 1729382256910270000 --products --flash 7.50 --limit 10
        shopwright promote start 1730382256910270001 --price 6.00 --campaign 50 --days 7
    """
    offers = {"DIRECT_DISCOUNT": off, "FIXED_PRICE": price, "FLASHSALE": flash}
    kinds = [kind for kind, value in offers.items() if value is not None]
    if len(kinds) != 1 or not ids:
        raise RefusedError(
            "nothing says what is to be sold for how much", "name SKUs and one of --off, --price, --flash"
        )
    platform = connection or Connection()
    control = platform.open()
    body = {
        "shop_cipher": shop_of(control, shop)["cipher"],
        "type": kinds[0],
        "title": title,
        "product_ids" if products else "sku_ids": list(ids),
        "percent": off,
        "price": price or flash,
        "lasts": days * _DAY,
        "begins_in": None if later is None else later * 3_600,
        "quantity_limit": limit,
        "quantity_per_user": per_buyer,
        "by": None if campaign is None else "PLATFORM",
        "platform_share": campaign,
    }
    print_view(control.post("activities", body), as_json=platform.as_json)
    return 0


def begin(activity_id: ActivityId, *, connection: Connection | None = None) -> int:
    """Begin an activity now instead of at its time.

    For example:
        shopwright promote begin 7651000000000000012
    """
    platform = connection or Connection()
    print_view(platform.open().post(f"activities/{in_path(activity_id)}/begin"), as_json=platform.as_json)
    return 0


def stop(
    activity_id: ActivityId,
    *,
    connection: Connection | None = None,
    by_platform: Annotated[bool, Parameter(help="TikTok ends it, not the seller."), SWITCH] = False,
) -> int:
    """End an activity that runs or is to run.

    For example:
        shopwright promote stop 7651000000000000012
    """
    platform = connection or Connection()
    body = {"by": "PLATFORM" if by_platform else "SELLER"}
    print_view(platform.open().post(f"activities/{in_path(activity_id)}/end", body), as_json=platform.as_json)
    return 0


def price(
    sku_id: Annotated[str, Parameter(help="The SKU's id.")],
    *,
    connection: Connection | None = None,
    quantity: Annotated[int | None, Parameter(help="How many are bought.")] = None,
    coupon: Annotated[str | None, Parameter(help="A coupon that the buyer uses.")] = None,
    buyer_id: Annotated[str | None, Parameter(help="A buyer who came before; a new one unless named.")] = None,
) -> int:
    """Explain what a buyer pays for a SKU now, step by step.

    For example:
        shopwright promote price 1730382256910270001
        shopwright promote price 1730382256910270001 --quantity 3 --coupon 7652000000000000014
    """
    platform = connection or Connection()
    control = platform.open()
    reply = control.get(f"prices/{in_path(sku_id)}", quantity=quantity, coupon_id=coupon, buyer_id=buyer_id)
    if platform.as_json:
        print_view(reply, as_json=True)
        return 0
    print_view({name: value for name, value in reply.items() if name != "steps"}, as_json=False)
    print_rows(reply.get("steps", []), "title type seller platform left why", as_json=False)
    return 0


def list_coupons(*, connection: Connection | None = None, shop: AnyShop = None, limit: Limit = 20) -> int:
    """List coupons of sellers and of the platform, the newest first.

    For example:
        shopwright promote coupons
    """
    platform = connection or Connection()
    control = platform.open()
    rows = control.rows("coupons", "coupons", limit, shop_id=shop_id_of(control, shop))
    print_rows(rows, "coupon_id by percent amount min_spend status claimed used title", as_json=platform.as_json)
    return 0


def make_coupon(
    title: Annotated[str, Parameter(help="What it is called.")],
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    off: Annotated[int | None, Parameter(help="Per cent off.")] = None,
    amount: Annotated[str | None, Parameter(help="An amount off, in the shop's currency.")] = None,
    most: Annotated[str | None, Parameter(help="The most that --off takes off.")] = None,
    min_spend: Annotated[str | None, Parameter(help="What the basket has to come to.")] = None,
    code: Annotated[str | None, Parameter(help="A promo code of 6 to 12 letters or digits.")] = None,
    days: Annotated[int | None, Parameter(help="How long it can be claimed and used; 30 unless named.")] = None,
    by_platform: Annotated[bool, Parameter(help="TikTok pays it, not the seller."), SWITCH] = False,
) -> int:
    """Make a coupon; buyers use it with the coupon_ids of an order.

    For example:
        shopwright promote coupons make "Welcome" --off 10 --most 5.00
        shopwright promote coupons make "5 off 30" --amount 5 --min-spend 30 --by-platform
    """
    platform = connection or Connection()
    control = platform.open()
    body = {
        "shop_cipher": shop_of(control, shop)["cipher"],
        "title": title,
        "percent": off,
        "amount": amount,
        "max_discount": most,
        "min_spend": min_spend,
        "promo_code": code,
        "display_type": "PROMO_CODE" if code else None,
        "days": days,
        "by": "PLATFORM" if by_platform else None,
    }
    print_view(control.post("coupons", body), as_json=platform.as_json)
    return 0


def claim(
    coupon_id: CouponId,
    buyer_id: Annotated[str, Parameter(help="The buyer's id.")],
    *,
    connection: Connection | None = None,
) -> int:
    """A buyer claims a coupon; who uses one with an order claims it along the way.

    For example:
        shopwright promote coupons claim 7652000000000000014 7493000000000000031
    """
    platform = connection or Connection()
    reply = platform.open().post(f"coupons/{in_path(coupon_id)}/claim", {"buyer_id": buyer_id})
    print_view(reply, as_json=platform.as_json)
    return 0


def stop_coupon(coupon_id: CouponId, *, connection: Connection | None = None) -> int:
    """End a coupon.

    For example:
        shopwright promote coupons stop 7652000000000000014
    """
    platform = connection or Connection()
    print_view(platform.open().post(f"coupons/{in_path(coupon_id)}/deactivate"), as_json=platform.as_json)
    return 0
