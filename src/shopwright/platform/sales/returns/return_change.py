"""Returns on their way: every change of state goes through its table, and is told of when the return is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from shopwright.platform.catalogue.quantities import Reason
from shopwright.platform.clock.scheduler import declare, plan
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import text
from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.sales.cases_store import CaseIndex
from shopwright.platform.sales.orders.order import Line, Role
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.webhooks.emit import emit

from .errors import DECISION_DOES_NOT_FIT, RETURN_UNKNOWN
from .return_case import Record, Return, deadline_of, is_grouped, next_step, standing_of
from .states import OWED, RESHIPPED, RETURN_TRANSITIONS, WITHOUT_RESULT, Decision, ReturnEvent, ReturnStatus
from .store import Returns

#: The due action that moves a return on; its payload says to what.
STEP = declare("return.step")


class ReturnChange(Change[Return]):
    """A return that was read for change, or a new one, with its order."""

    rank = 3

    def __init__(self, order: OrderChange, case: Return) -> None:
        super().__init__(order.tx, case)
        self.order, self.shop = order, order.shop
        self._passed: list[ReturnStatus] = []

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.return_id

    @property
    def case(self) -> Return:
        return self.document

    def _load(self, state: tuple[bytes, ...]) -> None:
        super()._load(state)
        self._passed.clear()

    @property
    def lines(self) -> list[Line]:
        line_ids = set(self.case.line_ids)
        return [line for line in self.order.order.lines if line.id in line_ids]

    def begin(self) -> Self:
        case = self.case
        self._passed.append(case.status)
        order = self.order.order
        order.claims = [*order.claims, case.return_id]
        for line in self.lines:
            line.claim = case.return_id
        self.note("REQUEST", case.role, f"The request for {case.type} was made.", reason=case.reason)
        return super().begin()

    def apply(self, event: ReturnEvent) -> None:
        """Go to the state that the table names; 25020003 where it names none."""
        case = self.case
        after = RETURN_TRANSITIONS.get((case.status, event))
        if after is None:
            raise DECISION_DOES_NOT_FIT(decision=str(event), status=str(case.status))
        if after is not case.status:
            case.status = after
            self._passed.append(after)
        self.restart_wait()
        if after in WITHOUT_RESULT:
            self.release_lines()
        elif after in RESHIPPED:
            self.close()
        elif after in OWED and case.parcel.received_at:
            self.restock()

    def restart_wait(self) -> None:
        """Start the time that is allowed in the return's state."""
        self.case.since = self.order.at

    def note(
        self, event: str, role: Role, description: str, *, reason: str = "", note: str = "", images: Iterable[str] = ()
    ) -> None:
        """Record what happened."""
        record = Record(self.order.at, event, role, description, reason, note, tuple(images))
        self.case.records = [*self.case.records, record]

    def close(self) -> None:
        """End a return, so that the order may complete."""
        self.case.is_open = False
        order = self.order.order
        order.claims = [claim for claim in order.claims if claim != self.case.return_id]

    def release_lines(self) -> None:
        """Close a return without a result: other requests may claim its lines again, and an appeal about it ends."""
        self.close()
        if self.case.arbitration == "IN_PROGRESS":
            self.case.arbitration = "CLOSED"
        before = {line.line_id: line.before for line in self.case.lines}
        for line in self.lines:
            line.claim = before[line.id] if line.claim == self.case.return_id else line.claim

    def restock(self) -> None:
        """Put goods that came back, and were not refused, into stock, as far as the warehouse has room."""
        if self.case.is_restocked or any(
            record.event == Decision.REJECT_RECEIVED_PACKAGE for record in self.case.records
        ):
            return
        self.case.is_restocked = True
        if not self.order.put_back(self.lines, Reason.SYSTEM_AUTO_REPLENISH):
            self.note("STOCK_FULL", "SYSTEM", "The warehouse is full: not all of the goods were put back into stock.")

    def refund(self) -> None:
        """Record that the refund was paid, and end an order of which everything is refunded."""
        case = self.case
        if case.status is ReturnStatus.SUCCESS:
            self.apply(ReturnEvent.REFUND)
        self.close()
        case.refunded_at = self.order.at
        self.note("REFUND", "SYSTEM", "The buyer was refunded.")
        amounts = {line.line_id: line.refund for line in case.lines}
        for line in self.lines:
            line.is_refunded = line.is_refunded or not case.is_part
            line.refunded += amounts[line.id]
        self.order.end_if_refunded()
        emit(self.tx, self.shop, 67, self._refunded())

    def _write(self) -> None:
        """Write the return, plan what time does next, and tell of its states."""
        case, tx = self.case, self.tx
        due = deadline_of(case, self.order.rules) if case.is_open else None
        case.deadline = due.at if due else 0
        case.updated_at = max(case.updated_at, self.order.at)
        index = _index(case)
        if self.is_new:
            tx[Returns].add(self.shop.shop_id, index, case)
        else:
            tx[Returns].save(self.shop.shop_id, index, case)
        self.plan_step()
        for status in self._passed:
            emit(tx, self.shop, 12, self._status_changed(status))
        self._passed.clear()

    def plan_step(self) -> None:
        """Plan what time does to it next."""
        case, tx = self.case, self.tx
        step = next_step(case, self.order.rules, by_itself=self.shop.has_automatic_carrier)
        if step is not None and not is_grouped(case):
            plan(tx, STEP, case.return_id, self.shop.shop_id, max(step.at, self.order.at), {"what": step.what})
        elif not self.is_new:
            tx[DueActions].drop(STEP, case.return_id)

    def _status_changed(self, status: ReturnStatus) -> dict[str, object]:
        """The data of webhook 12."""
        case = self.case
        return {
            "order_id": case.order_id,
            "return_role": case.role,
            "return_type": str(case.type),
            "return_status": str(status),
            "return_id": case.return_id,
            "create_time": case.created_at // 1000,
            "update_time": case.updated_at // 1000,
        }

    def _refunded(self) -> dict[str, object]:
        """The data of webhook 67; a return that belongs to no request and no RMA has none of their ids."""
        case, market = self.case, region(self.shop.region)
        parents = {"aftersales_request_id": case.request_id, "rma_id": case.rma_id}
        return {
            **{name: value for name, value in parents.items() if value},
            "line_items": [
                {
                    "return_line_item_id": line.id,
                    "sku_id": line.item.sku_id,
                    "main_order_id": case.order_id,
                    "sku_return_request_id": case.return_id,
                }
                for line in case.lines
            ],
            "refund_currency": market.currency,
            "refund_status": "REFUND_SUCCESS",
            "refund_timestamp": self.order.now,
            "refund_total": text(case.refund.total, market.currency_decimals),
        }


def change_return(tx: Tx, shop: Shop, return_id: str) -> ReturnChange:
    """The return and its order, held for change; 25007006 when the shop has none of that id."""
    seen = tx[Returns].get(shop.shop_id, return_id)
    if seen is None:
        raise RETURN_UNKNOWN(return_id=return_id[:40])
    order = change_order(tx, shop, seen.order_id)  # the order first: whoever holds it may change its claims
    return hold_return(order, return_id)


def hold_return(order: OrderChange, return_id: str) -> ReturnChange:
    """A return of an order that is held already."""
    kept = order.tx.kept(ReturnChange, order.shop.shop_id, return_id)
    if kept is not None:
        return kept
    held = order.tx.stored(Returns).get(order.shop.shop_id, return_id, for_change=True)
    assert held is not None
    return ReturnChange(order, held).keep()


def _index(case: Return) -> CaseIndex:
    return CaseIndex(
        case_id=case.return_id,
        order_id=case.order_id,
        buyer_id=case.buyer_id,
        type=str(case.type),
        status=str(case.status),
        standing=standing_of(case),
        parent_id=case.request_id,
        created_at=case.created_at,
        updated_at=case.updated_at,
    )
