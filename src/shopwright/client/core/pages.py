"""Arguments for the pages of a list, and for batches of a long list of ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shopwright.client.errors import HIDE_FRAMES, ArgumentError, UnreadableReply

from .methods import Method

__tracebackhide__ = HIDE_FRAMES

_LISTS = (list, tuple, set, frozenset)


def first_page(method: Method, values: tuple[object, ...], named_values: Mapping[str, object]) -> dict[str, object]:
    """The arguments of the first page: the largest page that the operation gives, unless the caller said otherwise."""
    if method.operation.page is None:
        raise ArgumentError(method.operation.id, ["it is not a list with pages"])
    arguments = method.bind(values, named_values)
    size = next((p for p in method.operation.parameters if p.name == "page_size"), None)
    if size is not None and size.maximum is not None:
        arguments.setdefault("page_size", size.maximum)
    elif "page_size" in method.names:
        arguments.setdefault("page_size", 20)
    return arguments


def items_of(method: Method, data: object) -> list[object]:
    """The items of one page."""
    page = method.operation.page
    assert page is not None
    rows = _at(data, page.items)
    return rows if isinstance(rows, list) else []


def next_token(method: Method, data: object) -> str | None:
    """The token of the next page, if there is one."""
    page = method.operation.page
    assert page is not None
    token = _at(data, page.next_token)
    return token if isinstance(token, str) and token else None


def _at(data: object, place: str) -> object:
    for name in place.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data


def batches(method: Method, arguments: Mapping[str, object], size: int | None) -> Iterator[dict[str, object]]:
    """The arguments of each call when the one long list among them is cut into pieces that one call may carry."""
    if size is not None and size < 1:
        raise ArgumentError(method.operation.id, [f"batch_size is {size}, the least is 1"])
    if method.operation.idempotency and arguments.get(method.operation.idempotency.name):
        raise ArgumentError(method.operation.id, ["one idempotency key cannot serve several calls: leave it out"])
    lists = [name for name, value in arguments.items() if isinstance(value, _LISTS)]
    known = method.operation.list_limits
    limited = {name: known[name] for name in lists if name in known}
    if size is None and len(limited) != 1:
        raise ArgumentError(
            method.operation.id,
            ["the contract has no limit for its lists: say size=…" if not limited else "several lists have limits"],
        )
    name = next(iter(limited or lists), None)
    if name is None:
        raise ArgumentError(method.operation.id, ["there is no list among the arguments"])
    step, whole = size or limited[name], arguments[name]
    assert isinstance(whole, _LISTS)
    members = list(whole)
    for start in range(0, len(members), step):
        yield {**arguments, name: members[start : start + step]}


def by_name(method: Method, values: tuple[object, ...], named_values: Mapping[str, object]) -> dict[str, object]:
    """Arguments with the path's values under their names."""
    return method.bind(values, named_values)


def following(
    method: Method, arguments: Mapping[str, object], data: object, seen: set[str]
) -> dict[str, object] | None:
    """The arguments of the page after ``data``, or None at the end; ``seen`` are the tokens of the pages so far.

    An empty page may have a next one. A repeated token raises ``UnreadableReply``, as the list would never end.
    """
    token = next_token(method, data)
    if token is None:
        return None
    if token in seen:
        raise UnreadableReply(
            f"{method.operation.id}: the server answers the token of a page that was read before.",
            was_sent=True,
            cause="Its list changes while it is read, or it does not end.",
            remedy="Read it again, in smaller steps of time.",
        )
    seen.add(token)
    return {**arguments, "page_token": token}
