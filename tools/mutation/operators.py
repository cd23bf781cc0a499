"""The kinds of faults: for a place in the source, the replacements that make it wrong."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import TypeVar

from mutation.sites import Site

T = TypeVar("T")


@dataclass(frozen=True)
class Edit:
    """Replace the text of a node; ``before`` and ``after`` say what changes, ``line`` where."""

    operator: str
    replaced: ast.expr | ast.stmt
    replacement: str
    before: str
    after: str
    line: int


COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}

ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}

#: What a function returns instead, by its annotation; `None` where the annotation is another.
DEFAULTS = {
    "bool": "False",
    "int": "0",
    "str": "''",
    "Decimal": "Decimal(0)",
    "list": "[]",
    "dict": "{}",
    "tuple": "()",
}

#: Calls that make a table of a display.
TABLE_MAKERS = frozenset({"frozenset", "set", "tuple", "dict", "list"})


def edits_of(site: Site) -> Iterator[Edit]:
    """All faults that can be put at a place. Those that the parser refuses or that change nothing are left out."""
    for operator in OPERATORS:
        for edit in operator(site):
            if edit.before != edit.after and _is_valid(edit):
                yield edit


def comparison(site: Site) -> Iterator[Edit]:
    """A boundary moved by one step, or the answer turned round."""
    node = site.node
    if isinstance(node, ast.Compare):
        for number, sign in enumerate(node.ops):
            for other in COMPARISONS[type(sign)]:
                changed = copy(node)
                changed.ops = [*node.ops[:number], other(), *node.ops[number + 1 :]]
                yield _expression("comparison", node, changed)


def logic(site: Site) -> Iterator[Edit]:
    """`and` for `or`, a `not` removed, a condition turned round."""
    node = site.node
    if isinstance(node, ast.BoolOp):
        changed = copy(node)
        changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield _expression("and/or", node, changed)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _expression("not removed", node, node.operand)
    if isinstance(node, ast.Name | ast.Attribute | ast.Call) and _is_condition(site):
        yield _expression("condition negated", node, ast.UnaryOp(ast.Not(), node))


def arithmetic(site: Site) -> Iterator[Edit]:
    """Another operator of arithmetic or of sets."""
    node = site.node
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in ARITHMETIC and not _joins_texts_or_types(node):
        other = ARITHMETIC[type(node.op)]()
        if isinstance(node, ast.BinOp):
            yield _expression("arithmetic", node, ast.BinOp(node.left, other, node.right))
        else:
            yield _statement("arithmetic", node, ast.unparse(ast.AugAssign(node.target, other, node.value)))


def constant(site: Site) -> Iterator[Edit]:
    """A number beside the right one, the other truth, an empty text. Sentences are for people: they stay."""
    node = site.node
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    others: list[bool | int | str] = []
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, int):
        others = [value + 1, value - 1]
    elif isinstance(value, str) and not site.is_raised and not any(character.isspace() for character in value):
        others = ["" if value else "mutated"]
    for other in others:
        yield _expression("constant", node, ast.Constant(other))


def statement(site: Site) -> Iterator[Edit]:
    """A statement removed: nothing is raised, or nothing is done."""
    node = site.node
    if isinstance(node, ast.Raise):
        yield _statement("raise removed", node, "pass")
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await):
        yield _statement("call removed", node, "pass")


def returned(site: Site) -> Iterator[Edit]:
    """Nothing, or the emptiest value of its type, is returned."""
    node = site.node
    if isinstance(node, ast.Return) and node.value is not None:
        default = DEFAULTS.get(site.returns.partition("[")[0], "None")
        if ast.unparse(node.value) != default:
            yield _statement("value not returned", node, f"return {default}")


def member(site: Site) -> Iterator[Edit]:
    """A member of a table removed. Tuples and lists are tables where they are looked into or belong to the module."""
    node = site.node
    if isinstance(node, ast.Dict):
        for number, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            rest = ast.Dict(_without(node.keys, number), _without(node.values, number))
            text = f"{ast.unparse(key)}: {ast.unparse(value)}" if key else f"**{ast.unparse(value)}"
            yield Edit("member removed", node, f"({ast.unparse(rest)})", text, "(removed)", (key or value).lineno)
    elif isinstance(node, ast.Set) or (isinstance(node, ast.Tuple | ast.List) and _is_table(site)):
        for number, element in enumerate(node.elts):
            smaller = copy(node)
            smaller.elts = _without(node.elts, number)
            text = "set()" if isinstance(node, ast.Set) and not smaller.elts else ast.unparse(smaller)
            yield Edit("member removed", node, f"({text})", ast.unparse(element), "(removed)", element.lineno)


OPERATORS: tuple[Callable[[Site], Iterator[Edit]], ...] = (
    comparison,
    logic,
    arithmetic,
    constant,
    statement,
    returned,
    member,
)


def _without(items: list[T], number: int) -> list[T]:
    return [*items[:number], *items[number + 1 :]]


def _expression(operator: str, node: ast.expr, changed: ast.expr) -> Edit:
    text = ast.unparse(changed)
    return Edit(operator, node, f"({text})", ast.unparse(node), text, node.lineno)


def _statement(operator: str, node: ast.stmt, text: str) -> Edit:
    return Edit(operator, node, text, ast.unparse(node), text, node.lineno)


def _is_condition(site: Site) -> bool:
    parent = site.parent
    if isinstance(parent, ast.If | ast.While | ast.IfExp):
        return parent.test is site.node
    if isinstance(parent, ast.comprehension):
        return site.node in parent.ifs
    return isinstance(parent, ast.BoolOp)


def _joins_texts_or_types(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether an operand is a text or `None`: then the sign means something else, and any test would see it."""
    operands = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]
    return any(
        isinstance(operand, ast.JoinedStr)
        or (isinstance(operand, ast.Constant) and (operand.value is None or isinstance(operand.value, str)))
        for operand in operands
    )


def _is_table(site: Site) -> bool:
    parent = site.parent
    if isinstance(parent, ast.Compare):
        return any(isinstance(sign, ast.In | ast.NotIn) for sign in parent.ops)
    if isinstance(parent, ast.Call):
        return isinstance(parent.func, ast.Name) and parent.func.id in TABLE_MAKERS
    is_stored = isinstance(site.node, ast.Tuple | ast.List) and isinstance(site.node.ctx, ast.Store)
    return not site.function and not is_stored and isinstance(parent, ast.Assign | ast.AnnAssign | ast.Dict)


def _is_valid(edit: Edit) -> bool:
    try:
        ast.parse(edit.replacement if isinstance(edit.replaced, ast.expr) else f"def f():\n {edit.replacement}")
    except SyntaxError:
        return False
    return True
