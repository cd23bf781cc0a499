"""Uploads that are under way or over; the bytes of their parts are in the file store."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.transaction import Repository, Tx

from .upload_session import SessionStatus, UploadSession

upload_sessions = table(
    "upload_sessions",
    BUSINESS,
    key("upload_id"),
    text("account_id", index=True),
    text("status"),
    document(),
    ms("expires_at"),
)

_decode = decoders.decoder(UploadSession).decode


class UploadSessions(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, session: UploadSession) -> None:
        keys = {"upload_id": session.upload_id, "account_id": session.account_id, "expires_at": session.expires_at}
        self._connection.execute(insert(upload_sessions).values({**keys, **_columns(session)}))

    def save(self, session: UploadSession) -> None:
        """Write state and document."""
        mine = upload_sessions.c.upload_id == session.upload_id
        self._connection.execute(update(upload_sessions).where(mine).values(_columns(session)))

    def get(self, upload_id: str, *, for_change: bool = False) -> UploadSession | None:
        """One upload; ``for_change`` holds its row until the transaction ends."""
        mine = select(upload_sessions.c.doc).where(upload_sessions.c.upload_id == upload_id)
        row = self._connection.execute(mine.with_for_update() if for_change else mine).first()
        return _decode(row[0]) if row else None

    def count_open(self, account_id: str, now_ms: int) -> int:
        """How many uploads of a seller take parts."""
        mine = select(func.count()).where(
            upload_sessions.c.account_id == account_id,
            upload_sessions.c.status == str(SessionStatus.OPEN),
            upload_sessions.c.expires_at > now_ms,
        )
        return int(self._connection.execute(mine).scalar_one())

    def drop_expired(self, now_ms: int) -> list[str]:
        """Delete the uploads whose time is over; answers their ids."""
        over = upload_sessions.c.expires_at <= now_ms
        ids = [str(row[0]) for row in self._connection.execute(select(upload_sessions.c.upload_id).where(over))]
        if ids:
            self._connection.execute(delete(upload_sessions).where(over))
        return ids


def _columns(session: UploadSession) -> dict[str, str]:
    return {"status": str(session.status), "doc": msgspec.json.encode(session).decode()}
