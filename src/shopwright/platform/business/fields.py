"""The fields of a request of the Business API, read from form, query and body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec

from shopwright import decoders
from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Form, MultipartError, parse_form
from shopwright.platform.core.whole_number import whole_number
from shopwright.wire.business.fields import Field, Values
from shopwright.wire.business.refusals import refuse


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
            return decoders.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise refuse("field_wrong", name=field.name, what=field.what) from error
    try:
        return whole_number(text)
    except ValueError as error:
        raise refuse("field_wrong", name=field.name, what=field.what) from error


def read_json(call: Call) -> Values:
    """The body's JSON object."""
    try:
        value = decoders.decode(call.request.body)
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
