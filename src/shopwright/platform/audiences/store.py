"""Uploaded files and audiences by account; what they hold is kept encrypted."""

from __future__ import annotations

import base64

import msgspec
from sqlalchemy import Index, Table, bindparam, delete, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import SecretRepository, Tx

from .audience import Audience, UploadedFile

audience_files = table(
    "audience_files",
    BUSINESS,
    key("account_id"),
    key("file_path"),
    ms("created_at"),
    document(),
    document("content"),
)
audiences = table(
    "audiences",
    BUSINESS,
    key("account_id"),
    key("audience_id"),
    ms("created_at"),
    document(),
    document("members"),
    Index("audiences_by_creation", "account_id", "created_at", "audience_id"),
)

_f, _a = audience_files.c, audiences.c
_this_file = (_f.account_id == bindparam("account_id"), _f.file_path == bindparam("file_path"))
_this_audience = (_a.account_id == bindparam("account_id"), _a.audience_id == bindparam("audience_id"))
_FILE = Prepared(select(_f.doc).where(*_this_file))
_CONTENT = Prepared(select(_f.content).where(*_this_file))
_ADD_FILE, _ADD_AUDIENCE = Prepared(insert(audience_files)), Prepared(insert(audiences))
_DROP_FILE = Prepared(delete(audience_files).where(*_this_file))
_COUNT_FILES = Prepared(select(func.count()).where(_f.account_id == bindparam("account_id")))
_AUDIENCE = Prepared(select(_a.doc).where(*_this_audience))
_HELD = Prepared(select(_a.doc).where(*_this_audience).with_for_update())
_MEMBERS = Prepared(select(_a.members).where(*_this_audience))
_COUNT = Prepared(select(func.count()).where(_a.account_id == bindparam("account_id")))
_PAGE = Prepared(
    select(_a.doc)
    .where(_a.account_id == bindparam("account_id"))
    .order_by(_a.created_at.desc(), _a.audience_id.desc())
    .limit(bindparam("size"))
    .offset(bindparam("start"))
)
_DROP = Prepared(delete(audiences).where(*_this_audience))
_OF_AUDIENCE = (_a.account_id == bindparam("of_account"), _a.audience_id == bindparam("of_audience"))
_SAVE = Prepared(update(audiences).where(*_OF_AUDIENCE).values(doc=bindparam("doc")))
_SAVE_MEMBERS = Prepared(update(audiences).where(*_OF_AUDIENCE).values(members=bindparam("members")))

_read_file = decoders.decoder(UploadedFile).decode
_read_audience = decoders.decoder(Audience).decode


class AudienceFiles(SecretRepository):
    """Uploaded files."""

    def __init__(self, tx: Tx) -> None:
        self._tx, self._connection, self._vault = tx, tx.connection, tx.vault

    def add(self, account_id: str, file: UploadedFile, content: bytes) -> None:
        values = {"account_id": account_id, "file_path": file.file_path, "created_at": file.created_at}
        content_text = self._vault.encrypt(base64.b64encode(content).decode())
        _ADD_FILE.run(self._connection, {**values, "doc": _json(file), "content": content_text})

    def get(self, account_id: str, file_path: str) -> UploadedFile | None:
        row = _FILE.first(self._connection, {"account_id": account_id, "file_path": file_path})
        return _read_file(row[0]) if row else None

    def content(self, account_id: str, file_path: str) -> bytes:
        """What a file that there is holds."""
        row = _CONTENT.first(self._connection, {"account_id": account_id, "file_path": file_path})
        assert row is not None
        return base64.b64decode(self._vault.decrypt_long(row[0]))

    def count(self, account_id: str) -> int:
        row = _COUNT_FILES.first(self._connection, {"account_id": account_id})
        return int(row[0]) if row else 0

    def drop(self, account_id: str, file_path: str) -> None:
        _DROP_FILE.run(self._connection, {"account_id": account_id, "file_path": file_path})

    def rewrite_secrets(self) -> int:
        return _rewrite(self._tx, audience_files, "file_path", "content")


class Audiences(SecretRepository):
    """Custom audiences, with the hashes that they are made of."""

    def __init__(self, tx: Tx) -> None:
        self._tx, self._connection, self._vault = tx, tx.connection, tx.vault

    def add(self, account_id: str, audience: Audience, members: set[bytes]) -> None:
        values = {"account_id": account_id, "audience_id": audience.audience_id, "created_at": audience.created_at}
        _ADD_AUDIENCE.run(self._connection, {**values, "doc": _json(audience), "members": self._sealed(members)})

    def get(self, account_id: str, audience_id: str, *, for_change: bool = False) -> Audience | None:
        """One audience; ``for_change`` holds its row until the transaction ends."""
        values = {"account_id": account_id, "audience_id": audience_id}
        row = (_HELD if for_change else _AUDIENCE).first(self._connection, values)
        return _read_audience(row[0]) if row else None

    def members(self, account_id: str, audience_id: str, width: int) -> set[bytes]:
        """The hashes of an audience that there is, each of ``width`` bytes."""
        row = _MEMBERS.first(self._connection, {"account_id": account_id, "audience_id": audience_id})
        assert row is not None
        return split(base64.b64decode(self._vault.decrypt_long(row[0])), width)

    def save(self, account_id: str, audience: Audience, members: set[bytes] | None = None) -> None:
        """Write an audience, and its hashes where they are given."""
        place = {"of_account": account_id, "of_audience": audience.audience_id}
        _SAVE.run(self._connection, {**place, "doc": _json(audience)})
        if members is not None:
            _SAVE_MEMBERS.run(self._connection, {**place, "members": self._sealed(members)})

    def page(self, account_id: str, start: int, size: int) -> list[Audience]:
        """Up to ``size`` audiences, the newest first."""
        rows = _PAGE.all(self._connection, {"account_id": account_id, "start": start, "size": size})
        return [_read_audience(row[0]) for row in rows]

    def count(self, account_id: str) -> int:
        row = _COUNT.first(self._connection, {"account_id": account_id})
        return int(row[0]) if row else 0

    def drop(self, account_id: str, audience_id: str) -> None:
        _DROP.run(self._connection, {"account_id": account_id, "audience_id": audience_id})

    def rewrite_secrets(self) -> int:
        return _rewrite(self._tx, audiences, "audience_id", "members")

    def _sealed(self, members: set[bytes]) -> str:
        return self._vault.encrypt(base64.b64encode(b"".join(sorted(members))).decode())


def split(content: bytes, width: int) -> set[bytes]:
    """Hashes of ``width`` bytes that stand one behind the other."""
    return {content[start : start + width] for start in range(0, len(content), width)}


def _rewrite(tx: Tx, kept: Table, name: str, secret: str) -> int:
    """Encrypt with the newest key what an older one encrypted, one row at a time as they may be long."""
    rewritten = 0
    for account_id, item in tx.connection.execute(select(kept.c.account_id, kept.c[name])).all():
        mine = (kept.c.account_id == account_id, kept.c[name] == item)
        old = tx.connection.execute(select(kept.c[secret]).where(*mine)).scalar_one()
        if not tx.vault.is_current(old):
            fresh = tx.vault.encrypt(tx.vault.decrypt_long(old))
            tx.connection.execute(update(kept).where(*mine).values({secret: fresh}))
            rewritten += 1
    return rewritten


def _json(value: msgspec.Struct) -> str:
    return msgspec.json.encode(value).decode()
