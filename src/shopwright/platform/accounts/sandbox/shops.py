"""``/sandbox/shops``: shops and their settings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shopwright import decoders
from shopwright.platform.accounts.create import make_account, make_shop
from shopwright.platform.accounts.persons import MARKET_LOCALES, PersonKind
from shopwright.platform.accounts.persons_store import Persons
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND, WRONG_STATE
from shopwright.platform.core.control.shapes import Body, Count, Key, Name, View
from shopwright.platform.core.identity import Account, AuditPolicy, Shop, ShopDocument, UserType
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.market.regions import CheckItem, SellerType
from shopwright.platform.market.trade_rules import trade_rules

from .accounts import ActiveOrNot
from .find import check_region, find_account, find_app, find_shop
from .tokens import TokenView, grant, mint_tokens

Verdict = Literal["APPROVED", "FAILED", "PRE_APPROVED"]
Reason = Annotated[str, Meta(min_length=1, max_length=1_000)]
Reasons = Annotated[list[Reason], Meta(max_length=50)]
DelaySeconds = Annotated[int, Meta(ge=0, le=31_536_000, description="seconds of the platform's clock; 0 is at once")]
Days = Annotated[int, Meta(ge=1, le=3_650)]
WarehouseStatus = Literal["ENABLED", "DISABLED", "RESTRICTED"]
AftersalesFlow = Literal["CLASSIC", "RMA"]
CarrierMode = Literal["AUTO", "MANUAL"]
#: JSON of any depth; ``trade_rules`` checks it.
OwnRules = dict[str, Any]


class NewShop(Body):
    """A new shop, of a new seller unless ``account_id`` names one; ``authorize`` lists apps that get tokens."""

    region: str
    account_id: Key | None = None
    name: Name | None = None
    seller_type: SellerType = "LOCAL"
    authorize: Annotated[tuple[Key, ...], Meta(max_length=100)] = ()


class AuditChange(Body):
    """How listings are judged; what is not given stays as it is."""

    delay_seconds: DelaySeconds | UnsetType = UNSET
    verdict: Verdict | UnsetType = UNSET
    reasons: Reasons | UnsetType = UNSET


class ShopChange(Body):
    """What is not given stays as it is. ``failed_prerequisites`` maps a check item to the reason it fails for;
    ``listing_quota`` 0 is no limit; ``warehouses`` maps a warehouse id to its status. ``trade`` replaces the shop's own
    trade rules (see data/trade_rules.json); ``carrier`` MANUAL leaves parcels where they are until they are told to
    move."""

    name: Name | UnsetType = UNSET
    status: ActiveOrNot | UnsetType = UNSET
    audit: AuditChange | UnsetType = UNSET
    authorization_days: Days | UnsetType = UNSET
    low_stock_threshold: Count | UnsetType = UNSET
    failed_prerequisites: dict[CheckItem, Reason] | UnsetType = UNSET
    listing_quota: Count | UnsetType = UNSET
    warehouses: dict[str, WarehouseStatus] | UnsetType = UNSET
    trade: OwnRules | UnsetType = UNSET
    aftersales_flow: AftersalesFlow | UnsetType = UNSET
    carrier: CarrierMode | UnsetType = UNSET


class AuditView(View):
    delay_seconds: int
    verdict: str
    reasons: list[str]


class WarehouseView(View):
    warehouse_id: str
    name: str
    type: str
    status: str
    is_default: bool


class ShopView(View):
    shop_id: str
    cipher: str
    code: str
    name: str
    region: str
    seller_type: str
    status: str
    account_id: str
    audit: AuditView
    authorization_days: int
    low_stock_threshold: int
    failed_prerequisites: dict[str, str]
    listing_quota: int
    trade: OwnRules
    aftersales_flow: AftersalesFlow
    carrier: CarrierMode
    manufacturer_ids: list[str]
    responsible_person_ids: list[str]
    warehouses: list[WarehouseView]
    is_demo: bool


class NewShopView(ShopView):
    """The shop, and a token set per app that was authorised."""

    tokens: list[TokenView]


class ShopList(View):
    shops: list[ShopView]


def list_shops(tx: Tx) -> ShopList:
    """All shops."""
    return ShopList(shops=[decoders.convert(_fields(tx, shop), ShopView) for shop in tx[Accounts].all_shops()])


def create_shop(tx: Tx, body: NewShop) -> NewShopView:
    """Open a shop; a seller has at most one per region."""
    check_region(body.region)
    if body.account_id is None:
        seller = make_account(tx, UserType.SELLER, body.region, body.name)
    else:
        seller = _seller(tx, body.account_id, body.region)
    shop = make_shop(tx, seller, body.region, name=body.name, seller_type=body.seller_type)
    tokens = []
    for app_key in dict.fromkeys(body.authorize):
        app = find_app(tx, app_key)
        grant(tx, app, seller)
        tokens.append(mint_tokens(tx, app, seller))
    return decoders.convert({**_fields(tx, shop), "tokens": tokens}, NewShopView)


def show_shop(tx: Tx, shop_id: str) -> ShopView:
    """One shop."""
    return decoders.convert(_fields(tx, find_shop(tx, shop_id)), ShopView)


def change_shop(tx: Tx, shop_id: str, body: ShopChange) -> ShopView:
    """Change a shop's state and switches; what is not given stays."""
    shop = find_shop(tx, shop_id, for_change=True)
    changes = {name: value for name in _PLAIN if (value := getattr(body, name)) is not UNSET}
    if body.audit is not UNSET:
        changes["audit"] = _merged(shop.doc.audit, body.audit)
    if body.trade is not UNSET:
        _check_rules(shop.region, body.trade)
    status = shop.status if body.status is UNSET else body.status
    doc = msgspec.structs.replace(shop.doc, **changes)
    changed = msgspec.structs.replace(shop, status=status, doc=doc)
    tx[Accounts].save_shop(changed)
    if body.warehouses is not UNSET:
        _set_warehouses(tx, shop, body.warehouses)
    return decoders.convert(_fields(tx, changed), ShopView)


