"""Brings returns and cancellations in, whatever way they come: each state once, in the channel's order."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q

from shopwright.hub.channels import intake
from shopwright.hub.channels.cases import CaseKind, ExternalCase, ExternalReturn
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Session
from shopwright.hub.core.storable import cut_texts, without_nul
from shopwright.hub.listings.availability import send_again
from shopwright.hub.orders.intake import ask_to_cancel, lock_orders, read_order
from shopwright.hub.orders.models import Order

from .announce import announce_case, state_of
from .models import OPEN, Act, Case, CaseLine, Goods, Kind, Money, Party, State
from .reports import report

#: The deadline of what has none, in lists that are sorted by it.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def register() -> None:
    """Work on what channels tell about returns and cancellations."""
    intake.handle("return", read_return)
    intake.handle("cancellation", read_cancellation)


def read_return(connection: Connection, session: Session, external_id: str) -> None:
    """Look at a return on its channel and apply what is there."""
    seen = session.return_case(external_id)
    if seen is not None:
        apply(connection, session, seen)


def read_cancellation(connection: Connection, session: Session, external_id: str) -> None:
    """Look at a cancellation on its channel and apply what is there."""
    seen = session.cancellation(external_id)
    if seen is not None:
        apply(connection, session, seen)


def apply(connection: Connection, session: Session, seen: ExternalCase) -> Case | None:
    """Keep what a channel has of a case, after its order; None where the channel knows no such order."""
    if not Order.objects.filter(connection=connection, external_id=seen.order_id).exists():
        read_order(connection, session, seen.order_id)
    return keep_case(connection, seen)


def keep_case(connection: Connection, seen: ExternalCase) -> Case | None:
    """Make the hub's case what the channel has, and its order with it; None for a case of no order.

    The same state twice changes nothing, and an older one is left alone.
    """
    seen = without_nul(seen)
    with transaction.atomic():
        order = lock_orders(connection, [seen.order_id]).get(seen.order_id)
        if order is None:
            return None
        order.connection = connection
        # Locked, since somebody may be inspecting what came back at this moment.
        cases = Case.objects.select_for_update().filter(connection=connection, external_id=seen.external_id)
        is_cancellation = Q(kind=Kind.CANCELLATION)
        # A return may become an exchange; a cancellation may have the id of its order, as a return never has.
        case = cases.filter(is_cancellation if seen.kind is CaseKind.CANCELLATION else ~is_cancellation).first()
        if case is not None and case.seen_at > seen.updated_at:
            return case
        before, earlier = case.raw_status if case else "", state_of(case)
        case = _keep(order, seen, case)
        _keep_lines(case, seen)
        announce_case(case, earlier)
        report(case)
    settle_order(order)
    if before != case.raw_status:
        # A channel that ends a case changes its own number of pieces, in its own time.
        variants = [pk for pk in case.lines.values_list("line__variant_id", flat=True) if pk]
        send_again(connection, variants)
    return case


def settle_order(order: Order) -> None:
    """Hold an order for as long as it is not decided whether it is cancelled."""
    is_asked = (
        Case.objects.filter(order=order, kind=Kind.CANCELLATION, waits_for=Party.SELLER).exists()
        or Act.objects.filter(order=order, case=None, state__in=OPEN, decision="CANCEL_ORDER").exists()
    )
    ask_to_cancel(order.connection, order.external_id, is_asked=is_asked)


def _keep(order: Order, seen: ExternalCase, case: Case | None) -> Case:
    is_unknown = case is not None and case.acts.filter(state=State.UNKNOWN).exists()
    if case is None:
        case = Case(
            workspace_id=order.workspace_id,
            connection_id=order.connection_id,
            order=order,
            external_id=seen.external_id,
        )
    case.kind = Kind(seen.kind.value)
    case.raw_status, case.waits_for = seen.raw_status, Party(seen.waits_for.value)
    case.money = Money.UNKNOWN if is_unknown else Money(seen.money.value)
    case.reason = seen.reason
    if order.erased_at is None:
        case.reason_words = seen.reason_words
    case.amount, case.currency = seen.amount, seen.currency
    case.answers = [{**asdict(answer), "most": str(answer.most or "")} for answer in seen.answers]
    case.deadline, case.urgent_at = seen.deadline, seen.deadline or NEVER
    case.opened_at, case.seen_at = seen.opened_at, seen.updated_at
    if isinstance(seen, ExternalReturn):
        _keep_return(case, seen)
    case.wait_for_seller()
    cut_texts(case, "reason", "reason_words", "carrier", "tracking_number")
    case.save()
    return case


def _keep_return(case: Case, seen: ExternalReturn) -> None:
    case.offer = seen.offer
    if case.order.erased_at is None:
        case.buyer_text, case.pictures = seen.buyer_text, list(seen.pictures)
    case.carrier, case.tracking_number = seen.carrier, seen.tracking_number
    case.instead = [asdict(item) for item in seen.instead]
    is_off = seen.goods.value == Goods.NONE and seen.waits_for.value == Party.NOBODY
    if is_off and case.goods == Goods.ON_THE_WAY and not case.tracking_number:
        case.goods = Goods.NONE  # it was let back, and nobody sent it
    # What a person saw outlives what the channel says, and a parcel that was sent or has arrived stays so.
    case.goods = max(Goods(case.goods), Goods(seen.goods.value), key=list(Goods).index)


def _keep_lines(case: Case, seen: ExternalCase) -> None:
    lines = {line.external_id: line for line in case.order.lines.all()}
    for item in seen.lines:
        if item.order_line_id in lines:
            CaseLine.objects.get_or_create(
                case=case,
                external_id=item.external_id,
                defaults={
                    "line": lines[item.order_line_id],
                    "quantity": item.quantity,
                    "amount": item.amount,
                },
            )
