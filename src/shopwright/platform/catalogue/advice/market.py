"""In which markets the advice of an operation is offered."""

from __future__ import annotations

from shopwright.platform.catalogue.errors import NO_PERMISSION_OLD
from shopwright.platform.core.call import Call
from shopwright.platform.market.regions import region
from shopwright.wire.gateway_codes import INVALID

#: Names of markets and groups in the documentation, where ours are others.
_NAMES = {"UK": "GB"}


def check_market(call: Call) -> None:
    """Refuse a shop of a market for which the documentation does not offer the operation.

    12009014 where the operation documents it, else 36009004.
    """
    offered = {_NAMES.get(name, name) for name in call.operation.markets}
    market = region(call.shop.region)
    if not offered or offered & {market.code, market.market_group}:
        return
    if str(NO_PERMISSION_OLD.code) in call.operation.documented_codes:
        raise NO_PERMISSION_OLD()
    raise INVALID(reason=f"{call.operation.summary} is not offered to shops of {market.code}.")
