"""The daily quota of calls about conversations (docs/reference/rate-limits.md#quotas)."""

from __future__ import annotations

from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call
from shopwright.platform.core.durations import DAY_SECONDS

from .errors import DAILY_QUOTA


def count_call(call: Call) -> None:
    """Count a call of an app for a shop; 45101004 once the day's quota is used up. It fills again as time passes."""
    most = call.tx[PlatformState].settings.chat_calls_per_day
    if most and call.services.limiter.wait_us(f"{call.app.app_key}:{call.owner_id}:chat", most / DAY_SECONDS, most):
        raise DAILY_QUOTA(most=most)
