"""Error codes as named values, and the exception that carries one to the envelope."""

from __future__ import annotations

import msgspec


class ErrorCode(msgspec.Struct, frozen=True):
    """One error that a caller can meet.

    ``message`` may hold ``{fields}``; ``http_status`` is the reply's status; ``remedy`` says what the caller does
    about it. Meanings: docs/error-codes.md; the wording is ours, except for
    the words of :mod:`shopwright.wire.message_keywords`.
    """

    code: int
    message: str
    http_status: int = 200
    remedy: str = ""

    def __call__(self, **fields: object) -> ApiError:
        """An exception that carries this code, its message filled in."""
        return ApiError(self, self.message.format(**fields) if fields else self.message)


class ApiError(Exception):
    """A refused call. Raised anywhere below the pipeline, rendered into an envelope in one place."""

    def __init__(self, error: ErrorCode, message: str | None = None, *, retry_after: int | None = None) -> None:
        super().__init__(message or error.message)
        self.error = error
        self.message = message or error.message
        self.retry_after = retry_after

    @property
    def code(self) -> int:
        return self.error.code
