"""Fields of other apps need the permission of their own pages, beside that of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from shopwright.hub.access.models import Member

from .fields import external_fields, label_of
from .models import BulkEdit
from .preview import acts_of, choice_of


def check_fields(member: Member, names: Iterable[str]) -> None:
    """Raise PermissionDenied where somebody may not change a field."""
    for name in names:
        field = external_fields().get(name)
        if field is not None and not member.may(field.permission):
            raise PermissionDenied(f"{label_of(name)} needs {field.permission} too.")


def fields_of(edit: BulkEdit) -> set[str]:
    """The names of the fields that an edit changes."""
    cells = choice_of(edit).cells or {}
    return {act.field for act in acts_of(edit)} | {name for row in cells.values() for name in row}
