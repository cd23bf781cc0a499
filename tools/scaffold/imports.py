"""Adds an import to a module's text, in the place and order that the linter wants."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from .python_code import WIDTH

FIRST_PARTY = ("shopwright", "tests")
FUTURE, STANDARD, THIRD_PARTY, OURS, LOCAL = range(5)

Statement = ast.Import | ast.ImportFrom


@dataclass(frozen=True)
class Names:
    """``from module import a, b``, or ``import module`` without names. A name may carry `` as other``."""

    module: str
    names: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int, bool, str, tuple[int, str, str]]:
        """Where it belongs among the imports."""
        return (
            section(self.module),
            bool(self.names),
            self.module.lower(),
            name_key(self.names[0] if self.names else ""),
        )

    def render(self, margin: str = "") -> list[str]:
        """The lines of the statement, behind a margin."""
        if not self.names:
            return [f"{margin}import {self.module}"]
        head = f"{margin}from {self.module} import "
        line = head + ", ".join(self.names)
        if len(line) <= WIDTH:
            return [line]
        return [f"{head}(", *(f"{margin}    {name}," for name in self.names), f"{margin})"]


def section(module: str) -> int:
    """Which block of imports a module belongs to."""
    top = module.partition(".")[0]
    if module.startswith("."):
        return LOCAL
    if top == "__future__":
        return FUTURE
    if top in FIRST_PARTY:
        return OURS
    return STANDARD if top in sys.stdlib_module_names else THIRD_PARTY


def name_key(name: str) -> tuple[int, str, str]:
    """Constants first, then classes, then the rest."""
    bare = name.partition(" as ")[0]
    kind = 0 if bare.isupper() and len(bare) > 1 else 1 if bare[:1].isupper() else 2
    return kind, bare.lower(), bare


def add_import(text: str, module: str, *names: str, for_types: bool = False) -> str:
    """The text with ``from module import names`` (or ``import module``); ``for_types`` puts it below TYPE_CHECKING."""
    if not for_types:
        return _with(text, Names(module, names), inside=None)
    if _type_block(text) is None:
        text = _with(text, Names("typing", ("TYPE_CHECKING",)), inside=None)
        lines, last = text.splitlines(), _top_imports(text)[-1].end_lineno or 0
        block = ["", "if TYPE_CHECKING:", *Names(module, names).render("    ")]
        return "\n".join([*lines[:last], *block, *lines[last:]]) + "\n"
    return _with(text, Names(module, names), inside=_type_block(text))


def imported_names(text: str) -> set[str]:
    """The names that a module's imports bind."""
    imports = (node for node in ast.walk(ast.parse(text)) if isinstance(node, Statement))
    return {alias.asname or alias.name for node in imports for alias in node.names}


def sort_imports(text: str) -> str:
    """The text with its imports in order."""
    return _with(text, None, inside=None) if _top_imports(text) else text


def _with(text: str, new: Names | None, inside: ast.If | None) -> str:
    statements = [node for node in inside.body if isinstance(node, Statement)] if inside else _top_imports(text)
    lines = text.splitlines()
    blocks: list[tuple[Names, list[str]]] = []
    at = statements[0].lineno - 1
    for node in statements:
        end = node.end_lineno or node.lineno
        blocks.append((_names_of(node), [line for line in lines[at:end] if line.strip()]))
        at = end
    if new is not None:
        same = next((names for names, _ in blocks if _joins(names, new)), None)
        if same is not None:
            new = Names(new.module, tuple(sorted({*same.names, *new.names}, key=name_key)))
            blocks = [block for block in blocks if block[0] is not same]
        blocks.append((new, new.render("    " if inside else "")))
    blocks.sort(key=lambda block: block[0].key)
    return "\n".join([*lines[: statements[0].lineno - 1], *_in_sections(blocks), *lines[at:]]) + "\n"


def _joins(names: Names, new: Names) -> bool:
    """Whether both are one statement: from the same module, and nothing renamed."""
    return bool(new.names) and names.module == new.module and _is_plain(names) and _is_plain(new)


def _in_sections(blocks: Iterable[tuple[Names, list[str]]]) -> list[str]:
    rows: list[str] = []
    before = None
    for names, lines in blocks:
        here = section(names.module)
        rows += ["", *lines] if before is not None and here != before else lines
        before = here
    return rows


def _is_plain(names: Names) -> bool:
    """Whether nothing is renamed: names that are have statements of their own."""
    return not any(" as " in name for name in names.names)


def _top_imports(text: str) -> list[Statement]:
    return [node for node in ast.parse(text).body if isinstance(node, Statement)]


def _type_block(text: str) -> ast.If | None:
    for node in ast.parse(text).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node
    return None


def _names_of(node: Statement) -> Names:
    if isinstance(node, ast.Import):
        return Names(node.names[0].name)
    module = "." * node.level + (node.module or "")
    return Names(module, tuple(f"{name.name} as {name.asname}" if name.asname else name.name for name in node.names))
