"""The test of a new operation, red until its gaps are filled."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from pathlib import Path

from shopwright.contract.model import Entity, Operation
from shopwright.wire.meanings import meanings

from .codes import Named
from .places import Place
from .python_code import join_parts, value_of
from .samples import smallest_body, smallest_query
from .template import fill

#: The id that a call has where its path wants one.
SOME_ID = "1729000000000000001"


def test_path(root: Path, operation: Operation, place: Place) -> str:
    """Where the test goes: the mirrored folder."""
    folder = f"tests/platform/{place.folder}"
    inner = f"{folder}/operations"
    return f"{inner if (root / inner).is_dir() else folder}/test_{operation.name}.py"


def render_test(operation: Operation, codes: Mapping[int, Named]) -> str:
    """The file's text."""
    known = meanings()
    caller = "seller" if operation.entity in (Entity.SHOP, Entity.SELLER) else "callers"
    return fill(
        "operation/test.py.jinja",
        operation=operation,
        codes=[(code, textwrap.shorten(known[code].meaning, 90, placeholder=" …")) for code in codes],
        caller=caller,
        ask=render_ask(operation, caller),
    )


def render_ask(operation: Operation, caller: str) -> str:
    """The helper that makes a right call, as small as the contract allows, with changes to its body or query."""
    body, query = smallest_body(operation), smallest_query(operation)
    parts, rows = [f'"{operation.id}"'], []
    if operation.body is not None and operation.body.is_multipart:
        call, parts = f"{caller}.upload", [*parts, "changes", 'b"the file"']
    elif operation.body is not None:
        if body:
            rows.append(f"body: dict[str, Any] = {value_of(body, 4, 23)}")
        call, parts = f"{caller}.call", [*parts, "{**body, **changes}" if body else "changes"]
    else:
        call = f"{caller}.call"
    if operation.body is None:
        parts.append(f"query={_with_changes(query)}")
    elif query:
        parts.append(f"query={value_of(query)}")
    parts += [f'{name}="{SOME_ID}"' for name in re.findall(r"{(\w+)}", operation.path)]
    what = "body" if operation.body is not None else "query"
    head = f"def ask({caller}: {caller.title()}, **changes: Any) -> Reply:"
    lines = [head, f'    """A call as small as the contract allows, with changes to its {what}."""']
    lines += [f"    {row}" for row in rows]
    return "\n".join([*lines, f"    {join_parts(f'return {call}(', parts, ')', indent=4)}"])


def _with_changes(query: dict[str, object]) -> str:
    return f"{{{value_of(query)[1:-1]}, **changes}}" if query else "changes"
