"""Opportunities of shops, and the products that were submitted for them."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Index, bindparam, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .model import Opportunity, Submission

opportunities = table(
    "opportunities",
    BUSINESS,
    key("shop_id"),
    key("opportunity_id"),
    text("type"),
    ms("created_at"),
    ms("expires_at"),
    document(),
)

submissions = table(
    "opportunity_submissions",
    BUSINESS,
    key("shop_id"),
    key("submission_id"),
    text("opportunity_id"),
    text("product_id"),
    text("status"),
    ms("submitted_at"),
    document(),
    Index("opportunity_submissions_by_product", "shop_id", "product_id", "opportunity_id"),
)

_OF_SHOP = opportunities.c.shop_id == bindparam("of_shop")
_ONE = Prepared(select(opportunities.c.doc).where(_OF_SHOP, opportunities.c.opportunity_id == bindparam("id")))
_OPEN = Prepared(
    select(opportunities.c.doc)
    .where(_OF_SHOP, opportunities.c.type == bindparam("type"), opportunities.c.expires_at > bindparam("now"))
    .order_by(opportunities.c.opportunity_id.desc())
)
_ADD = Prepared(insert(opportunities))
_ADD_SUBMISSION = Prepared(insert(submissions))
_SAVE_SUBMISSION = Prepared(
    update(submissions)
    .where(submissions.c.shop_id == bindparam("of_shop"), submissions.c.submission_id == bindparam("id"))
    .values(doc=bindparam("doc"), status=bindparam("status"))
)
_SUBMISSION = Prepared(
    select(submissions.c.doc).where(
        submissions.c.shop_id == bindparam("of_shop"), submissions.c.submission_id == bindparam("id")
    )
)

_decode = decoders.decoder(Opportunity).decode
_decode_submission = decoders.decoder(Submission).decode
_encode = msgspec.json.Encoder().encode


class Opportunities(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, shop_id: str, opportunity: Opportunity) -> None:
        _ADD.run(
            self._connection,
            {
                "shop_id": shop_id,
                "opportunity_id": opportunity.opportunity_id,
                "type": str(opportunity.type),
                "created_at": opportunity.created_at,
                "expires_at": opportunity.expires_at,
                "doc": _encode(opportunity).decode(),
            },
        )

    def get(self, shop_id: str, opportunity_id: str) -> Opportunity | None:
        row = _ONE.first(self._connection, {"of_shop": shop_id, "id": opportunity_id})
        return _decode(row[0]) if row else None

    def open_of(self, shop_id: str, type_name: str, now_ms: int) -> list[Opportunity]:
        """The opportunities of a type that have not expired, the newest first; a shop has a few dozen."""
        values = {"of_shop": shop_id, "type": type_name, "now": now_ms}
        return [_decode(row[0]) for row in _OPEN.all(self._connection, values)]


class SubmissionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search selects. Empty means no limit; times in milliseconds, the end excluded."""

    status: str | None = None
    opportunity_id: str | None = None
    product_id: str | None = None
    submitted_from: int | None = None
    submitted_before: int | None = None

    def conditions(self, shop_id: str) -> list[ColumnElement[bool]]:
        columns = submissions.c
        conditions: list[ColumnElement[bool]] = [columns.shop_id == shop_id]
        if self.status is not None:
            conditions.append(columns.status == self.status)
        if self.opportunity_id is not None:
            conditions.append(columns.opportunity_id == self.opportunity_id)
        if self.product_id is not None:
            conditions.append(columns.product_id == self.product_id)
        if self.submitted_from is not None:
            conditions.append(columns.submitted_at >= self.submitted_from)
        if self.submitted_before is not None:
            conditions.append(columns.submitted_at < self.submitted_before)
        return conditions


class Submissions(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, shop_id: str, submission: Submission) -> None:
        _ADD_SUBMISSION.run(
            self._connection,
            {
                "shop_id": shop_id,
                "submission_id": submission.submission_id,
                "opportunity_id": submission.opportunity_id,
                "product_id": submission.product_id,
                "status": str(submission.status),
                "submitted_at": submission.submitted_at,
                "doc": _encode(submission).decode(),
            },
        )

    def save(self, shop_id: str, submission: Submission) -> None:
        """Write the verdict of a submission."""
        values = {"status": str(submission.status), "doc": _encode(submission).decode()}
        _SAVE_SUBMISSION.run(self._connection, {"of_shop": shop_id, "id": submission.submission_id, **values})

    def get(self, shop_id: str, submission_id: str) -> Submission | None:
        row = _SUBMISSION.first(self._connection, {"of_shop": shop_id, "id": submission_id})
        return _decode_submission(row[0]) if row else None

    def count(self, shop_id: str, wanted: SubmissionFilter) -> int:
        """How many submissions a filter selects."""
        statement = select(func.count()).select_from(submissions).where(*wanted.conditions(shop_id))
        return int(self._connection.execute(statement).scalar_one())

    def page(self, shop_id: str, wanted: SubmissionFilter, after: str | None, size: int) -> list[Submission]:
        """Up to ``size`` submissions, the newest first, after one."""
        statement = select(submissions.c.doc).where(*wanted.conditions(shop_id))
        if after is not None:
            statement = statement.where(submissions.c.submission_id < after)
        rows = self._connection.execute(statement.order_by(submissions.c.submission_id.desc()).limit(size))
        return [_decode_submission(row.doc) for row in rows]
