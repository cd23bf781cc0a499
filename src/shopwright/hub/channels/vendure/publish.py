"""Publishes and revises products on Vendure, which takes several calls.

A new product is hidden until it is complete. One that an earlier try left hidden is completed, and not made again.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence

from shopwright.hub.channels.protocol import ChannelError, ListingDraft, ListingVariant, Outcome, Result

from . import product_writes as written
from . import queries as shapes
from .api import Api
from .money import whole_of
from .pictures import send_pictures
from .products import read_product
from .shop import Shop
from .writes import DONE, missing

#: Of an option by the names of its group and itself.
Options = dict[tuple[str, str], str]


def publish(api: Api, shop: Shop, draft: ListingDraft, made: list[str]) -> Outcome:
    """Create or revise the product of a draft. ``made``: takes its id."""
    refused = _fault(draft, shop)
    if refused is not None:
        return refused
    product_id = draft.external_id or _begun(api, [variant.sku for variant in draft.variants])
    if product_id is None:
        return Outcome(
            Result.REFUSED,
            "SKU_TAKEN",
            "Vendure has a product with one of these SKUs already.",
            "Link the listing to that product, or change the SKU.",
        )
    known = read_product(api, product_id) if product_id else None
    if known is None and product_id:
        return missing("product")
    pictures = send_pictures(api, draft.images)
    if known is None:
        product_id = _create(api, shop, draft)
        variants: Sequence[shapes.Variant] = ()
        groups: Sequence[shapes.Group] = ()
    else:
        product, variants = known
        groups = product.option_groups
    _write_variants(api, shop, draft, product_id, groups, variants)
    values: dict[str, object] = {"id": product_id, "enabled": True, "translations": [_texts(shop, draft)]}
    if pictures:
        values |= {"assetIds": pictures, "featuredAssetId": pictures[0]}
    api.call(written.UPDATE_PRODUCT, written.UpdateProductReply, input=values)
    made.append(product_id)
    return DONE


def _fault(draft: ListingDraft, shop: Shop) -> Outcome | None:
    """Why a draft cannot be published at all."""
    if not draft.title.strip() or not draft.variants:
        return Outcome(Result.REFUSED, "BLANK", "The product has no title or no SKU.", "Complete the product.")
    names = {tuple(name for name, _ in variant.options) for variant in draft.variants}
    if len(names) > 1:
        words = "The SKUs of the product do not have the same options."
        return Outcome(Result.REFUSED, "OPTIONS", words, "Give every SKU a value of each option.")
    for variant in draft.variants:
        if variant.currency != shop.currency:
            words = f"{variant.sku} has a price in {variant.currency}, and this channel sells in {shop.currency}."
            return Outcome(Result.REFUSED, "CURRENCY", words, f"Give a price in {shop.currency}.")
        if whole_of(variant.price, shop.precision) is None:
            words = f"Vendure keeps {shop.precision} decimals of a price, and {variant.price} has more."
            return Outcome(Result.REFUSED, "DECIMALS", words, "Round the price.")
    return None


def _begun(api: Api, skus: Sequence[str]) -> str | None:
    """The hidden product that an earlier try left with these SKUs; "" for none, None where the seller has one."""
    reply = api.call(shapes.SKUS, shapes.SkusReply, skus=list(skus), size=len(skus) + 1)
    owners = {variant.product_id for variant in reply.product_variants.items}
    if not owners:
        return ""
    known = read_product(api, owners.pop()) if len(owners) == 1 else None
    if known is None or known[0].enabled or {variant.sku for variant in known[1]} != set(skus):
        return None
    return known[0].id


def _create(api: Api, shop: Shop, draft: ListingDraft) -> str:
    slug = f"{_code(draft.title)}-{uuid.uuid4().hex[:8]}"
    values = {"enabled": False, "translations": [{**_texts(shop, draft), "slug": slug}]}
    return api.call(written.CREATE_PRODUCT, written.CreateProductReply, input=values).create_product.id


def _write_variants(
    api: Api,
    shop: Shop,
    draft: ListingDraft,
    product_id: str,
    groups: Sequence[shapes.Group],
    variants: Sequence[shapes.Variant],
) -> None:
    """Make variants that are new, revise those that are there, and delete those that the draft does not have."""
    known = {variant.sku: variant for variant in variants}
    fresh = [variant for variant in draft.variants if variant.sku not in known]
    kept = [variant for variant in draft.variants if variant.sku in known]
    gone = [variant.id for variant in variants if variant.sku not in {item.sku for item in draft.variants}]
    if gone:
        _delete(api, gone)
    if kept:
        rows: list[dict[str, object]] = [
            {"id": known[item.sku].id, "enabled": True, "price": _price(item, shop)} for item in kept
        ]
        api.call(written.UPDATE_VARIANTS, written.UpdateVariantsReply, input=rows)
    if fresh:
        options = _options(api, shop, product_id, groups, draft.variants)
        rows = [_new_variant(item, shop, draft, product_id, options) for item in fresh]
        api.call(written.CREATE_VARIANTS, written.CreateVariantsReply, input=rows)


def _delete(api: Api, ids: Sequence[str]) -> None:
    reply = api.call(written.DELETE_VARIANTS, written.DeleteVariantsReply, ids=list(ids))
    kept = [item for item in reply.delete_product_variants if item.result != "DELETED"]
    if kept:
        raise ChannelError(f"Vendure: {kept[0].message or 'A variant could not be deleted.'}", code="NOT_DELETED")


def _options(
    api: Api, shop: Shop, product_id: str, groups: Sequence[shapes.Group], variants: Sequence[ListingVariant]
) -> Options:
    """The ids of all options of the variants; what the product does not have is made."""
    made: Options = {}
    known = {group.name: group.id for group in groups}
    for position, (name, _) in enumerate(variants[0].options):
        values = list(dict.fromkeys(variant.options[position][1] for variant in variants))
        made |= _values(api, shop, known[name], name, values) if name in known else {}
        if name not in known:
            made |= _new_group(api, shop, product_id, name, values)
    return made


def _values(api: Api, shop: Shop, group_id: str, name: str, values: Sequence[str]) -> Options:
    group = api.call(written.GROUP, written.GroupReply, id=group_id).product_option_group
    known = {option.name: option.id for option in group.options} if group else {}
    for value in values:
        if value not in known:
            row = {"productOptionGroupId": group_id, "code": _code(value), "translations": [_name(shop, value)]}
            made = api.call(written.CREATE_OPTION, written.CreateOptionReply, input=row)
            known[value] = made.create_product_option.id
    return {(name, value): known[value] for value in values}


def _new_group(api: Api, shop: Shop, product_id: str, name: str, values: Sequence[str]) -> Options:
    row = {
        "code": f"{_code(name)}-{product_id}",
        "translations": [_name(shop, name)],
        "options": [{"code": _code(value), "translations": [_name(shop, value)]} for value in values],
    }
    group = api.call(written.CREATE_GROUP, written.CreateGroupReply, input=row).create_product_option_group
    api.call(written.ADD_GROUP, written.AddGroupReply, product=product_id, group=group.id)
    return {(name, option.name): option.id for option in group.options}


def _new_variant(
    variant: ListingVariant, shop: Shop, draft: ListingDraft, product_id: str, options: Mapping[tuple[str, str], str]
) -> dict[str, object]:
    title = " ".join([draft.title, *(value for _, value in variant.options)])
    row: dict[str, object] = {
        "productId": product_id,
        "sku": variant.sku,
        "translations": [_name(shop, title)],
        "price": _price(variant, shop),
        "trackInventory": "TRUE",
        "optionIds": [options[option] for option in variant.options],
    }
    if draft.location_id:
        row["stockLevels"] = [{"stockLocationId": draft.location_id, "stockOnHand": variant.quantity}]
    return row


def _price(variant: ListingVariant, shop: Shop) -> int | None:
    return whole_of(variant.price, shop.precision)


def _texts(shop: Shop, draft: ListingDraft) -> dict[str, object]:
    return {"languageCode": shop.language, "name": draft.title, "description": draft.description}


def _name(shop: Shop, name: str) -> dict[str, object]:
    return {"languageCode": shop.language, "name": name}


def _code(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or uuid.uuid4().hex[:8]
