"""The shape of replies, where a setting asks for another one than ours."""

from __future__ import annotations

import msgspec

from shopwright import decoders
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call


def omit_empty_lists(call: Call) -> None:
    """Leave fields that hold an empty list out of a reply, at any depth, where ``omit_empty_lists`` is on.

    One report says that TikTok does so (docs/reference/gateway.md#envelope).
    """
    if call.data is not None and call.tx[PlatformState].settings.omit_empty_lists:
        call.data = _without_empty_lists(decoders.decode(msgspec.json.encode(call.data)))


def _without_empty_lists(value: object) -> object:
    if isinstance(value, list):
        return [_without_empty_lists(member) for member in value]
    if isinstance(value, dict):
        return {name: _without_empty_lists(member) for name, member in value.items() if member != []}
    return value
