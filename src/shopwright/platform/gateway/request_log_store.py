"""The log of calls that came in, secrets taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import BigInteger, Column, Index, Integer, Row, delete, insert, or_, select, tuple_, update

from shopwright import decoders
from shopwright.platform.database.columns import LOG, document, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

requests = table(
    "requests",
    LOG,
    key("request_id"),
    ms("wall_at_us"),
    text("operation", null=True),
    text("app_key", null=True),
    text("shop_id", null=True),
    Column("code", BigInteger, nullable=False),
    Column("http_status", Integer, nullable=False),
    document(),
    Index("requests_by_time", "wall_at_us", "request_id"),
)


class RequestDetail(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What the inspector shows of a call. ``canonical`` and ``mistake`` explain a bad signature; ``account_id`` says
    whose token it came with."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = {}
    body: str = ""
    reply: str = ""
    reply_headers: dict[str, str] = {}
    account_id: str = ""
    message: str = ""
    duration_us: int = 0
    canonical: str | None = None
    mistake: str | None = None
    remedy: str | None = None
    trace: list[tuple[str, int]] = []
    fault_id: str | None = None


class LoggedRequest(msgspec.Struct, frozen=True):
    """One call. No two of a process have the same ``wall_at_us``."""

    request_id: str
    wall_at_us: int
    operation: str | None
    app_key: str | None
    shop_id: str | None
    code: int
    http_status: int
    doc: RequestDetail

    @property
    def wall_at_ms(self) -> int:
        return self.wall_at_us // 1_000


def _logged(row: Row[*tuple[object, ...]]) -> LoggedRequest:
    return decoders.convert(
        {**dict(zip(LoggedRequest.__struct_fields__, row, strict=True)), "doc": decoders.decode(str(row.doc))},
        LoggedRequest,
    )


_ADD = Prepared(insert(requests))


class RequestLog(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, many: Sequence[LoggedRequest]) -> None:
        rows = [
            {**msgspec.structs.asdict(logged_request), "doc": msgspec.json.encode(logged_request.doc).decode()}
            for logged_request in many
        ]
        _ADD.run_many(self._connection, rows)

    def get(self, request_id: str) -> LoggedRequest | None:
        row = self._connection.execute(select(requests).where(requests.c.request_id == request_id)).first()
        return _logged(row) if row else None

    def page(
        self,
        *,
        before: tuple[int, str] | None = None,
        size: int = 50,
        operation: str | None = None,
        app_key: str | None = None,
        shop_id: str | None = None,
        failed: bool | None = None,
    ) -> list[LoggedRequest]:
        """The newest calls first, those before a call's time and id."""
        statement = select(requests).order_by(requests.c.wall_at_us.desc(), requests.c.request_id.desc()).limit(size)
        for column, value in (
            (requests.c.operation, operation),
            (requests.c.app_key, app_key),
            (requests.c.shop_id, shop_id),
        ):
            if value is not None:
                statement = statement.where(column == value)
        if before is not None:
            statement = statement.where(tuple_(requests.c.wall_at_us, requests.c.request_id) < before)
        if failed is not None:
            statement = statement.where(requests.c.code != 0 if failed else requests.c.code == 0)
        return [_logged(row) for row in self._connection.execute(statement)]

    def since(self, wall_ms: int, size: int) -> list[LoggedRequest]:
        """The calls from a moment on, in order."""
        order = (requests.c.wall_at_us, requests.c.request_id)
        statement = select(requests).where(requests.c.wall_at_us >= wall_ms * 1_000).order_by(*order).limit(size)
        return [_logged(row) for row in self._connection.execute(statement)]

    def trim(self, keep: int, older_than_wall_ms: int) -> None:
        """Forget calls beyond a count or an age."""
        newest = select(requests.c.wall_at_us).order_by(requests.c.wall_at_us.desc()).offset(keep).limit(1)
        edge = self._connection.execute(newest).scalar()
        old = requests.c.wall_at_us < older_than_wall_ms * 1_000
        self._connection.execute(delete(requests).where(or_(old, requests.c.wall_at_us <= edge) if edge else old))

    def rewrite(self, shop_id: str, change: Callable[[RequestDetail], RequestDetail | None]) -> int:
        """Write anew what ``change`` answers for a shop's calls, and those of no shop; answers how many it was."""
        mine = or_(requests.c.shop_id == shop_id, requests.c.shop_id.is_(None))
        number = 0
        for request_id, doc in self._connection.execute(
            select(requests.c.request_id, requests.c.doc).where(mine)
        ).all():
            changed = change(decoders.decode(doc, type=RequestDetail))
            if changed is not None:
                row = update(requests).where(requests.c.request_id == request_id)
                self._connection.execute(row.values(doc=msgspec.json.encode(changed).decode()))
                number += 1
        return number

    def clear(self) -> None:
        """Forget everything, for a reset."""
        self._connection.execute(delete(requests))
