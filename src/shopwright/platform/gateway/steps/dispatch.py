"""The operation itself, or a precise "not implemented"."""

from __future__ import annotations

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import BUILT, run
from shopwright.wire.gateway_codes import NOT_IMPLEMENTED


def dispatch(call: Call) -> None:
    """Run the handler; what it answers is the reply's data."""
    if call.operation.id not in BUILT:
        raise NOT_IMPLEMENTED(operation=call.operation.id)
    call.data = run(call)
