"""Connections to channels that stay open from one session to the next: each would cost two round trips anew."""

from __future__ import annotations

from functools import cache

import urllib3

from shopwright.client.transport.pool import Urllib3Transport

#: Hosts that are talked to at a time, and connections to each: lanes, events and what goes on in parallel.
_HOSTS, _OF_HOST = 50, 32


@cache
def pool() -> urllib3.PoolManager:
    """For channels of GraphQL. Any number of threads may use it; what a server closed meanwhile is opened anew."""
    timeout = urllib3.Timeout(connect=10, read=30)
    return urllib3.PoolManager(num_pools=_HOSTS, maxsize=_OF_HOST, timeout=timeout, retries=False)


@cache
def transport() -> Urllib3Transport:
    """For the client of TikTok Shop."""
    return Urllib3Transport(urllib3.PoolManager(num_pools=_HOSTS, maxsize=_OF_HOST))
