"""The advertiser id of a seller account, for the Business API. Every seller account has one."""

from __future__ import annotations

from shopwright.platform.core.identity import Account, UserType
from shopwright.wire.ids import IdKind, make_id

_NUMBER_DIGITS = 15


def advertiser_id_of(account: Account) -> str:
    """The account's own number behind another prefix; empty for an account that is no seller's."""
    if account.kind is not UserType.SELLER:
        return ""
    return make_id(IdKind.ADVERTISER, int(account.account_id[-_NUMBER_DIGITS:]))
