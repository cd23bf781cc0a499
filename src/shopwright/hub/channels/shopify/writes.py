"""Writes to Shopify as outcomes, and prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shopwright.hub.channels.protocol import ChannelError, Outcome, PriceWant, Result

from . import queries as shapes
from .api import Api
from .orders import gid

_DONE = Outcome(Result.DONE)


def writing(write: Callable[[], Outcome]) -> Outcome:
    """The outcome of a write. Consent that is gone leaves it as ChannelError, as no item is to blame for it."""
    try:
        return write()
    except ChannelError as error:
        if error.needs_consent:
            raise
        result = Result.LATER if error.is_passing else Result.REFUSED
        return Outcome(result, error.code, error.message, error.remedy)


def refusal(errors: Sequence[shapes.UserError]) -> Outcome:
    """What Shopify's user errors say."""
    words = " ".join(error.message for error in errors)
    return Outcome(Result.REFUSED, errors[0].code or "", words)


def push_prices(api: Api, wants: Sequence[PriceWant], currency: str) -> Sequence[Outcome]:
    """Set prices, product by product."""
    outcomes: dict[int, Outcome] = {}
    for product_id in dict.fromkeys(want.product_id for want in wants):
        own = {position: want for position, want in enumerate(wants) if want.product_id == product_id}
        foreign = {position: want for position, want in own.items() if want.currency != currency}
        outcomes |= {position: _foreign(want, currency) for position, want in foreign.items()}
        rest = {position: want for position, want in own.items() if position not in foreign}
        if rest:
            outcomes |= _push_product(api, product_id, rest)
    return [outcomes[position] for position in range(len(wants))]


def _push_product(api: Api, product_id: str, wants: dict[int, PriceWant]) -> dict[int, Outcome]:
    positions = list(wants)
    refused: dict[int, Outcome] = {}

    def set_prices() -> Outcome:
        variants = [{"id": gid("ProductVariant", want.sku_id), "price": str(want.price)} for want in wants.values()]
        reply = api.call(
            shapes.SET_PRICES, shapes.SetPricesReply, product=gid("Product", product_id), variants=variants
        )
        for error in reply.product_variants_bulk_update.user_errors:
            numbers = [part for part in error.field or [] if part.isdigit()]
            if not numbers or int(numbers[0]) >= len(positions):
                return refusal([error])
            refused[positions[int(numbers[0])]] = refusal([error])
        return _DONE

    outcome = writing(set_prices)
    return dict.fromkeys(positions, outcome) | refused


def _foreign(want: PriceWant, currency: str) -> Outcome:
    words = f"The price is in {want.currency}, and the store sells in {currency}."
    return Outcome(Result.REFUSED, "CURRENCY", words, f"Give a price in {currency}.")
