"""``/sandbox/requests``: the log of calls, with secrets removed."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shopwright import decoders
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.control.shapes import Key, PageSize, Query, View, WallMilliseconds
from shopwright.platform.core.services import Services
from shopwright.platform.gateway.request_log import RequestLogger
from shopwright.platform.gateway.request_log_store import LoggedRequest, RequestDetail, RequestLog


class RequestQuery(Query):
    """``before`` is the ``next_before`` of the page before; ``failed`` selects by whether ``code`` is not 0."""

    operation: Key | None = None
    app_key: Key | None = None
    shop_id: Key | None = None
    failed: bool | None = None
    before: Key | None = None
    size: PageSize = 50


class RequestView(View):
    """``mistake`` is the likely cause of a wrong signature."""

    request_id: str
    wall_at_ms: WallMilliseconds
    operation: str | None
    app_key: str | None
    shop_id: str | None
    method: str
    path: str
    http_status: int
    code: int
    message: str
    duration_us: int
    fault_id: str | None
    mistake: str | None


class StepTime(View):
    step: str
    duration_us: int


class RequestDetailView(RequestView):
    """``canonical`` is the string to sign as the platform sees it; ``remedy`` says what to do about a bad signature.
    ``account_id`` says whose token it was. ``trace`` holds the pipeline's steps where the setting ``trace`` is on."""

    query: str
    headers: dict[str, str]
    body: str
    reply: str
    reply_headers: dict[str, str]
    account_id: str
    canonical: str | None
    remedy: str | None
    trace: list[StepTime]


class RequestPage(View):
    """The newest first; ``next_before`` leads to the next page, and is null on the last one."""

    requests: list[RequestView]
    next_before: Annotated[str, Meta(description="give it as `before`")] | None


def list_requests(services: Services, query: RequestQuery) -> RequestPage:
    """A page of the log of calls, the newest first."""
    services[RequestLogger].flush()
    with services.store.read() as tx:
        logged_requests = tx[RequestLog].page(
            before=_position(query.before),
            size=query.size + 1,
            operation=query.operation,
            app_key=query.app_key,
            shop_id=query.shop_id,
            failed=query.failed,
        )
    requests = logged_requests[: query.size]
    last = requests[-1] if len(logged_requests) > query.size else None
    return RequestPage(
        requests=[decoders.convert(request_fields(logged_request), RequestView) for logged_request in requests],
        next_before=f"{last.wall_at_us}-{last.request_id}" if last else None,
    )


def show_request(services: Services, request_id: str) -> RequestDetailView:
    """One call with its body, its reply and, for a bad signature, the reason."""
    services[RequestLogger].flush()
    with services.store.read() as tx:
        logged_request = tx[RequestLog].get(request_id)
    if logged_request is None:
        raise NOT_FOUND(what=f"The request {request_id}")
    detail = {name: getattr(logged_request.doc, name) for name in RequestDetail.__struct_fields__}
    detail["trace"] = [StepTime(step=step, duration_us=duration) for step, duration in logged_request.doc.trace]
    return decoders.convert({**detail, **request_fields(logged_request)}, RequestDetailView)


def request_fields(logged_request: LoggedRequest) -> dict[str, object]:
    """What a list shows of a call."""
    doc = logged_request.doc
    return {
        "request_id": logged_request.request_id,
        "wall_at_ms": logged_request.wall_at_ms,
        "operation": logged_request.operation,
        "app_key": logged_request.app_key,
        "shop_id": logged_request.shop_id,
        "method": doc.method,
        "path": doc.path,
        "http_status": logged_request.http_status,
        "code": logged_request.code,
        "message": doc.message,
        "duration_us": doc.duration_us,
        "fault_id": doc.fault_id,
        "mistake": doc.mistake,
    }


def _position(before: str | None) -> tuple[int, str] | None:
    if before is None:
        return None
    wall_us, _, request_id = before.partition("-")
    if not (wall_us.isascii() and wall_us.isdigit() and len(wall_us) < 19 and request_id):
        raise BAD_REQUEST(reason="`before` is no `next_before` of this list.")
    return int(wall_us), request_id
