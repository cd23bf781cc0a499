"""The operations: ``<area>.py`` or ``<area>/<resource>.py``, a function named as the operation id in snake_case.

Importing this package registers all of them.
"""

from __future__ import annotations

from . import authorization as authorization
from . import event as event
from . import fulfillment as fulfillment
from . import logistics as logistics
from . import logistics_tracking as logistics_tracking
from . import order as order
from . import product as product
from . import return_refund as return_refund
from . import seller as seller
from . import supply_chain as supply_chain
