"""What returns and cancellations keep of buyers, and until when they need them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from shopwright.hub.orders.erasure.needs import Need
from shopwright.hub.orders.models import Order

from .models import OPEN, Act, Case, Money, Party

_UNSETTLED = ~Q(waits_for=Party.NOBODY) | Q(money__in=[Money.ASKED, Money.UNKNOWN])
NEEDS = (
    Need("A return or cancellation of it is not settled.", lambda: Case.objects.filter(_UNSETTLED)),
    Need("An answer to its buyer is on its way.", lambda: Act.objects.filter(state__in=OPEN)),
)


def forget_buyers(orders: Sequence[Order]) -> None:
    """Take out what buyers said and showed, and what was written to them."""
    Case.objects.filter(order__in=orders).update(buyer_text="", reason_words="", pictures=[])
    Act.objects.filter(order__in=orders).update(comment="")
