"""recommendCategory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_rules import permissions, prohibited
from shopwright.platform.catalogue.listing import ImageRef, Listing
from shopwright.platform.catalogue.listing_context import listing_context
from shopwright.platform.catalogue.listing_rules import errors as codes
from shopwright.platform.catalogue.listing_rules import images, text
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID

from .category_lookup import recommended_version

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import RecommendCategoryResponseData
    from shopwright.contract.types.requests_product import RecommendCategoryRequest

#: What of the listing rules is refused here: those that the documentation lists for this operation.
REFUSED = (
    codes.DESCRIPTION_CHINESE,
    codes.DESCRIPTION_IMAGE_FOREIGN,
    codes.DESCRIPTION_IMAGE_FORMAT,
    codes.DESCRIPTION_IMAGE_SIZE,
    codes.DESCRIPTION_TOO_LONG,
    codes.DESCRIPTION_TOO_MANY_IMAGES,
    codes.HTML_ATTRIBUTE_MISSING,
    codes.HTML_ATTRIBUTE_REFUSED,
    codes.HTML_NESTING_REFUSED,
    codes.HTML_TAG_REFUSED,
    codes.HTML_TOO_DEEP,
    codes.MAIN_IMAGES_TOO_MANY,
    codes.MAIN_IMAGE_ASPECT,
    codes.MAIN_IMAGE_TOO_SMALL,
    codes.MAIN_IMAGE_URI,
    codes.TITLE_CHARACTERS,
    codes.TITLE_CHINESE,
    codes.TITLE_EMPTY,
    codes.TITLE_LENGTH,
)
_RULES = (text.title, text.description, images.description_html, images.main_images)

#: How many images (of gallery, description and variants together) are taken, and tags of the other platform are read.
MAX_IMAGES, MAX_TAGS = 100, 50


@operation(
    "recommendCategory",
    raises=(codes.CATEGORY_VERSION, codes.CATEGORY_NO_MATCH, *REFUSED),
    differs="The words of title, description and the other platform's category are compared with the names of "
    "categories, in English only; images are checked but not looked at. Names come in English whatever the locale. "
    "is_live_quick changes nothing.",
)
def recommend_category(call: Call, body: RecommendCategoryRequest) -> RecommendCategoryResponseData:
    """The leaf that fits a product best, and what is above it from the root down; 12052912 when none fits.

    ``include_prohibited_categories`` has an effect in BR and MX only. 36009004 for a platform that the market lacks.
    """
    market = region(call.shop.region)
    version = recommended_version(body.category_version, market)
    if body.listing_platform and body.listing_platform not in market.listing_platforms:
        raise INVALID(reason=f"ListingPlatform must be one of [{', '.join(market.listing_platforms)}].")
    _check(call, body)
    everything = body.include_prohibited_categories is True and market.market_group == "LATAM"
    excluded = frozenset[str]() if everything else prohibited(market.code, version)
    category = taxonomy.recommend(body.product_title, body.description or "", _terms(body), version, excluded)
    if category is None:
        raise codes.CATEGORY_NO_MATCH()
    statuses = permissions(market.code, version)
    return {
        "leaf_category_id": category.id,
        "categories": [
            {
                "id": category.id,
                "is_leaf": category.is_leaf,
                "level": category.level,
                "name": category.name,
                "permission_statuses": [*statuses[category.id]],
            }
            for category in taxonomy.chain(category.id, version)
        ],
    }


def _check(call: Call, body: RecommendCategoryRequest) -> None:
    """Refuse what a listing with these texts and images would be refused for, as far as this operation does."""
    count = len(body.images or ())
    if count > MAX_IMAGES:
        raise codes.MAIN_IMAGES_TOO_MANY(count=count, most=MAX_IMAGES)
    if len(body.description or "") > text.DESCRIPTION_LENGTH:
        raise codes.DESCRIPTION_TOO_LONG(length=len(body.description or ""), most=text.DESCRIPTION_LENGTH)
    listing = Listing(
        title=body.product_title,
        description=body.description or "",
        category_id="",
        main_images=[ImageRef(uri=image.uri) for image in body.images or () if image.uri],
        skus=[],
    )
    context = listing_context(call.tx, call.shop, listing)
    for broken in (problem for rule in _RULES for problem in rule(listing, context)):
        if broken.error in REFUSED and broken.error is not codes.MAIN_IMAGES_TOO_MANY:
            raise ApiError(broken.error, f"{broken.field}: {broken.message}")


def _terms(body: RecommendCategoryRequest) -> list[str]:
    """The words of the other platform's category of the product."""
    there = body.origin_platform_category
    terms = [body.origin_platform_product_type, *(body.origin_platform_tags or ())[:MAX_TAGS]]
    return [term for term in (*terms, there and (there.full_name or there.name)) if term]
