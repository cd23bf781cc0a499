"""Operations as methods: Python arguments go to path, query and body as the contract says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple
from urllib.parse import quote

from shopwright.client.errors import HIDE_FRAMES, ArgumentError
from shopwright.contract.load import operations, schema
from shopwright.contract.model import Entity, Operation

__tracebackhide__ = HIDE_FRAMES

#: Parameters that come from the client's settings, not from a call's arguments.
CONTEXT_PARAMETERS = frozenset({"shop_cipher", "category_asset_cipher"})


class Arguments(NamedTuple):
    """A call's arguments by the place they travel in; lists in the query are joined by commas."""

    path: str
    query: list[tuple[str, str]]
    body: dict[str, object] | None


class Method:
    """One operation, ready to take arguments."""

    __slots__ = ("_body", "_names", "_query", "operation", "path_names")

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.path_names = tuple(p.name for p in operation.parameters if p.location == "path")
        self._query = frozenset(
            p.name for p in operation.parameters if p.location == "query" and p.name not in CONTEXT_PARAMETERS
        )
        self._body = frozenset(schema(operation.body.schema).properties) if operation.body else frozenset()
        self._names = self._query | self._body | set(self.path_names)

    @property
    def names(self) -> tuple[str, ...]:
        """Every argument: the path's in order, then the others by name."""
        return (*self.path_names, *sorted(self._names - set(self.path_names)))

    @property
    def takes_body(self) -> bool:
        return self.operation.body is not None

    def place(
        self, values: tuple[object, ...], named_values: Mapping[str, object], version: str | None = None
    ) -> Arguments:
        """Arguments in their places. ``None`` means: leave out. ``TypeError`` as a Python function would raise it."""
        arguments = self.bind(values, named_values) if values else named_values
        if not self._names.issuperset(arguments):
            raise TypeError(self._unknown(arguments))
        path = self._path(arguments, version)
        query = [
            (name, text(arguments[name])) for name in arguments if name in self._query and arguments[name] is not None
        ]
        body = {
            name: plain(arguments[name]) for name in arguments if name in self._body and arguments[name] is not None
        }
        return Arguments(path, query, body if self.operation.body else None)

    def bind(self, values: tuple[object, ...], arguments: Mapping[str, object]) -> dict[str, object]:
        """Values without a name belong to the path, in its order."""
        if len(values) > len(self.path_names):
            takes = ", ".join(self.path_names) or "none"
            raise TypeError(f"{self.operation.name}() takes arguments by name only, but for its path ({takes})")
        positional = dict(zip(self.path_names, values, strict=False))
        if twice := positional.keys() & arguments.keys():
            raise TypeError(f"{self.operation.name}() got two values for {', '.join(sorted(twice))}")
        return {**positional, **arguments}

    def _unknown(self, argument_names: Iterable[str]) -> str:
        import difflib

        name = min(set(argument_names) - self._names)
        near = difflib.get_close_matches(name, self._names, 1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; it takes {', '.join(self.names) or 'none'}"
        return f"{self.operation.name}() has no argument {name!r}{hint}"

    def _path(self, arguments: Mapping[str, object], version: str | None) -> str:
        path = path_of(self.operation, version)
        if not self.path_names:
            return path
        missing = [name for name in self.path_names if arguments.get(name) in (None, "")]
        if missing:
            raise TypeError(f"{self.operation.name}() misses {', '.join(missing)}")
        if dots := [name for name in self.path_names if text(arguments[name]) in (".", "..")]:
            raise ArgumentError(self.operation.id, [f"{', '.join(dots)} cannot be made of dots alone"])
        parts, values = path.split("/"), iter([quote(text(arguments[name]), safe="") for name in self.path_names])
        return "/".join(next(values) if part.startswith("{") else part for part in parts)


def path_of(operation: Operation, version: str | None) -> str:
    """The operation's path in a version; ``ArgumentError`` names the versions that there are."""
    if version is None or version == operation.version:
        return operation.path
    older = {
        legacy_path.path.split("/")[2]: legacy_path.path
        for legacy_path in operation.legacy
        if legacy_path.method == operation.method
    }
    if version not in older:
        known = ", ".join([*sorted(older), operation.version])
        raise ArgumentError(operation.id, [f"there is no version {version}; known versions are {known}"])
    return older[version]


def text(value: object) -> str:
    """A query or path value as it travels."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return str(unix(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Iterable):
        return ",".join(map(text, value))
    return str(value)


def plain(value: object) -> object:
    """A body value as JSON holds it: money as text, moments as Unix seconds."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return unix(value) if isinstance(value, datetime) else value


def unix(moment: datetime) -> int:
    """Unix seconds of a moment; one without a time zone is refused, since nobody can say when it is."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone: give it one, like datetime(…, tzinfo=UTC)")
    return int(moment.timestamp())


@cache
def method(area: str, name: str) -> Method:
    """The operation of an area under its name in snake_case, an alias, or its id. ``KeyError`` when there is none."""
    operation = _by_name()[area][ALIASES.get(f"{area}.{name}", name)]
    return Method(operation)


@cache
def _by_name() -> dict[str, dict[str, Operation]]:
    operations_of: dict[str, dict[str, Operation]] = {}
    for operation in operations().values():
        names = operations_of.setdefault(operation.area, {})
        names[operation.name] = names[operation.id] = operation
    return operations_of


def areas() -> tuple[str, ...]:
    """The groups of operations, as the contract groups them."""
    return tuple(_by_name())


def names_in(area: str) -> list[str]:
    """The operations of an area, in snake_case, sorted."""
    return sorted({operation.name for operation in _by_name()[area].values()})


#: Shorter or plainer names for what is called most, as ``area.alias`` and the operation's name.
ALIASES: dict[str, str] = {
    "authorization.get_shops": "get_authorized_shops",
    "customer_service.list_conversations": "get_conversations",
    "customer_service.list_messages": "get_conversation_messages",
    "fulfillment.get_label": "get_package_shipping_document",
    "fulfillment.get_package": "get_package_detail",
    "fulfillment.search_packages": "search_package",
    "order.get_orders": "get_order_detail",
    "order.search_orders": "get_order_list",
    "product.search_inventory": "inventory_search",
    "product.upload_image": "upload_product_image",
    "promotion.search_coupons": "search_coupon_list",
}


def needs_shop(operation: Operation) -> bool:
    """Whether a call carries the shop's cipher."""
    return operation.entity is Entity.SHOP


def needs_asset(operation: Operation) -> bool:
    """Whether a call carries a category asset's cipher."""
    return operation.entity is Entity.ASSET


@cache
def iterators(area: str) -> dict[str, str]:
    """Names of iterators over the pages of an area's lists, with the operation that each reads.

    ``iter_orders`` where the area has one list of orders; where several share the word, ``iter_`` and the operation.
    """
    paged = [operation for name, operation in _by_name()[area].items() if operation.page and name == operation.name]
    words = [_word(operation) for operation in paged]
    return {
        f"iter_{word}" if words.count(word) == 1 else f"iter_{_noun(operation.name)}": operation.name
        for operation, word in zip(paged, words, strict=True)
    }


def _word(operation: Operation) -> str:
    assert operation.page is not None
    return operation.page.items.rpartition(".")[2]


def _noun(name: str) -> str:
    return name.removeprefix("get_").removeprefix("search_").removesuffix("_list")
