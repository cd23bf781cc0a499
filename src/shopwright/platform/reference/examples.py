"""What a call begins with: valid values, and the things of a shop that they name.

``data/examples.toml`` has the values, by field name and by operation; ``data/things.toml`` says of each thing by which
call a shop's own is found, and how one is made. ``<order.line>`` stands for what the thing ``order`` gives as ``line``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.contract.load import operations
from shopwright.platform.core.data_files import read_data_file

from .placeholders import outline
from .samples import Sample

#: ``<thing.field>``, ``<now+60>``, ``<name>``; with ``as number`` it becomes one.
PLACEHOLDER = re.compile(r"<(?P<thing>\w+)(?:\.(?P<field>\w+))?(?P<offset>[+-]\d+)?(?P<number> as number)?>")

Put = Callable[[re.Match[str]], object]


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an operation's call begins with, beside what it needs. ``market``, ``seller_type``, ``flow``: in which shop
    it is answered; ``second``: a market where the seller has another shop. ``about``: what to know before it is sent,
    such as why no call of it can be answered well."""

    parameters: dict[str, str] = {}
    body: dict[str, object] = {}
    market: str = ""
    seller_type: str = ""
    flow: str = ""
    second: str = ""
    about: str = ""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call of the control API (``POST /sandbox/orders``), or of an operation with its own example where no more is
    said. ``keep``: names for places of its reply."""

    control: str = ""
    call: str = ""
    parameters: dict[str, str] = {}
    body: dict[str, object] = {}
    keep: dict[str, str] = {}


class Find(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An operation that reads, and where its reply has the rows of things; ``rows`` empty: all of it is one row."""

    call: str
    rows: str
    parameters: dict[str, str] = {}
    body: dict[str, object] = {}


class Thing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a shop has. ``is_``: what it is, with its article; ``gives``: places in a row, by names;
    ``where``: what stands in places of the row, ``least``: or how much at least. Without ``find`` it is made anew each
    time, and gives what its steps keep."""

    is_: str = msgspec.field(name="is")
    find: Find | None = None
    where: dict[str, str] = {}
    least: dict[str, int] = {}
    gives: dict[str, str] = {}
    make: tuple[Step, ...] = ()


class _Examples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fields: dict[str, str]
    operations: dict[str, Example]


@cache
def things() -> dict[str, Thing]:
    """Every kind of thing, by name."""
    text = read_data_file("reference", "things.toml").decode()
    return decoders.convert(tomllib.loads(text), dict[str, Thing])


@cache
def _examples() -> _Examples:
    text = read_data_file("reference", "examples.toml").decode()
    return decoders.convert(tomllib.loads(text), _Examples)


def example_of(operation_id: str) -> Example:
    """What an operation's call begins with."""
    return _examples().operations.get(operation_id, Example())


@cache
def example_sample(operation_id: str) -> Sample:
    """A call of an operation with valid values; what a shop has stands in it as ``<thing.field>``."""
    operation, own = operations()[operation_id], example_of(operation_id)
    needed = outline(operation)
    asked = {name: text for name, text in own.parameters.items() if name not in needed.path_values}
    path = {name: own.parameters.get(name, text) for name, text in needed.path_values.items()}
    body = None if needed.body is None else replaced_in({**needed.body, **own.body}, _by_name)
    return Sample(operation, texts(path, _by_name), texts({**needed.query, **asked}, _by_name), body)


def _by_name(match: re.Match[str]) -> object:
    return match[0] if match["field"] else _examples().fields.get(match["thing"], match[0])


def replaced(value: object, put: Put) -> object:
    """A value with its placeholders replaced, at any depth; what is put for all of a text need not be text."""
    if isinstance(value, str):
        whole = PLACEHOLDER.fullmatch(value)
        return put(whole) if whole else PLACEHOLDER.sub(lambda match: str(put(match)), value)
    if isinstance(value, Mapping):
        return replaced_in(value, put)
    return [replaced(inner, put) for inner in value] if isinstance(value, list) else value


def replaced_in(values: Mapping[str, object], put: Put) -> dict[str, object]:
    """Values by name with their placeholders replaced."""
    return {name: replaced(value, put) for name, value in values.items()}


def texts(values: Mapping[str, str], put: Put) -> dict[str, str]:
    """The same for values that are texts and stay so."""
    return {name: str(value) for name, value in replaced_in(values, put).items()}
