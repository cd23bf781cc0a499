"""Advertisers of the Business API: a seller account is one, a business account has several."""

from __future__ import annotations

from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.identity import Account, Advertiser, UserType
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind, make_id

from .store import Accounts

_NUMBER_DIGITS = 15
MOST_ADVERTISERS = 100


def advertisers_of(account: Account) -> list[Advertiser]:
    """The account's advertisers. A seller's has the account's own number behind another prefix."""
    if account.kind is UserType.SELLER:
        advertiser_id = make_id(IdKind.ADVERTISER, int(account.account_id[-_NUMBER_DIGITS:]))
        return [Advertiser(advertiser_id=advertiser_id, name=account.doc.name, seller_account_id=account.account_id)]
    return account.doc.advertisers


def advertiser_id_of(account: Account) -> str:
    """The id of the account's first advertiser; empty where it has none."""
    return next((advertiser.advertiser_id for advertiser in advertisers_of(account)), "")


def add_advertiser(tx: Tx, account: Account, name: str, seller_account_id: str | None = None) -> Advertiser:
    """Give a business account one more advertiser; of no other kind of account."""
    if account.kind is not UserType.BUSINESS:
        raise BAD_REQUEST(reason="Only a business account takes more advertisers.")
    if len(account.doc.advertisers) >= MOST_ADVERTISERS:
        raise BAD_REQUEST(reason=f"A business account has at most {MOST_ADVERTISERS} advertisers.")
    seller = tx[Accounts].get(seller_account_id) if seller_account_id else None
    if seller_account_id and (seller is None or seller.kind is not UserType.SELLER):
        raise BAD_REQUEST(reason=f"There is no seller {seller_account_id} - at `$.seller_account_id`.")
    advertiser = Advertiser(
        advertiser_id=tx.new_id(IdKind.ADVERTISER), name=name, seller_account_id=seller_account_id or ""
    )
    account.doc.advertisers = [*account.doc.advertisers, advertiser]
    tx[Accounts].save(account)
    return advertiser


def audience_owner(account: Account, advertiser_id: str) -> str | None:
    """What an advertiser's audiences are kept under; None where the account has no such advertiser.

    A seller's are kept under the account, a business account's under the advertiser.
    """
    if advertiser_id not in {advertiser.advertiser_id for advertiser in advertisers_of(account)}:
        return None
    return account.account_id if account.kind is UserType.SELLER else advertiser_id


def seller_of(tx: Tx, owner: str) -> str:
    """The seller account whose buyers the audiences of an owner meet; empty for nobody's."""
    if tx[Accounts].get(owner) is not None:
        return owner
    of_business = (each for account in tx[Accounts].businesses() for each in account.doc.advertisers)
    return next((each.seller_account_id for each in of_business if each.advertiser_id == owner), "")
