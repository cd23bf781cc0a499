"""Arbitration: a buyer takes a rejection to the platform, which rules."""

from __future__ import annotations

from .errors import DECISION_DOES_NOT_FIT
from .return_case import Arbitration
from .return_change import ReturnChange
from .return_decisions import approve_new_goods
from .return_parcel import write_label
from .states import ReturnEvent, ReturnStatus, ReturnType


def appeal(change: ReturnChange) -> None:
    """The buyer disagrees with a rejection."""
    case = change.case
    if not case.may_be_appealed:
        raise DECISION_DOES_NOT_FIT(decision="appeal against", status=str(case.status))
    case.arbitration = "IN_PROGRESS"
    change.restart_wait()
    change.note("APPEAL", "BUYER", "The buyer asked the platform to decide.")


def rule_for_buyer(change: ReturnChange) -> None:
    """The buyer gets what was asked for: money, leave to send the goods back, or new goods."""
    _rule(change, "SUPPORT_BUYER", "The platform ruled for the buyer.")
    case = change.case
    if case.status is ReturnStatus.REPLACEMENT_REJECTED:
        approve_new_goods(change, ReturnEvent.RULE_FOR_BUYER)
    elif case.status is ReturnStatus.REJECTED and case.type is ReturnType.RETURN_AND_REFUND:
        change.apply(ReturnEvent.RULE_THAT_GOODS_RETURN)
        if not case.request_id:
            write_label(change.order, case.parcel)
    else:
        change.apply(ReturnEvent.RULE_FOR_BUYER)


def rule_for_seller(change: ReturnChange) -> None:
    """The rejection stands."""
    _rule(change, "SUPPORT_SELLER", "The platform ruled for the seller.")
    _end(change)


def end_dispute(change: ReturnChange) -> None:
    """The time in which the buyer could appeal, or the platform rule, is over: the rejection stands."""
    change.note("CLOSE", "SYSTEM", "The request was closed as it was rejected.")
    _end(change)


def _rule(change: ReturnChange, ruling: Arbitration, words: str) -> None:
    case = change.case
    if case.arbitration != "IN_PROGRESS":
        raise DECISION_DOES_NOT_FIT(decision="rule about", status=str(case.status))
    case.arbitration = ruling
    change.note("ARBITRATION", "OPERATOR", words)


def _end(change: ReturnChange) -> None:
    change.apply(ReturnEvent.EXPIRE)
    if change.case.status is ReturnStatus.REPLACEMENT_REJECTED:  # a rejected replacement stays one
        change.release_lines()
