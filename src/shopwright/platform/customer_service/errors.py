"""Codes of customer service."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

MESSAGE_INVALID = ErrorCode(45101002, "The message is not valid: {reason}.", remedy="Correct what the message names.")
CONVERSATION_UNKNOWN = ErrorCode(
    45101003,
    "The shop has no conversation {conversation_id}.",
    remedy="Use an id that getConversations answers for this shop.",
)
SESSION_UNKNOWN = ErrorCode(
    45101003,
    "The conversation has no session {session_id} that is going on.",
    remedy="Use the cur_session_id that getConversation answers with need_session_id.",
)
DAILY_QUOTA = ErrorCode(
    45101004,
    "The quota of {most} calls a day is used up.",
    remedy="Go on tomorrow, and let the webhook 14 tell of new messages instead of asking.",
)
CONTENT_SENSITIVE = ErrorCode(
    45101006, "The message has words that are not allowed: {word}.", remedy="Rewrite the message."
)
IMAGE_NOT_UPLOADED = ErrorCode(
    45101008, "The image could not be uploaded: {reason}.", remedy="Send a JPG, PNG, WEBP or GIF of up to 10 MB."
)
CONVERSATION_OF_ANOTHER = ErrorCode(
    45102007,
    "The shop has no access to the conversation {conversation_id}.",
    remedy="Use a conversation that getConversations answers for this shop.",
)
SENDING_FORBIDDEN = ErrorCode(
    45109001,
    "Nothing may be sent now: the conversation {conversation_id} has no open session.",
    remedy="Wait until the buyer writes, or open the conversation anew with createConversation.",
)
OPENING_FORBIDDEN = ErrorCode(
    45109003,
    "The shop may not open a conversation with the buyer {buyer_id}.",
    remedy="It needs a conversation in the last 30 days, an order in the last 60, or any return or refund.",
)
TYPE_UNSUPPORTED = ErrorCode(
    45111001, "A message of type {type} cannot be sent to a buyer on {platform}.", remedy="Send a text instead."
)
COUPON_CARDS_TOO_FAST = ErrorCode(
    45111012, "Coupon cards are sent too fast: one in two seconds.", remedy="Repeat the call after a pause."
)
COUPON_INVALID = ErrorCode(
    45111017,
    "There is no coupon {coupon_id} that the buyer could use.",
    remedy="Use a coupon of the shop that is still valid.",
)

RATING_TOO_LATE = ErrorCode(
    40966, "The session {session_id} can no longer be rated.", 409, "Rate within seven days after its end."
)
NO_SESSION = ErrorCode(40967, "The conversation {conversation_id} has no session.", 409, "Let the buyer write first.")
ORDER_OF_ANOTHER = ErrorCode(
    40968, "The buyer {buyer_id} has no {what} {thing_id} in this shop.", 409, "Name one of the buyer's own."
)
