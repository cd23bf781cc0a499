"""The SKUs as a list: how many, their ids and references, links to other shops, unit counts.

Sources: docs/reference/catalogue.md#limits and the limits of the contract's SKU schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from shopwright.platform.catalogue.errors import SKU_ID_REPEATED, SKU_LIST_EMPTY, SKU_OF_ANOTHER_PRODUCT
from shopwright.platform.catalogue.listing import ListedSku, Listing

from . import sku_errors as codes
from .context import ListingContext
from .problem import Problem, problem

EXTERNAL_SKU_ID_LENGTH = 999
URL_LENGTH = 500
UNIT_COUNT = (Decimal("0.01"), Decimal("99999.9999"))
_URL = re.compile(r"https?://[^\s/?#.]+(?:\.[^\s/?#.]+)*(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_UNIT_COUNT = re.compile(r"\d{1,5}(?:\.\d{1,4})?", re.ASCII)


def count_and_ids(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052902 none, 12052050 too many, 12052553 an id twice, 12052557 an id of another product."""
    count = len(listing.skus)
    if not count and not ctx.is_draft:
        yield problem(SKU_LIST_EMPTY, "skus")
    if count > ctx.region.max_skus:
        yield problem(codes.SKUS_TOO_MANY, "skus", count=count, region=ctx.region.code, most=ctx.region.max_skus)
    seen: set[str] = set()
    for index, sku in enumerate(listing.skus):
        if not sku.id:
            continue
        if sku.id in seen:
            yield problem(SKU_ID_REPEATED, f"skus[{index}].id", sku_id=sku.id)
        seen.add(sku.id)
        if sku.id not in ctx.sku_ids:
            yield problem(SKU_OF_ANOTHER_PRODUCT, f"skus[{index}].id", sku_id=sku.id)


def references(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052054 seller SKU, 12052369 and 12052996 external id, 12052235 and 12052238 URLs, 12052574 unit count."""
    facts = ctx.facts(listing)
    needed = facts is not None and facts.rules.seller_sku.is_required and not ctx.is_draft
    seen: set[str] = set()
    for index, sku in enumerate(listing.skus):
        field = f"skus[{index}]"
        yield from _seller_sku(sku, field, needed, ctx)
        if external := sku.external_sku_id:
            if len(external) > EXTERNAL_SKU_ID_LENGTH:
                lengths = {"length": len(external), "most": EXTERNAL_SKU_ID_LENGTH}
                yield problem(codes.EXTERNAL_SKU_ID_LENGTH, f"{field}.external_sku_id", **lengths)
            if external in seen:
                yield problem(codes.EXTERNAL_SKU_ID_REPEATED, f"{field}.external_sku_id", value=external)
            seen.add(external)
        for number, url in enumerate(sku.external_urls or ()):
            if len(url) > URL_LENGTH:
                yield problem(codes.EXTERNAL_URL_LENGTH, f"{field}.external_urls[{number}]", most=URL_LENGTH)
            elif not _URL.fullmatch(url):
                yield problem(codes.EXTERNAL_URL_FORMAT, f"{field}.external_urls[{number}]", url=url)
        if sku.sku_unit_count is not None and ctx.region.sku_unit_count and not _is_unit_count(sku.sku_unit_count):
            reason = "sku_unit_count is 0.01 to 99999.9999"
            yield problem(codes.UNIT_PRICE_INVALID, f"{field}.sku_unit_count", reason=reason)


def _seller_sku(sku: ListedSku, field: str, needed: bool, ctx: ListingContext) -> Iterator[Problem]:
    text = sku.seller_sku or ""
    least, most = ctx.region.seller_sku_length
    is_written = least <= len(text) <= most and not any(character.isspace() for character in text)
    if (text or needed) and not is_written:
        facts = {"least": least, "most": most, "region": ctx.region.code, "value": text}
        yield problem(codes.SELLER_SKU_LENGTH, f"{field}.seller_sku", **facts)


def _is_unit_count(text: str) -> bool:
    return bool(_UNIT_COUNT.fullmatch(text)) and UNIT_COUNT[0] <= Decimal(text) <= UNIT_COUNT[1]
