"""Mends what a check found, by the ways that everything else takes: orders and listings are read, numbers are sent."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction

from shopwright.hub.aftersales.intake import apply
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ChannelError, ExternalSku, Session
from shopwright.hub.listings import pushes
from shopwright.hub.listings.adoption import quantity_at, read_listing
from shopwright.hub.listings.models import Listing, ListingRule, Offer, OfferStock
from shopwright.hub.listings.prices import rule_of
from shopwright.hub.orders.intake import read_order
from shopwright.hub.orders.models import Order
from shopwright.hub.work.models import Finding, Outcome, Run, What

from .compare_cases import case_of, is_same
from .compare_orders import state_of, state_of_seen
from .notes import on_their_way

log = logging.getLogger("shopwright.hub.work")
CHUNK = 10

#: What became of a finding, and words about it.
Verdict = tuple[Outcome, str]


def mend_some(run: Run, session: Session) -> bool:
    """Mend the next findings, each for itself; whether there are more."""
    findings = list(run.findings.filter(outcome=Outcome.FOUND).order_by("pk")[:CHUNK])
    for finding in findings:
        finding.outcome, finding.words = _mend(run, finding, session)
        finding.save()
    return bool(findings)


def _mend(run: Run, finding: Finding, session: Session) -> Verdict:
    try:
        with transaction.atomic():
            return _WAYS[What(finding.what)](run.connection, finding, session)
    except ChannelError as error:
        if error.is_passing or error.needs_consent:
            raise
        return Outcome.LEFT, f"{error.message} {error.remedy}".strip()
    except Exception as error:
        # A fault of ours with one object must not keep the others from being mended.
        log.exception("finding %s is left", finding.pk)
        return Outcome.LEFT, f"A fault of the hub: {type(error).__name__}. Report it with what the worker's log says."


def _mend_order(connection: Connection, finding: Finding, session: Session) -> Verdict:
    seen = session.order(finding.external_id)
    if seen is None:
        return Outcome.VANISHED, "The channel does not have it any more."
    read_order(connection, session, finding.external_id)
    order = Order.objects.filter(connection=connection, external_id=finding.external_id).first()
    if order is None or (state_of(order) != state_of_seen(seen) and order.seen_at <= seen.updated_at):
        return Outcome.LEFT, "It was read again, and is as before."
    finding.page, finding.page_args = "order", [order.pk]
    return Outcome.MENDED, "It was taken in."


def _mend_case(connection: Connection, finding: Finding, session: Session) -> Verdict:
    topic = finding.place
    look = session.cancellation if topic == "cancellation" else session.return_case
    seen = look(finding.external_id)
    if seen is None:
        return Outcome.VANISHED, "The channel does not have it any more."
    apply(connection, session, seen)
    case = case_of(finding.run, topic, finding.external_id)
    if case is None:
        return Outcome.LEFT, f"The channel does not have its order {seen.order_id}."
    finding.page, finding.page_args = "return", [case.pk]
    if not is_same(case, seen):
        return Outcome.LEFT, "It was read again, and is as before."
    return Outcome.MENDED, "It was taken in."


def _mend_listing(connection: Connection, finding: Finding, session: Session) -> Verdict:
    read_listing(connection, session, finding.external_id)
    listing = Listing.objects.filter(connection=connection, external_id=finding.external_id).first()
    if listing is None:
        return Outcome.VANISHED, "The channel does not have it any more."
    finding.page, finding.page_args = "listing", [listing.pk]
    if listing.product_id is None:
        return Outcome.MENDED, "It was taken in. Say on its page which product it is."
    return Outcome.MENDED, f"The hub has it as it is there: {listing.get_state_display().lower()}."


def _mend_price(connection: Connection, finding: Finding, session: Session) -> Verdict:
    offer = _offer(connection, finding)
    if offer is None:
        return Outcome.VANISHED, "The offer is not there any more."
    read_listing(connection, session, offer.listing.external_id)
    offer.refresh_from_db()
    if offer.is_price_due:
        return Outcome.SENT, f"{offer.wanted_price} {offer.currency} is sent again."
    rule = rule_of(connection)
    if offer.wanted_price is None or offer.seen_price == offer.wanted_price:
        return Outcome.MENDED, "The hub has the price of the channel."
    if not rule.sends_prices:
        return Outcome.LEFT, "Prices are not sent to this shop: it is shown beside the hub's."
    if rule.drift == ListingRule.Drift.SHOW:
        return Outcome.LEFT, "The rules of this shop show changed prices, and do not set them back."
    return Outcome.LEFT, offer.price_trouble or "The channel refused the hub's price."


def _mend_number(connection: Connection, finding: Finding, session: Session) -> Verdict:
    offer = _offer(connection, finding)
    row = _number(offer, finding) if offer else None
    if offer is None or row is None:
        return Outcome.VANISHED, "The offer is not there any more."
    sku = _sku(session, offer)
    there = quantity_at(sku, row.place) if sku else None
    if there is None or there == row.acknowledged or row.is_due or on_their_way(connection, "order"):
        return Outcome.VANISHED, "It was on its way when it was compared."
    if not pushes.correct_number(row, there):
        return Outcome.MENDED, "The shop has the number that the hub wants."
    if not connection.is_realtime:
        return Outcome.LEFT, f"Stock is not sent to this shop; the hub wants {row.wanted}."
    return Outcome.SENT, f"{row.wanted} is sent again."


_WAYS: dict[What, Callable[[Connection, Finding, Session], Verdict]] = {
    What.ORDER_MISSING: _mend_order,
    What.ORDER_STATE: _mend_order,
    What.CASE_MISSING: _mend_case,
    What.CASE_STATE: _mend_case,
    What.LISTING_MISSING: _mend_listing,
    What.LISTING_GONE: _mend_listing,
    What.LISTING_STATE: _mend_listing,
    What.PRICE: _mend_price,
    What.STOCK: _mend_number,
}


def confirm_sent(run: Run) -> bool:
    """Look which of what was sent again the channel has taken; whether some of it is still on its way."""
    is_waiting = False
    for finding in run.findings.filter(outcome=Outcome.SENT).order_by("pk"):
        verdict = _sent(run.connection, finding)
        if verdict is None:
            is_waiting = True
            continue
        finding.outcome, finding.words = verdict
        finding.save()
    return is_waiting


def give_up_waiting(run: Run) -> None:
    """What the channel has not taken by now stays due, as it would without this check."""
    words = "The channel has not taken it yet. It is still tried: see Jobs."
    run.findings.filter(outcome=Outcome.SENT).update(outcome=Outcome.LEFT, words=words)


def _sent(connection: Connection, finding: Finding) -> Verdict | None:
    """What became of a number or price that was sent again; None while it is due."""
    offer = _offer(connection, finding)
    if offer is None:
        return Outcome.VANISHED, "The offer is not there any more."
    if finding.what == What.PRICE:
        is_due, trouble, now = offer.is_price_due, offer.price_trouble, f"{offer.acknowledged_price} {offer.currency}"
    else:
        row = _number(offer, finding)
        if row is None:
            return Outcome.VANISHED, "The offer is not there any more."
        is_due, trouble, now = row.is_due, f"{row.trouble} {row.remedy}".strip(), str(row.acknowledged)
    if is_due:
        return None
    return (Outcome.LEFT, trouble) if trouble else (Outcome.MENDED, f"The channel has taken {now}.")


def _offer(connection: Connection, finding: Finding) -> Offer | None:
    rows = Offer.objects.select_related("listing", "connection")
    return rows.filter(connection=connection, external_id=finding.external_id).first()


def _number(offer: Offer, finding: Finding) -> OfferStock | None:
    return OfferStock.objects.select_related("place").filter(offer=offer, place__external_id=finding.place).first()


def _sku(session: Session, offer: Offer) -> ExternalSku | None:
    listing = session.listing(offer.listing.external_id)
    return next((sku for sku in listing.skus if sku.external_id == offer.external_id), None) if listing else None
