"""``/sandbox/accounts``: sellers, creators, partners and business accounts."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from shopwright import decoders
from shopwright.platform.accounts.advertisers import add_advertiser, advertiser_id_of, advertisers_of
from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.accounts.create import make_account
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import Body, Key, Name, PlatformSeconds, View
from shopwright.platform.core.identity import Account, UserType
from shopwright.platform.database.transaction import Tx

from .find import check_region, find_account

ActiveOrNot = Literal["ACTIVE", "INACTIVE"]


class Kind(StrEnum):
    """The kinds of users."""

    SELLER = "seller"
    CREATOR = "creator"
    PARTNER = "partner"
    BUSINESS = "business"


class NewAccount(Body):
    """``seller_account_id``, of a business account: the seller whose buyers its first advertiser's audiences meet."""

    kind: Kind
    region: str
    name: Name | None = None
    seller_account_id: Key | None = None


class NewAdvertiser(Body):
    """``seller_account_id``: the seller whose buyers its audiences meet; nobody's where it is not given."""

    name: Name
    seller_account_id: Key | None = None


class AdvertiserView(View):
    """An advertiser; ``seller_account_id`` is empty where its audiences meet nobody."""

    advertiser_id: str
    name: str
    seller_account_id: str


class AccountChange(Body):
    """What is not given stays as it is. Sellers with the same ``shop_group`` are related; ``null`` leaves it."""

    status: ActiveOrNot | UnsetType = UNSET
    shop_group: Name | UnsetType | None = UNSET


class ConsentView(View):
    """A consent to an app; ``ended_at`` says when it was withdrawn."""

    app_key: str
    open_id: str
    scopes: list[str]
    granted_at: PlatformSeconds
    ends_at: PlatformSeconds
    ended_at: PlatformSeconds | None


class AssetView(View):
    """A partner's category asset."""

    cipher: str
    target_market: str
    category_id: str
    category_name: str


class AccountView(View):
    """``advertiser_id`` is the first of ``advertisers``, and empty where there is none."""

    account_id: str
    advertiser_id: str
    advertisers: list[AdvertiserView]
    kind: Kind
    region: str
    status: str
    name: str
    shop_group: str | None
    shop_ids: list[str]
    category_assets: list[AssetView]
    authorizations: list[ConsentView]
    is_demo: bool


class AccountList(View):
    accounts: list[AccountView]


def list_accounts(tx: Tx) -> AccountList:
    """All users."""
    return AccountList(accounts=[_view(tx, account) for account in tx[Accounts].all()])


def create_account(tx: Tx, body: NewAccount) -> AccountView:
    """Make a user. A seller has no shop yet; a business account has one advertiser, of its own name."""
    check_region(body.region)
    if body.seller_account_id is not None and body.kind is not Kind.BUSINESS:
        raise BAD_REQUEST(reason="Only a business account takes `seller_account_id`.")
    account = make_account(tx, UserType[body.kind.name], body.region, body.name)
    if body.kind is Kind.BUSINESS:
        add_advertiser(tx, account, account.doc.name, body.seller_account_id)
    return _view(tx, account)


def create_advertiser(tx: Tx, account_id: str, body: NewAdvertiser) -> AccountView:
    """Give a business account one more advertiser, with audiences of its own."""
    account = find_account(tx, account_id, for_change=True)
    add_advertiser(tx, account, body.name, body.seller_account_id)
    return _view(tx, account)


def show_account(tx: Tx, account_id: str) -> AccountView:
    """One account with its shops and the apps it authorised."""
    return _view(tx, find_account(tx, account_id))


def change_account(tx: Tx, account_id: str, body: AccountChange) -> AccountView:
    """Switch an account off and on (calls for an inactive seller answer 36009044), or put it into a shop group."""
    account = find_account(tx, account_id, for_change=True)
    if body.status is not UNSET:
        account = msgspec.structs.replace(account, status=body.status)
    if body.shop_group is not UNSET:
        account.doc.shop_group = body.shop_group
    tx[Accounts].save(account)
    return _view(tx, account)


def _view(tx: Tx, account: Account) -> AccountView:
    return AccountView(
        account_id=account.account_id,
        advertiser_id=advertiser_id_of(account),
        advertisers=[
            AdvertiserView(advertiser_id=each.advertiser_id, name=each.name, seller_account_id=each.seller_account_id)
            for each in advertisers_of(account)
        ],
        kind=Kind[account.kind.name],
        region=account.region,
        status=account.status,
        name=account.doc.name,
        shop_group=account.doc.shop_group,
        shop_ids=[shop.shop_id for shop in tx[Accounts].shops_of(account.account_id)],
        category_assets=decoders.convert(account.doc.category_assets, list[AssetView]),
        authorizations=[
            ConsentView(
                app_key=authorization.app_key,
                open_id=authorization.open_id,
                scopes=authorization.scopes,
                granted_at=authorization.granted_at // 1000,
                ends_at=authorization.ends_at // 1000,
                ended_at=None if authorization.ended_at is None else authorization.ended_at // 1000,
            )
            for authorization in tx[Authorizations].of(account.account_id)
        ],
        is_demo=account.doc.is_demo,
    )
