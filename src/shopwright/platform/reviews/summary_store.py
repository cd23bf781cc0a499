"""Figures over the visible reviews of each product and each shop, kept up to date with every review.

The median time to reply stands at an entry of the sorted reply times; each change of them moves it by one entry at
most, so that no summary is ever counted through.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import BigInteger, Column, Connection, bindparam, delete, insert, select, tuple_, update

from shopwright.platform.database.columns import BUSINESS, count, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .review import Review

#: The product of a shop's own summary.
WHOLE_SHOP = ""

review_summaries = table(
    "review_summaries",
    BUSINESS,
    key("shop_id"),
    key("product_id"),
    *(count(f"rating_{stars}") for stars in range(1, 6)),
    count("with_pictures"),
    count("replied"),
    ms("median_seconds"),
    text("median_id"),
    count("below_median"),
)

reply_times = table(
    "review_reply_times",
    BUSINESS,
    key("shop_id"),
    key("product_id"),
    Column("seconds", BigInteger, primary_key=True, autoincrement=False),
    key("review_id"),
    is_index=True,
)

#: A reply time and its review.
Entry = tuple[int, str]


class Summary(msgspec.Struct):
    """Counts by rating from 1 to 5. The lower median of the reply times is an entry of theirs, with so many below."""

    rating_1: int = 0
    rating_2: int = 0
    rating_3: int = 0
    rating_4: int = 0
    rating_5: int = 0
    with_pictures: int = 0
    replied: int = 0
    median_seconds: int = 0
    median_id: str = ""
    below_median: int = 0

    @property
    def ratings(self) -> list[int]:
        return [self.rating_1, self.rating_2, self.rating_3, self.rating_4, self.rating_5]

    @property
    def count(self) -> int:
        """How many reviews."""
        return sum(self.ratings)

    @property
    def stars(self) -> int:
        """The sum of their ratings."""
        return sum(stars * count for stars, count in enumerate(self.ratings, 1))

    @property
    def median(self) -> Entry:
        return self.median_seconds, self.median_id

    @median.setter
    def median(self, entry: Entry) -> None:
        self.median_seconds, self.median_id = entry


_FIELDS = Summary.__struct_fields__
_THIS = (
    review_summaries.c.shop_id == bindparam("of_shop"),
    review_summaries.c.product_id == bindparam("of_product"),
)
_get = select(*(review_summaries.c[name] for name in _FIELDS)).where(*_THIS)
_GET, _HOLD = Prepared(_get), Prepared(_get.with_for_update())
_SAVE = Prepared(update(review_summaries).where(*_THIS).values({name: bindparam(name) for name in _FIELDS}))
_of = (reply_times.c.shop_id == bindparam("of_shop"), reply_times.c.product_id == bindparam("of_product"))
_place = tuple_(reply_times.c.seconds, reply_times.c.review_id)
_at = tuple_(bindparam("seconds"), bindparam("review_id"))
_entry = select(reply_times.c.seconds, reply_times.c.review_id).where(*_of).limit(1)
_NEXT = Prepared(_entry.where(_place > _at).order_by(reply_times.c.seconds, reply_times.c.review_id))
_BEFORE = Prepared(_entry.where(_place < _at).order_by(reply_times.c.seconds.desc(), reply_times.c.review_id.desc()))
_ADD_TIME = Prepared(insert(reply_times))
_DROP_TIME = Prepared(
    delete(reply_times).where(
        *_of, reply_times.c.seconds == bindparam("seconds"), reply_times.c.review_id == bindparam("review_id")
    )
)


class Summaries(Repository):
    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection, self._dialect = tx.connection, tx.dialect

    def get(self, shop_id: str, product_id: str = WHOLE_SHOP) -> Summary:
        row = _GET.first(self._connection, {"of_shop": shop_id, "of_product": product_id})
        return Summary(*row) if row else Summary()

    def median_seconds(self, shop_id: str, product_id: str, summary: Summary) -> int | None:
        """The median time to reply; none without replies."""
        if not summary.replied:
            return None
        if summary.replied % 2:
            return summary.median_seconds
        upper = _Times(self._connection, shop_id, product_id, summary).beside(_NEXT)
        assert upper is not None
        return (summary.median_seconds + upper[0]) // 2

    def count(self, shop_id: str, before: Review | None, after: Review) -> None:
        """Count a review as it is, and no more as it was. The shop's row is held first, so that nobody waits twice."""
        if _counted(before) != _counted(after):
            for product_id in (WHOLE_SHOP, after.bought.product_id):
                self._count(shop_id, product_id, before, after)

    def _count(self, shop_id: str, product_id: str, before: Review | None, after: Review) -> None:
        place = {"of_shop": shop_id, "of_product": product_id}
        row = _HOLD.first(self._connection, place)
        if row is None:
            fresh = {"shop_id": shop_id, "product_id": product_id, **msgspec.structs.asdict(Summary())}
            self._connection.execute(self._dialect.insert(review_summaries).values(fresh).on_conflict_do_nothing())
            row = _HOLD.first(self._connection, place)
        assert row is not None
        summary = Summary(*row)
        times = _Times(self._connection, shop_id, product_id, summary)
        for review, by in ((before, -1), (after, 1)):
            if review is not None and review.is_visible:
                _add(summary, review, by)
                times.change(review, by)
        _SAVE.run(self._connection, {**place, **msgspec.structs.asdict(summary)})


