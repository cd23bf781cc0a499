"""Operations under /return_refund/."""

from __future__ import annotations

from . import aftersales as aftersales
from . import cancellations as cancellations
from . import deciding as deciding
from . import decisions as decisions
from . import eligibility as eligibility
from . import refunds as refunds
from . import returns as returns
from . import reviews as reviews
from . import shipping_documents as shipping_documents
