"""Look-ups that answer 404 in the same words everywhere."""

from __future__ import annotations

from shopwright.platform.bootstrap import demo_of
from shopwright.platform.domain.regions import all_regions, find_region
from shopwright.platform.domain.trade.cancellation import Cancellation
from shopwright.platform.domain.trade.order import Order
from shopwright.platform.domain.trade.package import Package
from shopwright.platform.domain.trade.returns import Return
from shopwright.platform.store.accounts import Account, Accounts, Shop, UserType
from shopwright.platform.store.apps import App, Apps
from shopwright.platform.store.cases import Cancellations, Returns
from shopwright.platform.store.orders import Orders
from shopwright.platform.store.packages import Packages
from shopwright.platform.store.transaction import Tx

from .replies import BAD_REQUEST, NOT_FOUND


def the_app(tx: Tx, app_key: str) -> App:
    app = tx[Apps].get(app_key)
    if app is None:
        raise NOT_FOUND(what=f"The app {app_key}")
    return app


def the_shop(tx: Tx, shop_id: str) -> Shop:
    shop = tx[Accounts].shop(shop_id)
    if shop is None:
        raise NOT_FOUND(what=f"The shop {shop_id}")
    return shop


def the_shop_of_cipher(tx: Tx, cipher: str) -> Shop:
    shop = tx[Accounts].shop_by_cipher(cipher)
    if shop is None:
        raise NOT_FOUND(what=f"The shop_cipher {cipher}")
    return shop


def bought_in(tx: Tx, order_id: str) -> tuple[Shop, Order]:
    """An order and the shop that it was bought in."""
    shop_id = tx[Orders].shop_of(order_id)
    shop, order = (tx[Accounts].shop(shop_id), tx[Orders].get(shop_id, order_id)) if shop_id else (None, None)
    if shop is None or order is None:
        raise NOT_FOUND(what=f"The order {order_id}")
    return shop, order


def packed_in(tx: Tx, package_id: str) -> tuple[Shop, Package]:
    """A package and the shop that it is sent from."""
    shop_id = tx[Packages].shop_of(package_id)
    shop, package = (tx[Accounts].shop(shop_id), tx[Packages].get(shop_id, package_id)) if shop_id else (None, None)
    if shop is None or package is None:
        raise NOT_FOUND(what=f"The package {package_id}")
    return shop, package


def returned_in(tx: Tx, return_id: str) -> tuple[Shop, Return]:
    """A return and the shop of its order."""
    shop_id = tx[Returns].shop_of(return_id)
    shop, case = (tx[Accounts].shop(shop_id), tx[Returns].get(shop_id, return_id)) if shop_id else (None, None)
    if shop is None or case is None:
        raise NOT_FOUND(what=f"The return {return_id}")
    return shop, case


def cancelled_in(tx: Tx, cancel_id: str) -> tuple[Shop, Cancellation]:
    """A cancellation and the shop of its order."""
    shop_id = tx[Cancellations].shop_of(cancel_id)
    shop, case = (tx[Accounts].shop(shop_id), tx[Cancellations].get(shop_id, cancel_id)) if shop_id else (None, None)
    if shop is None or case is None:
        raise NOT_FOUND(what=f"The cancellation {cancel_id}")
    return shop, case


def the_account(tx: Tx, account_id: str) -> Account:
    account = tx[Accounts].get(account_id)
    if account is None:
        raise NOT_FOUND(what=f"The account {account_id}")
    return account


def the_user(tx: Tx, account_id: str | None, shop_cipher: str | None) -> Account:
    """Whom a call means: an account, the seller of a shop, or the demo's seller where it names none."""
    if account_id is not None and shop_cipher is not None:
        raise BAD_REQUEST(reason="Give `account_id` or `shop_cipher`, not both.")
    if account_id is not None:
        return the_account(tx, account_id)
    if shop_cipher is not None:
        return the_account(tx, the_shop_of_cipher(tx, shop_cipher).account_id)
    demo = demo_of(tx)
    sellers = [one for one in demo.accounts if one.kind is UserType.SELLER] if demo else []
    if not sellers:
        raise BAD_REQUEST(reason="Give `account_id` or `shop_cipher`: there is no demo seller.")
    return sellers[0]


def check_region(code: str) -> None:
    if find_region(code) is None:
        codes = ", ".join(one.code for one in all_regions())
        raise BAD_REQUEST(reason=f"There is no region `{code}` - at `$.region`; use one of {codes}.")
