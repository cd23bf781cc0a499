"""Rate limits that processes of several machines share through Redis."""

from __future__ import annotations

from shopwright.extras import require

from .shared import SharedRateLimiter

#: Reserves the next place of a key by the Redis server's clock, since the machines' clocks may differ.
_SCRIPT = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local step, slack, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local place = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now - slack)
local wait = math.max(place - now, 0)
if wait == 0 or most < 0 or wait < most then
  local life = math.ceil((place + step + slack - now) * 1000) + 1000
  redis.call('SET', KEYS[1], string.format('%.6f', place + step), 'PX', string.format('%d', life))
end
return string.format('%.6f', wait)
"""

#: Seconds after which Redis counts as unreachable.
_WAITING = 2.0


class RedisRateLimiter(SharedRateLimiter):
    """``MemoryRateLimiter`` for all processes that name the same Redis (``redis://host:6379/0``) and prefix.

    ``MissingExtraError`` where the Redis client is not installed: ``pip install 'shopwright[redis]'``.
    """

    def __init__(
        self, url: str, rate: float = 50.0, burst: int | None = None, *, prefix: str = "shopwright:rate:"
    ) -> None:
        super().__init__(rate, burst)
        require("RedisRateLimiter", "redis")
        from redis import Redis, RedisError

        self._troubles = (RedisError, OSError)
        self._prefix = prefix
        self._redis = Redis.from_url(url, socket_timeout=_WAITING, socket_connect_timeout=_WAITING)
        self._script = self._redis.register_script(_SCRIPT)

    def close(self) -> None:
        """Close the connections; they are opened again when they are needed."""
        self._redis.close()

    def _take(self, key: str, now: float, most: float | None) -> float:
        limits = [self._step, self._slack, -1 if most is None else max(most, 0.0)]
        return float(self._script(keys=[self._prefix + key], args=limits))
