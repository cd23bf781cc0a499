"""Records of uploaded images and files; their bytes are in the file store."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx
from shopwright.platform.media.drawings.picture_spec import PictureSpec

media = table(
    "media",
    BUSINESS,
    key("media_id"),
    text("account_id", index=True),
    text("kind"),
    document(),
    ms("created_at"),
)


IMAGE, FILE = "image", "file"


class MediaDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``blob`` is the SHA-256 under which the bytes are kept.

    Instead of a blob, ``picture`` is a drawing of the demo shop, and ``drawing`` what a drawn picture shows in other
    words. ``made_from`` is the URI of the image that the platform made it from.
    """

    format: str
    size: int = 0
    blob: str | None = None
    picture: str | None = None
    drawing: PictureSpec | None = None
    made_from: str = ""
    width: int = 0
    height: int = 0
    use_case: str = ""
    name: str = ""


class Media(msgspec.Struct, frozen=True):
    """An image by its URI, or a file by its id."""

    media_id: str
    account_id: str
    kind: str
    doc: MediaDocument
    created_at: int


_ONE = Prepared(select(media).where(media.c.media_id == bindparam("media_id")))
_SOME = Prepared(select(media).where(media.c.media_id.in_(bindparam("media_ids", expanding=True))), "media_ids")
_ADD = Prepared(insert(media))

_decode = decoders.decoder(MediaDocument).decode


#: How many ids one statement asks for.
_MOST_VALUES = 500


def _media(media_id: str, account_id: str, kind: str, doc: str, created_at: int) -> Media:
    return Media(media_id, account_id, kind, _decode(doc), created_at)


class MediaRecords(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, media: Media) -> None:
        self.add_many([media])

    def add_many(self, many: Iterable[Media]) -> None:
        rows = [{**msgspec.structs.asdict(item), "doc": msgspec.json.encode(item.doc).decode()} for item in many]
        _ADD.run_many(self._connection, rows)

    def get(self, media_id: str) -> Media | None:
        row = _ONE.first(self._connection, {"media_id": media_id})
        return _media(*row) if row else None

    def some(self, media_ids: Iterable[str]) -> dict[str, Media]:
        """Those that exist, by id. Any number may be asked for: a statement takes a limited number of values."""
        wanted = sorted(set(media_ids))
        medias: dict[str, Media] = {}
        for start in range(0, len(wanted), _MOST_VALUES):
            rows = _SOME.all(self._connection, {"media_ids": wanted[start : start + _MOST_VALUES]})
            medias |= {row.media_id: row for row in (_media(*row) for row in rows)}
        return medias

    def remove(self, media_ids: Iterable[str]) -> set[str]:
        """Forget uploads; answers the blobs that none of those left is made of."""
        gone = self.some(media_ids)
        blobs = {row.doc.blob for row in gone.values() if row.doc.blob}
        for media_id in gone:
            self._connection.execute(delete(media).where(media.c.media_id == media_id))
        return {blob for blob in blobs if not self._is_used(blob)}

    def _is_used(self, blob: str) -> bool:
        named = select(media.c.media_id).where(media.c.doc.contains(blob)).limit(1)
        return self._connection.execute(named).first() is not None
