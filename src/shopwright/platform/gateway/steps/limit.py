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
    owner = f"{call.app.app_key}:{call.owner_id}"
    if settings.requests_per_second:
        bucket = f"{owner}:{call.operation.id}"
        rate = settings.requests_per_second
        wait = call.services.limiter.wait_us(bucket, rate, rate)
        if wait:
            raise ApiError(TOO_MANY_REQUESTS, retry_after=math.ceil(wait / 1_000_000))
    if settings.hourly_quota:
        wait = call.services.limiter.wait_us(f"{owner}:hour", settings.hourly_quota / 3600, settings.hourly_quota)
        if wait:
            raise ApiError(HOURLY_QUOTA, retry_after=math.ceil(wait / 1_000_000))
