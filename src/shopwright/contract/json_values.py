"""JSON as Python has it."""

from __future__ import annotations

Json = dict[str, "JsonValue"]
JsonValue = str | int | float | bool | None | list["JsonValue"] | Json
