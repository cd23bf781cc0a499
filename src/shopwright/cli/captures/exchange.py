"""A recorded call with its reply, and the operation that it is of."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from shopwright.contract.load import operations
from shopwright.contract.model import Operation

#: What a recording holds in place of a value that is not known: cut off, or not JSON.
UNKNOWN = object()


class Exchange(NamedTuple):
    """A call as it was recorded. ``where`` says where it stands, and holds nothing of its contents.

    ``status`` is None for a call whose reply is not recorded. ``reply`` is the envelope, or :data:`UNKNOWN`.
    """

    where: str
    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    status: int | None = None
    reply: Any = UNKNOWN
    operation_id: str | None = None
    scheme_and_host: str = ""

    @property
    def operation(self) -> Operation | None:
        """The operation that was called, if the contract has it."""
        if self.operation_id is not None:
            return operations().get(self.operation_id)
        return operation_at(self.method, self.path)

    def header(self, name: str) -> str | None:
        """The value of a header, by its name in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class Notification(NamedTuple):
    """A recorded webhook: its body."""

    where: str
    body: dict[str, Any]


def operation_at(method: str, path: str) -> Operation | None:
    """The operation of a method and a path, in its own version or an older one."""
    parts = unquote(path).strip("/").split("/")
    return next(
        (operation for template, operation in _templates().get((method, len(parts)), ()) if _fits(template, parts)),
        None,
    )


def methods_at(path: str) -> list[str]:
    """The methods that the contract has at a path."""
    parts = unquote(path).strip("/").split("/")
    return sorted(
        method
        for (method, length), templates in _templates().items()
        if length == len(parts) and any(_fits(template, parts) for template, _ in templates)
    )


def _fits(template: list[str], parts: list[str]) -> bool:
    return all(wanted == part or wanted.startswith("{") for wanted, part in zip(template, parts, strict=True))


@cache
def _templates() -> dict[tuple[str, int], list[tuple[list[str], Operation]]]:
    """Paths by method and number of parts; those without a placeholder come first."""
    rows: list[tuple[str, str, Operation]] = []
    for operation in operations().values():
        rows.append((operation.method, operation.path, operation))
        rows += [(older.method, older.path, operation) for older in operation.legacy]
    templates: dict[tuple[str, int], list[tuple[list[str], Operation]]] = {}
    for method, path, operation in sorted(rows, key=lambda row: row[1].count("{")):
        parts = path.strip("/").split("/")
        templates.setdefault((method, len(parts)), []).append((parts, operation))
    return templates
