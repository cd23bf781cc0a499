"""Operations under /fulfillment/."""

from __future__ import annotations

from . import bundles as bundles
from . import combining as combining
from . import coverage as coverage
from . import creating as creating
from . import delivering as delivering
from . import documents as documents
from . import invoices as invoices
from . import marking as marking
from . import parcels as parcels
from . import proofs as proofs
from . import services as services
from . import shipping as shipping
from . import shipping_info as shipping_info
from . import slots as slots
from . import splitting as splitting
from . import tracking as tracking
