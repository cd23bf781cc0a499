"""On which platforms a product is listed, and in which state: TikTok Shop, and in Indonesia Tokopedia too."""

from __future__ import annotations

from .listing import Listing
from .product import Product
from .states import ProductStatus

TIKTOK_SHOP, TOKOPEDIA = "TIKTOK_SHOP", "TOKOPEDIA"


def platforms_of(listing: Listing) -> list[str]:
    """The platforms of a listing in a fixed order; TikTok Shop where it names none."""
    wanted = listing.listing_platforms or [TIKTOK_SHOP]
    return [platform for platform in (TIKTOK_SHOP, TOKOPEDIA) if platform in wanted]


def status_on(platform: str, product: Product) -> ProductStatus:
    """The state of a product on one of its platforms."""
    return product.tokopedia or product.status if platform == TOKOPEDIA else product.status


def is_on_sale(product: Product, platform: str) -> bool:
    """Whether buyers of a platform can buy what is live of a product."""
    return (
        product.live is not None
        and platform in platforms_of(product.live)
        and status_on(platform, product) is ProductStatus.ACTIVATE
    )


def platform_statuses(product: Product, listing: Listing) -> list[dict[str, str]]:
    """The states on the platforms beside TikTok Shop, as replies show them."""
    others = [platform for platform in platforms_of(listing) if platform != TIKTOK_SHOP]
    return [{"platform": platform, "status": str(status_on(platform, product))} for platform in others]
