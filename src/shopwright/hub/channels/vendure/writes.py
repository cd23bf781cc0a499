"""Writes to Vendure as outcomes."""

from __future__ import annotations

from collections.abc import Callable

from shopwright.hub.channels.protocol import ChannelError, Outcome, Result

from . import queries as shapes
from .api import NOT_FOUND

DONE = Outcome(Result.DONE)
#: What to do about Vendure's refusals, by its code.
_REMEDIES = {
    "INSUFFICIENT_STOCK_ON_HAND_ERROR": "Vendure has fewer pieces on hand than are sent: send its stock first.",
    "ITEMS_ALREADY_FULFILLED_ERROR": "Look at the order in Vendure: it is sent already.",
    "INVALID_FULFILLMENT_HANDLER_ERROR": "Add the handler manual-fulfillment to that Vendure's shippingOptions.",
    "MIME_TYPE_ERROR": "Choose another picture, or allow its kind in that Vendure's assetOptions.",
    "ORDER_STATE_TRANSITION_ERROR": "Look at the order in Vendure: its state does not allow it.",
    "FULFILLMENT_STATE_TRANSITION_ERROR": "Look at the fulfilment in Vendure: its state does not allow it.",
    NOT_FOUND: "Look it up in Vendure, and link the listing anew.",
}


def writing(write: Callable[[], Outcome]) -> Outcome:
    """The outcome of a write. Consent that is gone leaves it as ChannelError, as no item is to blame for it."""
    try:
        return write()
    except ChannelError as error:
        if error.needs_consent:
            raise
        result = Result.LATER if error.is_passing else Result.REFUSED
        return Outcome(result, error.code, error.message, error.remedy or _REMEDIES.get(error.code, ""))


def refusal(result: shapes.Result) -> Outcome:
    """What an error says that Vendure answered with."""
    remedy = _REMEDIES.get(result.error_code, "Look at it in Vendure.")
    return Outcome(Result.REFUSED, result.error_code, result.message, remedy)


def missing(what: str) -> Outcome:
    """A refusal because Vendure has no such thing."""
    return Outcome(Result.REFUSED, NOT_FOUND, f"Vendure has no such {what}.", _REMEDIES[NOT_FOUND])
