"""Operations on packages; importing the package registers them."""

from __future__ import annotations

from . import bundles as bundles
from . import combine_packages as combine_packages
from . import coverage as coverage
from . import create_packages as create_packages
from . import delivery_status as delivery_status
from . import documents as documents
from . import find_packages as find_packages
from . import invoices as invoices
from . import logistics_tracking as logistics_tracking
from . import mark_as_shipped as mark_as_shipped
from . import pickup_slots as pickup_slots
from . import proofs as proofs
from . import ship_packages as ship_packages
from . import shipping_info as shipping_info
from . import shipping_services as shipping_services
from . import split_orders as split_orders
from . import supply_chain as supply_chain
from . import tracking as tracking
