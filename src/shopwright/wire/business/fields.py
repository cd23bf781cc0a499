"""The fields of a request of the Business API, and what they must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from shopwright.wire.errors import ApiError

from .refusals import refuse

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

    Refuses the first field that is missing, wrong or unknown, in the order of the table.
    """
    for refusal in field_refusals(values, fields):
        raise refusal
    return _given(values)


def field_refusals(values: Values, fields: Sequence[Field]) -> Iterator[ApiError]:
    """What there is to refuse about fields, in the order of the table; unknown ones come last."""
    given = _given(values)
    for field in fields:
        if field.name not in given:
            if field.required:
                yield refuse("field_missing", name=field.name, what=field.what)
        elif not field.check(given[field.name]):
            yield refuse("field_wrong", name=field.name, what=field.what)
    allowed = [field.name for field in fields]
    for name in values:
        if name not in allowed:
            yield refuse("field_unknown", name=name, allowed=", ".join(allowed))


def _given(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None and value != ""}


def is_file(value: object) -> bool:
    """A part that is a file, not a text: with a name, where the form names none by ``file_name``."""
    return not isinstance(value, str)


ADVERTISER = Field("advertiser_id", "the advertiser id of the token's account", is_text(40))

#: The form of an upload; token and content type are its headers.
UPLOAD_FIELDS = (
    ADVERTISER,
    Field("file", "a CSV or TXT file", is_file),
    Field("file_signature", "the MD5 of the file in 32 hexadecimal digits", is_text(64)),
    Field("calculate_type", "what the file holds, such as EMAIL_SHA256", is_text(40)),
    Field("file_name", "the file's name", is_text(200), required=False),
)
