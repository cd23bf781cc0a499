"""Codes of reviews: those of the extension, in a range that TikTok does not use, and those of buyers."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

REVIEW_UNKNOWN = ErrorCode(
    96010001,
    "There is no review {review_id} in this shop.",
    remedy="Use an id that searchProductReviews answers for this shop's cipher.",
)
REVIEW_REMOVED = ErrorCode(
    96010002, "The review {review_id} was removed.", remedy="Leave it: nobody sees it, and it counts nowhere."
)
REPLY_EXISTS = ErrorCode(
    96010003, "The review {review_id} has a reply already.", remedy="Change it with editProductReviewReply."
)
REPLY_MISSING = ErrorCode(
    96010004, "The review {review_id} has no reply.", remedy="Write one with replyToProductReview."
)
REPLY_TEXT_WRONG = ErrorCode(
    96010005, "A reply has 1 to {most} characters that are not all blank.", remedy="Send such a text."
)
TAG_WRONG = ErrorCode(
    96010006,
    "{reason}",
    remedy="Send tags of the length that the message names, and no more than a review may have.",
)
ASSIGNEE_WRONG = ErrorCode(
    96010007, "A person's name has at most {most} characters that are not all blank.", remedy="Send a shorter name."
)
REMOVAL_RUNNING = ErrorCode(
    96010008, "The removal of the review {review_id} is asked for already.", remedy="Wait for the verdict."
)
REMOVAL_REFUSED = ErrorCode(
    96010009,
    "The removal of the review {review_id} was refused.",
    remedy="Ask again when its buyer has changed it.",
)
REMOVAL_COMMENT_WRONG = ErrorCode(
    96010010, "The comment has more than {most} characters.", remedy="Send a shorter comment."
)
SEARCH_TEXT_WRONG = ErrorCode(
    96010011,
    "A search takes 1 to {most} words, and this text has {count}.",
    remedy="Send some of the words; pairs of characters count where a script has no spaces.",
)
PRODUCT_UNKNOWN = ErrorCode(
    96010012,
    "There is no product {product_id} in this shop.",
    remedy="Use a product_id that searchProducts answers for this shop's cipher.",
)
TIMES_WRONG = ErrorCode(
    96010013, "{field}_lt is not after {field}_ge.", remedy="Send a later end, or leave one of the two out."
)

BUYER_MAY_NOT_REVIEW = ErrorCode(
    40960,
    "The buyer cannot review the line {line_id}: {reason}.",
    409,
    "Deliver the order first; a line takes one review.",
)
BUYER_MAY_NOT_EDIT = ErrorCode(
    40961,
    "The buyer cannot change the review {review_id}: {reason}.",
    409,
    "Change it within its time, while it is visible.",
)
REVIEW_CONTENT_WRONG = ErrorCode(40962, "{reason}", 409, "Send a text and pictures that the message allows.")
NO_REMOVAL_PENDING = ErrorCode(
    40963, "Nobody waits for a verdict on the review {review_id}.", 409, "Ask for its removal first."
)
