"""The places of a module where a fault can be put: its nodes without types, docstrings, decorators and imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mutation.settings import TYPE_NAMES, UNOBSERVED_CALLS

Function = ast.FunctionDef | ast.AsyncFunctionDef
Compound = ast.If | ast.While | ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.Try | ast.Match


@dataclass(frozen=True)
class Site:
    """A node with what an operator must know of its surroundings.

    ``function`` is the qualified name of the function around it, empty outside; ``names`` are then the module's names
    that its statement assigns. ``lines`` are the first and the last line of its statement, without a nested body.
    """

    node: ast.AST
    parent: ast.AST
    function: str
    returns: str
    names: tuple[str, ...]
    lines: tuple[int, int]
    is_raised: bool = False


def sites_of(module: ast.Module) -> Iterator[Site]:
    root = Site(module, module, function="", returns="", names=(), lines=(0, 0))
    for statement in module.body:
        yield from _walk(replace(root, node=statement, names=assigned(statement)), prefix="")


def _walk(site: Site, prefix: str) -> Iterator[Site]:
    node = site.node
    if _is_skipped(node):
        return
    if isinstance(node, ast.stmt):
        site = replace(site, lines=_lines(node))
    if isinstance(node, Function):
        yield from _walk_function(site, node, prefix)
        return
    if isinstance(node, ast.ClassDef):
        for statement in node.body:
            yield from _walk(replace(site, node=statement, parent=node), f"{prefix}{node.name}.")
        return
    yield site
    for child in _children(node):
        is_raised = site.is_raised or isinstance(node, ast.Raise)
        yield from _walk(replace(site, node=child, parent=node, is_raised=is_raised), prefix)


def _walk_function(site: Site, node: Function, prefix: str) -> Iterator[Site]:
    defaults = [default for default in (*node.args.defaults, *node.args.kw_defaults) if default is not None]
    for default in defaults:
        yield from _walk(replace(site, node=default, parent=node), prefix)
    returns = ast.unparse(node.returns) if node.returns else ""
    inner = replace(site, parent=node, function=f"{prefix}{node.name}", returns=returns, names=())
    for statement in node.body:
        yield from _walk(replace(inner, node=statement), f"{prefix}{node.name}.")


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.AnnAssign):
        yield from filter(None, [node.value])
        return
    yield from ast.iter_child_nodes(node)


def _is_skipped(node: ast.AST) -> bool:
    """Imports, exports, texts that stand alone, logging, types; and formatted strings: their parts have no position."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return True
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return True
    if isinstance(node, ast.keyword) and node.arg == "strict":  # of zip: lengths that are the same anyway
        return True
    if isinstance(node, ast.Expr) and (
        isinstance(node.value, ast.Constant) or ast.unparse(node).startswith(UNOBSERVED_CALLS)
    ):
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        return True
    typed = node.value if isinstance(node, ast.Subscript) else node.func if isinstance(node, ast.Call) else None
    return isinstance(typed, ast.Name) and typed.id in TYPE_NAMES


def _lines(statement: ast.stmt) -> tuple[int, int]:
    end = statement.end_lineno or statement.lineno
    if isinstance(statement, Compound | Function | ast.ClassDef):
        body = statement.cases[0].pattern if isinstance(statement, ast.Match) else statement.body[0]
        end = max(statement.lineno, body.lineno - 1)
    return statement.lineno, end


def assigned(statement: ast.stmt) -> tuple[str, ...]:
    """The names that a statement of the module gives to something."""
    if isinstance(statement, Function | ast.ClassDef):
        return (statement.name,)
    stored = (node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return tuple(dict.fromkeys(stored))
