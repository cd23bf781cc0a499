"""The control API's endpoints for apps, users, shops and tokens."""

from __future__ import annotations

from shopwright.platform.core.control.endpoint import Endpoint

from .accounts import change_account, create_account, create_advertiser, list_accounts, show_account
from .apps import list_apps, show_app
from .keys import read_keys
from .shops import change_shop, create_shop, list_shops, show_shop
from .tokens import create_auth_code, create_tokens, deauthorize, expire_token

ENDPOINTS = (
    Endpoint("GET", "/sandbox/keys", read_keys),
    Endpoint("GET", "/sandbox/apps", list_apps),
    Endpoint("GET", "/sandbox/apps/{app_key}", show_app),
    Endpoint("GET", "/sandbox/accounts", list_accounts),
    Endpoint("POST", "/sandbox/accounts", create_account),
    Endpoint("GET", "/sandbox/accounts/{account_id}", show_account),
    Endpoint("PATCH", "/sandbox/accounts/{account_id}", change_account),
    Endpoint("POST", "/sandbox/accounts/{account_id}/advertisers", create_advertiser),
    Endpoint("GET", "/sandbox/shops", list_shops),
    Endpoint("POST", "/sandbox/shops", create_shop),
    Endpoint("GET", "/sandbox/shops/{shop_id}", show_shop),
    Endpoint("PATCH", "/sandbox/shops/{shop_id}", change_shop),
    Endpoint("POST", "/sandbox/auth_codes", create_auth_code),
    Endpoint("POST", "/sandbox/tokens", create_tokens),
    Endpoint("POST", "/sandbox/tokens/expire", expire_token),
    Endpoint("POST", "/sandbox/deauthorize", deauthorize),
)
