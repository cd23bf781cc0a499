"""recommendGlobalCategories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_rules import prohibited
from shopwright.platform.catalogue.global_products.global_rules import content_problem
from shopwright.platform.catalogue.global_products.global_seller import GlobalSeller, find_global_seller
from shopwright.platform.catalogue.listing import ImageRef, Listing
from shopwright.platform.catalogue.listing_context import listing_context
from shopwright.platform.catalogue.listing_rules import errors as codes
from shopwright.platform.catalogue.listing_rules import images, text
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.wire.errors import ApiError

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import RecommendGlobalCategoriesResponseData
    from shopwright.contract.types.requests_product import RecommendGlobalCategoriesRequest

#: What of the listing rules is refused here: those that the documentation lists for this operation.
REFUSED = (
    codes.DESCRIPTION_CHINESE,
    codes.DESCRIPTION_IMAGE_FOREIGN,
    codes.DESCRIPTION_TOO_LONG,
    codes.DESCRIPTION_TOO_MANY_IMAGES,
    codes.HTML_ATTRIBUTE_MISSING,
    codes.HTML_ATTRIBUTE_REFUSED,
    codes.HTML_NESTING_REFUSED,
    codes.HTML_TAG_REFUSED,
    codes.MAIN_IMAGES_TOO_MANY,
    codes.MAIN_IMAGE_ASPECT,
    codes.MAIN_IMAGE_TOO_SMALL,
    codes.TITLE_CHARACTERS,
    codes.TITLE_CHINESE,
    codes.TITLE_EMPTY,
    codes.TITLE_LENGTH,
)
_RULES = (text.title, text.description, images.description_html, images.main_images)
_BROKEN = frozenset((*REFUSED, codes.MAIN_IMAGE_URI))


@operation(
    "recommendGlobalCategories",
    raises=(codes.CATEGORY_VERSION, codes.CATEGORY_NO_MATCH, codes.IMAGE_NOT_UPLOADED_HERE, *REFUSED),
    differs="The words of title and description are compared with the names of categories, in English only; images are "
    "checked but not looked at.",
)
def recommend_global_categories(
    call: Call, body: RecommendGlobalCategoriesRequest
) -> RecommendGlobalCategoriesResponseData:
    """The leaf that fits best among those open in any market of the seller, and what is above it from the root down."""
    seller = find_global_seller(call.tx, call.account)
    version = body.category_version or "v1"
    markets = [region(shop.region) for shop in seller.shops]
    if not any(version in market.category_versions.listing for market in markets):
        raise codes.CATEGORY_VERSION(region="No market of the seller", version=version)
    _check(call, seller, body)
    closed = [prohibited(market.code, version) for market in markets]
    category = taxonomy.recommend(
        body.product_title, body.description or "", (), version, frozenset.intersection(*closed)
    )
    if category is None:
        raise codes.CATEGORY_NO_MATCH()
    return {
        "leaf_category_id": category.id,
        "categories": [
            {"id": above.id, "name": above.name, "level": above.level, "is_leaf": above.is_leaf}
            for above in taxonomy.chain(category.id, version)
        ],
    }


def _check(call: Call, seller: GlobalSeller, body: RecommendGlobalCategoriesRequest) -> None:
    """Refuse texts and images that no market of the seller would take in a listing."""
    listing = Listing(
        title=body.product_title,
        description=body.description or "",
        category_id="",
        main_images=[ImageRef(uri=image.uri) for image in body.images or () if image.uri],
        skus=[],
    )
    contexts = [listing_context(call.tx, shop, listing) for shop in seller.shops]
    broken = content_problem([listing] * len(contexts), contexts, _BROKEN, _RULES)
    if broken is None:
        return
    if broken.error is codes.MAIN_IMAGE_URI:
        raise codes.IMAGE_NOT_UPLOADED_HERE(uri=(body.images or [])[0].uri)
    raise ApiError(broken.error, f"{broken.field}: {broken.message}")
