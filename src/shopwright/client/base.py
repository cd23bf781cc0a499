"""What ``Shop`` and ``AsyncShop`` share: everything that neither blocks nor awaits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Generic, Literal, Self, TypedDict, TypeVar, Unpack

from msgspec.structs import replace

from shopwright.client.errors import HIDE_FRAMES, ArgumentError

from .auth.oauth import authorization_url
from .auth.tokens import Token, UserType
from .core import build, methods, pages
from .core.call import call
from .core.effects import Flow, acquire, work
from .core.engine import Engine
from .core.groups import Endpoint, Group
from .core.methods import Method, needs_shop
from .core.options import Cancellation, Options, RetryPolicy
from .core.shells import AsyncShell, SyncShell
from .observe.usage import Usage
from .settings import CheckedSettings

if TYPE_CHECKING:
    from .core.dryrun import Prepared
    from .observe.usage import UsageReport

__tracebackhide__ = HIDE_FRAMES

ShellT = TypeVar("ShellT", SyncShell, AsyncShell)


class OptionChanges(TypedDict, total=False):
    """The fields of ``Options``, each optional."""

    shop_cipher: str | None
    asset_cipher: str | None
    timeout: float
    deadline: float | None
    retry: RetryPolicy
    repeat: bool
    version: str | None
    idempotency_key: str | None
    partial: Literal["raise", "return"]
    validate: bool
    cancellation: Cancellation | None
    extra_query: Mapping[str, str]
    extra_body: Mapping[str, object]
    extra_headers: Mapping[str, str]
    batch_size: int | None


class Base(Generic[ShellT]):
    """The part of a shop that neither blocks nor awaits."""

    _settings: CheckedSettings
    _shell: ShellT
    _engine: Engine
    options: Options

    def _set(self, settings: CheckedSettings, shell: ShellT, engine: Engine, options: Options) -> None:
        self._settings, self._shell, self._engine, self.options = settings, shell, engine, options

    def _copied(self, options: Options) -> Self:
        copy = object.__new__(type(self))
        copy._set(self._settings, self._shell, self._engine, options)
        return copy

    if not TYPE_CHECKING:  # type checkers know the groups from the generated classes, and everything else is a mistake

        def __getattr__(self, name: str) -> Group:
            """A group of operations, made when it is first used."""
            if name in methods.areas():
                group = self.__dict__[name] = Group(self, name)
                return group
            raise AttributeError(
                f"{type(self).__name__!r} has no attribute {name!r}; its groups are {', '.join(methods.areas())}"
            )

    def __dir__(self) -> list[str]:
        return sorted([*object.__dir__(self), *methods.areas()])

    def __repr__(self) -> str:
        cipher = self.options.shop_cipher
        return f"{type(self).__name__}({self._engine.base_url}, app_key={self._engine.app.key!r}, shop={cipher!r})"

    def with_shop(self, shop_cipher: str) -> Self:
        """The same app, token and connections for another of the seller's shops."""
        return self.with_options(shop_cipher=shop_cipher)

    def with_options(self, **changes: Unpack[OptionChanges]) -> Self:
        """The same shop, whose calls are made with other ``Options``."""
        return self._copied(replace(self.options, **changes))

    def authorization_url(
        self, service_id: str, *, region: str, user: UserType = UserType.SELLER, state: str | None = None
    ) -> str:
        """The link that a user opens to authorise this app: see ``shopwright.authorization_url``."""
        key, base_url = self._engine.app.key, self._engine.base_url
        return authorization_url(key, service_id, base_url=base_url, region=region, user=user, state=state)

    def usage(self) -> UsageReport:
        """Counts of the calls so far, and hints about calls that were not needed."""
        observer = next(observer for observer in self._engine.observers if isinstance(observer, Usage))
        return observer.report()

    def validate(self, method: Callable[..., object], /, *values: object, **arguments: object) -> list[str]:
        """List what is wrong with the arguments by the contract, a sentence each; nothing is sent."""
        from .core.validation import problems

        return problems(endpoint_of(method).method, values, arguments)

    def dry_run(self, method: Callable[..., object], /, *values: object, **arguments: object) -> Prepared:
        """The signed request that a call would send; nothing is sent. Printing it shows no secret.

        It is made with this shop's options and cipher, whichever shop the operation was taken from.
        """
        from .core.dryrun import Prepared

        target = self._target(endpoint_of(method).method, values, arguments, self.options)
        token = self._settings.tokens.load(self._settings.account)
        now = self._engine.now()
        return Prepared.of(self._engine.app, self._engine.base_url, target, token, now, self.options)

    def _batches(
        self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object]
    ) -> Iterator[dict[str, object]]:
        if method.operation.idempotency and self.options.idempotency_key:
            raise ArgumentError(method.operation.id, ["one idempotency key cannot serve several calls: leave it out"])
        return pages.batches(method, pages.by_name(method, values, arguments), self.options.batch_size)

    def _endpoint(self, method: Method) -> Endpoint:
        return Endpoint(self, method, method.operation.name)  # type: ignore[arg-type]

    def _flow(self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object]) -> Flow[object]:
        options, begun = self.options, self._engine.clock.monotonic()
        if options.validate:
            self._check(method, values, arguments)
        if needs_shop(method.operation) and options.shop_cipher is None:
            options = replace(options, shop_cipher=(yield from self._only_shop(method.operation.id, begun)))
        if method.operation.body is not None and method.operation.body.is_multipart:
            target = yield from work(lambda: self._target(method, values, arguments, options))
        else:
            target = self._target(method, values, arguments, options)
        return (yield from call(self._engine, target, options, begun))

    def _check(self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object]) -> None:
        from .core.validation import problems

        if mistakes := problems(method, values, arguments):
            raise ArgumentError(method.operation.id, mistakes)

    def _target(
        self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object], options: Options
    ) -> build.Target:
        return build.target_of(method, method.place(values, arguments, options.version), options)

    def _only_shop(self, operation: str, begun: float) -> Flow[str]:
        """The cipher of the token's shop, if it has just one; asked for once."""
        shop_ciphers = self._engine.shop_ciphers
        if shop_ciphers is None:
            lock = yield from acquire("shops")
            try:
                shop_ciphers = self._engine.shop_ciphers or (yield from self._shops(begun))
                self._engine.shop_ciphers = shop_ciphers or None  # a seller without a shop may open one
            finally:
                lock.release()
        if len(shop_ciphers) != 1:
            known = "; ".join(f"{name}: {cipher}" for cipher, name in shop_ciphers.items()) or "none"
            raise ArgumentError(operation, [f"say which shop with with_shop(cipher); the token has {known}"])
        return next(iter(shop_ciphers))

    def _shops(self, begun: float) -> Flow[dict[str, str]]:
        """The shops that the token covers: their ciphers, and names for people."""
        shops = methods.method("authorization", "get_authorized_shops")
        chosen = self.options
        options = Options(retry=chosen.retry, deadline=chosen.deadline, cancellation=chosen.cancellation)
        data = yield from call(self._engine, self._target(shops, (), {}, options), options, begun)
        rows = data.get("shops") if isinstance(data, dict) else None
        rows = [row for row in rows if isinstance(row, dict) and row.get("cipher")] if isinstance(rows, list) else []
        return {str(row["cipher"]): f"{row.get('name')} ({row.get('region')})" for row in rows}

    def _raw(self, method: str, path: str, query: Mapping[str, object], body: object) -> Flow[object]:
        repeatable = method.upper() == "GET" or self.options.repeat
        target = build.raw_target(method, path, query, body, repeatable=repeatable)
        return call(self._engine, target, self.options)

    def _authorized(self, code: str) -> Flow[Token]:
        token = yield from self._settings.service().exchange(code)
        yield from self._engine.token_refresher.put(token)
        self._engine.shop_ciphers = None
        return token


def endpoint_of(method: Callable[..., object]) -> Endpoint:
    """The operation that ``shop.order.get_order_list`` stands for; ``TypeError`` when it is something else."""
    if not isinstance(method, Endpoint):
        raise TypeError(f"give an operation of a shop, like shop.order.get_order_list, not {method!r}")
    return method
