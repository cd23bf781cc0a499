"""The exceptions of the client. Each says what happened, why, and what to do about it.

``ShopwrightError``
    ``ApiCallError``: the server refused. ``TokenError``, ``ScopeError``, ``SignatureError``, ``RateLimited``,
    ``InvalidCall``, ``ServerTrouble`` and ``NotBuilt`` are kinds of it.
    ``PartialFailure``: the call succeeded for some of its items only.
    ``NoReply``: no complete reply came. ``DeadlineExceeded``, ``CallCancelled`` and ``CircuitOpen`` are kinds of it.
    ``UnreadableReply``: a reply that is not an envelope (a proxy's page, a cut-off body).
    ``ArgumentError``: the arguments do not fit the contract; nothing was sent.
    ``NotAuthorized``: there is no token to call with, or none that still can be refreshed.
    ``TokenStoreError``: the token store cannot be read or written (a wrong key, mostly).
    ``VaultError``: Vault cannot be reached, or refused; a kind of ``TokenStoreError``.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import methodcaller
from typing import NamedTuple


class ShopwrightError(Exception):
    """Anything that the client raises on purpose. ``cause`` and ``remedy`` are sentences for people.

    ``may_have_acted``: the call was a write, and one of its tries ended in a way that leaves open whether it was done.
    """

    may_have_acted = False

    def __init__(self, message: str, *, cause: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [self.message, self.cause and f"Cause: {self.cause}", self.remedy and f"Remedy: {self.remedy}"]
        return "\n".join(filter(None, parts))


#: Modules that set it as ``__tracebackhide__`` are left out of what pytest prints of an error that the client raises on
#: purpose; errors of any other kind show all frames.
HIDE_FRAMES = methodcaller("errisinstance", ShopwrightError)


class ApiCallError(ShopwrightError):
    """The server refused a call.

    ``code`` and ``server_message`` are the envelope's; ``operation`` is the operation id, or a raw request's path.
    ``page``: where the code is explained, on the platform that answered or in Shopwright's documentation; empty where
    it is not.
    """

    def __init__(
        self,
        code: int,
        server_message: str,
        *,
        operation: str,
        request_id: str = "",
        http_status: int = 200,
        retry_after: float | None = None,
        cause: str = "",
        remedy: str = "",
        page: str = "",
    ) -> None:
        super().__init__(f"{operation} was refused with {code}: {server_message}", cause=cause, remedy=remedy)
        self.code = code
        self.server_message = server_message
        self.operation = operation
        self.request_id = request_id
        self.http_status = http_status
        self.retry_after = retry_after
        self.page = page

    def __str__(self) -> str:
        where = f"HTTP {self.http_status}" + (f", request id {self.request_id}" if self.request_id else "")
        page = f"\nPage: {self.page}" if self.page else ""
        return f"{super().__str__()}{page}\n({where})"

    def __reduce__(self) -> tuple[object, ...]:
        return _revive, (type(self), self.__dict__)


class TokenError(ApiCallError):
    """The access token is unknown, expired or withdrawn, or of the wrong kind of user."""


class ScopeError(ApiCallError):
    """The app or the token lacks a scope; ``scopes`` are those of which any one grants the call."""

    scopes: tuple[str, ...] = ()


class SignatureError(ApiCallError):
    """The signature or the timestamp was refused."""


class RateLimited(ApiCallError):
    """Too many calls; ``retry_after`` is in seconds where the server said so."""


class InvalidCall(ApiCallError):
    """A parameter or field was refused."""


class ServerTrouble(ApiCallError):
    """The server could not answer for reasons of its own."""


class NotBuilt(ApiCallError):
    """A Shopwright platform that has not built this operation yet."""


class ItemFailure(NamedTuple):
    """One item that failed: ``detail`` names it as the server does (``{"product_id": …}``)."""

    code: int | None
    message: str
    detail: object

    def __str__(self) -> str:
        return f"{self.detail}: {self.message}" + (f" ({self.code})" if self.code else "")


class PartialFailure(ShopwrightError):
    """The call went through, but some of its items failed. ``data`` is the whole reply, ``failures`` what failed."""

    def __init__(self, operation: str, data: object, failures: Sequence[ItemFailure], request_id: str = "") -> None:
        text = "; ".join(map(str, failures[:5])) + ("; …" if len(failures) > 5 else "")
        super().__init__(
            f"{operation}: {len(failures)} of its items failed: {text}",
            cause="The server did the rest and reported these with a code each.",
            remedy="Correct and send these again, or take the reply with with_options(partial='return').",
        )
        self.operation = operation
        self.data = data
        self.failures = tuple(failures)
        self.request_id = request_id

    def __reduce__(self) -> tuple[object, ...]:
        return _revive, (type(self), self.__dict__)


class NoReply(ShopwrightError):
    """No complete reply came. ``was_sent`` tells whether the server may have acted on the call."""

    def __init__(self, message: str, *, was_sent: bool = False, cause: str = "", remedy: str = "") -> None:
        super().__init__(message, cause=cause, remedy=remedy)
        self.was_sent = was_sent


class DeadlineExceeded(NoReply):
    """The call's deadline has passed. The error of the last try is the ``__cause__``."""


class CallCancelled(NoReply):
    """The call's ``Cancellation`` was used."""


class CircuitOpen(NoReply):
    """The server failed so often in a row that nothing is sent for a while; ``retry_in`` seconds are left."""

    retry_in: float = 0.0


class UnreadableReply(NoReply):
    """The reply is not the envelope that TikTok Shop answers with.

    ``is_refused``: its HTTP status, 3xx or 4xx, says that the call was not done, and would not be the next time.
    """

    is_refused = False


class ArgumentError(ShopwrightError, ValueError):
    """Arguments that the contract does not allow; nothing was sent. ``problems`` holds one sentence each."""

    def __init__(self, operation: str, problems: Sequence[str]) -> None:
        super().__init__(
            f"{operation}: " + "; ".join(problems),
            remedy="Correct the arguments. What the contract does not know goes into extra_query or extra_body.",
        )
        self.operation = operation
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[object, ...]:
        return _revive, (type(self), self.__dict__)


class NotAuthorized(ShopwrightError):
    """There is no token to call with, or the authorisation behind it has ended."""


class TokenStoreError(ShopwrightError):
    """The token store cannot be read or written: its key is missing or wrong, or another process holds its lock."""


class VaultError(TokenStoreError):
    """Vault cannot be reached, or refused; ``status`` is that of its HTTP answer, 0 where there was none."""

    status = 0


def _revive(kind: type[ShopwrightError], state: dict[str, object]) -> ShopwrightError:
    """Rebuild a pickled error with all its attributes."""
    error = kind.__new__(kind)
    Exception.__init__(error, state["message"])
    error.__dict__.update(state)
    return error
