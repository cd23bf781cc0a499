"""What time does to reviews."""

from __future__ import annotations

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import due
from shopwright.platform.clock.store import DueAction
from shopwright.platform.database.transaction import Tx

from .review_change import VERDICT, change_review


@due(VERDICT)
def judge_removal(tx: Tx, action: DueAction) -> None:
    """The platform decides a request to remove a review."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    change_review(tx, shop, action.subject, "PLATFORM").judge()
