"""Converts a request's body into a listing: fills in what an edit leaves out, and gives ids to new SKUs and values."""

from __future__ import annotations

import msgspec

from shopwright import decoders
from shopwright.platform.database.transaction import Tx
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.ids import IdKind

from . import taxonomy
from .listing import ListedSku, Listing, SalesAttribute
from .product import Product

AS_DRAFT = "AS_DRAFT"


#: Fields of a request that change something, and leave it alone where they are not sent.
_CHANGES = {"subscribe_info_edit"}


class _TagOperation(msgspec.Struct, frozen=True):
    """A tag that is given to the product, or taken from it."""

    product_tag: str
    enable: bool


def to_listing(body: msgspec.Struct, base: Listing | None = None, *, whole: bool = True) -> Listing:
    """The listing that a request's body describes.

    An edit of ``base`` keeps what its operation has no field for, and, unless it is ``whole``, what it leaves out.
    """
    builtins: dict[str, object] = msgspec.to_builtins(body)
    if base is not None:
        known: dict[str, object] = msgspec.to_builtins(base)
        fields = set(body.__struct_fields__) - _CHANGES if whole else set()
        builtins = {name: value for name, value in known.items() if name not in fields} | builtins
    tags = _tags(builtins.pop("product_tag_operations", None), base)
    if tags:
        builtins["product_tags"] = tags
    else:
        builtins.pop("product_tags", None)
    try:
        return decoders.convert(builtins, Listing)
    except msgspec.ValidationError as error:
        raise INVALID(reason=f"{error}.") from error


def _tags(operations: object, base: Listing | None) -> list[str]:
    """The product's tags after the operations of a request, in order."""
    tags = dict.fromkeys(base.product_tags or []) if base is not None else {}
    for operation in decoders.convert(operations or [], list[_TagOperation]):
        if operation.enable:
            tags[operation.product_tag] = None
        else:
            tags.pop(operation.product_tag, None)
    return list(tags)


def fill_from(listing: Listing, product: Product, *, keep_others: bool) -> Listing:
    """Complete an edit: a SKU keeps its id, price and more where the edit does not name them.

    A SKU without an id is the known one with the same sales attributes, or a new one. ``keep_others`` keeps the SKUs
    that the edit leaves out (partial edits); otherwise they are dropped.
    """
    known = {sku.id: sku for version in reversed(product.versions) for sku in version.skus}
    by_attributes = {_signature(sku): sku for sku in known.values()}
    filled = [
        _fill(sku, known.get(sku.id) or by_attributes.get(_signature(sku)), whole=keep_others) for sku in listing.skus
    ]
    if keep_others:
        ids = {sku.id for sku in filled}
        filled = [sku for sku in product.listing.skus if sku.id not in ids] + filled
        order = {sku.id: number for number, sku in enumerate(product.listing.skus)}
        filled.sort(key=lambda sku: order.get(sku.id, len(order)))
    return msgspec.structs.replace(listing, skus=filled)


def _fill(sku: ListedSku, known: ListedSku | None, *, whole: bool) -> ListedSku:
    """``whole``: every field that is not named stays; else only the id, the price and the stock do."""
    if known is None:
        return sku
    if whole:
        return decoders.convert({**msgspec.to_builtins(known), **msgspec.to_builtins(sku), "id": known.id}, ListedSku)
    return msgspec.structs.replace(
        sku, id=known.id, price=sku.price or known.price, inventory=sku.inventory or known.inventory
    )


def _signature(sku: ListedSku) -> tuple[tuple[str, str], ...]:
    pairs = (
        (sales_attribute.name or sales_attribute.id or "", sales_attribute.value_name or sales_attribute.value_id or "")
        for sales_attribute in sku.sales_attributes or []
    )
    return tuple(sorted((name.casefold(), value.casefold()) for name, value in pairs))


def with_ids(tx: Tx, listing: Listing, product: Product | None) -> Listing:
    """Give ids to new SKUs and to the seller's own sales attributes and values; names follow from listed ids."""
    names = _Names(tx, product)
    return msgspec.structs.replace(
        listing,
        skus=[
            msgspec.structs.replace(
                sku,
                id=sku.id or tx.new_id(IdKind.SKU),
                sales_attributes=[names.complete(sales_attribute) for sales_attribute in sku.sales_attributes]
                if sku.sales_attributes
                else None,
            )
            for sku in listing.skus
        ],
    )


class _Names:
    """Ids that the product's own attribute names and values have, old ones kept."""

    def __init__(self, tx: Tx, product: Product | None) -> None:
        self._tx = tx
        self._attributes: dict[str, str] = {}
        self._values: dict[tuple[str, str], str] = {}
        self._attribute_names: dict[str, str] = {}
        self._value_names: dict[str, str] = {}
        for sku in [sku for version in (product.versions if product else []) for sku in version.skus]:
            for sales_attribute in sku.sales_attributes or []:
                self._learn(sales_attribute)

    def _learn(self, sales_attribute: SalesAttribute) -> None:
        if sales_attribute.id is None or sales_attribute.value_id is None:
            return  # a product that an older demo shop was stocked with
        self._attributes[(sales_attribute.name or "").casefold()] = sales_attribute.id
        self._values[sales_attribute.id, (sales_attribute.value_name or "").casefold()] = sales_attribute.value_id
        self._attribute_names[sales_attribute.id] = sales_attribute.name or ""
        self._value_names[sales_attribute.value_id] = sales_attribute.value_name or ""

    def complete(self, sales_attribute: SalesAttribute) -> SalesAttribute:
        attribute_id = sales_attribute.id or self._attribute_id(sales_attribute.name or "")
        listed = taxonomy.attribute(attribute_id)
        name = listed.name if listed else self._attribute_names.get(attribute_id) or sales_attribute.name
        value_id = sales_attribute.value_id or self._value_id(attribute_id, sales_attribute.value_name or "")
        value = next((v.name for v in listed.values if v.id == value_id), None) if listed else None
        value_name = value or self._value_names.get(value_id) or sales_attribute.value_name
        done = msgspec.structs.replace(
            sales_attribute, id=attribute_id, name=name, value_id=value_id, value_name=value_name
        )
        self._learn(done)
        return done

    def _attribute_id(self, name: str) -> str:
        return self._attributes.get(name.casefold()) or self._tx.new_id(IdKind.SALES_ATTRIBUTE)

    def _value_id(self, attribute_id: str, name: str) -> str:
        known = self._values.get((attribute_id, name.casefold()))
        if known:
            return known
        listed = taxonomy.attribute(attribute_id)
        same = (value.id for value in listed.values if value.name.casefold() == name.casefold()) if listed else iter(())
        return next(same, None) or self._tx.new_id(IdKind.SALES_VALUE)


def without_stock(listing: Listing) -> Listing:
    """The listing without stock, which is kept in the stock table."""
    return msgspec.structs.replace(listing, skus=[msgspec.structs.replace(sku, inventory=None) for sku in listing.skus])


def content_of(listing: Listing) -> Listing:
    """The part of a listing that is audited: all but prices and stock, which apply at once."""
    return msgspec.structs.replace(
        listing, skus=[msgspec.structs.replace(sku, price=None, inventory=None) for sku in listing.skus]
    )


def changed_fields(before: Listing, after: Listing) -> list[str]:
    """The names of the listing's fields that differ."""
    return [name for name in Listing.__struct_fields__ if getattr(before, name) != getattr(after, name)]
