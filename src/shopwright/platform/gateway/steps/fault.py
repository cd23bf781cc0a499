"""Faults: rules of the sandbox that make the platform misbehave on purpose."""

from __future__ import annotations

from shopwright.platform.core.call import Call
from shopwright.platform.faults.fault_book import Fault, FaultBook, Moment
from shopwright.wire.errors import ApiError, ErrorCode
from shopwright.wire.gateway_codes import TOO_MANY_REQUESTS


def inject_fault_before(call: Call) -> None:
    """A fault that keeps the operation from running."""
    _inject(call, Moment.BEFORE)


def inject_fault_after(call: Call) -> None:
    """A fault that hides a result: the change is made, the caller does not learn of it."""
    _inject(call, Moment.AFTER)


def _inject(call: Call, moment: Moment) -> None:
    book = call.services[FaultBook]
    fault = book.hitting_call(call.tx, moment, call.operation.id, call.app_key, call.shop_id)
    if fault is None or not _count(call, fault):
        return
    call.fault_id = fault.fault_id
    call.delay_ms += fault.rule.delay_ms
    call.drop = call.drop or fault.rule.drop
    if fault.rule.http_status or fault.rule.code:
        _refuse(call, fault, moment)
    elif fault.rule.drop and moment is Moment.BEFORE:
        call.finish(None)


def _count(call: Call, fault: Fault) -> bool:
    """Count a use. Where calls run one at a time, it waits for the call's own transaction to end."""
    if call.services.store.inline:
        call.afterwards.append(lambda: call.services[FaultBook].count_use(fault))
        return True
    return call.services[FaultBook].count_use(fault)


def _refuse(call: Call, fault: Fault, moment: Moment) -> None:
    rule = fault.rule
    status = rule.http_status or 200
    code = rule.code or (TOO_MANY_REQUESTS.code if status == 429 else 36009003)
    error = ErrorCode(code, rule.message or "Fault injected by the sandbox.", status)
    if moment is Moment.AFTER:
        call.hidden_by = ApiError(error, retry_after=rule.retry_after)
        return
    raise ApiError(error, retry_after=rule.retry_after)