#: What stands in the shop's document under the same name as in the body.
_PLAIN = (
    "name",
    "authorization_days",
    "low_stock_threshold",
    "failed_prerequisites",
    "listing_quota",
    "trade",
    "aftersales_flow",
    "carrier",
)


def _seller(tx: Tx, account_id: str, code: str) -> Account:
    tx[Accounts].get(account_id, for_change=True)  # so that two calls at once cannot both find no shop
    seller = find_account(tx, account_id)
    if seller.kind is not UserType.SELLER:
        raise BAD_REQUEST(reason=f"The account {account_id} is no seller - at `$.account_id`.")
    if any(shop.region == code for shop in tx[Accounts].shops_of(account_id)):
        raise WRONG_STATE(reason=f"The seller {account_id} has a shop in {code} already.")
    return seller


def _merged(policy: AuditPolicy, change: AuditChange) -> AuditPolicy:
    changes = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not UNSET}
    return msgspec.structs.replace(policy, **changes)


def _check_rules(code: str, own: OwnRules) -> None:
    try:
        trade_rules(code, own)
    except msgspec.ValidationError as error:
        raise BAD_REQUEST(reason=f"{error} - in `$.trade`.") from error


def _set_warehouses(tx: Tx, shop: Shop, wanted: dict[str, WarehouseStatus]) -> None:
    known = {warehouse.warehouse_id for warehouse in tx[Warehouses].of_shop(shop.shop_id)}
    for warehouse_id, status in wanted.items():
        if warehouse_id not in known:
            raise NOT_FOUND(what=f"The warehouse {warehouse_id} of shop {shop.shop_id}")
        tx[Warehouses].set_status(shop.shop_id, warehouse_id, status)


def _fields(tx: Tx, shop: Shop) -> dict[str, object]:
    doc = {name: getattr(shop.doc, name) for name in ShopDocument.__struct_fields__}
    return {
        **doc,
        "shop_id": shop.shop_id,
        "cipher": shop.cipher,
        "region": shop.region,
        "status": shop.status,
        "account_id": shop.account_id,
        "audit": msgspec.structs.asdict(shop.doc.audit),
        **_persons(tx, shop),
        "warehouses": [
            WarehouseView(
                warehouse_id=warehouse.warehouse_id,
                name=warehouse.doc.name,
                type=warehouse.type,
                status=warehouse.status,
                is_default=warehouse.is_default,
            )
            for warehouse in tx[Warehouses].of_shop(shop.shop_id)
        ],
    }


def _persons(tx: Tx, shop: Shop) -> dict[str, list[str]]:
    """The seller's manufacturers and responsible persons that listings of the shop may name, the oldest first."""
    locale = MARKET_LOCALES.get(shop.region)
    return {f"{kind}_ids": tx[Persons].ids_in(shop.account_id, kind, locale) if locale else [] for kind in PersonKind}
