"""predictProductPackageDimensionsAndWeight, getProductPackageRecommendations."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.advice.market import check_market
from shopwright.platform.catalogue.advice.neighbours_store import listings_on_sale, on_sale
from shopwright.platform.catalogue.advice.parcel_presenter import parcel_row
from shopwright.platform.catalogue.advice.parcel_rules import Usual, parcel_of, usual_parcel, whole
from shopwright.platform.catalogue.advice.timers import judged_parcel, parcels_of_others
from shopwright.platform.catalogue.advice_file import advice_numbers
from shopwright.platform.catalogue.errors import PRODUCT_NOT_FOUND
from shopwright.platform.catalogue.operations.category_lookup import LEAF_ERRORS, named_leaf
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetProductPackageRecommendationsResponseData,
        PredictProductPackageDimensionsAndWeightResponseData,
        ProductPackageRecommendedWebhookData,
    )
    from shopwright.contract.types.requests_product import (
        GetProductPackageRecommendationsRequest,
        PredictProductPackageDimensionsAndWeightRequest,
    )

_INCH, _POUND = Decimal("2.54"), Decimal("0.45359237")


@operation(
    "predictProductPackageDimensionsAndWeight",
    raises=LEAF_ERRORS,
    differs="The prediction is the median of the shop's own products and of the demo shop's, in the nearest branch of "
    "the category tree that has any. It comes in pounds and inches in the US, else in kilograms and centimetres.",
)
def predict_product_package_dimensions_and_weight(
    call: Call, body: PredictProductPackageDimensionsAndWeightRequest
) -> PredictProductPackageDimensionsAndWeightResponseData:
    """What a parcel of a leaf category is likely to weigh and measure."""
    market = region(call.shop.region)
    category = named_leaf(body.category_id, market.category_versions.tree)
    others = listings_on_sale(call.tx, call.shop.shop_id, advice_numbers().parcel.looked_at)
    usual = usual_parcel(category.code, [parcel_of(listing) for listing in others])
    return _imperial(usual) if "POUND" in market.weight_units else _metric(usual)


def _metric(usual: Usual) -> PredictProductPackageDimensionsAndWeightResponseData:
    length, width, height = (whole(side) for side in usual.sides)
    return {
        "package_dimensions": {"length": length, "width": width, "height": height, "unit": "CENTIMETER"},
        "package_weight": {"value": str(usual.weight.quantize(Decimal("0.001")).normalize()), "unit": "KILOGRAM"},
    }


def _imperial(usual: Usual) -> PredictProductPackageDimensionsAndWeightResponseData:
    length, width, height = (whole(side / _INCH) for side in usual.sides)
    pounds = max(Decimal("0.01"), (usual.weight / _POUND).quantize(Decimal("0.01")))
    return {
        "package_dimensions": {"length": length, "width": width, "height": height, "unit": "INCH"},
        "package_weight": {"value": str(pounds), "unit": "POUND"},
    }


@operation(
    "getProductPackageRecommendations",
    raises=(PRODUCT_NOT_FOUND,),
    differs="The range is from half to twice of what is usual; the words for abnormalities are invented. Of a shop "
    "with more than 300 products on sale the newest 300 are looked at, unless products are named.",
)
def get_product_package_recommendations(
    call: Call, body: GetProductPackageRecommendationsRequest
) -> GetProductPackageRecommendationsResponseData:
    """The products on sale whose stated parcel is far off, and the range that is usual; of those named, or of all.

    12052260 for a product that the shop does not have, 36009004 outside BR and MX.
    """
    check_market(call)
    shop, ids = call.shop, body.product_ids or []
    if body.product_ids is not None:
        known = call.tx[Products].some(shop.shop_id, ids)
        for product_id in ids:
            if product_id not in known:
                raise PRODUCT_NOT_FOUND(product_id=product_id[:40])
        products = [known[product_id] for product_id in sorted(known, reverse=True)]
    else:
        products = on_sale(call.tx, shop.shop_id, advice_numbers().parcel.looked_at)
    parcels = parcels_of_others(call.tx, shop.shop_id)
    judged = [(product.product_id, *judged_parcel(product, parcels)) for product in products]
    rows = [parcel_row(product_id, problems, usual) for product_id, problems, usual in judged if problems]

    def find(after: Position, size: int) -> list[ProductPackageRecommendedWebhookData]:
        return [row for row in rows if not after or str(row["product_id"]) < str(after[0])][:size]

    page = find_page(
        call,
        start=("",),
        selects=(sorted(ids),),
        count=lambda: len(rows),
        find=find,
        position=lambda row: (str(row["product_id"]),),
    )
    return {"products": page.rows, "total_count": page.total, "next_page_token": page.next_token}
