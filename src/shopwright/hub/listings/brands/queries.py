"""What publishing needs to know of brands."""

from __future__ import annotations

from shopwright.hub.channels.models import Connection

from .models import BrandMapping


def brand_id_of(brand: str, connection: Connection) -> str:
    """The channel's brand of the seller's; empty where nobody has mapped it."""
    if not brand:
        return ""
    row = BrandMapping.objects.filter(connection=connection, brand=brand, is_accepted=True).first()
    return row.external_id if row else ""
