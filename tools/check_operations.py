"""Keep an operation's name for its handler: `python tools/check_operations.py [ROOT]`.

`grep -rn "def create_product("` over the platform leads to the handler and to nothing else. So a built operation has
one function of its name, the one marked `@operation("createProduct")`, and an operation that is not built has none.
Functions are read from the source, so that the check imports nothing of the platform.

What `new_operation.py` has begun is refused as well until it is done: a handler that still raises NOT_IMPLEMENTED, and
a test with a gap that says ``unwritten``. Exits 1 after naming each complaint.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from shopwright.contract.load import operations

PLATFORM = "src/shopwright/platform"

TESTS = "tests/platform"

#: What a handler raises, and what a test calls, that is begun and not done.
UNBUILT, UNWRITTEN = "NOT_IMPLEMENTED", "unwritten"

#: The decorator that makes a function the handler of an operation.
DECORATOR = "operation"

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Place(NamedTuple):
    """A function of a certain name: where it is, which operations it handles, and whether it is only begun."""

    path: str
    line: int
    handles: tuple[str, ...]
    is_begun: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def main(root: Path) -> int:
    names = {operation.name: operation.id for operation in operations().values()}
    places = functions_of(root, names)
    built = sum(any(name_id in place.handles for place in places[name]) for name, name_id in names.items())
    complaints = [text for name in sorted(names) for text in complaints_about(name, names[name], places[name])]
    complaints += unwritten_tests(root)
    summary = f"{len(names)} operations looked at, {built} built, {len(complaints)} complaints"
    print("\n".join([*complaints, summary]))
    return 1 if complaints else 0


def functions_of(root: Path, names: Iterable[str]) -> dict[str, list[Place]]:
    """Where the platform defines functions and methods of these names."""
    places: dict[str, list[Place]] = defaultdict(list)
    wanted = set(names)
    for path in sorted((root / PLATFORM).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function) and node.name in wanted:
                place = Place(
                    str(path.relative_to(root)), node.lineno, tuple(handled_operations(node)), mentions(node, UNBUILT)
                )
                places[node.name].append(place)
    return places


def handled_operations(function: Function) -> Iterator[str]:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and decorator.args and called_name(decorator.func) == DECORATOR:
            argument = decorator.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def mentions(node: ast.AST, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


def unwritten_tests(root: Path) -> Iterator[str]:
    """The gaps that tests still have."""
    for path in sorted((root / TESTS).rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called_name(node.func) == UNWRITTEN:
                yield f"{path.relative_to(root)}:{node.lineno}: a test has a gap: write what {UNWRITTEN}() stands for"


def called_name(function: ast.expr) -> str | None:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None


def complaints_about(name: str, operation_id: str, places: list[Place]) -> Iterator[str]:
    handlers = [place for place in places if operation_id in place.handles]
    if len(handlers) > 1:
        yield f"{operation_id} has {len(handlers)} handlers: {', '.join(map(str, handlers))}"
    for place in handlers:
        if place.is_begun:
            yield f"{place}: {operation_id} is begun and not built: its handler raises {UNBUILT}"
    purpose = f"its handler is {handlers[0]}" if handlers else "it is not built"
    for place in places:
        if place not in handlers:
            yield f"{place}: {name}() is not the handler of {operation_id} ({purpose}): name it otherwise"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent))
