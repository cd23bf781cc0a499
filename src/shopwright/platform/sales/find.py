"""Look-ups that answer 404 in the same words everywhere."""

from __future__ import annotations

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.cancellations.cancellation import Cancellation
from shopwright.platform.sales.cancellations.store import Cancellations
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.package import Package
from shopwright.platform.sales.packages.store import Packages
from shopwright.platform.sales.returns.return_case import Return
from shopwright.platform.sales.returns.store import Returns


def find_order(tx: Tx, order_id: str) -> tuple[Shop, Order]:
    """An order and the shop that it was bought in."""
    shop_id = tx[Orders].shop_of(order_id)
    shop, order = (tx[Accounts].shop(shop_id), tx[Orders].get(shop_id, order_id)) if shop_id else (None, None)
    if shop is None or order is None:
        raise NOT_FOUND(what=f"The order {order_id}")
    return shop, order


def find_package(tx: Tx, package_id: str) -> tuple[Shop, Package]:
    """A package and the shop that it is sent from."""
    shop_id = tx[Packages].shop_of(package_id)
    shop, package = (tx[Accounts].shop(shop_id), tx[Packages].get(shop_id, package_id)) if shop_id else (None, None)
    if shop is None or package is None:
        raise NOT_FOUND(what=f"The package {package_id}")
    return shop, package


def find_return(tx: Tx, return_id: str) -> tuple[Shop, Return]:
    """A return and the shop of its order."""
    shop_id = tx[Returns].shop_of(return_id)
    shop, case = (tx[Accounts].shop(shop_id), tx[Returns].get(shop_id, return_id)) if shop_id else (None, None)
    if shop is None or case is None:
        raise NOT_FOUND(what=f"The return {return_id}")
    return shop, case


def find_cancellation(tx: Tx, cancel_id: str) -> tuple[Shop, Cancellation]:
    """A cancellation and the shop of its order."""
    shop_id = tx[Cancellations].shop_of(cancel_id)
    shop, case = (tx[Accounts].shop(shop_id), tx[Cancellations].get(shop_id, cancel_id)) if shop_id else (None, None)
    if shop is None or case is None:
        raise NOT_FOUND(what=f"The cancellation {cancel_id}")
    return shop, case
