"""getProductsSEOWords, getRecommendedProductTitleAndDescription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue.advice.advised_products import asked_products, brand_name, words_for
from shopwright.platform.catalogue.advice.market import check_market
from shopwright.platform.catalogue.advice.words_rules import suggested_description, suggested_title
from shopwright.platform.catalogue.errors import NO_PERMISSION_OLD, PRODUCT_NOT_FOUND, TOO_MANY_PRODUCT_IDS
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetProductsSEOWordsResponseData,
        GetRecommendedProductTitleAndDescriptionResponseData,
        GetRecommendedProductTitleAndDescriptionResponseDataProduct,
    )


@operation(
    "getProductsSEOWords",
    raises=(NO_PERMISSION_OLD, PRODUCT_NOT_FOUND, TOO_MANY_PRODUCT_IDS),
    differs="Words come from the names of the category, the listing's attributes and the titles of the shop's other "
    "products in the same branch, in their languages; nobody's searches are counted.",
)
def get_products_seo_words(call: Call) -> GetProductsSEOWordsResponseData:
    """Up to ten words or phrases for each of up to 20 products, without those that its title has."""
    check_market(call)
    products = asked_products(call)
    words = words_for(call.tx, call.shop, [product.listing for product in products])
    return {
        "products": [
            {"id": product.product_id, "seo_words": [{"text": word} for word in of_product]}
            for product, of_product in zip(products, words, strict=True)
        ]
    }


@operation(
    "getRecommendedProductTitleAndDescription",
    raises=(PRODUCT_NOT_FOUND, TOO_MANY_PRODUCT_IDS),
    differs="Texts are put together from the listing and its words; no model writes them.",
)
def get_recommended_product_title_and_description(
    call: Call,
) -> GetRecommendedProductTitleAndDescriptionResponseData:
    """A title within the market's limit, and a description as HTML, for each of up to 20 products."""
    products, market = asked_products(call), region(call.shop.region)
    words = words_for(call.tx, call.shop, [product.listing for product in products])
    rows: list[GetRecommendedProductTitleAndDescriptionResponseDataProduct] = []
    for product, of_product in zip(products, words, strict=True):
        listing, brand = product.listing, brand_name(call.tx, call.shop, product.listing)
        title = suggested_title(listing, of_product, brand, market)
        description = suggested_description(listing, of_product, brand)
        texts = (("TITLE", title), ("DESCRIPTION", description))
        rows.append(
            {
                "id": product.product_id,
                "suggestions": [{"field": field, "items": [{"text": text}]} for field, text in texts],
            }
        )
    return {"products": rows}
