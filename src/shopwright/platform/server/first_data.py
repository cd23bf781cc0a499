"""The first data of a new platform: the demo app, its seller, creator and partner, and the demo shop."""

from __future__ import annotations

import os
import time
from functools import cache

import shopwright.platform.portal.self_audit  # noqa: F401  the handler of a due action
from shopwright.contract.load import all_scopes
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.create import make_account, make_app, make_shop, new_cipher
from shopwright.platform.accounts.grants import authorize, mint
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import check_handlers
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.config import Config
from shopwright.platform.core.identity import AppDocument, Shop, UserType
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.platform.demo.products import stock_demo_shop
from shopwright.platform.replay.live import sell_demo_history
from shopwright.platform.sandbox.snapshot_store import drop_orphans, take_start

from .database import memory_image

#: Variables that fix the demo's keys, for pipelines.
APP_KEY, APP_SECRET, SERVICE_ID = "SHOPWRIGHT_APP_KEY", "SHOPWRIGHT_APP_SECRET", "SHOPWRIGHT_SERVICE_ID"
ACCESS_TOKEN, REFRESH_TOKEN = "SHOPWRIGHT_ACCESS_TOKEN", "SHOPWRIGHT_REFRESH_TOKEN"
SHOP_CIPHER = "SHOPWRIGHT_SHOP_CIPHER"


def bootstrap(tx: Tx, config: Config) -> None:
    """Fill an empty platform; one that has an app already is left alone."""
    if tx[Apps].all():
        return
    known = tx[Accounts].all_shops()
    shop = known[0] if known else _furnish(tx, config.region, stocked=config.demo)
    _give_keys(tx, config, shop)


def _furnish(tx: Tx, home: str, *, stocked: bool) -> Shop:
    """The demo's seller and shop with its products: what every platform has alike."""
    seller = make_account(tx, UserType.SELLER, home, "Demo Gifts Ltd", is_demo=True)
    shop = make_shop(tx, seller, home, name="Demo Gift Shop", is_demo=True)
    if stocked and home == "GB":
        stock_demo_shop(tx, shop)
    return shop


@cache
def furnished_image(home: str, *, stocked: bool) -> bytes:
    """A memory database that is furnished and has no keys: most of a start, so a process makes it once.

    Its products are as old as the process's first platform.
    """
    return memory_image(lambda tx: _furnish(tx, home, stocked=stocked))


def _give_keys(tx: Tx, config: Config, shop: Shop) -> None:
    """The demo app, the other users, and what is each platform's own: keys, ciphers, consents and tokens."""
    rate = config.requests_per_second
    tx[PlatformState].change_settings(
        {"requests_per_second": rate if rate is not None else 0 if config.in_memory else 50}
    )
    doc = AppDocument(name="Demo app", scopes=list(all_scopes()), redirect_url="", is_demo=True)
    env = os.environ.get
    app = make_app(tx, doc, app_key=env(APP_KEY), secret=env(APP_SECRET), service_id=env(SERVICE_ID))
    tx[Accounts].set_cipher(shop.shop_id, env(SHOP_CIPHER) or new_cipher(config.region))
    seller = tx[Accounts].get(shop.account_id)
    assert seller is not None
    creator = make_account(tx, UserType.CREATOR, config.region, "Demo Creator", is_demo=True)
    partner = make_account(tx, UserType.PARTNER, config.region, "Demo Partner", is_demo=True)
    for account in (seller, creator, partner):
        authorize(tx, app, account)
        mint(tx, app, account.account_id, wall_clock=True, texts=_fixed_tokens() if account is seller else None)


def _fixed_tokens() -> tuple[str, str] | None:
    access, refresh = os.environ.get(ACCESS_TOKEN), os.environ.get(REFRESH_TOKEN)
    return (access, refresh) if access and refresh else None


def _sell(tx: Tx, config: Config) -> None:
    """Let orders arrive in the demo shop, or end that."""
    if config.in_memory and not config.orders_per_minute:
        return
    shop = next((shop for shop in tx[Accounts].all_shops() if shop.doc.is_demo), None)
    if shop is not None and shop.region == "GB":
        sell_demo_history(tx, shop, config.orders_per_minute if config.demo else 0)


def start_data(services: Services) -> None:
    """Make the first data and the snapshot that ``reset`` goes back to, once among all processes.

    Raises ``NoHandlerError`` where a due action could not be run.
    """
    while True:
        with services.store.dialect.exclusive("start") as held:
            if held:
                with services.store.write() as tx:
                    check_handlers(tx)
                    bootstrap(tx, services.config)
                    _sell(tx, services.config)
                take_start(services.store)
                drop_orphans(services.store)
                return
        time.sleep(0.05)
