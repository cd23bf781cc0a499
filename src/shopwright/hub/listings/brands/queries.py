"""What publishing needs to know of brands."""

from __future__ import annotations

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection

from .models import BrandMapping


def brand_id_of(product: Product, connection: Connection) -> str:
    """The channel's brand of a product; empty where nobody has mapped it."""
    if not product.brand:
        return ""
    row = BrandMapping.objects.filter(connection=connection, brand=product.brand, is_accepted=True).first()
    return row.external_id if row else ""
