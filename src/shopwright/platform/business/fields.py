"""The fields of a request of the Business API: what they must be, and how they are read from form, query and body."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import msgspec

from shopwright.platform.audiences.refusals import refuse
from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Form, MultipartError, Part, parse_form
from shopwright.platform.core.whole_number import whole_number

Values = Mapping[str, object]
Check = Callable[[object], bool]


class Field(msgspec.Struct, frozen=True):
    """A field of a request. ``what`` says in words what it must be; ``check`` says whether a value is."""

    name: str
    what: str
    check: Check
    required: bool = True


def is_text(most: int) -> Check:
    """Text of 1 to so many characters, without NUL."""
    return lambda value: isinstance(value, str) and len(value.strip()) > 0 and len(value) <= most and "\0" not in value


def is_one_of(names: Sequence[str]) -> Check:
    return lambda value: isinstance(value, str) and value in names


def is_integer(least: int, most: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_boolean(value: object) -> bool:
    return isinstance(value, bool)


def is_list(most: int) -> Check:
    """A list of 1 to so many texts."""
    is_member = is_text(200)
    return lambda value: isinstance(value, list) and 0 < len(value) <= most and all(map(is_member, value))


def check_fields(values: Values, fields: Sequence[Field]) -> Values:
    """What was sent of the fields, without those that are empty, as if they were not sent.

    Refuses a field that is missing, wrong or unknown, in the order of the table.
    """
    given = {name: value for name, value in values.items() if value is not None and value != ""}
    for field in fields:
        if field.name not in given:
            if field.required:
                raise refuse("field_missing", name=field.name, what=field.what)
        elif not field.check(given[field.name]):
            raise refuse("field_wrong", name=field.name, what=field.what)
    allowed = [field.name for field in fields]
    for name in values:
        if name not in allowed:
            raise refuse("field_unknown", name=name, allowed=", ".join(allowed))
    return given


def read_query(call: Call, fields: Sequence[Field]) -> Values:
    """A query's values: lists are JSON, numbers are decimal."""
    values: dict[str, object] = {}
    for name, text in call.query_pairs:
        field = next((field for field in fields if field.name == name), None)
        values[name] = text if field is None else _from_text(text, field)
    return values


def _from_text(text: str, field: Field) -> object:
    if text == "" or field.check(text):
        return text
    if text.startswith("["):
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise refuse("field_wrong", name=field.name, what=field.what) from error
    try:
        return whole_number(text)
    except ValueError as error:
        raise refuse("field_wrong", name=field.name, what=field.what) from error


def read_json(call: Call) -> Values:
    """The body's JSON object."""
    try:
        value = msgspec.json.decode(call.request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("json_broken") from error
    if not isinstance(value, dict):
        raise refuse("json_broken")
    return cast(Values, value)


def read_form(call: Call) -> Values:
    """A form's values: its file as :class:`Part`, the other parts as text."""
    try:
        form: Form = parse_form(call.request.headers.get("content-type", ""), call.request.body)
    except MultipartError as error:
        raise refuse("form_broken", reason=str(error)) from error
    return {name: part if name == "file" else part.text for name, part in form.parts.items()}


def is_file(value: object) -> bool:
    """A part that is a file: with a name, where the form names none by ``file_name``."""
    return isinstance(value, Part)
