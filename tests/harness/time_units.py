"""A pytest plugin: a time in a reply has the unit that the contract gives its field.

A call whose reply has seconds where milliseconds belong, or the other way round, fails at once. Programs that tests
start are not watched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from shopwright.contract.patches import patched_document
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import BUILT
from shopwright.platform.gateway import pipeline
from shopwright.wire.errors import ApiError

#: From 2001 to 2286; milliseconds of the same years are a thousand times as many.
SECONDS = range(10**9, 10**10)
MILLISECONDS = range(10**12, 10**13)

#: How times are named where the contract does not say that a field is one.
NAMES = ("_time", "_timestamp", "_date", "deadline")

#: Times that sellers send and read again, whatever they sent.
OF_SELLERS = frozenset({"schedule_sale_time", "release_date", "expiration_date", "occur_time"})

#: Spans of time.
SPANS = frozenset({"first_response_time", "handling_time", "relative_time"})

#: Times that are 0 where there is none: those of an activity that runs indefinitely, and of a payment on its way.
OR_NONE = frozenset({"begin_time", "end_time", "payments.paid_time"})


class WrongUnitError(Exception):
    """A reply has a time in a unit that is not its field's."""


@cache
def _schemas() -> Mapping[str, Any]:
    document: Any = patched_document()
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    return schemas


def wrong_times(schema: str, value: object) -> list[str]:
    """The times of a value that are not in their units, each with the way to it."""
    return [f"{path}: {time}" for path, unit, time in times({"$ref": f"/{schema}"}, value, "") if time not in unit]


def times(node: Mapping[str, Any], value: object, path: str) -> Iterator[tuple[str, range, int]]:
    """Way, unit and value of each time."""
    node = _schemas()[node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node
    if isinstance(value, dict):
        properties = node.get("properties", {})
        for name, inner in value.items():
            if name in properties:
                yield from times(properties[name], inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from times(node.get("items", {}), inner, path)
    elif value == 0 and OR_NONE & {path, path.rsplit(".", 1)[-1]}:
        return
    elif is_time(node, path.rsplit(".", 1)[-1]) and str(value).isdecimal():
        yield path, MILLISECONDS if node.get("x-unix-time") == "ms" else SECONDS, int(str(value))


def is_time(node: Mapping[str, Any], name: str) -> bool:
    """Whether a field is a moment that the platform fills in."""
    if name in OF_SELLERS | SPANS:
        return False
    return "x-unix-time" in node or (node.get("type") in ("integer", "string") and name.endswith(NAMES))


def watch(call: Call, error: ApiError | None) -> None:
    """Raise :class:`WrongUnitError` where a reply has times in wrong units."""
    if error is None and call.fault_id is None and call.operation_id in BUILT:
        wrong = wrong_times(call.operation.reply, call.data)
        if wrong:
            raise WrongUnitError(f"{call.operation_id}: {'; '.join(wrong)}")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Watch every call of this process's platforms, beside those who watch already."""
    patch = pytest.MonkeyPatch()
    patch.setattr(pipeline, "WATCHERS", [*pipeline.WATCHERS, watch])
    config.add_cleanup(patch.undo)
