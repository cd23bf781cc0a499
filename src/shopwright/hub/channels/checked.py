"""Checks what channels tell on its way in, whatever it is about. No Django here.

Every field goes by its type and by :mod:`.bounds`: a number that is none, a time that cannot be or an id that is cut
would do harm wherever it is used. Texts that people read lose what no table takes, and the rest of it stays.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from . import bounds
from .protocol import ChannelError

T = TypeVar("T")
_REMEDY = "Nothing was changed by it. Correct it there, and try again; where it is right there, report it."


class UnusableError(ChannelError):
    """Something that a channel told and that cannot be; the text says which field, and why."""

    def __init__(self, words: str) -> None:
        super().__init__(f"What the channel says of it cannot be used: {words}.", code="unusable", remedy=_REMEDY)


class _At(NamedTuple):
    """A field: its struct, its name, and its path from the outermost struct."""

    owner: str
    name: str
    path: str

    def refuse(self, value: object, wanted: str) -> UnusableError:
        return UnusableError(f"{self.path} is {_words_of(value)}, and has to be {wanted}")

    @property
    def key(self) -> tuple[str, str]:
        return self.owner, self.name


def checked(value: T) -> T:
    """The same struct, or part of one, fit for the hub. Raises UnusableError for what cannot be used."""
    if is_dataclass(value) and not isinstance(value, type):
        return cast(T, _struct(value, ""))
    return value


def checked_as(value: object, hint: Any, name: str) -> Any:
    """A value, fit for the hub as a field of that type and name. Raises UnusableError for what cannot be used."""
    return _value(value, hint, _At("", name, name))


def id_in_words(value: object) -> str:
    """What stands for an id that may be none, as people read it."""
    text = value[:200] if isinstance(value, str) else type(value).__name__
    return "".join(letter for letter in text if letter.isprintable())[: bounds.LONGEST_ID].strip() or "without an id"


def _words_of(value: object) -> str:
    if isinstance(value, str | bytes | tuple | list) and len(value) > 60:
        return f"{len(value):,} {'parts' if isinstance(value, tuple | list) else 'characters'} long"
    if isinstance(value, str):
        return f"“{''.join(letter if letter.isprintable() else '·' for letter in value)}”" if value else "empty"
    return str(value)[:60]


@cache
def _hints_of(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _struct(value: Any, path: str) -> Any:
    kind = type(value)
    hints, changes = _hints_of(cast(Hashable, kind)), {}
    for field in fields(value):
        before = getattr(value, field.name)
        at = _At(kind.__name__, field.name, f"{path}.{field.name}" if path else field.name)
        after = _value(before, hints[field.name], at)
        if after is not before:
            changes[field.name] = after
    return replace(value, **changes) if changes else value


def _value(value: object, hint: Any, at: _At) -> object:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in args:
            return None
        (hint,) = [item for item in args if item is not type(None)]
        return _value(value, hint, at)
    if origin is tuple:
        return _parts(value, args, at)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(value, at)
    if is_dataclass(hint):
        if not isinstance(value, cast(type, hint)):
            raise at.refuse(value, "something else")
        return _struct(value, at.path)
    if issubclass(hint, Enum):
        return _member(value, hint, at)
    return _PLAIN[hint](value, at)


def _parts(value: object, args: tuple[Any, ...], at: _At) -> tuple[object, ...]:
    if not isinstance(value, tuple | list):
        raise at.refuse(value, "a list")
    most = bounds.PARTS.get(at.key, bounds.MOST_PARTS)
    if len(value) > most:
        raise UnusableError(f"{at.path} has {len(value):,} parts, and {most:,} at most are taken")
    if args[-1] is Ellipsis:
        parts = [_value(item, args[0], at._replace(path=f"{at.path}[{place}]")) for place, item in enumerate(value)]
    elif len(value) != len(args):
        raise at.refuse(value, f"{len(args)} parts")
    else:
        parts = [_value(item, hint, at) for item, hint in zip(value, args, strict=True)]
    if at.name in bounds.URLS:
        parts = [item for item in parts if item]
    is_same = isinstance(value, tuple) and len(value) == len(parts)
    if is_same and all(after is before for after, before in zip(parts, value, strict=True)):
        return cast("tuple[object, ...]", value)
    return tuple(parts)


def _mapping(value: object, at: _At) -> object:
    if not isinstance(value, Mapping) or len(value) > bounds.MOST_PARTS:
        raise at.refuse(value, "a table of texts")
    return {_text(name, at): _text(item, at) for name, item in value.items()}


def _member(value: object, kind: type[Enum], at: _At) -> Enum:
    if isinstance(value, kind):
        return value
    if isinstance(value, str) and not isinstance(value, Enum):
        try:
            return kind(value)
        except ValueError:
            pass  # refused below, as any other value
    raise at.refuse(value, "one of the words that the hub knows")


def _text(value: object, at: _At) -> str:
    if not isinstance(value, str):
        raise at.refuse(value, "a text")
    if at.name == "currency":
        return _currency(value, at)
    if at.name in bounds.URLS:
        return value if len(value) <= bounds.LONGEST_URL and _is_web(value) else ""
    if at.name.endswith("_id") or at.name in bounds.IDS or at.key in bounds.IDS_OF:
        return _id(value, at)
    longest = bounds.TEXTS.get(at.key, bounds.LONGEST_OF_ADDRESS if at.owner == "Address" else bounds.LONGEST_TEXT)
    # A half of a pair of surrogates is no character, and no database takes it.
    plain = value.replace("\0", "").encode("utf-8", "replace").decode() if not _is_clean(value) else value
    return plain[:longest] if len(plain) > longest else plain


def _is_clean(text: str) -> bool:
    return "\0" not in text and (text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text))


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) and _is_clean(url)


def _currency(value: str, at: _At) -> str:
    is_code = len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()
    if not is_code and (value or at.owner not in bounds.FREE_CURRENCY):
        raise at.refuse(value, "three capitals, like GBP")
    return value


def _id(value: str, at: _At) -> str:
    longest = bounds.IDS_OF.get(at.key, bounds.IDS.get(at.name, bounds.LONGEST_ID))
    if not _is_clean(value):
        raise at.refuse(value, "without characters that no text may have")
    if len(value) > longest or (at.key in bounds.NEEDED and not value.strip()):
        raise at.refuse(value, f"1 to {longest} characters long" if not value.strip() else f"{longest} at most")
    return value


def _number(value: object, at: _At) -> int:
    most = bounds.NUMBERS.get(at.key, bounds.MOST_NUMBER)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise at.refuse(_short(value), f"a whole number from 0 to {most:,}")
    return value


def _short(value: object) -> object:
    # Python writes no number of thousands of digits.
    return "a number without end" if isinstance(value, int) and abs(value) > 10**30 else value


def _money(value: object, at: _At) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 <= value < bounds.MOST_MONEY:
        raise at.refuse(value, "an amount from 0 to below 1,000,000,000,000")
    if int(value.as_tuple().exponent) < -bounds.MOST_PLACES:
        raise at.refuse(value, f"an amount with {bounds.MOST_PLACES} digits at most after the point")
    return value


def _time(value: object, at: _At) -> datetime:
    if not isinstance(value, datetime):
        raise at.refuse(value, "a time")
    # Near the ends of the calendar a time of one zone has none in another.
    if not 1 < value.year < 9999 or value.tzinfo is None or not bounds.FIRST_TIME <= value < bounds.LAST_TIME:
        raise at.refuse(value, "a time with its zone in the years 2000 to 2100")
    return value


def _day(value: object, at: _At) -> date:
    if not isinstance(value, date) or not bounds.FIRST_TIME.year <= value.year < bounds.LAST_TIME.year:
        raise at.refuse(value, "a day in the years 2000 to 2100")
    return value


def _flag(value: object, at: _At) -> bool:
    if not isinstance(value, bool):
        raise at.refuse(value, "yes or no")
    return value


def _file(value: object, at: _At) -> bytes:
    if not isinstance(value, bytes) or len(value) > bounds.MOST_FILE:
        raise at.refuse(value, f"a file of {bounds.MOST_FILE >> 20} MB at most")
    return value


_PLAIN: dict[type, Callable[[object, _At], object]] = {
    str: _text,
    int: _number,
    bool: _flag,
    Decimal: _money,
    datetime: _time,
    date: _day,
    bytes: _file,
}
