"""getBrands, createCustomBrands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue import brands
from shopwright.platform.catalogue import errors as codes
from shopwright.platform.catalogue.brand_names import clean, name_problem
from shopwright.platform.catalogue.brands_store import CustomBrand, CustomBrands
from shopwright.platform.catalogue.listing_rules.errors import (
    CATEGORY_NOT_LEAF_OR_WRONG_VERSION,
    CATEGORY_UNKNOWN,
    CATEGORY_VERSION,
)
from shopwright.platform.catalogue.taxonomy import Category
from shopwright.platform.core.call import Call
from shopwright.platform.core.durations import day_begin_ms
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.wire.errors import ApiError
from shopwright.wire.ids import IdKind

from .category_lookup import named_leaf, named_version

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import GetBrandsResponseData, GetBrandsResponseDataBrand, IdObject
    from shopwright.contract.types.requests_product import CreateCustomBrandsRequest

#: TikTok's spelling.
AUTHORIZED, UNAUTHORIZED = "AUTHORIZED", "UNAUTHORIEZD"


class _Listed(msgspec.Struct, frozen=True):
    """A brand in the list: ``key`` is its folded name, by which the list is sorted."""

    key: str
    id: str
    name: str
    is_t1: bool
    is_authorized: bool

    @property
    def position(self) -> tuple[str, str]:
        return self.key, self.id


@operation(
    "getBrands",
    raises=(CATEGORY_NOT_LEAF_OR_WRONG_VERSION, CATEGORY_UNKNOWN, CATEGORY_VERSION, codes.PAGE_SIZE_INVALID),
    differs="The platform's brands are invented, and so is who holds an authorization: every shop does for a T1 brand "
    "that asks for none in the category, nobody does for any other. A wrong page token is refused with 36009004.",
)
def get_brands(call: Call) -> GetBrandsResponseData:
    """A page of the brands that the shop may use, its seller's own among them, by name.

    ``brand_name`` is the beginning of the name. With ``category_id`` an authorized brand carries ``brand_status``.
    12019109 for a page size that is not 1 to 100; for the category 12052023 and 12052230.
    """
    version, category_id = named_version(call), call.text("category_id")
    not_leaf = CATEGORY_NOT_LEAF_OR_WRONG_VERSION
    category = named_leaf(category_id, version, not_leaf=not_leaf) if category_id else None
    prefix, only_authorized = (call.text("brand_name") or "").strip().casefold(), call.flag("is_authorized")
    ours = _platform_brands(prefix, category, only_authorized=only_authorized)
    account_id, own = call.account.account_id, call.tx[CustomBrands]
    has_own = not only_authorized  # a seller's own brands have no authorization

    def find(after: Position, size: int) -> list[_Listed]:
        place = (str(after[0]), str(after[1])) if after else None
        listed = [brand for brand in ours if place is None or brand.position > place][:size]
        if has_own:
            listed += [_own(brand) for brand in own.page(account_id, prefix, place, size)]
        return sorted(listed, key=lambda brand: brand.position)

    page = find_page(
        call,
        start=("", ""),
        selects=(prefix, only_authorized, version, category_id),
        count=lambda: len(ours) + (own.count_named(account_id, prefix) if has_own else 0),
        find=find,
        position=lambda last: last.position,
    )
    return {
        "brands": [_row(brand, category) for brand in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _platform_brands(prefix: str, category: Category | None, *, only_authorized: bool) -> list[_Listed]:
    listed = (_ours(brand, category) for brand in brands.brands() if brand.name.casefold().startswith(prefix))
    return [listed for listed in listed if listed.is_authorized or not only_authorized]


def _ours(brand: brands.Brand, category: Category | None) -> _Listed:
    """A brand of the platform. What it says of authorizations is what a listing in the category meets (12052208)."""
    guarded = brands.needs_authorization(brand, category.code) if category else brand.authorization_required
    return _Listed(brand.name.casefold(), brand.id, brand.name, brand.is_t1, brand.is_t1 and not guarded)


def _own(custom_brand: CustomBrand) -> _Listed:
    return _Listed(
        custom_brand.name.casefold(), custom_brand.brand_id, custom_brand.name, is_t1=False, is_authorized=False
    )


def _row(listed: _Listed, category: Category | None) -> GetBrandsResponseDataBrand:
    row: GetBrandsResponseDataBrand = {
        "id": listed.id,
        "name": listed.name,
        "authorized_status": AUTHORIZED if listed.is_authorized else UNAUTHORIZED,
        "is_t1_brand": listed.is_t1,
    }
    if category and listed.is_authorized:
        row["brand_status"] = "AVAILABLE"
    return row


@operation(
    "createCustomBrands",
    raises=(
        codes.BRAND_DAILY_QUOTA_USED_UP,
        codes.BRAND_EXISTS,
        codes.BRAND_NAME_DIGITS,
        codes.BRAND_NAME_FONT,
        codes.BRAND_NAME_INVALID,
        codes.BRAND_NAME_TOO_LONG,
        codes.BRAND_NAME_TOO_SHORT,
        codes.BRAND_QUOTA_USED_UP,
    ),
    differs="A day is one of UTC on the platform's clock. A name may not be one of the platform's brands either; "
    "capitals do not tell names apart.",
)
def create_custom_brands(call: Call, body: CreateCustomBrandsRequest) -> IdObject:
    """A brand of the seller's own, for all its shops: 50 a day (12052202), 1,000 in all (12052203)."""
    name, account_id = clean(body.name), call.account.account_id
    broken = name_problem(name, region(call.account.region))
    if broken:
        raise ApiError(broken.error, broken.message)
    own, now = call.tx[CustomBrands], call.tx.now_ms()
    call.tx[Accounts].get(account_id, for_change=True)  # so that two calls at once cannot both be the last
    if own.exists(account_id, name):
        raise codes.BRAND_EXISTS(name=name)
    per_day, in_all = call.operation.limits["perDay"], call.operation.limits["total"]
    if own.count(account_id) >= in_all:
        raise codes.BRAND_QUOTA_USED_UP(limit=in_all)
    if own.count(account_id, since_ms=day_begin_ms(now)) >= per_day:
        raise codes.BRAND_DAILY_QUOTA_USED_UP(limit=per_day)
    brand = CustomBrand(account_id, call.tx.new_id(IdKind.BRAND), name, now)
    own.add(brand)
    return {"id": brand.brand_id}
