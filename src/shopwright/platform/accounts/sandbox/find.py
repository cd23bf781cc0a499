"""Look-ups that answer 404 in the same words everywhere; ``for_change`` holds the row until the transaction ends."""

from __future__ import annotations

from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.demo_users import demo_of
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.identity import Account, App, Shop, UserType
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import all_regions, find_region


def find_app(tx: Tx, app_key: str, *, for_change: bool = False) -> App:
    app = tx[Apps].get(app_key, for_change=for_change)
    if app is None:
        raise NOT_FOUND(what=f"The app {app_key}")
    return app


def find_shop(tx: Tx, shop_id: str, *, for_change: bool = False) -> Shop:
    shop = tx[Accounts].shop(shop_id, for_change=for_change)
    if shop is None:
        raise NOT_FOUND(what=f"The shop {shop_id}")
    return shop


def find_shop_by_cipher(tx: Tx, cipher: str) -> Shop:
    shop = tx[Accounts].shop_by_cipher(cipher)
    if shop is None:
        raise NOT_FOUND(what=f"The shop_cipher {cipher}")
    return shop


def find_account(tx: Tx, account_id: str, *, for_change: bool = False) -> Account:
    account = tx[Accounts].get(account_id, for_change=for_change)
    if account is None:
        raise NOT_FOUND(what=f"The account {account_id}")
    return account


def find_user(tx: Tx, account_id: str | None, shop_cipher: str | None) -> Account:
    """Whom a call means: an account, the seller of a shop, or the demo's seller where it names none."""
    if account_id is not None and shop_cipher is not None:
        raise BAD_REQUEST(reason="Give `account_id` or `shop_cipher`, not both.")
    if account_id is not None:
        return find_account(tx, account_id)
    if shop_cipher is not None:
        return find_account(tx, find_shop_by_cipher(tx, shop_cipher).account_id)
    demo = demo_of(tx)
    sellers = [account for account in demo.accounts if account.kind is UserType.SELLER] if demo else []
    if not sellers:
        raise BAD_REQUEST(reason="Give `account_id` or `shop_cipher`: there is no demo seller.")
    return sellers[0]


def check_region(code: str) -> None:
    if find_region(code) is None:
        codes = ", ".join(region.code for region in all_regions())
        raise BAD_REQUEST(reason=f"There is no region `{code}` - at `$.region`; use one of {codes}.")
