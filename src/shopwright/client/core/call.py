"""One call from admission to data: the flow that both shells run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from shopwright.client.errors import (
    HIDE_FRAMES,
    ApiCallError,
    CallCancelled,
    DeadlineExceeded,
    NoReply,
    PartialFailure,
    RateLimited,
    ServerTrouble,
    ShopwrightError,
    SignatureError,
    TokenError,
    UnreadableReply,
)

from .build import Target, signed
from .causes import is_about_time
from .effects import Flow, send, sleep, within, work
from .engine import Engine
from .http import HttpReply, TransportFailure
from .options import Options
from .parse_reply import Envelope, error_of, failures_in, parse_envelope, server_time
from .records import CallRecord, TryRecord

__tracebackhide__ = HIDE_FRAMES

T = TypeVar("T")

#: Seconds of difference below which the clock is not the reason for a refused timestamp.
_LEAST_SKEW = 5.0


def call(engine: Engine, target: Target, options: Options, begun: float | None = None) -> Flow[object]:
    """The data of the reply; otherwise a ``ShopwrightError``. ``begun``: since when the deadline runs (monotonic)."""
    return (yield from _Call(engine, target, options, begun).run())


class _Call:
    def __init__(self, engine: Engine, target: Target, options: Options, begun: float | None) -> None:
        self.engine, self.target, self.options = engine, target, options
        self.begun = engine.clock.monotonic() if begun is None else begun
        self.ends = None if options.deadline is None else self.begun + options.deadline
        self.tries: list[TryRecord] = []
        self.waited = 0.0
        self.failures = 0
        self.tokens_refused = 0
        self.was_reset = False
        self.may_have_acted = False

    def run(self) -> Flow[object]:
        started, name = self.engine.now(), ""
        try:
            return (yield from self._until_done())
        except BaseException as error:
            name = type(error).__name__
            if self.may_have_acted and isinstance(error, ShopwrightError):
                _warn_of_possible_effect(error)
            raise
        finally:
            seconds = self.engine.clock.monotonic() - self.begun
            record = CallRecord(self.target, started, seconds, self.waited, tuple(self.tries), name)
            for observer in self.engine.observers:
                observer.on_call(record)

    def _until_done(self) -> Flow[object]:
        while True:
            yield from self._admit()
            token = yield from self._in_time(self.engine.token_refresher.access_token())
            try:
                return (yield from self._once(token))
            except ShopwrightError as error:
                self._remember(error)
                again = yield from self._can_repair(error, token)
                wait = 0.0 if again else self._wait_after(error)
                if wait is None:
                    raise
                yield from self._pause(wait, error)

    def _remember(self, error: ShopwrightError) -> None:
        """Remember that a write may have taken effect in a try without a clear answer, whatever later tries answer."""
        unknown = isinstance(error, ServerTrouble) or (isinstance(error, NoReply) and error.was_sent)
        if unknown and self.target.is_write:
            self.may_have_acted = True

    def _admit(self) -> Flow[None]:
        """Wait for the rate limit and the circuit breaker."""
        self._check_cancelled()
        limiter = self.engine.limiter
        if limiter is not None:
            key, now, left = self._rate_key(), self.engine.clock.now(), self._left()
            reserve: Callable[[], float] = lambda: limiter.reserve(key, now, left)  # noqa: E731
            wait = (yield from work(reserve)) if limiter.blocks else reserve()
            yield from self._pause(wait, None)
        if self.engine.breaker is not None:
            self.engine.breaker.admit(self.engine.clock.monotonic())

    def _rate_key(self) -> str:
        return f"{self.engine.app.key}:{self.options.shop_cipher or ''}:{self.target.operation}"

    def _once(self, token: str | None) -> Flow[object]:
        """One HTTP exchange."""
        options = self.options
        left, signed_at = self._left(), self.engine.now()
        if left is not None and left <= 0:
            raise self._too_late(0.0, None)
        request = signed(self.engine.app, self.engine.base_url, self.target, token, signed_at, options)
        if left is not None and left < options.timeout:
            request = request._replace(timeout=left)
        begun = self.engine.clock.monotonic()
        reply: HttpReply | None = None
        envelope: Envelope | None = None
        error: ShopwrightError | None = None
        try:
            reply = yield from send(request)
            envelope = parse_envelope(reply, self.target.operation)
            if envelope.code or reply.status >= 300:
                error = self._refusal(envelope, reply, signed_at)
        except TransportFailure as failure:
            error = self._no_reply(failure)
        except UnreadableReply as unreadable:
            error = unreadable
        self._note(begun, reply, envelope, error)
        if error is not None:
            raise error
        assert envelope is not None
        return self._data(envelope)

    def _refusal(self, envelope: Envelope, reply: HttpReply, signed_at: float) -> ApiCallError:
        error = error_of(envelope, reply, self.target.spec, self.target.operation, self.engine.base_url)
        if is_about_time(error.code, error.server_message):
            self._learn_time(reply, signed_at)
        return error

    def _learn_time(self, reply: HttpReply, signed_at: float) -> None:
        """Take over the server's time from the ``Date`` header, after it refused the timestamp.

        It is compared with the time of this try, since another call may have corrected the clock meanwhile.
        """
        sent_at = server_time(reply.headers)
        if sent_at is not None and not self.was_reset and abs(sent_at - signed_at) > _LEAST_SKEW:
            self.engine.skew = sent_at - self.engine.clock.now()
            self.was_reset = True

    def _data(self, envelope: Envelope) -> object:
        spec = self.target.spec
        if spec is not None and self.options.partial == "raise" and (failed := failures_in(envelope.data, spec)):
            raise PartialFailure(self.target.operation, envelope.data, failed, envelope.request_id or "")
        return envelope.data

    def _no_reply(self, failure: TransportFailure) -> NoReply:
        what = "did not answer in time" if failure.timed_out else "gave no reply"
        acted = "It may have acted on the call all the same." if failure.was_sent else "The call never reached it."
        remedy = "Look whether the effect is there before you send it again." if failure.was_sent else "Try again."
        said = f"{failure}." if failure.remedy else f"{self.engine.base_url} {what}: {failure}"
        error = NoReply(
            f"{self.target.operation}: {said}",
            was_sent=failure.was_sent,
            cause=acted,
            remedy=failure.remedy or remedy,
        )
        error.__cause__ = failure
        return error

    def _note(
        self, begun: float, reply: HttpReply | None, envelope: Envelope | None, error: ShopwrightError | None
    ) -> None:
        """Report the try to the circuit breaker and the observers."""
        now = self.engine.clock.monotonic()
        if self.engine.breaker is not None:
            if isinstance(error, NoReply | ServerTrouble):
                self.engine.breaker.failed(now)
            else:
                self.engine.breaker.succeeded()
        record = TryRecord(
            operation=self.target.operation,
            number=len(self.tries) + 1,
            seconds=now - begun,
            status=reply.status if reply else None,
            code=envelope.code if envelope else None,
            request_id=(envelope.request_id or "") if envelope else "",
            error=type(error).__name__ if error else "",
            wait=None,
        )
        self.tries.append(record)
        for observer in self.engine.observers:
            observer.on_try(record)

    def _can_repair(self, error: ShopwrightError, token: str | None) -> Flow[bool]:
        """Whether the next try can succeed after a refusal: with a new token, or with the corrected time."""
        if isinstance(error, SignatureError) and self.was_reset and len(self.tries) < self.options.retry.attempts:
            self.was_reset = False
            return True
        if isinstance(error, TokenError) and error.code != _WRONG_USER and token is not None:
            self.tokens_refused += 1
            return self.tokens_refused == 1 and (yield from self._in_time(self.engine.token_refresher.renew(token)))
        return False

    def _wait_after(self, error: ShopwrightError) -> float | None:
        """Seconds until the next try, or None when there is to be none."""
        self.failures += 1
        if self.failures >= self.options.retry.attempts or not self._may_repeat(error):
            return None
        asked = error.retry_after if isinstance(error, ApiCallError) else None
        return self.options.retry.wait(self.failures, asked) if self.options.retry.accepts(asked) else None

    def _may_repeat(self, error: ShopwrightError) -> bool:
        """Whether to try again: always after a refused rate; after an unclear outcome only if repeating is safe."""
        if isinstance(error, RateLimited):
            return True
        if isinstance(error, CallCancelled | DeadlineExceeded):
            return False
        if isinstance(error, UnreadableReply) and error.is_refused:
            return False
        if isinstance(error.__cause__, TransportFailure) and error.__cause__.remedy:
            return False  # nothing listens there, for example
        if isinstance(error, NoReply):
            return self.target.repeatable or not error.was_sent
        return isinstance(error, ServerTrouble) and self.target.repeatable

    def _in_time(self, flow: Flow[T]) -> Flow[T]:
        """Run a flow of the token refresher until the call's deadline; it ends when the call is cancelled."""
        if self.ends is None and self.options.cancellation is None:
            return (yield from flow)
        return (yield from within(flow, self._left_unless_cancelled, lambda wait: self._too_late(wait, None)))

    def _left_unless_cancelled(self) -> float | None:
        self._check_cancelled()
        return self._left()

    def _left(self) -> float | None:
        return None if self.ends is None else self.ends - self.engine.clock.monotonic()

    def _pause(self, seconds: float, error: ShopwrightError | None) -> Flow[None]:
        if seconds <= 0:
            return
        left = self._left()
        if left is not None and seconds >= left:
            raise self._too_late(seconds, error) from error
        self.waited += seconds
        yield from sleep(seconds)
        self._check_cancelled()

    def _too_late(self, seconds: float, error: ShopwrightError | None) -> DeadlineExceeded:
        was_sent = isinstance(error, NoReply) and error.was_sent
        return DeadlineExceeded(
            f"{self.target.operation}: its {self.options.deadline} s are over after {len(self.tries)} tries.",
            was_sent=was_sent,
            cause=f"The next try would have come {seconds:.1f} s later." + (f" Last: {error.message}" if error else ""),
            remedy="Give the call more time, or call less often.",
        )

    def _check_cancelled(self) -> None:
        cancellation = self.options.cancellation
        if cancellation is not None and cancellation.is_cancelled:
            raise CallCancelled(f"{self.target.operation} was cancelled.", was_sent=bool(self.tries))


def _warn_of_possible_effect(error: ShopwrightError) -> None:
    error.may_have_acted = True
    error.remedy = "Look whether the effect is there before you send it again: an earlier try may have been acted on."
    if isinstance(error, NoReply):
        error.was_sent = True


_WRONG_USER = 101000
