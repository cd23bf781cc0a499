"""Makes what channels tell fit for tables: a text that is too long costs its end, and not the whole order."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from django.db.models import Model

T = TypeVar("T")


def without_nul(value: T) -> T:
    """The same without NUL in its texts, which the database takes in none; what stands in tuples and parts too."""
    if isinstance(value, str):
        return cast(T, value.replace("\0", "")) if "\0" in value else value
    if isinstance(value, tuple):
        return cast(T, tuple(without_nul(item) for item in value))
    if is_dataclass(value) and not isinstance(value, type):
        return cast(T, replace(value, **{item.name: without_nul(getattr(value, item.name)) for item in fields(value)}))
    return value


def cut_texts(row: Model, *names: str) -> None:
    """Cut texts that people read to the length of their columns. Ids are no such texts: cut, they would be others."""
    for name in names:
        setattr(row, name, getattr(row, name)[: row._meta.get_field(name).max_length])  # type: ignore[union-attr]
