"""Makes apps, users and shops that can sell at once; used by the control API, the pages and the first start."""

from __future__ import annotations

import hashlib
import secrets

import msgspec

from shopwright.platform.core.identity import Account, AccountDocument, App, AppDocument, Shop, ShopDocument, UserType
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import RETURN, SALES, Warehouse, WarehouseDocument, Warehouses
from shopwright.platform.market.regions import SampleAddress, region
from shopwright.wire.ids import IdKind, data_zone, make_id

from .app_secrets import new_secret
from .apps_store import Apps
from .persons import MARKET_LOCALES, Person, PersonKind, Phone, PostalAddress, Profile
from .persons_store import Persons
from .store import Accounts


def make_app(
    tx: Tx, doc: AppDocument, *, app_key: str | None = None, secret: str | None = None, service_id: str | None = None
) -> App:
    """A new developer app with fresh keys, unless they are given."""
    app = App(
        app_key=app_key or secrets.token_hex(7)[:13],
        service_id=service_id or make_id(IdKind.ASSET, secrets.randbelow(10**15)),
        secret=secret or new_secret(),
        status="ACTIVE",
        doc=doc,
    )
    tx[Apps].add(app)
    return app


def make_account(tx: Tx, kind: UserType, home: str, name: str | None = None, *, is_demo: bool = False) -> Account:
    """A new user at home in a region; one of the kind BUSINESS has no advertiser yet."""
    account_id = tx.new_id(IdKind.SELLER)
    doc = AccountDocument(name=name or f"SANDBOX{account_id}", is_demo=is_demo)
    if kind is UserType.PARTNER:
        doc.category_assets = [_category_asset(tx, home)]
    account = Account(account_id, kind, home, "ACTIVE", doc)
    tx[Accounts].add(account)
    return account


def new_cipher(home: str) -> str:
    """A fresh cipher, by which calls name a shop or a category asset of a region."""
    return f"{data_zone(home)}_{secrets.token_urlsafe(18)}"


def _category_asset(tx: Tx, home: str) -> dict[str, str]:
    return {
        "cipher": new_cipher(home),
        "target_market": home,
        "category_id": "1",
        "category_name": "Affiliate partner",
    }


def make_shop(
    tx: Tx,
    account: Account,
    code: str,
    *,
    name: str | None = None,
    seller_type: str = "LOCAL",
    is_demo: bool = False,
) -> Shop:
    """A seller's shop in a region, with a sales and a return warehouse."""
    shop_id = tx.new_id(IdKind.SHOP)
    letters = hashlib.blake2b(shop_id.encode(), digest_size=8).digest()
    tail = "".join("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[byte % 32] for byte in letters[:6])
    kind = "LC" if seller_type == "LOCAL" else "CB"
    doc = ShopDocument(
        name=name or f"SANDBOX{shop_id}", code=f"{code}{kind}{tail}", seller_type=seller_type, is_demo=is_demo
    )
    shop = Shop(shop_id, account.account_id, new_cipher(code), code, "ACTIVE", doc)
    tx[Accounts].add_shop(shop)
    _open_warehouses(tx, shop)
    if region(code).in_eu:
        _add_persons(tx, shop)
    return shop


def _add_persons(tx: Tx, shop: Shop) -> None:
    """A manufacturer and a responsible person at the shop's warehouse, so that it can sell at once."""
    market = region(shop.region)
    place = market.sales_warehouse
    phone = Phone(market.phone_prefix, place.phone_number.removeprefix(f"({market.phone_prefix})"))
    address = PostalAddress(place.address_line1, place.postal_code, shop.region, city=place.city, province=place.state)
    for kind, where in (
        (PersonKind.MANUFACTURER, place.full_address),
        (PersonKind.RESPONSIBLE_PERSON, address),
    ):
        profile = Profile(place.contact_person, f"{kind}@example.com", phone, where)
        profiles = {MARKET_LOCALES[shop.region]: profile}
        tx[Persons].add(Person(shop.account_id, tx.new_id(IdKind.ASSET), kind, profiles, tx.now_ms()))


def _open_warehouses(tx: Tx, shop: Shop) -> None:
    market = region(shop.region)
    for kind, name, address in (
        (SALES, "Main warehouse", market.sales_warehouse),
        (RETURN, "Returns", market.return_warehouse),
    ):
        doc = WarehouseDocument(name=name, sub_type="DOMESTIC_WAREHOUSE", address=_address(shop.region, address))
        tx[Warehouses].add(Warehouse(shop.shop_id, tx.new_id(IdKind.WAREHOUSE), kind, "ENABLED", True, doc))


def _address(code: str, sample: SampleAddress) -> dict[str, str]:
    """An address as getWarehouseList shows it; ``distict`` is the contract's spelling."""
    fields: dict[str, str] = {k: v for k, v in msgspec.to_builtins(sample).items() if v}
    fields["distict"] = fields.pop("district", "")
    return {"region": region(code).name, "region_code": code, **fields}
