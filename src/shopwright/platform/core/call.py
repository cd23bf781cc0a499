"""One call on its way through the pipeline: what travelled, who calls, and the transaction it runs in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import msgspec

from shopwright.contract.model import Effect, Operation
from shopwright.platform.database.transaction import Tx
from shopwright.wire.errors import ApiError
from shopwright.wire.signing import parse_query

from .http import Request
from .identity import Account, App, Authorization, Shop, Token
from .services import Services

QueryValue = str | int | float | bool | list[str]


class Diagnosis(msgspec.Struct):
    """Why a signature was refused, for the request inspector."""

    canonical: str
    mistake: str | None
    remedy: str | None


class Call:
    """Filled in step by step; an operation reads it and answers the data of the reply.

    ``keeps_names``: refusals name fields as they are sent, not in the CamelCase of the gateway.
    ``owed``: operations that ran within the call, with how often beyond what the rate limit was told of before.
    """

    def __init__(self, request: Request, services: Services, request_id: str) -> None:
        self.request = request
        self.services = services
        self.request_id = request_id
        self.query_pairs = parse_query(request.raw_query)
        self.query: dict[str, QueryValue] = {}
        self.path: dict[str, str] = {}
        self.reached: list[tuple[str, int]] = []
        self.diagnosis: Diagnosis | None = None
        self.fault_id: str | None = None
        self.reply_headers: dict[str, str] = {}
        self.delay_ms = 0
        self.drop = False
        self.finished = False
        self.keeps_names = False
        self.owed: Counter[str] = Counter()
        self.hidden_by: ApiError | None = None
        self.afterwards: list[Callable[[], object]] = []
        self.data: object = None
        self.body: object = None
        self.body_digest = ""
        self._operation: Operation | None = None
        self._app: App | None = None
        self._token: Token | None = None
        self._account: Account | None = None
        self._authorization: Authorization | None = None
        self._shop: Shop | None = None
        self._tx: Tx | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    @property
    def tx(self) -> Tx:
        """The transaction, opened on first use: one that may write only where the operation writes."""
        if self._tx is None:
            store = self.services.store
            opened = store.read() if self.operation.effect is Effect.READ else store.write()
            self._tx = self._open.enter_context(opened)
        return self._tx

    @property
    def opened_tx(self) -> Tx | None:
        """The transaction, where one was opened; it may have ended."""
        return self._tx

    @property
    def emitted(self) -> bool:
        """Whether the call gave the background something to deliver or to fire."""
        return self._tx is not None and self._tx.caused_work

    def finish(self, data: object) -> None:
        """Answer with this and skip what is left of the pipeline."""
        self.data = data
        self.finished = True

    def parameter(self, name: str) -> str | None:
        """The first value of a query parameter as sent."""
        return next((value for key, value in self.query_pairs if key == name), None)

    def text(self, name: str) -> str | None:
        """A checked query parameter of kind string."""
        value = self.query.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str, default: int = 0) -> int:
        """A checked query parameter of kind integer."""
        value = self.query.get(name)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """A checked query parameter of kind boolean; absent is false."""
        return self.query.get(name) is True

    @property
    def operation(self) -> Operation:
        assert self._operation is not None
        return self._operation

    @operation.setter
    def operation(self, value: Operation) -> None:
        self._operation = value

    @property
    def app(self) -> App:
        assert self._app is not None
        return self._app

    @app.setter
    def app(self, value: App) -> None:
        self._app = value

    @property
    def token(self) -> Token:
        assert self._token is not None
        return self._token

    @token.setter
    def token(self, value: Token) -> None:
        self._token = value

    @property
    def account(self) -> Account:
        assert self._account is not None
        return self._account

    @account.setter
    def account(self, value: Account) -> None:
        self._account = value

    @property
    def authorization(self) -> Authorization:
        assert self._authorization is not None
        return self._authorization

    @authorization.setter
    def authorization(self, value: Authorization) -> None:
        self._authorization = value

    @property
    def shop(self) -> Shop:
        """The shop that the cipher names; only operations of entity ``shop`` have one."""
        assert self._shop is not None
        return self._shop

    @shop.setter
    def shop(self, value: Shop) -> None:
        self._shop = value

    @property
    def operation_id(self) -> str | None:
        return self._operation.id if self._operation else None

    @property
    def account_id(self) -> str | None:
        return self._account.account_id if self._account else None

    @property
    def app_key(self) -> str | None:
        return self._app.app_key if self._app else None

    @property
    def shop_id(self) -> str | None:
        return self._shop.shop_id if self._shop else None

    @property
    def owner_id(self) -> str:
        """Whose budget the call uses: the shop, or the account where there is no shop."""
        return self._shop.shop_id if self._shop else self.account.account_id
