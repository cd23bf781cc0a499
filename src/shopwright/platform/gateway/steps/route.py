"""Path and method: which operation a call means."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from shopwright.contract.load import operations
from shopwright.contract.model import Operation
from shopwright.platform.core.call import Call
from shopwright.wire.gateway_codes import INVALID, UNKNOWN_PATH, WRONG_METHOD
from shopwright.wire.signing import MOST_PARAMETERS


class Target(Struct, frozen=True):
    """An operation and the names that its path's variable segments have, in order."""

    operation: Operation
    names: tuple[str, ...]


class Node(Struct):
    """One segment of the path tree."""

    literals: dict[str, Node] = {}
    variable: Node | None = None
    targets: dict[str, Target] = {}


def _names(path: str) -> tuple[str, ...]:
    return tuple(part[1:-1] for part in path.split("/") if part.startswith("{"))


def _add(root: Node, method: str, path: str, target: Target) -> None:
    node = root
    for part in path.strip("/").split("/"):
        if part.startswith("{"):
            node.variable = node.variable or Node()
            node = node.variable
        else:
            node = node.literals.setdefault(part, Node())
    node.targets[method] = target


@cache
def route_tree() -> Node:
    """All paths: older ones first, so that a current path wins where both are the same."""
    root = Node()
    for operation in operations().values():
        target = Target(operation, _names(operation.path))
        for old in operation.legacy:
            _add(root, old.method, old.path, target)
    for operation in operations().values():
        _add(root, operation.method, operation.path, Target(operation, _names(operation.path)))
    return root


def _find(node: Node, parts: list[str], index: int, values: list[str]) -> tuple[Node, list[str]] | None:
    if index == len(parts):
        return (node, values) if node.targets else None
    literal = node.literals.get(parts[index])
    hit = _find(literal, parts, index + 1, values) if literal else None
    if hit is None and node.variable is not None and parts[index]:
        hit = _find(node.variable, parts, index + 1, [*values, parts[index]])
    return hit


def match(segments: list[str]) -> tuple[Node, list[str]] | None:
    """The node of a path and the values of its variable segments; literal segments win, and every slash counts."""
    return _find(route_tree(), segments, 0, [])


def find_operation(call: Call) -> None:
    """404 for an unknown path, before anything else is looked at; 405 for a wrong method."""
    path = call.request.path
    hit = match(call.request.segments)
    if hit is None:
        raise UNKNOWN_PATH(path=path[:200])
    node, values = hit
    target = node.targets.get(call.request.method)
    if target is None:
        raise WRONG_METHOD(method=call.request.method[:10], allowed=", ".join(sorted(node.targets)))
    if "\0" in path or "%00" in call.request.raw_query:
        raise INVALID(reason="path or query contains a NUL character.")
    if len(call.query_pairs) > MOST_PARAMETERS:
        raise INVALID(reason=f"the query has more than {MOST_PARAMETERS} parameters.")
    call.operation = target.operation
    call.path = dict(zip(target.names, values, strict=True))
