"""Products as rows of a table: one row for each SKU, those of one product by the column ``product``.

Columns: ``sku``, ``product`` (the SKU, unless it is there), ``title``, ``price``, ``currency``, ``quantity``,
``options`` (``Colour=Red; Size=M``), ``description``, ``brand`` and ``state`` (live, paused, ended).
"""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.channels.protocol import ExternalListing, ExternalSku, ListingDraft, ListingState

from .tables import Row, TableError, number, whole_number

_STATES = {"": ListingState.LIVE, "live": ListingState.LIVE, "paused": ListingState.PAUSED, "ended": ListingState.ENDED}
HEADER = (
    "product", "sku", "title", "state", "price", "currency", "quantity", "options", "description", "brand", "pictures",
)  # fmt: skip


def listing_of(rows: Sequence[Row], currency: str) -> ExternalListing:
    """The listing of its rows. Raises TableError for rows that make none."""
    first = rows[0]
    state = _STATES.get(first.get("state", "").lower())
    if state is None:
        raise TableError(f"The state {first['state']!r} is not live, paused or ended.")
    skus = tuple(_sku(row, currency) for row in rows)
    if len({sku.external_id for sku in skus}) < len(skus):
        raise TableError("Two rows of the product have the same SKU.")
    return ExternalListing(
        external_id=first.get("product") or first["sku"],
        title=first.get("title") or first["sku"],
        state=state,
        skus=skus,
        description=first.get("description", ""),
        brand=first.get("brand", ""),
    )


def listing_of_draft(draft: ListingDraft, pictures: Sequence[str]) -> ExternalListing:
    """The listing that a draft becomes. ``pictures``: names of its files. Raises TableError where it lacks a part."""
    if not draft.title.strip():
        raise TableError("The product has no title.")
    if not draft.variants:
        raise TableError("The product has no SKU.")
    return ExternalListing(
        external_id=draft.external_id or draft.variants[0].sku,
        title=draft.title,
        state=ListingState.LIVE,
        skus=tuple(
            ExternalSku(item.sku, item.sku, item.options, item.price, item.currency, item.quantity)
            for item in draft.variants
        ),
        description=draft.description,
        brand=draft.brand,
        image_urls=tuple(pictures),
        weight_grams=draft.weight_grams,
    )


def rows_of(listing: ExternalListing) -> list[tuple[object, ...]]:
    """A listing as rows of ``out/listings.csv``."""
    return [
        (
            listing.external_id,
            sku.seller_sku,
            listing.title,
            str(listing.state),
            sku.price,
            sku.currency,
            sku.quantity,
            "; ".join(f"{name}={value}" for name, value in sku.options),
            listing.description,
            listing.brand,
            " ".join(listing.image_urls),
        )
        for sku in listing.skus
    ]


def _sku(row: Row, currency: str) -> ExternalSku:
    if not row.get("sku"):
        raise TableError("The column sku is empty.")
    pairs = [part.partition("=") for part in row.get("options", "").split(";") if part.strip()]
    return ExternalSku(
        external_id=row["sku"],
        seller_sku=row["sku"],
        options=tuple((name.strip(), value.strip()) for name, _, value in pairs),
        price=number(row["price"]) if row.get("price") else None,
        currency=(row.get("currency") or currency).upper(),
        quantity=whole_number(row.get("quantity") or "0"),
    )
