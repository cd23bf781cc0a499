"""What buyers and sellers may do with reviews, checked by value; the limits are data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.states import LineStatus

from .errors import (
    ASSIGNEE_WRONG,
    REMOVAL_COMMENT_WRONG,
    REPLY_TEXT_WRONG,
    REVIEW_CONTENT_WRONG,
    SEARCH_TEXT_WRONG,
    TAG_WRONG,
    TIMES_WRONG,
)
from .review import RemovalReason, Review
from .search_terms import terms_to_find

_ARRIVED = frozenset({LineStatus.DELIVERED, LineStatus.COMPLETED})


class ReviewRules(msgspec.Struct, frozen=True):
    """``data/review_rules.json``."""

    write_days: int
    change_days: int
    verdict_hours: int
    longest_text: int
    most_pictures: int
    longest_reply: int
    longest_comment: int
    longest_tag: int
    most_tags: int
    longest_assignee: int
    most_search_terms: int


class RemovalRule(msgspec.Struct, frozen=True):
    """What of a text makes the platform accept a reason, and the words of both verdicts."""

    accepted: str
    refused: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    def accepts(self, text: str) -> bool:
        """Whether one of the words or patterns is in the text."""
        plain = _plain(text)
        has_word = any(_has_word(plain, _plain(word)) for word in self.words)
        return has_word or any(re.search(pattern, text, re.IGNORECASE) for pattern in self.patterns)


class _RemovalRules(msgspec.Struct, frozen=True):
    reasons: Mapping[str, RemovalRule]


@cache
def review_rules() -> ReviewRules:
    return decoders.decode(read_data_file("reviews", "review_rules.json"), type=ReviewRules)


@cache
def _removal_rules() -> Mapping[str, RemovalRule]:
    return decoders.decode(read_data_file("reviews", "removal_rules.json"), type=_RemovalRules).reasons


def removal_rule(reason: RemovalReason) -> RemovalRule:
    """When a request with this reason is accepted."""
    return _removal_rules()[reason]


def why_not_review(order: Order, line: Line, now: int) -> str | None:
    """Why its buyer cannot review a line, in words; ``now`` in unix seconds."""
    if line.status not in _ARRIVED or not order.delivery_time:
        return f"it is {line.status}"
    if now >= order.delivery_time + review_rules().write_days * DAY_MS // 1000:
        return f"it was delivered more than {review_rules().write_days} days ago"
    return None


def why_not_edit(review: Review, at: int) -> str | None:
    """Why its buyer cannot change a review, in words; ``at`` in milliseconds."""
    if not review.is_visible:
        return "it was removed"
    return None if at < review.editable_until else f"it is more than {review_rules().change_days} days old"


def check_content(text: str, pictures: int) -> None:
    """40962 for a text or a number of pictures that a review does not have."""
    rules = review_rules()
    if len(text) > rules.longest_text:
        raise REVIEW_CONTENT_WRONG(reason=f"A review has at most {rules.longest_text} characters.")
    if pictures > rules.most_pictures:
        raise REVIEW_CONTENT_WRONG(reason=f"A review has at most {rules.most_pictures} pictures.")


def check_reply(text: str) -> None:
    """96010005 for a blank or a long reply."""
    if not text.strip() or len(text) > review_rules().longest_reply:
        raise REPLY_TEXT_WRONG(most=review_rules().longest_reply)


def check_comment(comment: str) -> None:
    """96010010 for a long comment."""
    if len(comment) > review_rules().longest_comment:
        raise REMOVAL_COMMENT_WRONG(most=review_rules().longest_comment)


def check_assignee(assignee: str) -> None:
    """96010007 for a name that is blank and not empty, or long."""
    if (assignee and not assignee.strip()) or len(assignee) > review_rules().longest_assignee:
        raise ASSIGNEE_WRONG(most=review_rules().longest_assignee)


def check_tags(tags: Iterable[str]) -> None:
    """96010006 for a blank or a long tag."""
    longest = review_rules().longest_tag
    for tag in tags:
        if not tag.strip() or len(tag) > longest:
            raise TAG_WRONG(reason=f"A tag has 1 to {longest} characters that are not all blank.")


def with_tags(review: Review, tags: Iterable[str]) -> list[str]:
    """A review's tags and these; 96010006 where they are too many."""
    together, most = sorted({*review.tags, *tags}), review_rules().most_tags
    if len(together) > most:
        raise TAG_WRONG(reason=f"A review has at most {most} tags.")
    return together


def search_terms(text: str) -> tuple[str, ...]:
    """The terms of a text to search for; 96010011 where it has none or too many."""
    terms, most = terms_to_find(text), review_rules().most_search_terms
    if not 0 < len(terms) <= most:
        raise SEARCH_TEXT_WRONG(most=most, count=len(terms))
    return terms


def check_times(field: str, since: int | None, before: int | None) -> None:
    """96010013 for a time range that holds nothing."""
    if since is not None and before is not None and before <= since:
        raise TIMES_WRONG(field=field)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _has_word(text: str, word: str) -> bool:
    if not _is_spaced(word):
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _is_spaced(word: str) -> bool:
    """Whether the word's script puts spaces between words."""
    return not any("\u0e00" <= sign <= "\u0eff" or "\u3005" <= sign <= "\u9fff" for sign in word)
