"""searchSessions, endSession, getCustomerServicePerformance, getAgentSettings, updateAgentSettings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.money import text
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.paging_by_time import from_seconds
from shopwright.platform.core.registry import operation
from shopwright.platform.customer_service.conversation import Session
from shopwright.platform.customer_service.errors import CONVERSATION_UNKNOWN, SESSION_UNKNOWN
from shopwright.platform.customer_service.open_conversation import change_conversation
from shopwright.platform.customer_service.performance import performance_of
from shopwright.platform.customer_service.presenter import present_listed_session
from shopwright.platform.customer_service.queue import accept_chats
from shopwright.platform.customer_service.store import Agents, SessionFilter, Sessions
from shopwright.platform.market.regions import region
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_customer_service import (
        GetAgentSettingsResponseData,
        GetCustomerServicePerformanceResponseData,
        SearchSessionsResponseData,
    )
    from shopwright.contract.types.requests_customer_service import (
        Empty,
        SearchSessionsRequest,
        UpdateAgentSettingsRequest,
    )


@operation("searchSessions")
def search_sessions(call: Call, body: SearchSessionsRequest) -> SearchSessionsResponseData:
    """The sessions that began in a time, the newest first; those of a buyer's nickname where one is named."""
    shop_id = call.shop.shop_id
    wanted = SessionFilter(
        begin_from=from_seconds(body.begin_time_ge),
        begin_before=from_seconds(body.begin_time_lt),
        nickname=body.buyer_nickname.casefold() if body.buyer_nickname is not None else None,
    )

    def find(after: Position, size: int) -> list[Session]:
        place = (int(after[0]), str(after[1])) if after else None
        return call.tx[Sessions].page(shop_id, wanted, descending=True, after=place, size=size)

    page = find_page(
        call,
        start=(0, ""),
        selects=[wanted],
        count=lambda: call.tx[Sessions].count(shop_id, wanted),
        find=find,
        position=lambda session: (session.begin_at, session.session_id),
    )
    locale = call.text("locale") or "en"
    return {
        "next_page_token": page.next_token,
        "sessions": [present_listed_session(session, locale) for session in page.rows],
    }


@operation("endSession", raises=(CONVERSATION_UNKNOWN, SESSION_UNKNOWN), webhooks=(13, 14))
def end_session(call: Call, body: Empty) -> dict[str, object]:
    """End the session that is going on."""
    change = change_conversation(call.tx, call.shop, call.path["conversation_id"])
    session, session_id = change.conversation.session, call.path["session_id"]
    if session is None or session.session_id != session_id:
        raise SESSION_UNKNOWN(session_id=session_id[:40])
    change.end("ended")
    return {}


@operation("getCustomerServicePerformance")
def get_customer_service_performance(call: Call) -> GetCustomerServicePerformanceResponseData:
    """Figures of the sessions that began on some days of UTC, the last one excluded."""
    begin, end = _day(call, "support_date_ge"), _day(call, "support_date_lt")
    if begin >= end:
        raise INVALID(reason="SupportDateLt must be after SupportDateGe.")
    figures, market = performance_of(call.tx, call.shop, _ms(begin), _ms(end)), region(call.shop.region)
    return {
        "performance": {
            "support_session_count": figures.sessions,
            "response_percentage": str(figures.responses),
            "satisfaction_percentage": str(figures.satisfied),
            "response_time_mins": str(figures.response_minutes),
            "conversion_rate": str(figures.converted),
            "cs_guided_gmv": text(figures.guided, market.currency_decimals),
            "currency": market.currency,
        }
    }


def _day(call: Call, name: str) -> datetime:
    """The beginning of a day of UTC in the query."""
    value = call.text(name) or ""
    try:
        day = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise INVALID(reason=f"{name} must be a date like 2026-01-31.") from error
    if day.date().isoformat() != value:
        raise INVALID(reason=f"{name} must be a date like 2026-01-31.")
    return day


def _ms(day: datetime) -> int:
    return int(day.timestamp()) * 1000


@operation("getAgentSettings")
def get_agent_settings(call: Call) -> GetAgentSettingsResponseData:
    """Whether the shop's agents take sessions from the queue."""
    return {"can_accept_chat": call.tx[Agents].get(call.shop.shop_id).can_accept_chat}


@operation("updateAgentSettings")
def update_agent_settings(call: Call, body: UpdateAgentSettingsRequest) -> dict[str, object]:
    """Let the shop's agents take sessions from the queue, or not; those who wait are taken soon."""
    accept_chats(call.tx, call.shop, is_accepted=body.can_accept_chat)
    return {}
