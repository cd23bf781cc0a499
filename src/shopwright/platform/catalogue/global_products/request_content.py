"""Converts the body of a request into the content of a global product."""

from __future__ import annotations

from typing import cast

import msgspec

from shopwright import decoders
from shopwright.platform.catalogue.listing import ListedSku, Listing
from shopwright.platform.catalogue.request_to_listing import fill_from
from shopwright.wire.gateway_codes import INVALID

from .global_product import GlobalProduct, Manufacturer

_Fields = dict[str, object]


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a request says: the listing, and what has no place in one. ``fields`` are the request's own names."""

    listing: Listing
    manufacturer: Manufacturer | None
    sale_prices: dict[str, dict[str, str]]
    fields: frozenset[str]


def new_content(body: msgspec.Struct) -> Content:
    """The content of a new global product."""
    fields = _renamed(msgspec.to_builtins(body))
    return _content(fields, frozenset(fields), _manufacturer(fields))


def edited_content(body: msgspec.Struct, product: GlobalProduct, *, whole: bool) -> Content:
    """The content after an edit. ``whole``: what the body leaves out is gone, but for prices and stock of known SKUs.

    Otherwise it stays, as it does of each SKU that is named; SKUs that are not named are gone where any is.
    """
    fields = _renamed(msgspec.to_builtins(body))
    sent = frozenset(fields)
    known: _Fields = msgspec.to_builtins(product.listing)
    own = {"locale"} if whole else set(known)
    merged = {name: value for name, value in known.items() if name in own} | fields
    manufacturer = _manufacturer(fields) if whole or "manufacturer" in sent else product.manufacturer
    content = _content(merged, sent, manufacturer)
    if "skus" not in sent:
        return content
    listing = _with_known(content.listing, product, whole=whole)
    by_id = {
        filled.id: prices
        for filled, prices in zip(_skus_of_edit(content.listing, product), _sale_prices(fields), strict=True)
        if filled.id and prices
    }
    return msgspec.structs.replace(content, listing=listing, sale_prices=by_id)


def _skus_of_edit(listing: Listing, product: GlobalProduct) -> list[ListedSku]:
    return fill_from(listing, product.as_product(), keep_others=False).skus


def _with_known(listing: Listing, product: GlobalProduct, *, whole: bool) -> Listing:
    edited = fill_from(listing, product.as_product(), keep_others=False)
    if whole:
        return edited
    ids = {sku.id for sku in edited.skus}
    filled = fill_from(listing, product.as_product(), keep_others=True)
    return msgspec.structs.replace(filled, skus=[sku for sku in filled.skus if not sku.id or sku.id in ids])


def _content(fields: _Fields, sent: frozenset[str], manufacturer: Manufacturer | None) -> Content:
    try:
        listing = decoders.convert(fields, Listing)
    except msgspec.ValidationError as error:
        raise INVALID(reason=f"{error}.") from error
    return Content(listing=listing, manufacturer=manufacturer, sale_prices={}, fields=sent)


def _manufacturer(fields: _Fields) -> Manufacturer | None:
    sent = fields.get("manufacturer")
    return decoders.convert(sent, Manufacturer) if sent else None


def _sale_prices(fields: _Fields) -> list[dict[str, str]]:
    """The display prices of each SKU of a request, by market."""
    rows = cast("list[dict[str, list[dict[str, str]]]]", fields.get("skus") or [])
    return [{price["region"]: price["amount"] for price in row.get("sale_prices") or []} for row in rows]


def _renamed(fields: _Fields) -> _Fields:
    """The request's fields under the names that listings have for them."""
    renamed = dict(fields)
    for theirs, ours in (("external_global_product_id", "external_product_id"), ("source_locale", "locale")):
        if theirs in renamed:
            renamed[ours] = renamed.pop(theirs)
    if "skus" in renamed:
        renamed["skus"] = [_renamed_sku(sku) for sku in cast("list[_Fields]", renamed["skus"])]
    return renamed


def _renamed_sku(fields: _Fields) -> _Fields:
    renamed = dict(fields)
    if "external_global_sku_id" in renamed:
        renamed["external_sku_id"] = renamed.pop("external_global_sku_id")
    lines = cast("list[_Fields]", renamed.pop("inventory", None) or [])
    if lines:
        renamed["inventory"] = [
            {"warehouse_id": line["global_warehouse_id"], "quantity": line["quantity"]} for line in lines
        ]
    elif "global_quantity" in renamed:
        renamed["inventory"] = [{"quantity": renamed["global_quantity"]}]
    return renamed
