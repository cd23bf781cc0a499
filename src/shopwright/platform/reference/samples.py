"""A call of an operation with values for what it takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from shopwright.contract.model import Operation


class Sample(msgspec.Struct, frozen=True):
    """A call of an operation. ``path_values``: by the names in the path; ``body``: none where the operation has none.

    The query is without what is made anew for each call: app_key, timestamp and sign.
    """

    operation: Operation
    path_values: Mapping[str, str] = {}
    query: Mapping[str, str] = {}
    body: Mapping[str, object] | None = None

    @property
    def uploads(self) -> bool:
        """Whether the body carries files."""
        return self.operation.body is not None and self.operation.body.is_multipart

    @property
    def path(self) -> str:
        """The path with its values, percent-encoded as it travels; what is still to be put in stays readable."""
        values = {name: encoded(value) for name, value in self.path_values.items()}
        return self.operation.path.format_map(values)

    @property
    def body_text(self) -> str:
        """The body as it is signed and sent."""
        return "" if self.body is None else json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))

    def typed_query(self) -> dict[str, object]:
        """The query with numbers and truths as such, and without the shop, which clients know."""
        kinds = {item.name: item.kind for item in self.operation.parameters}
        return {
            name: _as_kind(value, kinds.get(name, "")) for name, value in self.query.items() if name != "shop_cipher"
        }


def encoded(value: str) -> str:
    """A value as it travels in an address; `<…>` stands for one that is still to be put in, and stays readable."""
    return value if value.startswith("<") and value.endswith(">") else quote(value, safe="")


def _as_kind(value: str, kind: str) -> object:
    if kind == "integer" and value.isdecimal():
        return int(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return value.split(",") if kind == "array" else value
