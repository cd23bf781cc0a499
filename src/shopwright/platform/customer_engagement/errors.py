"""Codes of customer engagement."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

TEXT_AGAINST_POLICY = ErrorCode(
    68008004, "The text breaks the platform's policy: {word}.", remedy="Rewrite title and body without it."
)
OWN_TEXT_FORBIDDEN = ErrorCode(
    68008016, "The shop may not send texts of its own.", remedy="Use a template that getMessageTemplates answers."
)
NO_ACCESS = ErrorCode(
    68009001,
    "The shop has no access to customer engagement.",
    remedy="Ask getEngagementFeaturePermissions what the shop may use.",
)
TASK_OVER = ErrorCode(
    68009002, "No such task is open: {task_id}.", remedy="Create another task, with an end that lies ahead."
)
ADDRESS_UNKNOWN = ErrorCode(
    68009003, "The address belongs to no buyer of the shop.", remedy="Take buyer_email from the shop's own orders."
)
BUYER_SILENT = ErrorCode(
    68009004, "The buyer has not ordered for {days} days.", remedy="Leave this buyer out: it is not written to."
)
TASK_NOT_CREATED = ErrorCode(
    68009005, "The task could not be created: {reason}.", remedy="Correct what the message names."
)