def _counted(review: Review | None) -> tuple[int, bool, int | None] | None:
    """What of a review is counted."""
    if review is None or not review.is_visible:
        return None
    return review.rating, bool(review.pictures), review.reply_seconds


def _add(summary: Summary, review: Review, by: int) -> None:
    name = f"rating_{review.rating}"
    setattr(summary, name, getattr(summary, name) + by)
    summary.with_pictures += by if review.pictures else 0


class _Times:
    """The sorted reply times of one summary, and the place of its median in them."""

    def __init__(self, connection: Connection, shop_id: str, product_id: str, summary: Summary) -> None:
        self._connection, self._summary = connection, summary
        self._shop_id, self._product_id = shop_id, product_id

    def change(self, review: Review, by: int) -> None:
        """Add (1) or drop (-1) the reply time of a review, if it has a reply."""
        seconds = review.reply_seconds
        if seconds is None:
            return
        entry = seconds, review.review_id
        if by > 0:
            self._add(entry)
        else:
            self._drop(entry)
        self._summary.replied += by
        self._settle()

    def beside(self, statement: Prepared) -> Entry | None:
        """The entry beside the median."""
        seconds, review_id = self._summary.median
        row = statement.first(self._connection, {**self._of, "seconds": seconds, "review_id": review_id})
        return (int(row[0]), str(row[1])) if row else None

    @property
    def _of(self) -> dict[str, object]:
        return {"of_shop": self._shop_id, "of_product": self._product_id}

    def _add(self, entry: Entry) -> None:
        names = {"shop_id": self._shop_id, "product_id": self._product_id}
        _ADD_TIME.run(self._connection, {**names, "seconds": entry[0], "review_id": entry[1]})
        if not self._summary.replied:
            self._summary.median, self._summary.below_median = entry, 0
        elif entry < self._summary.median:
            self._summary.below_median += 1

    def _drop(self, entry: Entry) -> None:
        if entry == self._summary.median:
            self._leave()
        elif entry < self._summary.median:
            self._summary.below_median -= 1
        _DROP_TIME.run(self._connection, {**self._of, "seconds": entry[0], "review_id": entry[1]})

    def _leave(self) -> None:
        """Move the median off an entry that is dropped."""
        following = self.beside(_NEXT)
        if following is not None:
            self._summary.median = following
            return
        self._summary.median = self.beside(_BEFORE) or (0, "")
        self._summary.below_median = max(0, self._summary.below_median - 1)

    def _settle(self) -> None:
        """Move the median to the lower middle."""
        summary, middle = self._summary, max(0, self._summary.replied - 1) // 2
        while summary.below_median != middle:
            step = 1 if summary.below_median < middle else -1
            entry = self.beside(_NEXT if step > 0 else _BEFORE)
            assert entry is not None
            summary.median, summary.below_median = entry, summary.below_median + step
