"""Prices: decimal strings in the market's currency, within its range.

Sources: docs/reference/catalogue.md#prices and docs/reference/conventions.md#money (no decimals in IDR, VND and JPY). A
local seller sets ``amount``. A cross-border seller's ``sale_price``, where given, is the price shown, and ``amount`` is
ignored; in Japan and the US it is required of those with a warehouse abroad.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from shopwright.platform.catalogue.listing import ListedSku, Listing, Money
from shopwright.platform.core.money import decimal
from shopwright.platform.market.regions import Region
from shopwright.wire.errors import ErrorCode

from . import sku_errors as codes
from .context import ListingContext
from .problem import Problem, problem

PFAND = (Decimal(0), Decimal(6300))
PFAND_KINDS = frozenset(("SINGLE_USE", "REUSABLE", "NOT_APPLICABLE"))


@lru_cache(maxsize=16)
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def amount_problem(
    text: str, region: Region, *, abroad: bool, field: str, malformed: ErrorCode = codes.PRICE_INVALID
) -> Problem | None:
    """What is wrong with a price: ``malformed``, more decimals than the currency has, or 12052570 out of range.

    Create and edit list 12052073 for a malformed price; Update Price passes 12052012 (``PRICE_FORMAT``).
    """
    value = decimal(text)
    if value is None:
        return problem(malformed, field, value=text, currency=region.currency, reason="no plain decimal number")
    if value % _step(region.currency_decimals):
        reason = f"{region.currency} has {region.currency_decimals} decimals"
        return problem(malformed, field, value=text, currency=region.currency, reason=reason)
    allowed = region.price.column(abroad)
    if value not in allowed:
        facts = {"value": text, "currency": region.currency, "region": region.code}
        return problem(codes.PRICE_OUT_OF_RANGE, field, least=allowed.least, most=allowed.most, **facts)
    return None


def prices(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052571 none, 12052084 currency, 12052073 invalid, 12052570 range, 12052092 and 12052424 sale price."""
    for index, sku in enumerate(listing.skus):
        field = f"skus[{index}].price"
        if sku.price is not None:
            yield from price_problems(sku.price, ctx, field)
        elif not ctx.is_draft and not sku.id:
            yield problem(codes.PRICE_MISSING, field)


def price_problems(money: Money, ctx: ListingContext, field: str) -> Iterator[Problem]:
    """The problems of one price."""
    region, abroad = ctx.region, ctx.sells_from_abroad
    if money.currency != region.currency:
        facts = {"region": region.code, "expected": region.currency, "currency": money.currency}
        yield problem(codes.CURRENCY_WRONG, f"{field}.currency", **facts)
        return
    sale_price = money.sale_price if ctx.seller_type == "CROSS_BORDER" else None
    if sale_price:
        invalid = codes.SALE_PRICE_INVALID_OLDER
        mistake = amount_problem(sale_price, region, abroad=abroad, field=f"{field}.sale_price", malformed=invalid)
    elif abroad and region.sale_price_required_abroad and not ctx.is_draft:
        mistake = problem(codes.SALE_PRICE_MISSING, f"{field}.sale_price")
    elif money.amount:
        mistake = amount_problem(money.amount, region, abroad=abroad, field=f"{field}.amount")
    else:
        mistake = None if ctx.is_draft else problem(codes.PRICE_MISSING, f"{field}.amount")
    if mistake:
        yield mistake
    bid = money.starting_bid_price
    if bid and decimal(bid) is None:
        yield problem(codes.PRICE_INVALID, f"{field}.starting_bid_price", value=bid, currency=region.currency)


def shown_price(sku: ListedSku, ctx: ListingContext) -> Decimal | None:
    """The price that buyers see; None while it is missing or malformed."""
    if sku.price is None:
        return None
    sale_price = sku.price.sale_price if ctx.seller_type == "CROSS_BORDER" else None
    return decimal(sale_price or sku.price.amount)


def list_prices(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052376 not in this market, 12052375 invalid, 12052383 out of range; below the price it is dropped instead."""
    for index, sku in enumerate(listing.skus):
        if sku.list_price:
            amount, currency = sku.list_price.amount, sku.list_price.currency
            yield from _list_price(amount, currency, f"skus[{index}].list_price", ctx.region)
        for number, other in enumerate(sku.external_list_prices or ()):
            field = f"skus[{index}].external_list_prices[{number}]"
            yield from _list_price(other.amount, other.currency, field, ctx.region)


def _list_price(amount: str, currency: str, field: str, region: Region) -> Iterator[Problem]:
    allowed, value = region.list_price, decimal(amount)
    if allowed is None:
        yield problem(codes.LIST_PRICE_UNSUPPORTED, field, region=region.code)
    elif currency != region.currency:
        facts = {"region": region.code, "expected": region.currency, "currency": currency}
        yield problem(codes.CURRENCY_WRONG, f"{field}.currency", **facts)
    elif value is None or value % _step(region.currency_decimals):
        yield problem(codes.LIST_PRICE_INVALID, f"{field}.amount", value=amount)
    elif value not in allowed:
        facts = {"value": amount, "least": str(allowed.least), "most": str(allowed.most)}
        yield problem(codes.LIST_PRICE_RANGE, f"{field}.amount", **facts)


def deposits(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """The German deposit: 12052497 elsewhere, 12052495 type or amount, 12052498 amount refused, 12052543 in bundles."""
    facts = ctx.facts(listing)
    required = facts is not None and any(fee.is_required for fee in facts.rules.fees) and not ctx.is_draft
    for index, sku in enumerate(listing.skus):
        field = f"skus[{index}].fees"
        if sku.fees and not ctx.region.pfand:
            yield problem(codes.PFAND_COUNTRY, field, region=ctx.region.code)
        elif sku.fees and sku.combined_skus:
            yield problem(codes.PFAND_IN_BUNDLE, field)
        elif sku.fees:
            yield from _deposit(sku, field)
        elif required and not sku.combined_skus:
            yield problem(codes.PFAND_TYPE, field, reason="the category requires one")


def _deposit(sku: ListedSku, field: str) -> Iterator[Problem]:
    for number, fee in enumerate(sku.fees or ()):
        path, kind = f"{field}[{number}]", fee.additional_attribute
        amount = decimal(fee.amount)
        if fee.type != "PFAND":
            yield problem(codes.PFAND_TYPE, f"{path}.type", reason="type is PFAND")
        elif kind is not None and kind not in PFAND_KINDS:
            yield problem(codes.PFAND_TYPE, f"{path}.additional_attribute", reason=f"not one of {sorted(PFAND_KINDS)}")
        elif kind == "NOT_APPLICABLE":
            if fee.amount is not None and amount != 0:
                yield problem(codes.PFAND_AMOUNT_REFUSED, f"{path}.amount")
        elif amount is None or not PFAND[0] <= amount <= PFAND[1] or amount % _step(2):
            yield problem(codes.PFAND_TYPE, f"{path}.amount", reason="amount is 0.00 to 6300.00")
