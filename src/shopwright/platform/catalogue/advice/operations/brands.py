"""suggestBrands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shopwright.platform.catalogue import brands
from shopwright.platform.catalogue.advice.pictured_words import pictured_words
from shopwright.platform.catalogue.advice.words_rules import plain_text
from shopwright.platform.catalogue.brands_store import CustomBrands
from shopwright.platform.catalogue.listing_rules.errors import IMAGE_NOT_UPLOADED_HERE
from shopwright.platform.catalogue.operations.category_lookup import LEAF_ERRORS, named_leaf
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import SuggestBrandsResponseData
    from shopwright.contract.types.requests_product import SuggestBrandsRequest


@operation(
    "suggestBrands",
    raises=(*LEAF_ERRORS, IMAGE_NOT_UPLOADED_HERE),
    differs="Brands are found by their whole names, in the title, the description and the words of pictures that the "
    "platform drew; nothing is recognised in other pictures.",
)
def suggest_brands(call: Call, body: SuggestBrandsRequest) -> SuggestBrandsResponseData:
    """The brands that a product's texts name, the platform's, then the seller's own: those of the title first.

    ``is_authorized``: the shop may list the brand in the category. 12052722 for a picture that is no upload of the
    seller, 12052023 and 12052230 for the category.
    """
    tree = region(call.shop.region).category_versions.tree
    category = named_leaf(body.category_id, tree) if body.category_id else None
    pictures = pictured_words(call, [image.uri or "" for image in body.images or ()])
    texts = (body.product_title, plain_text(body.description or ""), pictures)
    rows = [(brand.id, brand.name, _may_use(brand, category.code if category else "")) for brand in brands.brands()]
    rows += [(brand.brand_id, brand.name, True) for brand in call.tx[CustomBrands].of_seller(call.account.account_id)]
    placed = [(place, row) for row in rows if (place := _place(row[1], texts)) is not None]
    placed.sort(key=lambda item: item[0])
    return {
        "brands": [{"id": brand_id, "name": name, "is_authorized": may_use} for _, (brand_id, name, may_use) in placed]
    }


def _may_use(brand: brands.Brand, code: str) -> bool:
    guarded = brands.needs_authorization(brand, code) if code else brand.authorization_required
    return brand.is_t1 and not guarded


def _place(name: str, texts: tuple[str, ...]) -> int | None:
    """The number of the first text that has the name as a whole word, whatever its case."""
    wanted = re.compile(rf"(?<!\w){re.escape(name.casefold())}(?!\w)")
    return next((number for number, text in enumerate(texts) if wanted.search(text.casefold())), None)
