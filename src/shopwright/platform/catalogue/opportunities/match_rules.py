"""Whether a product fits an opportunity."""

from __future__ import annotations

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.states import ProductStatus

from .model import Opportunity


def mismatch(opportunity: Opportunity, listing: Listing, status: ProductStatus, brand: str) -> str:
    """Why a product does not fit, in words for its seller; empty when it does.

    It has to be on sale, in the category, of the brand, and to have one of the keywords in its title.
    """
    category = taxonomy.category(listing.category_id, listing.tree)
    code, branch = category.code if category else "", opportunity.category_code
    if status is not ProductStatus.ACTIVATE:
        return f"The product is {status}, and has to be on sale."
    if code != branch and not code.startswith(f"{branch}-"):
        wanted = taxonomy.by_code(branch)
        return f"The product is not in the category {wanted.name if wanted else branch}."
    if opportunity.brand_name and brand.casefold() != opportunity.brand_name.casefold():
        return f"The product is not of the brand {opportunity.brand_name}."
    title = listing.title.casefold()
    if opportunity.keywords and not any(keyword.casefold() in title for keyword in opportunity.keywords):
        return f"The title has none of: {', '.join(opportunity.keywords)}."
    return ""
