"""getProductDiagnoses, diagnoseAndOptimizeProduct."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import msgspec

from shopwright import decoders
from shopwright.platform.catalogue import brands
from shopwright.platform.catalogue.advice.advised_products import asked_products
from shopwright.platform.catalogue.advice.diagnosis_presenter import DiagnosisPresenter
from shopwright.platform.catalogue.advice.market import check_market
from shopwright.platform.catalogue.advice.pictured_words import seller_images
from shopwright.platform.catalogue.brands_store import CustomBrands
from shopwright.platform.catalogue.errors import NO_PERMISSION_OLD, PRODUCT_NOT_FOUND, TOO_MANY_PRODUCT_IDS
from shopwright.platform.catalogue.listing import ImageRef, Listing, ProductAttribute, SizeChart
from shopwright.platform.catalogue.listing_rules.errors import (
    BRAND_UNKNOWN,
    CATEGORY_NOT_LEAF,
    CATEGORY_UNKNOWN,
    IMAGE_NOT_UPLOADED_HERE,
    SIZE_CHART_UNKNOWN,
)
from shopwright.platform.catalogue.operations.category_lookup import named_leaf
from shopwright.platform.catalogue.picture_tasks.white_images import make_white, white_uri
from shopwright.platform.catalogue.size_charts.store import SizeCharts
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.platform.media.store import MediaRecords

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        DiagnoseAndOptimizeProductResponseData,
        GetProductDiagnosesResponseData,
    )
    from shopwright.contract.types.requests_product import DiagnoseAndOptimizeProductRequest

_DIFFERS = (
    "Findings are computed from title, description, images, attributes and size chart; their codes, words and limits "
    "are invented."
)


@operation(
    "getProductDiagnoses",
    raises=(NO_PERMISSION_OLD, PRODUCT_NOT_FOUND, TOO_MANY_PRODUCT_IDS),
    differs=_DIFFERS,
)
def get_product_diagnoses(call: Call) -> GetProductDiagnosesResponseData:
    """What could be better about each of up to 20 products as they stand, with suggestions where there are some."""
    check_market(call)
    products = asked_products(call)
    presenter = DiagnosisPresenter(call, [product.listing for product in products])
    return {
        "products": [
            {
                "id": product.product_id,
                "listing_quality": presenter.quality(product.listing),
                "diagnoses": presenter.diagnoses(product.listing),
            }
            for product in products
        ]
    }


@operation(
    "diagnoseAndOptimizeProduct",
    raises=(
        BRAND_UNKNOWN,
        CATEGORY_NOT_LEAF,
        CATEGORY_UNKNOWN,
        IMAGE_NOT_UPLOADED_HERE,
        PRODUCT_NOT_FOUND,
        SIZE_CHART_UNKNOWN,
    ),
    differs=f"{_DIFFERS} Without optimization_fields suggestions come for all fields.",
)
def diagnose_and_optimize_product(
    call: Call, body: DiagnoseAndOptimizeProductRequest
) -> DiagnoseAndOptimizeProductResponseData:
    """Diagnose a listing that may not be there yet: what is sent, over what the product says where one is named.

    For the field IMAGE the first five images are put on white. Nothing of the product changes.
    """
    check_market(call)
    listing = _listing(call, body)
    wanted = set(body.optimization_fields or ("ALL",))
    fields: Collection[str] = ("TITLE", "DESCRIPTION", "IMAGE") if "ALL" in wanted else wanted
    if "IMAGE" in fields:
        _make_images(call, listing)
    presenter = DiagnosisPresenter(call, [listing], fields=fields)
    return {"listing_quality": presenter.quality(listing), "diagnoses": presenter.diagnoses(listing)}


def _listing(call: Call, body: DiagnoseAndOptimizeProductRequest) -> Listing:
    """The listing to diagnose; refuses a category, brand, image, chart or product that is not there."""
    tree = region(call.shop.region).category_versions.tree
    category = named_leaf(body.category_id, tree)
    listing = Listing(title="", description="", category_id=category.id, category_version=tree, main_images=[], skus=[])
    if body.product_id:
        product = call.tx[Products].get(call.shop.shop_id, body.product_id)
        if product is None:
            raise PRODUCT_NOT_FOUND(product_id=body.product_id[:40])
        listing = msgspec.structs.replace(product.listing, category_id=category.id, category_version=tree)
    images = [image.uri or "" for image in body.main_images or ()]
    chart = body.size_chart and body.size_chart.image
    seller_images(call, [*images, *([chart.uri or ""] if chart else [])])
    template = body.size_chart and body.size_chart.template
    if template and call.tx[SizeCharts].get(call.account.account_id, template.id or "") is None:
        raise SIZE_CHART_UNKNOWN(id=(template.id or "")[:40])
    if body.brand_id and not _is_brand(call, body.brand_id):
        raise BRAND_UNKNOWN(id=body.brand_id[:40])
    return msgspec.structs.replace(
        listing,
        title=listing.title if body.title is None else body.title,
        description=listing.description if body.description is None else body.description,
        brand_id=body.brand_id or listing.brand_id,
        main_images=[ImageRef(uri) for uri in images] if body.main_images is not None else listing.main_images,
        product_attributes=_attributes(body) if body.product_attributes is not None else listing.product_attributes,
        size_chart=decoders.convert(msgspec.to_builtins(body.size_chart), SizeChart)
        if body.size_chart
        else listing.size_chart,
    )


def _attributes(body: DiagnoseAndOptimizeProductRequest) -> list[ProductAttribute]:
    stated = [attribute for attribute in body.product_attributes or () if attribute.id]
    return decoders.convert(
        msgspec.to_builtins([{"id": of.id, "values": of.values or []} for of in stated]), list[ProductAttribute]
    )


def _is_brand(call: Call, brand_id: str) -> bool:
    own = call.tx[CustomBrands].of_seller(call.account.account_id)
    return brands.brand(brand_id) is not None or any(brand.brand_id == brand_id for brand in own)


def _make_images(call: Call, listing: Listing) -> None:
    """Put the listing's first images on white, but those that were before."""
    medias = call.tx[MediaRecords].some(image.uri for image in listing.main_images)
    ready = call.tx[MediaRecords].some(white_uri(media) for media in medias.values())
    for media in list(medias.values())[:5]:
        if white_uri(media) not in ready:
            make_white(call, media)
