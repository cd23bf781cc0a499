"""Operations on returns and aftersales requests; importing the package registers them."""

from __future__ import annotations

from . import aftersales as aftersales
from . import approve_reject as approve_reject
from . import decision_eligibility as decision_eligibility
from . import eligibility as eligibility
from . import returns as returns
from . import reviews as reviews
from . import shipping_documents as shipping_documents
