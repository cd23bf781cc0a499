"""The pipeline: one ordered list of steps turns a request into an envelope.

Reasons: docs/decisions/0018-order-of-gateway-checks.md.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from shopwright.platform.core.call import Call
from shopwright.platform.core.http import Reply, Request
from shopwright.platform.core.services import Services
from shopwright.platform.database.store import retry_conflicts
from shopwright.platform.database.transaction import SerializationConflict
from shopwright.platform.gateway.steps.body import read_body
from shopwright.platform.gateway.steps.content import check_content_type
from shopwright.platform.gateway.steps.dispatch import dispatch
from shopwright.platform.gateway.steps.fault import inject_fault_after, inject_fault_before
from shopwright.platform.gateway.steps.idempotent import remember_result, replay_first_result
from shopwright.platform.gateway.steps.identify import check_signature, check_timestamp, identify_app, identify_user
from shopwright.platform.gateway.steps.limit import limit_rate
from shopwright.platform.gateway.steps.parameters import read_parameters
from shopwright.platform.gateway.steps.permit import check_entity, check_scope, resolve_shop
from shopwright.platform.gateway.steps.route import find_operation
from shopwright.wire.envelope import CONTENT_TYPE, SUCCESS_MESSAGE, encode_error, encode_success, new_request_id
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INTERNAL

from .reply_shape import omit_empty_lists
from .request_log import RequestLogger

log = logging.getLogger("shopwright.platform")

Step = Callable[[Call], None]

STEPS: tuple[Step, ...] = (
    find_operation,
    check_content_type,
    identify_app,
    check_timestamp,
    check_signature,
    identify_user,
    check_entity,
    check_scope,
    resolve_shop,
    inject_fault_before,
    limit_rate,
    read_parameters,
    read_body,
    replay_first_result,
    dispatch,
    remember_result,
    inject_fault_after,
)


#: Told of each call that went through the steps or was refused in one of them. What one raises fails the call.
WATCHERS: list[Callable[[Call, ApiError | None], None]] = []


class Pipeline:
    """Runs calls. ``success_message`` is what the envelope says where nothing is wrong."""

    success_message = SUCCESS_MESSAGE

    def __init__(self, services: Services, requests: RequestLogger) -> None:
        self._services = services
        self._requests = requests

    def handle(self, request: Request) -> Reply:
        """Answer one request of the Partner API. Never raises."""
        started = time.perf_counter_ns()
        request_id = new_request_id(time.time())
        calls: list[Call] = []

        def attempt() -> tuple[Reply, int, str]:
            calls.append(Call(request, self._services, request_id))
            return self._attempt(calls[-1])

        try:
            reply, code, message = retry_conflicts(attempt)
        except SerializationConflict:
            reply, code, message = self._failure(calls[-1])
        call = calls[-1]
        self._conclude(call)
        spent_us = (time.perf_counter_ns() - started) // 1000
        self._requests.record(call, self._kept_reply(call, reply), code, message, spent_us)
        return reply

    def _attempt(self, call: Call) -> tuple[Reply, int, str]:
        """The reply, with its code and message for the log. Raises ``SerializationConflict`` alone."""
        try:
            self._run_watched(call)
            if call.hidden_by is not None:
                raise call.hidden_by
            return self._reply(call, 200, encode_success(call.data, call.request_id, self.success_message)), 0, ""
        except ApiError as error:
            return self._refusal(call, error), error.code, error.message
        except SerializationConflict:
            raise
        except Exception:  # noqa: BLE001  the one place that turns any failure into an envelope; it is logged
            return self._failure(call)

    def _run_watched(self, call: Call) -> None:
        """Run the steps and commit; tell how it ended."""
        try:
            with call:
                self._run(call)
                omit_empty_lists(call)
        except ApiError as error:
            for watch in WATCHERS:
                watch(call, error)
            raise
        for watch in WATCHERS:
            watch(call, None)

    def _run(self, call: Call) -> None:
        for step in STEPS:
            if call.finished:
                return
            call.reached.append((step.__name__, time.perf_counter_ns()))
            step(call)

    def _kept_reply(self, call: Call, reply: Reply) -> Reply:
        """The reply as the request log keeps it."""
        return reply

    def _conclude(self, call: Call) -> None:
        for act in call.afterwards:
            act()
        if call.emitted:
            self._services.wake()

    def _refusal(self, call: Call, error: ApiError) -> Reply:
        body = encode_error(error.code, error.message, call.request_id)
        reply = self._reply(call, error.error.http_status, body)
        reply.headers["link"] = f'<{call.services.config.prefix}/reference/codes/{error.code}>; rel="help"'
        if error.retry_after is not None:
            reply.headers["retry-after"] = str(error.retry_after)
        return reply

    def _failure(self, call: Call) -> tuple[Reply, int, str]:
        log.exception("request %s failed in %s", call.request_id, call.operation_id)  # noqa: LOG004  called while handling
        body = encode_error(INTERNAL.code, INTERNAL.message, call.request_id)
        return self._reply(call, INTERNAL.http_status, body), INTERNAL.code, INTERNAL.message

    def _reply(self, call: Call, status: int, body: bytes) -> Reply:
        headers = {"content-type": CONTENT_TYPE, "x-tt-logid": call.request_id, **call.reply_headers}
        return Reply(status, body, headers, call.delay_ms, call.drop)
