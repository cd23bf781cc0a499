"""What a route of the plain door is, and how one is looked up by method and path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from shopwright.contract.load import operation
from shopwright.contract.model import Effect, Operation
from shopwright.platform.core.call import Call
from shopwright.platform.core.control.shapes import Body

#: Values of a path's variable segments, by name.
PathValues = Mapping[str, str]
Data = Mapping[str, object]


def _nothing(values: PathValues) -> Data:
    return {}


def _as_it_is(call: Call, data: Data) -> Data:
    return data


def values_of(path: str, segments: Sequence[str]) -> PathValues | None:
    """The values of a path's variable segments; None where another path is meant."""
    parts = path.strip("/").split("/")
    if len(parts) != len(segments):
        return None
    values: dict[str, str] = {}
    for part, segment in zip(parts, segments, strict=True):
        if part.startswith("{") and segment:
            values[part[1:-1]] = segment
        elif part != segment:
            return None
    return values


class ShortForm(Struct, frozen=True):
    """A field of the door's own that stands for fields of the operation's body."""

    name: str
    meaning: str
    replaces: tuple[str, ...]


class Route(Struct, frozen=True):
    """A method and path, and the operation of the Partner API that it is.

    ``fill``: what of the request's body comes from the path; ``shape``: makes the door's data of the operation's;
    ``as_query``: parameters of the operation by names of the path. ``uses``: further operations that are asked;
    ``run``: asks them in the place of the operation itself, with the path's values and the body. ``reply``: the name of
    the schema of its data, where that is not the operation's; ``lists``: the field that holds many of them.
    ``pages_of``: the operation whose pages it lists. ``from_body``: names of the operation's path that the body has.
    ``short``: what the body may say in fewer words. ``buyers``: the body of a buyer's act, in the operation's place.
    """

    method: str
    path: str
    operation_id: str
    summary: str
    fill: Callable[[PathValues], Data] = _nothing
    shape: Callable[[Call, Data], Data] = _as_it_is
    uses: tuple[str, ...] = ()
    as_query: Mapping[str, str] = {}
    run: Callable[[Call, PathValues, Data], Data] | None = None
    reply: str = ""
    lists: str = ""
    pages_of: str = ""
    from_body: tuple[str, ...] = ()
    short: ShortForm | None = None
    buyers: type[Body] | None = None

    @property
    def operation(self) -> Operation:
        """The operation. A buyer's act writes, where the operation only shows what came of it."""
        own = operation(self.operation_id)
        return replace(own, effect=Effect.WRITE, body=None) if self.buyers else own

    @property
    def operations(self) -> list[Operation]:
        """All operations that it asks, each of which the token must be allowed."""
        return [operation(name) for name in (self.operation_id, *self.uses)]

    @property
    def takes_body(self) -> bool:
        """Whether the caller sends a body; readers and DELETE say everything in path and query."""
        return self.buyers is not None or (self.method in ("POST", "PUT") and self.operation.body is not None)

    def values_of(self, segments: Sequence[str]) -> PathValues | None:
        """The values of the path's variable segments; None where another path is meant."""
        return values_of(self.path, segments)

    @property
    def literal_parts(self) -> int:
        return sum(not part.startswith("{") for part in self.path.split("/"))


def find(routes: Sequence[Route], segments: Sequence[str]) -> list[tuple[Route, PathValues]]:
    """The routes of a path, one for each method; a literal segment wins over a variable one."""
    hits = [(route, values) for route in routes if (values := route.values_of(segments)) is not None]
    most = max((route.literal_parts for route, _ in hits), default=0)
    return [(route, values) for route, values in hits if route.literal_parts == most]
