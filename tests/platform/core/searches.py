"""What the searches of the Partner API look through: shops with rows of which it is known what selects them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.harness.calls import Seller
from tests.harness.server import Reply, RunningPlatform
from tests.harness.simulations import now

#: For each filter the values that select a row.
Facts = Mapping[str, object]


@dataclass(frozen=True)
class Row:
    """One row of a search: when it was made and changed last, and which value of each filter selects it.

    ``only_by`` is the one filter that finds the row, where others leave it out.
    """

    id: str
    created: int
    updated: int
    facts: Facts
    only_by: str = ""

    def is_found_by(self, name: str) -> bool:
        """Whether a filter can find the row at all; the empty name stands for none."""
        return self.only_by in {"", name}

    def answers(self, name: str, value: object) -> bool:
        """Whether a filter with a value selects the row."""
        fact = self.facts[name]
        if not self.is_found_by(name):
            return False
        return value in fact if isinstance(fact, (set, tuple)) else value == fact


@dataclass(frozen=True)
class Search:
    """A search: where its rows stand in the reply, how they are made, and which of its fields are no filters.

    ``sorts`` maps each value of the sort field to the time that it sorts by; ``first`` is the order by default.
    ``ignored`` are fields that select nothing, ``nothing`` those whose every value selects no row, ``single`` lists of
    one value at the most.
    """

    operation_id: str
    rows: str
    make: Callable[[RunningPlatform], tuple[Seller, Sequence[Row]]]
    id: str = "id"
    query: Mapping[str, object] = field(default_factory=dict)
    in_query: frozenset[str] = frozenset()
    sorts: Mapping[str, str] = field(default_factory=dict)
    first: str = "DESC"
    ignored: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()

    def send(
        self, seller: Seller, filters: Mapping[str, object], *, field: str | None = None, order: str | None = None
    ) -> Reply:
        """The reply to a search with filters, each under the path to it."""
        body: dict[str, Any] = {}
        query = {**self.query, **{name: value for name, value in filters.items() if name in self.in_query}}
        for path, value in filters.items():
            if path not in self.in_query:
                _put(body, path, value)
        in_body = bool(self.sorts) and next(iter(self.sorts)).isupper()
        sort = {name: value for name, value in (("sort_field", field), ("sort_order", order)) if value}
        if in_body:
            body["sort"] = sort
        return seller.call(self.operation_id, body, query=query if in_body else {**query, **sort})

    def find(self, seller: Seller, filters: Mapping[str, object], **sort: str) -> list[str]:
        """The ids that a search finds, which must be as many as it says."""
        data = self.send(seller, filters, **sort).data
        ids = [str(row[self.id]) for row in data[self.rows]]
        assert data.get("total_count", len(ids)) == len(ids)
        return ids


def _put(body: dict[str, Any], path: str, value: object) -> None:
    *above, name = path.split(".")
    for part in above:
        body = body.setdefault(part, {})
    body[name] = value


@dataclass
class Diary:
    """When things were made and changed, by their names, on a clock that stands still unless it is moved."""

    platform: RunningPlatform
    made: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)

    def note(self, *names: str) -> None:
        """The things were made, or changed if they were there, at this second; the next one begins."""
        for name in names:
            self.made.setdefault(name, now(self.platform))
            self.changed[name] = now(self.platform)
        self.platform.post("/sandbox/clock/advance", {"seconds": 2})

    def row(self, name: str, id_: str, only_by: str = "", **facts: object) -> Row:
        """The row of a thing; two underscores stand for the dots of a filter's path."""
        told = {key.replace("__", "."): value for key, value in facts.items()}
        return Row(id_, self.made[name], self.changed[name], told, only_by)
