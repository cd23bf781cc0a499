"""``/sandbox/coupons``: coupons of sellers and of the platform, which the Partner API only reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop, find_shop_by_cipher
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.buyers.store import Buyers
from shopwright.platform.core.control.paging import NextBefore, newest
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.control.shapes import (
    Body,
    Count,
    Key,
    Name,
    PageSize,
    PlainAmount,
    PlatformSeconds,
    Query,
    View,
    whole,
)
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import rounded
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.promotion.coupon import Coupon
from shopwright.platform.promotion.coupon_change import add_coupon, claim, coupon_to_change, deactivate, status_at
from shopwright.platform.promotion.coupon_store import CouponFilter, Coupons
from shopwright.platform.promotion.errors import COUPON_UNKNOWN
from shopwright.platform.promotion.states import CouponStatus
from shopwright.wire.ids import IdKind

_Days = Annotated[int, Meta(ge=1, le=366)]


class NewCoupon(Body):
    """A coupon with an amount or per cent off, paid ``by`` the seller or the platform.

    It can be claimed from ``begins_in`` seconds on for so many ``days``, and used in that time, or, with
    ``valid_days``, so many days from its claim. ``buyers``: ALL, NEW without an order in the shop that was not
    cancelled, or REPEAT_CUSTOMERS with one or more. Limits are 0 where there is none.
    """

    shop_cipher: Key
    title: Name
    percent: Annotated[int, Meta(ge=1, le=100)] | None = None
    amount: PlainAmount | None = None
    max_discount: PlainAmount | None = None
    min_spend: PlainAmount | None = None
    product_ids: Annotated[tuple[Key, ...], Meta(max_length=1000)] = ()
    by: Literal["SELLER", "PLATFORM"] = "SELLER"
    display_type: Literal["REGULAR", "LIVE", "CREATOR_EXCLUSIVE", "CHAT", "PROMO_CODE"] = "REGULAR"
    promo_code: Annotated[str, Meta(pattern=whole(r"[^\W_]{6,12}"))] | None = None
    buyers: Literal["ALL", "NEW", "REPEAT_CUSTOMERS"] = "ALL"
    begins_in: Count = 0
    days: _Days = 30
    valid_days: _Days | None = None
    claims_per_buyer: Annotated[int, Meta(ge=1, le=1000)] = 1
    claim_limit: Count = 0
    use_limit: Count = 0
    terms: Annotated[str, Meta(max_length=2000)] = ""
    source: Literal["SELLER_CENTER", "SELLER_APP", "TTS_CRM"] = "SELLER_CENTER"


class CouponQuery(Query):
    """``before`` is the ``next_before`` of the page before; without a shop those of every shop."""

    shop_id: Key | None = None
    before: Key | None = None
    size: PageSize = 50


class CouponView(View):
    coupon_id: str
    shop_id: str
    title: str
    status: str
    by: str
    percent: int
    amount: str
    min_spend: str
    claimed: int
    used: int
    claim_from: PlatformSeconds
    claim_until: PlatformSeconds


class CouponList(View):
    """The newest first; ``next_before`` leads to the next page, and is null on the last one."""

    coupons: list[CouponView]
    next_before: NextBefore


class ClaimCoupon(Body):
    """Which buyer claims it."""

    buyer_id: Key


class ClaimView(View):
    claim_id: str
    coupon_id: str
    buyer_id: str
    usable_from: PlatformSeconds
    usable_until: PlatformSeconds


#: Where coupons of a kind are seen.
_CHANNELS = {"REGULAR": "ALL", "LIVE": "LIVE", "CREATOR_EXCLUSIVE": "SHOWCASE", "CHAT": "CHAT", "PROMO_CODE": "PRIVATE"}


def make_coupon(tx: Tx, body: NewCoupon) -> CouponView:
    """Make a coupon, as a seller does in Seller Center, or the platform."""
    shop = find_shop_by_cipher(tx, body.shop_cipher)
    if (body.percent is None) is (body.amount is None):
        raise BAD_REQUEST(reason="Give `percent` or `amount`, not both.")
    if body.max_discount is not None and body.percent is None:
        raise BAD_REQUEST(reason="`max_discount` goes with `percent`.")
    if (body.promo_code is not None) is not (body.display_type == "PROMO_CODE"):
        raise BAD_REQUEST(reason="`promo_code` goes with the display_type PROMO_CODE.")
    for name in ("amount", "max_discount", "min_spend"):
        _check_amount(shop, name, getattr(body, name))
    now = tx.now_ms()
    begin = now // 1000 + body.begins_in
    coupon = Coupon(
        coupon_id=tx.new_id(IdKind.COUPON),
        title=body.title,
        status=CouponStatus.NOT_START,
        created_at=now,
        updated_at=now,
        claim_from=begin,
        claim_until=begin + body.days * 86_400,
        use_from=begin,
        use_until=begin + body.days * 86_400,
        valid_days=body.valid_days or 0,
        is_platform=body.by == "PLATFORM",
        display_type=body.display_type,
        display_channels=(_CHANNELS[body.display_type],),
        promo_code=body.promo_code or "",
        target=body.buyers,
        amount=body.amount or "",
        percentage=body.percent or 0,
        max_discount=body.max_discount or "",
        min_spend=body.min_spend or "",
        product_ids=tuple(dict.fromkeys(body.product_ids)),
        claims_per_buyer=body.claims_per_buyer,
        claim_limit=body.claim_limit,
        use_limit=body.use_limit,
        terms=body.terms,
        source=body.source,
    )
    coupon.status = status_at(coupon, tx.now())
    add_coupon(tx, shop, coupon)
    return view(shop.shop_id, coupon)


def _check_amount(shop: Shop, name: str, value: str | None) -> None:
    market = region(shop.region)
    if value is not None and (
        not Decimal(value) or Decimal(value) != rounded(Decimal(value), market.currency_decimals)
    ):
        raise BAD_REQUEST(reason=f"`{name}` is no positive amount of {market.currency}.")


def list_coupons(tx: Tx, query: CouponQuery) -> CouponList:
    """Coupons of sellers and of the platform, the newest first."""
    if query.shop_id is not None:
        find_shop(tx, query.shop_id)
    shop_ids = [query.shop_id] if query.shop_id else [shop.shop_id for shop in tx[Accounts].all_shops()]
    rows, next_before = newest(
        lambda shop_id, after, size: [
            (shop_id, coupon)
            for coupon in tx[Coupons].page(
                shop_id, CouponFilter(), by="created_at", descending=True, after=after, size=size
            )
        ],
        lambda row: (row[1].created_at, row[1].coupon_id),
        shop_ids,
        query.before,
        query.size,
    )
    return CouponList(coupons=[view(*row) for row in rows], next_before=next_before)


def view(shop_id: str, coupon: Coupon) -> CouponView:
    """A coupon in short."""
    return CouponView(
        coupon_id=coupon.coupon_id,
        shop_id=shop_id,
        title=coupon.title,
        status=str(coupon.status),
        by="PLATFORM" if coupon.is_platform else "SELLER",
        percent=coupon.percentage,
        amount=coupon.amount,
        min_spend=coupon.min_spend,
        claimed=coupon.claimed,
        used=coupon.used,
        claim_from=coupon.claim_from,
        claim_until=coupon.claim_until,
    )


def _held(tx: Tx, coupon_id: str) -> tuple[Shop, Coupon]:
    """A coupon of any shop, held for change."""
    shop_id = tx[Coupons].shop_of(coupon_id)
    shop = tx[Accounts].shop(shop_id) if shop_id else None
    if shop is None:
        raise COUPON_UNKNOWN(coupon_id=coupon_id[:40])
    return shop, coupon_to_change(tx, shop, coupon_id)


def claim_coupon(tx: Tx, coupon_id: str, body: ClaimCoupon) -> ClaimView:
    """A buyer claims a coupon, to use it with an order."""
    shop, coupon = _held(tx, coupon_id)
    if tx[Buyers].get(shop.shop_id, body.buyer_id) is None:
        raise NOT_FOUND(what=f"The buyer {body.buyer_id}")
    claimed = claim(tx, shop, coupon, body.buyer_id)
    values = msgspec.structs.asdict(claimed)
    values.pop("order_id")
    return ClaimView(**values)


def deactivate_coupon(tx: Tx, coupon_id: str) -> CouponView:
    """The seller ends a coupon: nobody can claim or use it any more."""
    shop, coupon = _held(tx, coupon_id)
    deactivate(tx, shop, coupon)
    return view(shop.shop_id, coupon)
