"""The rate limit: per app, shop (seller where there is no shop) and operation, on wall time."""

from __future__ import annotations

import math

from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import HOURLY_QUOTA, TOO_MANY_REQUESTS


def limit_rate(call: Call) -> None:
    """429 with Retry-After when the bucket is empty."""
    settings = call.tx[PlatformState].settings
    if settings.requests_per_second:
        rate = settings.requests_per_second
        wait = call.services.limiter.wait_us(_bucket(call, call.operation.id), rate, rate)
        if wait:
            raise ApiError(TOO_MANY_REQUESTS, retry_after=math.ceil(wait / 1_000_000))
    if settings.hourly_quota:
        wait = call.services.limiter.wait_us(_bucket(call, "hour"), settings.hourly_quota / 3600, settings.hourly_quota)
        if wait:
            raise ApiError(HOURLY_QUOTA, retry_after=math.ceil(wait / 1_000_000))


def charge_when_done(call: Call) -> None:
    """Charge what runs within a call as if its user made a call for each: the next ones wait until it is paid."""
    settings, limiter = call.tx[PlatformState].settings, call.services.limiter

    def charge() -> None:
        for operation_id, calls in (+call.owed).items():
            if settings.requests_per_second:
                limiter.charge(_bucket(call, operation_id), settings.requests_per_second, calls)
            if settings.hourly_quota:
                limiter.charge(_bucket(call, "hour"), settings.hourly_quota / 3600, calls)

    call.afterwards.append(charge)


def _bucket(call: Call, name: str) -> str:
    return f"{call.app.app_key}:{call.owner_id}:{name}"
