"""submitStrikethroughPrice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.catalogue.errors import (
    PARAMETERS_INVALID,
    PRODUCT_NOT_IN_ACCOUNT,
    SKU_ID_REPEATED,
    SKU_LIST_EMPTY,
    SKU_NOT_FOUND,
    STATUS_FORBIDS,
)
from shopwright.platform.catalogue.find import product_to_change
from shopwright.platform.catalogue.listing_rules.errors import IMAGE_NOT_UPLOADED_HERE
from shopwright.platform.catalogue.listing_rules.sku_errors import (
    CURRENCY_WRONG,
    LIST_PRICE_INVALID,
    LIST_PRICE_RANGE,
    LIST_PRICE_UNSUPPORTED,
)
from shopwright.platform.catalogue.listing_rules.text import EXTERNAL_ID_LENGTH
from shopwright.platform.catalogue.product_change import ProductChange
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.strikethrough import strike_through
from shopwright.platform.core.call import Call
from shopwright.platform.core.money import decimal
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.platform.media.store import IMAGE, MediaRecords
from shopwright.wire.errors import ApiError

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        SubmitStrikethroughPriceResponseData,
        SubmitStrikethroughPriceResponseDataError,
    )
    from shopwright.contract.types.requests_product import (
        SubmitStrikethroughPriceRequest,
        SubmitStrikethroughPriceRequestSku,
    )

#: How old a transaction may be that shows what buyers paid elsewhere (invented).
_MOST_AGE_SECONDS = 90 * 86_400


@operation(
    "submitStrikethroughPrice",
    raises=(
        CURRENCY_WRONG,
        IMAGE_NOT_UPLOADED_HERE,
        LIST_PRICE_INVALID,
        LIST_PRICE_RANGE,
        LIST_PRICE_UNSUPPORTED,
        PARAMETERS_INVALID,
        SKU_ID_REPEATED,
        SKU_LIST_EMPTY,
        SKU_NOT_FOUND,
        STATUS_FORBIDS,
        PRODUCT_NOT_IN_ACCOUNT,
    ),
    differs="The price is accepted at once and shown for 30 days as the SKU's list price: the retail price, but no "
    "more than somebody paid for it within the last 90 days.",
)
def submit_strikethrough_price(
    call: Call, body: SubmitStrikethroughPriceRequest
) -> SubmitStrikethroughPriceResponseData:
    """Have buyers see what SKUs cost elsewhere, struck through. Each SKU is taken or named in ``errors``."""
    change = product_to_change(call)
    market = region(call.shop.region)
    if market.list_price is None:
        raise LIST_PRICE_UNSUPPORTED(region=market.code)
    if change.product.status is not ProductStatus.ACTIVATE:
        raise STATUS_FORBIDS(status=change.product.status)
    if not body.skus:
        raise SKU_LIST_EMPTY()
    _check_product_id(change, body.external_product_id)
    errors = list(_refused(call, change, body))
    if len(errors) < len(body.skus):
        change.product.listing.external_product_id = body.external_product_id
    return {"errors": errors}


def _refused(
    call: Call, change: ProductChange, body: SubmitStrikethroughPriceRequest
) -> Iterator[SubmitStrikethroughPriceResponseDataError]:
    """Take the price of each SKU; answers those that are not taken."""
    seen: set[str] = set()
    for sku in body.skus:
        try:
            if sku.id in seen:
                raise SKU_ID_REPEATED(sku_id=sku.id[:40])
            seen.add(sku.id)
            amount = _checked(call, change, sku)
        except ApiError as refusal:
            yield {"code": refusal.error.code, "detail": {"sku_id": sku.id[:40]}, "message": refusal.message}
        else:
            _take_sku_id(change, sku.id, sku.external_sku_id)
            strike_through(change, sku.id, amount)


def _checked(call: Call, change: ProductChange, sku: SubmitStrikethroughPriceRequestSku) -> Decimal:
    """The price to strike through; raises why there is none."""
    listed = next((listed for listed in change.product.listing.skus if listed.id == sku.id), None)
    if listed is None:
        raise SKU_NOT_FOUND(sku_id=sku.id[:40])
    if len(sku.external_sku_id) > EXTERNAL_ID_LENGTH:
        raise PARAMETERS_INVALID(reason=f"external_sku_id has at most {EXTERNAL_ID_LENGTH} characters.")
    if listed.external_sku_id not in (None, "", sku.external_sku_id):
        raise PARAMETERS_INVALID(reason=f"the SKU is known elsewhere as {listed.external_sku_id}.")
    retail, paid = sku.external_retail_price, sku.external_transaction_price
    amount = min(_amount(call, retail.amount, retail.currency), _amount(call, paid.amount, paid.currency))
    _check_time(call, paid.transaction_time)
    if paid.image is not None:
        upload = call.tx[MediaRecords].get(paid.image.uri)
        if upload is None or upload.kind != IMAGE or upload.account_id != call.account.account_id:
            raise IMAGE_NOT_UPLOADED_HERE(uri=paid.image.uri[:200])
    price = decimal(listed.price.sale_price or listed.price.amount) if listed.price else None
    if price is None or amount <= price:
        raise PARAMETERS_INVALID(reason=f"what was paid elsewhere, {amount}, is not above the price, {price}.")
    return amount


def _amount(call: Call, value: str, currency: str) -> Decimal:
    market = region(call.shop.region)
    assert market.list_price is not None, "the market has list prices"
    if currency != market.currency:
        raise CURRENCY_WRONG(region=market.code, currency=currency[:10], expected=market.currency)
    amount = decimal(value)
    if amount is None or amount != amount.quantize(Decimal("0.01")):
        raise LIST_PRICE_INVALID(value=value[:40])
    if amount not in market.list_price:
        raise LIST_PRICE_RANGE(value=value[:40], least=market.list_price.least, most=market.list_price.most)
    return amount


def _check_time(call: Call, value: str) -> None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise PARAMETERS_INVALID(reason="transaction_time is no time such as 2026-11-28T12:00:00Z.") from error
    if moment.tzinfo is None:
        raise PARAMETERS_INVALID(reason="transaction_time has no time zone.")
    age = call.tx.now() - moment.timestamp()
    if not 0 <= age <= _MOST_AGE_SECONDS:
        raise PARAMETERS_INVALID(reason="the transaction is not of the last 90 days.")


def _check_product_id(change: ProductChange, external_id: str) -> None:
    """12052910 where the product is known elsewhere under another id."""
    known = change.product.listing.external_product_id
    if len(external_id) > EXTERNAL_ID_LENGTH:
        raise PARAMETERS_INVALID(reason=f"external_product_id has at most {EXTERNAL_ID_LENGTH} characters.")
    if known not in (None, "", external_id):
        raise PARAMETERS_INVALID(reason=f"the product is known elsewhere as {known}.")


def _take_sku_id(change: ProductChange, sku_id: str, external_id: str) -> None:
    listing = change.product.listing
    listing.skus = [
        msgspec.structs.replace(sku, external_sku_id=external_id) if sku.id == sku_id else sku for sku in listing.skus
    ]
