"""``GET /sandbox/keys``: everything that a client needs to begin."""

from __future__ import annotations

from starlette.requests import Request

from shopwright.platform.accounts.advertisers import advertiser_id_of
from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.accounts.demo_users import demo_of
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.accounts.tokens_store import ACCESS, REFRESH, Tokens
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.control.shapes import View
from shopwright.platform.core.identity import UserType
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx


class TokenKeys(View):
    """A token pair. Ends are unix seconds; ``granted_scopes`` are what the consent covers."""

    access_token: str
    access_token_expire_in: int
    refresh_token: str
    refresh_token_expire_in: int
    open_id: str
    user_type: int
    account_id: str
    granted_scopes: list[str]


class Keys(View):
    """The demo app, its users' tokens and the demo shop. ``advertiser_id`` is the seller's for the Business API."""

    base_url: str
    auth_base_url: str
    app_key: str
    app_secret: str
    service_id: str
    shop_id: str
    shop_cipher: str
    shop_region: str
    advertiser_id: str
    seller: TokenKeys
    creator: TokenKeys
    partner: TokenKeys
    category_asset_cipher: str


def read_keys(tx: Tx, services: Services, request: Request) -> Keys:
    """Everything that a client needs to begin; it stays the same through a reset.

    ``base_url`` is the public address, or else that of the request: a container reaches us by another name than a
    browser beside us.
    """
    demo = demo_of(tx)
    if demo is None:
        raise NOT_FOUND(what="The demo app")
    by_kind = {account.kind: account for account in demo.accounts}
    base_url = services.address_for(str(request.base_url))
    return Keys(
        base_url=base_url,
        auth_base_url=base_url,
        app_key=demo.app.app_key,
        app_secret=demo.app.secret,
        service_id=demo.app.service_id,
        shop_id=demo.shop.shop_id,
        shop_cipher=demo.shop.cipher,
        shop_region=demo.shop.region,
        advertiser_id=advertiser_id_of(by_kind[UserType.SELLER]),
        seller=_tokens(tx, demo.app.app_key, by_kind[UserType.SELLER].account_id),
        creator=_tokens(tx, demo.app.app_key, by_kind[UserType.CREATOR].account_id),
        partner=_tokens(tx, demo.app.app_key, by_kind[UserType.PARTNER].account_id),
        category_asset_cipher=by_kind[UserType.PARTNER].doc.category_assets[0]["cipher"],
    )


def _tokens(tx: Tx, app_key: str, account_id: str) -> TokenKeys:
    """The newest pair of a user, or empty texts when the consent was withdrawn."""
    authorization = tx[Authorizations].get(account_id, app_key)
    account = tx[Accounts].get(account_id)
    assert authorization is not None
    assert account is not None
    pair = tx[Tokens].newest_pair(app_key, account_id)
    texts = tx[Tokens].texts_of_pair(pair[ACCESS].pair_id) if pair else {}
    return TokenKeys(
        access_token=texts.get(ACCESS, ""),
        access_token_expire_in=pair[ACCESS].expires_at // 1000 if pair else 0,
        refresh_token=texts.get(REFRESH, ""),
        refresh_token_expire_in=pair[REFRESH].expires_at // 1000 if pair else 0,
        open_id=authorization.open_id,
        user_type=int(account.kind),
        account_id=account_id,
        granted_scopes=list(authorization.scopes),
    )
