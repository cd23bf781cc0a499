"""The replays of each shop, with their progress, and the events of histories that are replayed live."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable
from decimal import Decimal

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, count, document, key, table
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

replays = table(
    "replays",
    BUSINESS,
    key("shop_id"),
    key("digest"),
    count("position"),
    document(),
)


#: How many events are stored as one row.
CHUNK = 100


class RefusedPart(msgspec.Struct, frozen=True, array_like=True):
    """What the platform refused of a row: units and money as signed as the file has them, and why."""

    row: int
    units: int
    money: Decimal
    reason: int
    detail: str


class ReplayDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One replay of one history.

    ``content_digest`` is the file's, whatever the options. ``shift_ms`` is added to the history's moments. Orders at
    positions below ``whole_until`` were replayed at once, their undos included. ``is_listed``: its products are there.
    """

    content_digest: str
    events: int
    shift_ms: int = 0
    is_listed: bool = False
    whole_until: int = 0
    refused: list[RefusedPart] = []


class Replay(msgspec.Struct):
    """``position`` is the number of events that are done."""

    shop_id: str
    digest: str
    position: int
    doc: ReplayDocument


_decode = decoders.decoder(ReplayDocument).decode
_encode = msgspec.json.Encoder().encode

_AT = (replays.c.shop_id == bindparam("shop_id"), replays.c.digest == bindparam("digest"))
_select = select(replays.c.position, replays.c.doc).where(*_AT)
_ONE, _ONE_LOCKED = Prepared(_select), Prepared(_select.with_for_update())
_ADD = Prepared(insert(replays))
_SAVE = Prepared(
    update(replays)
    .where(replays.c.shop_id == bindparam("of_shop"), replays.c.digest == bindparam("of_digest"))
    .values(position=bindparam("position"), doc=bindparam("doc"))
)


class Replays(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, shop_id: str, digest: str, *, for_change: bool = False) -> Replay | None:
        """One replay; ``for_change`` holds its row until the transaction ends."""
        statement = _ONE_LOCKED if for_change else _ONE
        row = statement.first(self._connection, {"shop_id": shop_id, "digest": digest})
        return Replay(shop_id, digest, row[0], _decode(row[1])) if row else None

    def all(self, shop_id: str) -> list[Replay]:
        """The replays of a shop."""
        mine = select(replays).where(replays.c.shop_id == shop_id, replays.c.digest.not_like("%/%"))
        rows = self._connection.execute(mine.order_by(replays.c.digest))
        return [Replay(row.shop_id, row.digest, row.position, _decode(row.doc)) for row in rows]

    def add(self, replay: Replay) -> None:
        row = {"shop_id": replay.shop_id, "digest": replay.digest, "position": replay.position}
        _ADD.run(self._connection, {**row, "doc": _encode(replay.doc).decode()})

    def save(self, replay: Replay) -> None:
        values = {"position": replay.position, "doc": _encode(replay.doc).decode()}
        _SAVE.run(self._connection, {"of_shop": replay.shop_id, "of_digest": replay.digest, **values})

    def keep_events(self, shop_id: str, digest: str, chunks: Iterable[bytes]) -> None:
        """Store a history's events, ``CHUNK`` of them a piece, in place of those that are there."""
        self.forget_events(shop_id, digest)
        rows = [
            {
                "shop_id": shop_id,
                "digest": _chunk_key(digest, number),
                "position": number * CHUNK,
                "doc": base64.b64encode(zlib.compress(chunk)).decode(),
            }
            for number, chunk in enumerate(chunks)
        ]
        _ADD.run_many(self._connection, rows)

    def events(self, shop_id: str, digest: str, position: int) -> bytes | None:
        """The piece of the stored events that holds a position."""
        key = _chunk_key(digest, position // CHUNK)
        row = _ONE.first(self._connection, {"shop_id": shop_id, "digest": key})
        return zlib.decompress(base64.b64decode(row[1])) if row else None

    def forget_events(self, shop_id: str, digest: str) -> None:
        """Drop the stored events."""
        mine = (replays.c.shop_id == shop_id, replays.c.digest.like(f"{digest}/%"))
        self._connection.execute(delete(replays).where(*mine))


def _chunk_key(digest: str, number: int) -> str:
    return f"{digest}/{number:06d}"
