"""searchProductsForComplianceAuditing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue import brands, taxonomy
from shopwright.platform.catalogue.brands_store import CustomBrands
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.registry import operation

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        SearchProductsForComplianceAuditingResponseData,
        SearchProductsForComplianceAuditingResponseDataProduct,
    )
    from shopwright.contract.types.requests_product import SearchProductsForComplianceAuditingRequest

#: How many products are read at a time.
_CHUNK = 200
_ON_SALE = ProductFilter(status="ACTIVATE")


class _Audited(msgspec.Struct, frozen=True):
    """A product that is on sale, with its shop."""

    shop: Shop
    product: Product

    @property
    def listing(self) -> Listing:
        return self.product.listing


@operation(
    "searchProductsForComplianceAuditing",
    differs="The seller's own products on sale are found, in all its shops or in the one of shop_cipher: which other "
    "sellers an auditor sees is not documented. Titles and names are looked for as parts, in any case of letters.",
)
def search_products_for_compliance_auditing(
    call: Call, body: SearchProductsForComplianceAuditingRequest
) -> SearchProductsForComplianceAuditingResponseData:
    """A page of products as buyers see them, shop after shop, the newest first."""
    cipher = call.parameter("shop_cipher")
    shops = [shop for shop in call.tx[Accounts].shops_of(call.account.account_id) if cipher in (None, shop.cipher)]
    is_seller = _is_seller(call, body)

    def find(after: Position, size: int) -> list[_Audited]:
        place = (str(after[0]), str(after[1])) if after else None
        matching = _matching(call, shops, body, place) if is_seller else iter(())
        return [audited for audited, _ in zip(matching, range(size), strict=False)]

    page = find_page(
        call,
        start=("", ""),
        selects=[body, cipher],
        count=lambda: sum(1 for _ in _matching(call, shops, body, None)) if is_seller else 0,
        find=find,
        position=lambda last: (last.shop.shop_id, last.product.product_id),
    )
    return {
        "products": [_row(call, audited) for audited in page.rows],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }


def _is_seller(call: Call, body: SearchProductsForComplianceAuditingRequest) -> bool:
    """Whether the filters of sellers select the one who calls."""
    account = call.account
    return body.seller_id in (None, account.account_id) and (
        body.seller_name is None or body.seller_name.casefold() in account.doc.name.casefold()
    )


def _matching(
    call: Call,
    shops: list[Shop],
    body: SearchProductsForComplianceAuditingRequest,
    place: tuple[str, str] | None,
) -> Iterator[_Audited]:
    """What the filters select, after a shop and a product."""
    for shop in shops:
        if place is not None and shop.shop_id < place[0]:
            continue
        after = place[1] if place is not None and shop.shop_id == place[0] else None
        for product in _on_sale(call, shop, after):
            audited = _Audited(shop, product)
            if _selects(body, audited):
                yield audited


def _on_sale(call: Call, shop: Shop, after: str | None) -> Iterator[Product]:
    while chunk := call.tx[Products].page(shop.shop_id, _ON_SALE, after, _CHUNK):
        yield from chunk
        after = chunk[-1].product_id


def _selects(body: SearchProductsForComplianceAuditingRequest, audited: _Audited) -> bool:
    listing = audited.listing
    categories = {category.id for category in taxonomy.chain(listing.category_id, listing.tree)}
    return (
        (not body.product_title or body.product_title.casefold() in listing.title.casefold())
        and (not body.product_ids or audited.product.product_id in body.product_ids)
        and (not body.category_ids or not categories.isdisjoint(body.category_ids))
        and (not body.brand_ids or listing.brand_id in body.brand_ids)
    )


def _row(call: Call, audited: _Audited) -> SearchProductsForComplianceAuditingResponseDataProduct:
    listing, product, account = audited.listing, audited.product, call.account
    path = f"/portal/shops/{audited.shop.shop_id}/products/{product.product_id}"
    row: SearchProductsForComplianceAuditingResponseDataProduct = {
        "id": product.product_id,
        "title": listing.title,
        "country": audited.shop.region,
        "description": listing.description,
        "variants": [{"id": sku.id} for sku in listing.skus],
        "listing_url": call.services.public_url(path),
        "seller_name": account.doc.name,
        "seller_id": account.account_id,
        "main_image_urls": [call.services.media_url(image.uri) for image in listing.main_images],
        "categories": [
            {
                "id": category.id,
                "name": category.name,
                "level": level,
                "parent_id": category.parent_id,
                "is_leaf": category.is_leaf,
            }
            for level, category in enumerate(taxonomy.chain(listing.category_id, listing.tree), 1)
        ],
    }
    if listing.brand_id:
        row |= {"brand_id": listing.brand_id, "brand_name": _brand_name(call, listing.brand_id)}
    return row


def _brand_name(call: Call, brand_id: str) -> str:
    known = brands.brand(brand_id)
    own = call.tx[CustomBrands].of_seller(call.account.account_id)
    return known.name if known else next((brand.name for brand in own if brand.brand_id == brand_id), "")
