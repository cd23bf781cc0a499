"""``shop.order.get_order_list(…)``: groups of operations, looked up by name on first use."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping
from typing import Any, Protocol

from shopwright.client.errors import HIDE_FRAMES

from . import methods
from .methods import Method

__tracebackhide__ = HIDE_FRAMES


class Caller(Protocol):
    """A shop, as much of it as a group needs."""

    def _call(self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object]) -> Any: ...

    def _items(self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object]) -> Any: ...


class Endpoint:
    """One operation of one shop. Calling it calls the server; its signature and its text are the generated ones.

    ``is_iterator``: it yields the items of the operation's list, page after page.
    """

    def __init__(self, caller: Caller, method: Method, name: str, *, is_iterator: bool = False) -> None:
        self.caller = caller
        self.method = method
        self.__name__ = name
        self._run = caller._items if is_iterator else caller._call

    def __call__(self, *values: object, **arguments: object) -> Any:
        return self._run(self.method, values, arguments)

    def __repr__(self) -> str:
        operation = self.method.operation
        return f"<{operation.area}.{self.__name__}: {operation.method} {operation.path}>"

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return inspect.getdoc(self._typed())

    @property
    def __signature__(self) -> inspect.Signature:
        whole = inspect.signature(self._typed())
        return whole.replace(parameters=list(whole.parameters.values())[1:])

    def _typed(self) -> Any:
        """The generated function of this name, which type checkers and editors see."""
        area = self.method.operation.area
        module = importlib.import_module(f"shopwright.client.api.{area}")
        return getattr(getattr(module, class_name(area)), self.__name__)


class Group:
    """The operations of one area."""

    def __init__(self, caller: Caller, area: str) -> None:
        self._caller = caller
        self._area = area

    def __getattr__(self, name: str) -> Endpoint:
        if name.startswith("_"):
            raise AttributeError(name)
        endpoint = self._endpoint(name)
        if endpoint is None:
            raise AttributeError(f"the group {self._area!r} has no operation {name!r}{self._hint(name)}")
        self.__dict__[name] = endpoint
        return endpoint

    def _endpoint(self, name: str) -> Endpoint | None:
        if name.startswith("iter_"):
            iterated = methods.iterators(self._area).get(name)
            method = methods.method(self._area, iterated) if iterated else None
            return Endpoint(self._caller, method, name, is_iterator=True) if method else None
        try:
            return Endpoint(self._caller, methods.method(self._area, name), name)
        except KeyError:
            return None

    def _hint(self, name: str) -> str:
        import difflib

        near = difflib.get_close_matches(name, dir(self), 1)
        return f"; did you mean {near[0]!r}?" if near else ""

    def __dir__(self) -> list[str]:
        aliases = [alias.partition(".")[2] for alias in methods.ALIASES if alias.startswith(f"{self._area}.")]
        return sorted([*methods.names_in(self._area), *methods.iterators(self._area), *aliases])

    def __repr__(self) -> str:
        return f"<the operations under /{self._area}/>"


def class_name(area: str) -> str:
    """``return_refund`` becomes ``ReturnRefund``, the generated class of the group."""
    return "".join(part.capitalize() for part in area.split("_"))
