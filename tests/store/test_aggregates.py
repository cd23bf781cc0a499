"""What is put into the store comes back as it was, on each kind of database."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from shopwright.platform.accounts.apps_store import Apps, apps
from shopwright.platform.accounts.authorizations_store import AuthCode, Authorizations, hash_secret
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.accounts.tokens_store import ACCESS, REFRESH, Tokens, tokens
from shopwright.platform.catalogue.brands_store import CustomBrand, CustomBrands
from shopwright.platform.catalogue.listing import ImageRef, ListedSku, Listing, Money, SalesAttribute
from shopwright.platform.catalogue.product import Audit, Product
from shopwright.platform.catalogue.quantities import MAX_ON_HAND, Quantities, Reason
from shopwright.platform.catalogue.states import AuditStatus, ProductStatus
from shopwright.platform.catalogue.stock.store import LedgerEntry, Place, Stock
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.idempotency import Idempotency, StoredReply
from shopwright.platform.core.identity import (
    Account,
    AccountDocument,
    App,
    AppDocument,
    AuditPolicy,
    Authorization,
    Shop,
    ShopDocument,
    Token,
    UserType,
)
from shopwright.platform.database.columns import metadata
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import Tx
from shopwright.platform.faults.store import FaultRecords, StoredFault
from shopwright.platform.gateway.request_log_store import LoggedRequest, RequestDetail, RequestLog
from shopwright.platform.logistics.store import SALES, Warehouse, WarehouseDocument, Warehouses
from shopwright.platform.media.store import Media, MediaDocument, MediaRecords
from shopwright.platform.sandbox.snapshot_records import Snapshot, SnapshotRecords
from shopwright.platform.webhooks.store import Attempt, Delivery, DeliveryStatus, Outbox, Outcome
from shopwright.platform.webhooks.subscriptions_store import ShopWebhook, ShopWebhooks
from shopwright.wire.ids import IdKind

#: Text that an encoding, a quote or a collation could trip over.
TEXT = "é '\"; DROP TABLE \u4e2d\U0001f381 %(x)s :y ?"
AT = 1_795_000_000_123

_numbers = itertools.count(1)


@pytest.fixture
def key() -> str:
    """A key that no other test has."""
    return f"{next(_numbers):06}"


def kept(store: Store, put: Callable[[Tx], object], get: Callable[[Tx], object]) -> object:
    """Put in one transaction, get in another."""
    with store.write() as tx:
        put(tx)
    with store.read() as tx:
        return get(tx)


def test_apps(store: Store, key: str) -> None:
    doc = AppDocument(name=TEXT, type="public", scopes=["a", "b"], webhook_url="https://x.y/z", topics=[1, 5])
    app = App(key, f"s{key}", TEXT, "ACTIVE", doc)
    assert kept(store, lambda tx: tx[Apps].add(app), lambda tx: tx[Apps].get(key)) == app
    with store.read() as tx:
        assert tx[Apps].by_service(f"s{key}") == app
        assert app in tx[Apps].all()
        assert (tx[Apps].get("none"), tx[Apps].by_service("none")) == (None, None)


def test_accounts_and_shops(store: Store, key: str) -> None:
    account = Account(key, UserType.PARTNER, "GB", "ACTIVE", AccountDocument(name=TEXT, category_assets=[{"a": TEXT}]))
    policy = AuditPolicy(delay_seconds=3, verdict="FAILED", reasons=[TEXT])
    doc = ShopDocument(name=TEXT, code="GBLC", audit=policy, failed_prerequisites={"A": TEXT}, listing_quota=7)
    shop = Shop(f"t{key}", key, f"c{key}", "GB", "ACTIVE", doc)
    assert kept(store, lambda tx: tx[Accounts].add(account), lambda tx: tx[Accounts].get(key)) == account
    assert kept(store, lambda tx: tx[Accounts].add_shop(shop), lambda tx: tx[Accounts].shop(f"t{key}")) == shop
    with store.read() as tx:
        assert tx[Accounts].shop_by_cipher(f"c{key}") == shop
        assert tx[Accounts].shops_of(key) == [shop]
        assert tx[Accounts].shop_by_cipher("none") is None


def test_authorizations_and_codes(store: Store, key: str) -> None:
    authorization = Authorization(key, "app", "open", ["a", TEXT], AT, AT + 1, None)
    assert (
        kept(store, lambda tx: tx[Authorizations].put(authorization), lambda tx: tx[Authorizations].get(key, "app"))
        == authorization
    )
    ended = Authorization(key, "app", "open", [], AT, AT + 1, AT + 2)
    assert kept(store, lambda tx: tx[Authorizations].put(ended), lambda tx: tx[Authorizations].get(key, "app")) == ended
    with store.write() as tx:
        assert tx[Authorizations].active_of(key) == []
        tx[Authorizations].add_code(AuthCode(hash_secret(key), "app", key, AT))
        assert tx[Authorizations].use_code(key, "other", AT - 1) is None
        assert tx[Authorizations].use_code(key, "app", AT) is None
        spent = tx[Authorizations].use_code(key, "app", AT - 1)
        assert spent is not None
        assert spent.account_id == key
        assert tx[Authorizations].use_code(key, "app", AT - 1) is None


def test_tokens_are_found_by_hash_and_kept_encrypted(store: Store, key: str) -> None:
    access = Token(hash_secret(f"a{key}"), ACCESS, "app", key, f"p{key}", AT, AT + 9, None, True, ["a", TEXT])
    refresh = Token(hash_secret(f"r{key}"), REFRESH, "app", key, f"p{key}", AT, AT + 9, None, False, [])
    with store.write() as tx:
        tx[Tokens].add(f"a{key}", access)
        tx[Tokens].add(f"r{key}", refresh)
    with store.read() as tx:
        assert (tx[Tokens].find(f"a{key}"), tx[Tokens].find("none")) == (access, None)
        assert tx[Tokens].pair(f"p{key}") == {ACCESS: access, REFRESH: refresh}
        assert tx[Tokens].texts_of_pair(f"p{key}") == {ACCESS: f"a{key}", REFRESH: f"r{key}"}
        rows = tx.connection.execute(select(tokens).where(tokens.c.account_id == key)).all()
        assert f"a{key}" not in str(rows)
        assert f"r{key}" not in str(rows)


def test_rotated_keys_write_secrets_anew_and_open_them_still(store: Store, key: str) -> None:
    app = App(key, f"s{key}", f"secret-{key}", "ACTIVE", AppDocument(name="x"))
    with store.write() as tx:
        tx[Apps].add(app)

    def cipher() -> object:
        with store.read() as tx:
            return tx.connection.execute(select(apps.c.secret).where(apps.c.app_key == key)).scalar_one()

    before = cipher()
    assert store.rotate_keys() >= 1
    assert cipher() != before
    with store.read() as tx:
        assert tx[Apps].get(key) == app


def listing(*sku_ids: str) -> Listing:
    skus = [
        ListedSku(
            id=sku_id,
            seller_sku=f"S{sku_id}",
            price=Money(currency="GBP", amount="0.10"),
            sales_attributes=[SalesAttribute(id="1", name=TEXT, value_id=sku_id, value_name=TEXT)],
        )
        for sku_id in sku_ids
    ]
    images = [ImageRef(TEXT)]
    return Listing(title=TEXT, description=TEXT, category_id="1", category_version="v2", main_images=images, skus=skus)


def product(product_id: str, status: ProductStatus, *sku_ids: str) -> Product:
    audit = Audit(AuditStatus.PRE_APPROVED, ["KYC_PENDING"], [TEXT], 3, has_passed=True)
    return Product(
        product_id=product_id,
        status=status,
        created_at=AT,
        updated_at=AT + 1,
        audit=audit,
        live=listing(*sku_ids),
        draft=listing(*sku_ids[:1]),
    )


def test_products_their_skus_and_their_counters(store: Store, key: str) -> None:
    active, draft = (
        product(f"1{key}", ProductStatus.ACTIVATE, f"a{key}", f"b{key}"),
        product(f"2{key}", ProductStatus.DRAFT),
    )
    assert (
        kept(store, lambda tx: tx[Products].add(key, active), lambda tx: tx[Products].get(key, active.product_id))
        == active
    )
    with store.write() as tx:
        tx[Products].add(key, draft)
    with store.write() as tx:
        changed = tx[Products].get(key, active.product_id, for_change=True)
        assert changed is not None
        changed.status, changed.live = ProductStatus.DELETED, listing(f"b{key}", f"c{key}")
        changed.draft = None
        tx[Products].save(key, changed, "ACTIVATE")
    with store.read() as tx:
        assert tx[Products].get(key, active.product_id) == changed
        assert tx[Products].get("other", active.product_id) is None
        assert tx[Products].owners(key, [f"a{key}", f"b{key}", f"c{key}"]).keys() == {f"b{key}", f"c{key}"}
        assert set(tx[Products].some(key, [active.product_id, "none"])) == {active.product_id}
        counts = [tx[Products].count(key, ProductFilter(status=status)) for status in ("ACTIVATE", "DELETED", "DRAFT")]
        assert (counts, tx[Products].count(key, ProductFilter())) == ([0, 1, 1], 1)
        assert tx[Products].count(key, ProductFilter(seller_skus=(f"Sc{key}",), status="DELETED")) == 1


@pytest.mark.parametrize(
    ("product_filter", "product_ids"),
    [
        (ProductFilter(), ["4", "3", "2", "1"]),
        (ProductFilter(status="DRAFT"), ["4"]),
        (ProductFilter(audit_status=("PRE_APPROVED", "NONE")), ["4", "3", "2", "1"]),
        (ProductFilter(audit_status=("FAILED",)), []),
        (ProductFilter(category_version="v2"), ["4", "3", "2", "1"]),
        (ProductFilter(sku_ids=("k2", "k3")), ["3", "2"]),
        (ProductFilter(seller_skus=("Sk1",), sku_ids=("k3",)), ["3", "1"]),
        (ProductFilter(created_from=AT, created_to=AT, updated_from=AT + 1, updated_to=AT + 1), ["4", "3", "2", "1"]),
        (ProductFilter(created_from=AT + 1), []),
        (ProductFilter(updated_to=AT), []),
    ],
    ids=["all", "status", "audits", "no audit", "version", "skus", "seller skus", "times", "later", "earlier"],
)
def test_a_filter_selects_what_it_says_in_descending_order(
    store: Store, product_filter: ProductFilter, product_ids: list[str]
) -> None:
    with store.write() as tx:
        if not tx[Products].all_ids("filtered"):
            many = [product(str(n), ProductStatus.ACTIVATE, f"k{n}") for n in range(1, 4)]
            tx[Products].add_many("filtered", [*many, product("4", ProductStatus.DRAFT, "k4")])
    with store.read() as tx:
        assert [row.product_id for row in tx[Products].page("filtered", product_filter, None, 10)] == product_ids
        assert tx[Products].count("filtered", product_filter) == len(product_ids)
        after = [row.product_id for row in tx[Products].page("filtered", product_filter, "3", 1)]
        assert after == [product_id for product_id in product_ids if product_id < "3"][:1]


def test_stock_and_its_ledger(store: Store, key: str) -> None:
    place, other = Place(key, f"k{key}", "w1"), Place(key, f"k{key}", "w2")

    def entry(at: Place, **change: int) -> LedgerEntry:
        with store.write() as tx:
            return LedgerEntry(tx.new_id(IdKind.LEDGER), at, Reason.API_SYNC, TEXT, Quantities(**change), AT)

    with store.write() as tx:
        tx[Stock].open_places([place, other], "p")
        tx[Stock].open_places([place], "p")
    entries = [entry(place, on_hand=10), entry(place, committed=4), entry(other, on_hand=MAX_ON_HAND)]
    with store.write() as tx:
        assert [tx[Stock].move(entry) is not None for entry in entries] == [True, True, True]
    for refused in (
        entry(place, on_hand=-7),
        entry(place, committed=7),
        entry(place, committed=-5),
        entry(place, campaign_lock=7),
        entry(place, on_hand=-1, creator_lock=6),
        entry(other, on_hand=1),
        entry(Place(key, "none", "w1"), on_hand=1),
    ):
        with store.write() as tx:
            assert tx[Stock].move(refused) is None
    with store.read() as tx:
        held = tx[Stock].of_skus(key, [f"k{key}", "none"])
        assert held == {f"k{key}": {"w1": Quantities(10, 4), "w2": Quantities(MAX_ON_HAND)}, "none": {}}
        assert tx[Stock].ledger(key, f"k{key}") == entries


def test_warehouses_brands_media_and_webhooks(store: Store, key: str) -> None:
    warehouse = Warehouse(key, f"w{key}", SALES, "ENABLED", True, WarehouseDocument(TEXT, "X", {"city": TEXT}))
    assert kept(store, lambda tx: tx[Warehouses].add(warehouse), lambda tx: tx[Warehouses].of_shop(key)) == [warehouse]
    brand = CustomBrand(key, f"b{key}", "Étoile", AT)
    assert kept(store, lambda tx: tx[CustomBrands].add(brand), lambda tx: tx[CustomBrands].of_seller(key)) == [brand]
    media = Media(f"m{key}", key, "image", MediaDocument(format="PNG", size=2**40, blob="ab", name=TEXT), AT)
    assert kept(store, lambda tx: tx[MediaRecords].add(media), lambda tx: tx[MediaRecords].get(f"m{key}")) == media
    hook = ShopWebhook(key, "app", "ORDER", "https://x.y", AT, AT)
    moved = ShopWebhook(key, "app", "ORDER", "https://new.y", AT + 5, AT + 5)
    assert kept(store, lambda tx: tx[ShopWebhooks].put(hook), lambda tx: tx[ShopWebhooks].of_shop(key)) == [hook]
    with store.write() as tx:
        tx[ShopWebhooks].put(moved)
        assert tx[ShopWebhooks].of_shop(key, "app") == [ShopWebhook(key, "app", "ORDER", "https://new.y", AT, AT + 5)]
        tx[ShopWebhooks].remove(key, "app", "ORDER")
        assert tx[ShopWebhooks].of_shop(key) == []


def test_replies_by_idempotency_key(store: Store, key: str) -> None:
    stored = StoredReply("digest", f'{{"a":"{TEXT}"}}')
    with store.write() as tx:
        tx[Idempotency].add(key, "op", TEXT, stored, AT)
    with store.read() as tx:
        assert tx[Idempotency].find(key, "op", TEXT) == stored
        assert tx[Idempotency].find(key, "op", "other") is None
        assert tx[Idempotency].find("other", "op", TEXT) is None


def test_due_actions_are_taken_in_order_once(store: Store, key: str) -> None:
    plans = [DueAction(f"{key}{n}", f"n{key}", str(n), "shop", f'{{"x":"{TEXT}"}}', 10 + n % 2) for n in range(4)]
    with store.write() as tx:
        for plan in plans:
            tx[DueActions].plan(plan)
        tx[DueActions].drop(f"n{key}", "3")
    taken: list[DueAction] = []
    for _ in range(4):
        with store.write() as tx:
            due_action = tx[DueActions].take_next(50)
            taken += [due_action] if due_action else []
    assert taken == [plans[0], plans[2], plans[1]]


def test_a_second_plan_of_a_name_and_subject_replaces_the_first(store: Store, key: str) -> None:
    with store.write() as tx:
        tx[DueActions].plan(DueAction(f"{key}1", f"n{key}", "s", "shop", "{}", 70))
        tx[DueActions].plan(DueAction(f"{key}2", f"n{key}", "s", "shop", "{}", 60))
        assert [
            (planned.count, planned.next_at) for planned in tx[DueActions].planned() if planned.name == f"n{key}"
        ] == [(1, 60)]
        tx[DueActions].drop(f"n{key}", "s")


def test_deliveries_and_attempts(store: Store, key: str) -> None:
    delivery = Delivery(f"9{key}", "app", "shop", 5, "https://x.y", TEXT, DeliveryStatus.PENDING, 0, AT, AT, AT)
    assert (
        kept(store, lambda tx: tx[Outbox].add([delivery]), lambda tx: tx[Outbox].get(delivery.delivery_id)) == delivery
    )
    attempt = Attempt(delivery.delivery_id, 1, AT, AT, None, TEXT, 3)
    with store.write() as tx:
        tx[Outbox].finish([Outcome(attempt, DeliveryStatus.DELIVERED, None)])
        assert tx[Outbox].attempts_of([delivery.delivery_id]) == {delivery.delivery_id: [attempt]}
        ended = tx[Outbox].get(delivery.delivery_id)
        assert ended is not None
        assert (ended.status, ended.attempts, ended.due_at) == (DeliveryStatus.DELIVERED, 1, None)


def test_logged_requests(store: Store, key: str) -> None:
    detail = RequestDetail(method="GET", path="/a", headers={"x": TEXT}, trace=[("step", 3)], canonical=TEXT)
    logged_request = LoggedRequest(key, AT, "op", None, None, 36009004, 400, detail)
    assert (
        kept(store, lambda tx: tx[RequestLog].add([logged_request]), lambda tx: tx[RequestLog].get(key))
        == logged_request
    )
    with store.read() as tx:
        assert logged_request in tx[RequestLog].page(operation="op", failed=True)
        assert logged_request not in tx[RequestLog].page(failed=False)


def test_faults_and_snapshots(store: Store, key: str) -> None:
    fault = StoredFault(key, 2, f'{{"x":"{TEXT}"}}', AT)
    with store.write() as tx:
        tx[FaultRecords].add_fault(fault)
        assert fault in tx[FaultRecords].faults()
        assert [tx[FaultRecords].use_fault(key) for _ in range(3)] == [True, True, False]
        assert tx[FaultRecords].remove_faults(key) == 1
    snapshot = Snapshot(key, f"n{key}", AT, AT, 2**40)
    assert (
        kept(store, lambda tx: tx[SnapshotRecords].add_snapshot(snapshot), lambda tx: tx[SnapshotRecords].snapshot(key))
        == snapshot
    )


def test_settings_and_clock(store: Store) -> None:
    with store.write() as tx:
        changed = tx[PlatformState].change_settings({"keep_days": 7, "same_key_other_body": "first"})
    with store.read() as tx:
        assert tx[PlatformState].settings == changed
        assert (changed.keep_days, changed.requests_per_second) == (7, 0)


def test_ids_ascend_and_none_is_given_twice(store: Store) -> None:
    ids: list[str] = []
    for _ in range(5):
        with store.write() as tx:
            ids += [tx.new_id(IdKind.SKU) for _ in range(7)]
    assert ids == sorted(set(ids))


def test_a_transaction_that_fails_leaves_nothing(store: Store, key: str) -> None:
    def fail() -> None:
        with store.write() as tx:
            tx[Products].add(key, product(f"1{key}", ProductStatus.ACTIVATE, f"a{key}"))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with store.read() as tx:
        assert tx[Products].count(key, ProductFilter()) == 0
        assert tx[Products].owners(key, [f"a{key}"]) == {}


def test_text_is_compared_byte_by_byte(store: Store) -> None:
    names = ["a", "B", "b", "A", "_", "é", "z", "10", "9", "~"]
    with store.write() as tx:
        rows = [{"shop_id": "collated", "name": name, "value": 1} for name in names]
        tx.connection.execute(insert(metadata.tables["shop_counts"]), rows)
    table = metadata.tables["shop_counts"]
    ordered = select(table.c.name).where(table.c.shop_id == "collated").order_by(table.c.name)
    with store.read() as tx:
        ordered_names = list(tx.connection.execute(ordered).scalars())
    assert ordered_names == sorted(names, key=str.encode)
