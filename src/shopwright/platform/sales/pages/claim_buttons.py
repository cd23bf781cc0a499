"""What buyers can ask for after a sale, and what they, carriers and the platform do about it, as buttons."""

from __future__ import annotations

from collections.abc import Mapping

from shopwright import decoders
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.actions import Act, Doing
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.cancellations.cancellation import Cancellation
from shopwright.platform.sales.cancellations.sandbox import withdraw_cancellation
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.returns import sandbox as sandbox_returns
from shopwright.platform.sales.returns.return_case import Return
from shopwright.platform.sales.returns.rules import asked_in, reasons_to_ask
from shopwright.platform.sales.returns.sandbox import BuyerReturns, ReturnAct, return_order
from shopwright.platform.sales.returns.states import (
    RETURN_TRANSITIONS,
    ReturnEvent,
    ReturnType,
)

from .seller_buttons import ANSWER_DOING, answers_to_cancellation, answers_to_return, the_cancellation, the_return

_ASK_WORDS: Mapping[ReturnType, str] = {
    ReturnType.REFUND: "Ask for a refund",
    ReturnType.RETURN_AND_REFUND: "Ask to send it back for a refund",
    ReturnType.REPLACEMENT: "Ask for a replacement",
    ReturnType.EXCHANGE: "Ask for an exchange",
}
_FOLD = "What the buyer can ask for"

#: Acts on a return: who acts, and in which words.
_WORDS: Mapping[sandbox_returns.Act, tuple[str, str]] = {
    "SHIP": ("Buyer", "Send the goods back"),
    "ARRIVE": ("Carrier", "Bring the goods back"),
    "ACCEPT_OFFER": ("Buyer", "Accept the offer"),
    "REFUSE_OFFER": ("Buyer", "Refuse the offer"),
    "APPEAL": ("Buyer", "Appeal to the platform"),
    "RULE_FOR_BUYER": ("Platform", "Rule for the buyer"),
    "RULE_FOR_SELLER": ("Platform", "Rule for the seller"),
    "WITHDRAW": ("Buyer", "Withdraw"),
}


def acts_after_sale(tx: Tx, shop: Shop, order: Order) -> list[Act]:
    """What the buyer may ask for now, for all that is left of the order."""
    if not any(not active_line.claim and not active_line.is_refunded for active_line in order.active_lines):
        return []
    rules = rules_of(shop)
    return [
        Act("Buyer", words, f"ASK_{kind}", fold=_FOLD)
        for kind, words in _ASK_WORDS.items()
        if order.status in asked_in(kind, "BUYER", rules) and reasons_to_ask(order, kind, "BUYER", tx.now())
    ]


def acts_on_cancellation(tx: Tx, shop: Shop, case: Cancellation) -> list[Act]:
    """The buttons that fit a cancellation's state, and its order's."""
    order = tx[Orders].get(shop.shop_id, case.order_id) if case.is_open else None
    if order is None:
        return []
    return [*answers_to_cancellation(case, order), Act("Buyer", "Withdraw", "WITHDRAW_CANCELLATION", case.cancel_id)]


def acts_on_return(case: Return) -> list[Act]:
    """The buttons that fit a return's state."""
    if not case.is_open:
        return []
    is_disputed = case.arbitration == "IN_PROGRESS"
    fits = {
        "SHIP": _leads_on(case, ReturnEvent.SHIP),
        "ARRIVE": case.is_on_its_way_back,
        "ACCEPT_OFFER": _leads_on(case, ReturnEvent.ACCEPT_OFFER),
        "REFUSE_OFFER": _leads_on(case, ReturnEvent.ACCEPT_OFFER),
        "APPEAL": case.may_be_appealed,
        "RULE_FOR_BUYER": is_disputed,
        "RULE_FOR_SELLER": is_disputed,
        "WITHDRAW": _leads_on(case, ReturnEvent.WITHDRAW),
    }
    mine = [Act(who, words, f"RETURN_{act}", case.return_id) for act, (who, words) in _WORDS.items() if fits[act]]
    return answers_to_return(case) + mine


def _leads_on(case: Return, event: ReturnEvent) -> bool:
    return (case.status, event) in RETURN_TRANSITIONS


def _asking(kind: ReturnType) -> Doing:
    def ask(tx: Tx, shop: Shop, order_id: str, _: str) -> None:
        return_order(tx, order_id, decoders.convert({"return_type": str(kind)}, BuyerReturns))

    return ask


def _acting(act: sandbox_returns.Act) -> Doing:
    def do(tx: Tx, shop: Shop, order_id: str, return_id: str) -> None:
        the_return(tx, shop, order_id, return_id)
        sandbox_returns.act_on_return(tx, return_id, ReturnAct(act=act))

    return do


def _withdraw(tx: Tx, shop: Shop, order_id: str, cancel_id: str) -> None:
    the_cancellation(tx, shop, order_id, cancel_id)
    withdraw_cancellation(tx, cancel_id)


#: Each button's work.
CLAIM_DOING: Mapping[str, Doing] = {
    **ANSWER_DOING,
    "WITHDRAW_CANCELLATION": _withdraw,
    **{f"ASK_{kind}": _asking(kind) for kind in _ASK_WORDS},
    **{f"RETURN_{act}": _acting(act) for act in _WORDS},
}
