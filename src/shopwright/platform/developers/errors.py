"""Codes of developers' accounts, as pages say them."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

FIELD_WRONG = ErrorCode(40010, "{reason}", 400, "Correct it, and send the form again.")
LOGIN_WRONG = ErrorCode(
    40110, "The e-mail address or the password is wrong.", 401, "Try again; an owner can invite you anew."
)
CODE_WRONG = ErrorCode(
    40111,
    "The code is wrong, was used before, or has ended.",
    401,
    "Enter the newest code. After five wrong ones a mailed code ends; sign up again to get another.",
)
NOT_LOGGED_IN = ErrorCode(40112, "Nobody is logged in here.", 401, "Log in, then load the page again.")
ROLE_TOO_LOW = ErrorCode(
    40310, "Your role ({role}) does not allow this.", 403, "Ask an owner of your partner account to do it."
)
OPERATOR_ONLY = ErrorCode(
    40311,
    "This belongs to whoever runs the platform.",
    403,
    "Sign in with the sandbox key, or ask the one who has it.",
)
NOT_BOTH = ErrorCode(40312, "Who asks for an act does not approve it.", 403, "Let another owner decide.")
ACT_CLOSED = ErrorCode(40990, "It was decided already, or nobody decided within a day.", 409, "Ask for it again.")
NO_SECOND_OWNER = ErrorCode(
    40991,
    "There is no second owner who could approve.",
    409,
    "Invite another owner, and let that person log in, before acts need two.",
)
LAST_OWNER = ErrorCode(
    40992, "A partner account keeps an owner who is active.", 409, "Make somebody else an owner first."
)
TOO_MANY_TRIES = ErrorCode(42990, "Too many tries. Wait {seconds} s.", 429, "Wait that long, then try once more.")
