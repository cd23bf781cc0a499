"""Sellers, creators and partners, and the sellers' shops."""

from __future__ import annotations

import msgspec
from sqlalchemy import (
    Column,
    Integer,
    String,
    bindparam,
    insert,
    select,
    update,
)

from shopwright import decoders
from shopwright.platform.core.identity import Account, AccountDocument, Shop, ShopDocument, UserType
from shopwright.platform.database.columns import BUSINESS, document, key, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

accounts = table(
    "accounts",
    BUSINESS,
    key("account_id"),
    Column("kind", Integer, nullable=False),
    text("region"),
    text("status"),
    document(),
)


shops = table(
    "shops",
    BUSINESS,
    key("shop_id"),
    text("account_id", index=True),
    Column("cipher", String, nullable=False, unique=True),
    text("region"),
    text("status"),
    document(),
)


_ACCOUNT = Prepared(select(accounts).where(accounts.c.account_id == bindparam("account_id")))
_ACCOUNT_HELD = Prepared(select(accounts).where(accounts.c.account_id == bindparam("account_id")).with_for_update())
_SHOP_BY_CIPHER = Prepared(select(shops).where(shops.c.cipher == bindparam("cipher")))
_SHOP = Prepared(select(shops).where(shops.c.shop_id == bindparam("shop_id")))
_SHOP_HELD = Prepared(select(shops).where(shops.c.shop_id == bindparam("shop_id")).with_for_update())
_SHOPS_OF = Prepared(select(shops).where(shops.c.account_id == bindparam("account_id")).order_by(shops.c.shop_id))
_ADD, _ADD_SHOP = Prepared(insert(accounts)), Prepared(insert(shops))

_decode_account = decoders.decoder(AccountDocument).decode
_decode_shop = decoders.decoder(ShopDocument).decode


def _shop(shop_id: str, account_id: str, cipher: str, region: str, status: str, doc: str) -> Shop:
    return Shop(shop_id, account_id, cipher, region, status, _decode_shop(doc))


def _account(account_id: str, kind: int, region: str, status: str, doc: str) -> Account:
    return Account(account_id, UserType(kind), region, status, _decode_account(doc))


class Accounts(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, account: Account) -> None:
        values = {**msgspec.structs.asdict(account), "kind": int(account.kind), "doc": _json(account.doc)}
        _ADD.run(self._connection, values)

    def get(self, account_id: str, *, for_change: bool = False) -> Account | None:
        """One account; ``for_change`` holds its row until the transaction ends."""
        row = (_ACCOUNT_HELD if for_change else _ACCOUNT).first(self._connection, {"account_id": account_id})
        return _account(*row) if row else None

    def all(self) -> list[Account]:
        rows = self._connection.execute(select(accounts).order_by(accounts.c.kind, accounts.c.account_id))
        return [_account(*row) for row in rows]

    def businesses(self) -> list[Account]:
        """The accounts that have advertisers and no shops."""
        query = select(accounts).where(accounts.c.kind == int(UserType.BUSINESS)).order_by(accounts.c.account_id)
        return [_account(*row) for row in self._connection.execute(query)]

    def save(self, account: Account) -> None:
        """Write status and document; id, kind and region never change."""
        values = {"status": account.status, "doc": _json(account.doc)}
        self._connection.execute(update(accounts).where(accounts.c.account_id == account.account_id).values(values))

    def add_shop(self, shop: Shop) -> None:
        _ADD_SHOP.run(self._connection, {**msgspec.structs.asdict(shop), "doc": _json(shop.doc)})

    def save_shop(self, shop: Shop) -> None:
        values = {"status": shop.status, "doc": _json(shop.doc)}
        self._connection.execute(update(shops).where(shops.c.shop_id == shop.shop_id).values(values))

    def set_cipher(self, shop_id: str, cipher: str) -> None:
        """Give a shop another cipher."""
        self._connection.execute(update(shops).where(shops.c.shop_id == shop_id).values(cipher=cipher))

    def shop(self, shop_id: str, *, for_change: bool = False) -> Shop | None:
        """One shop; ``for_change`` holds its row until the transaction ends."""
        row = (_SHOP_HELD if for_change else _SHOP).first(self._connection, {"shop_id": shop_id})
        return _shop(*row) if row else None

    def shop_by_cipher(self, cipher: str) -> Shop | None:
        row = _SHOP_BY_CIPHER.first(self._connection, {"cipher": cipher})
        return _shop(*row) if row else None

    def shops_of(self, account_id: str) -> list[Shop]:
        return [_shop(*row) for row in _SHOPS_OF.all(self._connection, {"account_id": account_id})]

    def all_shops(self) -> list[Shop]:
        return [_shop(*row) for row in self._connection.execute(select(shops).order_by(shops.c.shop_id))]


def _json(doc: msgspec.Struct) -> str:
    return msgspec.json.encode(doc).decode()
