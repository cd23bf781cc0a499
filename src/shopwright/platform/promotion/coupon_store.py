"""Coupons, and the claims of buyers."""

from __future__ import annotations

import msgspec
from sqlalchemy import Boolean, Column, Index, and_, bindparam, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.search import Search, parts_given
from shopwright.platform.database.transaction import Repository, Tx

from .coupon import Claim, Coupon

coupons = table(
    "coupons",
    BUSINESS,
    key("shop_id"),
    key("coupon_id"),
    text("status"),
    text("display_type"),
    text("folded_title"),
    Column("is_platform", Boolean, nullable=False),
    ms("created_at"),
    document(),
    Index("coupons_by_creation", "shop_id", "created_at", "coupon_id"),
    Index("coupons_by_id", "coupon_id"),
)

coupon_claims = table(
    "coupon_claims",
    BUSINESS,
    key("shop_id"),
    key("claim_id"),
    text("coupon_id"),
    text("buyer_id"),
    ms("usable_from"),
    ms("usable_until"),
    text("order_id"),
    Index("coupon_claims_by_buyer", "shop_id", "coupon_id", "buyer_id"),
    Index("coupon_claims_by_order", "shop_id", "order_id"),
)

_decode = decoders.decoder(Coupon).decode
_encode = msgspec.json.Encoder().encode
_select = select(coupons.c.doc).where(
    coupons.c.shop_id == bindparam("shop_id"), coupons.c.coupon_id == bindparam("coupon_id")
)
_ONE, _ONE_LOCKED = Prepared(_select), Prepared(_select.with_for_update())
_SHOP_OF = Prepared(select(coupons.c.shop_id).where(coupons.c.coupon_id == bindparam("coupon_id")))
_ADD, _ADD_CLAIM = Prepared(insert(coupons)), Prepared(insert(coupon_claims))
_SAVE = Prepared(
    update(coupons)
    .where(coupons.c.shop_id == bindparam("of_shop"), coupons.c.coupon_id == bindparam("of_coupon"))
    .values({column.name: bindparam(column.name) for column in coupons.columns if not column.primary_key})
)
#: ``folded_title`` begins with a space, so that the keyword after a space is the beginning of a word.
_title = func.replace(coupons.c.folded_title, bindparam("title"), "") != coupons.c.folded_title
_SEARCH = Search(
    coupons,
    "coupon_id",
    ("doc",),
    {
        "statuses": coupons.c.status.in_(bindparam("statuses", expanding=True)),
        "display_types": coupons.c.display_type.in_(bindparam("display_types", expanding=True)),
        "title": _title,
        "is_platform": coupons.c.is_platform == bindparam("is_platform"),
    },
    ("statuses", "display_types"),
)
_claim_columns = [
    coupon_claims.c[name] for name in ("claim_id", "coupon_id", "buyer_id", "usable_from", "usable_until", "order_id")
]
_CLAIMS = Prepared(
    select(*_claim_columns)
    .where(
        and_(
            coupon_claims.c.shop_id == bindparam("shop_id"),
            coupon_claims.c.coupon_id == bindparam("coupon_id"),
            coupon_claims.c.buyer_id == bindparam("buyer_id"),
        )
    )
    .order_by(coupon_claims.c.claim_id)
)
_USED_BY = Prepared(
    select(*_claim_columns).where(
        coupon_claims.c.shop_id == bindparam("shop_id"), coupon_claims.c.order_id == bindparam("order_id")
    )
)
_SET_ORDER = Prepared(
    update(coupon_claims)
    .where(coupon_claims.c.shop_id == bindparam("of_shop"), coupon_claims.c.claim_id == bindparam("of_claim"))
    .values(order_id=bindparam("order"))
)
_ONGOING = Prepared(
    select(coupons.c.doc)
    .where(coupons.c.shop_id == bindparam("shop_id"), coupons.c.status == "ONGOING")
    .order_by(coupons.c.coupon_id)
)


class CouponFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search selects. Empty means no limit; ``title`` is the beginning of it or of a word in it."""

    statuses: tuple[str, ...] = ()
    display_types: tuple[str, ...] = ()
    title: str | None = None
    is_platform: bool | None = None


class Coupons(Repository):
    """The coupons of shops, and who claimed them."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, shop_id: str, coupon_id: str, *, for_change: bool = False) -> Coupon | None:
        statement = _ONE_LOCKED if for_change else _ONE
        row = statement.first(self._connection, {"shop_id": shop_id, "coupon_id": coupon_id})
        return _decode(row[0]) if row else None

    def shop_of(self, coupon_id: str) -> str | None:
        row = _SHOP_OF.first(self._connection, {"coupon_id": coupon_id})
        return str(row[0]) if row else None

    def add(self, shop_id: str, coupon: Coupon) -> None:
        _ADD.run(self._connection, {"shop_id": shop_id, **_columns(coupon)})

    def save(self, shop_id: str, coupon: Coupon) -> None:
        place = {"of_shop": shop_id, "of_coupon": coupon.coupon_id}
        _SAVE.run(self._connection, {**place, **_columns(coupon)})

    def ongoing(self, shop_id: str) -> list[Coupon]:
        """Those that buyers can use now, the oldest first."""
        return [_decode(row[0]) for row in _ONGOING.all(self._connection, {"shop_id": shop_id})]

    def page(
        self,
        shop_id: str,
        wanted: CouponFilter,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[Coupon]:
        """Up to ``size`` coupons by ``created_at`` and id, after such a pair."""
        rows = _SEARCH.page(
            self._connection, shop_id, _parts(wanted), by=by, descending=descending, after=after, size=size
        )
        return [_decode(doc) for _, _, doc in rows]

    def count(self, shop_id: str, wanted: CouponFilter) -> int:
        return _SEARCH.count(self._connection, shop_id, _parts(wanted))

    def claims(self, shop_id: str, coupon_id: str, buyer_id: str) -> list[Claim]:
        """A buyer's claims of a coupon, the oldest first."""
        values = {"shop_id": shop_id, "coupon_id": coupon_id, "buyer_id": buyer_id}
        return [_claim(tuple(row)) for row in _CLAIMS.all(self._connection, values)]

    def add_claim(self, shop_id: str, claim: Claim) -> None:
        _ADD_CLAIM.run(self._connection, {"shop_id": shop_id, **msgspec.structs.asdict(claim)})

    def used_by(self, shop_id: str, order_id: str) -> list[Claim]:
        """The claims that an order used."""
        rows = _USED_BY.all(self._connection, {"shop_id": shop_id, "order_id": order_id})
        return [_claim(tuple(row)) for row in rows]

    def set_order(self, shop_id: str, claim_id: str, order_id: str) -> None:
        """Note by which order a claim is used; by none where it is empty."""
        _SET_ORDER.run(self._connection, {"of_shop": shop_id, "of_claim": claim_id, "order": order_id})


def _claim(row: tuple[object, ...]) -> Claim:
    return decoders.convert(dict(zip(Claim.__struct_fields__, row, strict=True)), Claim)


def _parts(wanted: CouponFilter) -> dict[str, object]:
    parts = parts_given(msgspec.structs.asdict(wanted))
    if wanted.title is not None:
        parts["title"] = f" {wanted.title.casefold()}"
    return parts


def _columns(coupon: Coupon) -> dict[str, object]:
    return {
        "coupon_id": coupon.coupon_id,
        "status": str(coupon.status),
        "display_type": coupon.display_type,
        "folded_title": f" {coupon.title.casefold()}",
        "is_platform": coupon.is_platform,
        "created_at": coupon.created_at,
        "doc": _encode(coupon).decode(),
    }
