"""A review that is changed: what buyer, seller and platform do to it, and what apps are told of it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from shopwright import decoders
from shopwright.platform.clock.scheduler import declare, plan
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.durations import HOUR_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit

from .errors import REMOVAL_REFUSED, REMOVAL_RUNNING, REPLY_EXISTS, REPLY_MISSING, REVIEW_REMOVED, REVIEW_UNKNOWN
from .review import Actor, Removal, RemovalReason, Reply, Review
from .rules import (
    check_assignee,
    check_comment,
    check_reply,
    check_tags,
    removal_rule,
    review_rules,
    with_tags,
)
from .states import REMOVAL_TRANSITIONS, RemovalEvent, RemovalStatus, ReviewStatus
from .store import Reviews
from .summary_store import Summaries

#: The due action that decides a request to remove a review.
VERDICT = declare("review.verdict")

#: The webhook of reviews, an extension.
TOPIC = 9001

_decode = decoders.decoder(Review).decode


class ReviewChange(Change[Review]):
    """One review on its way. ``actor`` is who changed it last."""

    rank = 6

    def __init__(self, tx: Tx, shop: Shop, review: Review, actor: Actor) -> None:
        super().__init__(tx, review)
        self.shop, self.actor = shop, actor
        self.at = tx.now_ms()

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.review_id

    @property
    def review(self) -> Review:
        return self.document

    def edit(self, rating: int, text: str, language: str, pictures: list[str]) -> None:
        """The buyer changes it. A refused request for its removal is over, as it was about another text."""
        review = self.review
        review.rating, review.text, review.language, review.pictures = rating, text, language, pictures
        review.edited_at = self.at
        if REMOVAL_TRANSITIONS[review.removal_status, RemovalEvent.EDIT] is RemovalStatus.NONE:
            review.removal = None

    def add_reply(self, text: str) -> None:
        """Answer it; 96010002, 96010003 or 96010005 where that cannot be."""
        self._check_visible()
        if self.review.reply is not None:
            raise REPLY_EXISTS(review_id=self.review.review_id)
        check_reply(text)
        self.review.reply = Reply(text, self.at, self.at)

    def edit_reply(self, text: str) -> None:
        """Another text for the answer; 96010002, 96010004 or 96010005 where that cannot be."""
        reply = self._reply()
        check_reply(text)
        if reply.text != text:
            self.review.reply = msgspec.structs.replace(reply, text=text, updated_at=self.at)

    def drop_reply(self) -> None:
        """Take the answer away; 96010002 or 96010004 where that cannot be."""
        self._reply()
        self.review.reply = None

    def add_tags(self, tags: Iterable[str]) -> None:
        """Add the seller's own tags; 96010006 for a wrong one, or too many."""
        wanted = list(tags)
        check_tags(wanted)
        self.review.tags = with_tags(self.review, wanted)

    def remove_tags(self, tags: Iterable[str]) -> None:
        """Take tags away, those that are there; 96010006 for what can be no tag."""
        gone = set(tags)
        check_tags(gone)
        self.review.tags = [tag for tag in self.review.tags if tag not in gone]

    def assign(self, assignee: str) -> None:
        """Hand it to a person, or take it back; 96010007 for what can be no name."""
        check_assignee(assignee)
        self.review.assignee = assignee

    def request_removal(self, reason: RemovalReason, comment: str) -> None:
        """Ask the platform to remove it; the verdict follows on the clock."""
        self._check_visible()
        status = self.review.removal_status
        after = REMOVAL_TRANSITIONS.get((status, RemovalEvent.REQUEST))
        if after is None:
            refusal = REMOVAL_RUNNING if status is RemovalStatus.PENDING else REMOVAL_REFUSED
            raise refusal(review_id=self.review.review_id)
        check_comment(comment)
        due = self.at + review_rules().verdict_hours * HOUR_MS
        self.review.removal = Removal(reason, comment, after, self.at, due)
        plan(self.tx, VERDICT, self.review.review_id, self.shop.shop_id, due)

    def judge(self, *, accepts: bool | None = None) -> None:
        """Decide a request that waits, by the rule of its reason unless the verdict is told."""
        removal = self.review.removal
        assert removal is not None
        assert removal.status is RemovalStatus.PENDING
        rule = removal_rule(removal.reason)
        accepted = rule.accepts(self.review.text) if accepts is None else accepts
        status = REMOVAL_TRANSITIONS[removal.status, RemovalEvent.ACCEPT if accepted else RemovalEvent.REFUSE]
        self.review.removal = msgspec.structs.replace(
            removal, status=status, verdict_at=self.at, verdict=rule.accepted if accepted else rule.refused
        )
        if accepted:
            self.review.status = ReviewStatus.REMOVED
        self.tx[DueActions].drop(VERDICT, self.review.review_id)

    def _check_visible(self) -> None:
        if not self.review.is_visible:
            raise REVIEW_REMOVED(review_id=self.review.review_id)

    def _reply(self) -> Reply:
        self._check_visible()
        if self.review.reply is None:
            raise REPLY_MISSING(review_id=self.review.review_id)
        return self.review.reply

    def _write(self) -> None:
        review, shop_id = self.review, self.shop.shop_id
        before = None if self.is_new else _decode(self.stored[0])
        review.updated_at = self.at
        if before is None:
            self.tx.stored(Reviews).add(shop_id, review)
        else:
            self.tx.stored(Reviews).save(shop_id, before, review)
        self.tx.stored(Summaries).count(shop_id, before, review)
        emit(self.tx, self.shop, TOPIC, _event(before, review, self.actor))


def _event(before: Review | None, review: Review, actor: Actor) -> dict[str, object]:
    is_removed = before is not None and before.is_visible and not review.is_visible
    return {
        "review_id": review.review_id,
        "event": "CREATED" if before is None else "REMOVED" if is_removed else "CHANGED",
        "changed_by": actor,
        "order_id": review.bought.order_id,
        "product_id": review.bought.product_id,
        "sku_id": review.bought.sku_id,
        "rating": review.rating,
        "is_replied": review.reply is not None,
        "update_time": review.updated_at // 1000,
    }


def change_review(tx: Tx, shop: Shop, review_id: str, actor: Actor = "SELLER") -> ReviewChange:
    """A review held for change; 96010001 when the shop has none of that id."""
    kept = tx.kept(ReviewChange, shop.shop_id, review_id)
    if kept is not None:
        kept.actor = actor
        return kept
    review = tx.stored(Reviews).get(shop.shop_id, review_id, for_change=True)
    if review is None:
        raise REVIEW_UNKNOWN(review_id=review_id[:40])
    return ReviewChange(tx, shop, review, actor).keep()
