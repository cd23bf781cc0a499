"""The clock's state, the settings, and the versions by which processes notice each other's changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    bindparam,
    select,
    update,
)

from shopwright import decoders
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.columns import BUSINESS, CONTROL, count, document, ms, table
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

# The table keeps its first name, as migrations are history.
platform_state = table(
    "world",
    BUSINESS,
    Column("id", Integer, primary_key=True),
    Column("frozen", Boolean, nullable=False),
    ms("offset_ms"),
    ms("frozen_ms"),
    ms("advancing_to", null=True),
    document("settings"),
)


versions = table(
    "versions",
    CONTROL,
    Column("id", Integer, primary_key=True),
    count("generation"),
    count("faults"),
)


class ClockState(msgspec.Struct, frozen=True):
    """The platform's clock: wall time plus an offset, or frozen at a moment. Milliseconds."""

    frozen: bool
    offset_ms: int
    frozen_ms: int
    advancing_to: int | None = None

    def now_ms(self, wall_ms: int) -> int:
        return self.frozen_ms if self.frozen or self.advancing_to is not None else wall_ms + self.offset_ms


#: What a setting may be, so that no value of it can break a statement or a division.
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Days = Annotated[int, Meta(ge=1, le=3_650)]
Repeated = Literal["refuse", "first"]


class Settings(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """What can be switched while the platform runs.

    ``requests_per_second``: 0 switches the limiter off. ``hourly_quota``: calls an hour and shop, 0 for none.
    ``chat_calls_per_day``: those of conversations, a day, app and shop, 0 for no limit.
    ``lenient_multipart_sign`` accepts a signed multipart body; ``strict_cipher`` refuses a cipher where none is
    needed; ``strict_shapes`` refuses what clients send and the contract does not have, such as ``[]`` for an object;
    ``omit_empty_lists`` leaves empty lists out of replies; ``refresh_grace_seconds`` is how long a refreshed access
    token still works; ``same_key_other_body``: ``refuse`` or ``first`` (answer with the first result).
    """

    requests_per_second: Count = 0
    hourly_quota: Count = 0
    chat_calls_per_day: Count = 10_000
    lenient_multipart_sign: bool = False
    strict_cipher: bool = False
    strict_shapes: bool = False
    omit_empty_lists: bool = False
    same_key_other_body: Repeated = "refuse"
    refresh_grace_seconds: Count = 300
    keep_requests: Count = 5000
    keep_deliveries: Count = 20000
    keep_days: Days = 30
    trace: bool = False


class Versions(msgspec.Struct, frozen=True):
    """``generation`` rises with every restore, ``faults`` with every change of a fault."""

    generation: int
    faults: int


_LOAD = Prepared(
    select(
        platform_state.c.frozen,
        platform_state.c.offset_ms,
        platform_state.c.frozen_ms,
        platform_state.c.advancing_to,
        platform_state.c.settings,
        versions.c.generation,
        versions.c.faults,
    ).where(platform_state.c.id == 1, versions.c.id == platform_state.c.id)
)
_SET_CLOCK = Prepared(
    update(platform_state)
    .where(platform_state.c.id == 1)
    .values({name: bindparam(f"new_{name}") for name in ClockState.__struct_fields__})
)
_HOLD = select(platform_state.c.id).where(platform_state.c.id == 1).with_for_update()
_SET_VERSIONS = (
    update(versions)
    .where(versions.c.id == 1)
    .values(
        generation=versions.c.generation + bindparam("by_generation"), faults=versions.c.faults + bindparam("by_faults")
    )
)


class PlatformState(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._dialect = tx.dialect
        self._loaded: tuple[ClockState, str, Versions] | None = None

    def ensure(self) -> None:
        """Make the one row of each table, once."""
        for one_row_table, values in (
            (platform_state, {"id": 1, "frozen": False, "offset_ms": 0, "frozen_ms": 0, "settings": "{}"}),
            (versions, {"id": 1, "generation": 1, "faults": 1}),
        ):
            self._connection.execute(self._dialect.insert(one_row_table).values(**values).on_conflict_do_nothing())

    def _load(self) -> tuple[ClockState, str, Versions]:
        if self._loaded is None:
            row = _LOAD.first(self._connection, {})
            assert row is not None, "ensure() makes the row"
            *clock, settings, generation, faults = row
            self._loaded = ClockState(*clock), settings, Versions(generation, faults)
        return self._loaded

    @property
    def clock(self) -> ClockState:
        return self._load()[0]

    @property
    def settings(self) -> Settings:
        return _decode_settings(self._load()[1])

    @property
    def traces(self) -> bool:
        """The setting ``trace``, as far as it was read: a transaction that is over is not asked again."""
        return self._loaded is not None and _decode_settings(self._loaded[1]).trace

    @property
    def versions(self) -> Versions:
        return self._load()[2]

    def now_ms(self) -> int:
        return self.clock.now_ms(wall_ms())

    def set_clock(self, state: ClockState) -> None:
        values = msgspec.structs.asdict(state)
        _SET_CLOCK.run(self._connection, {f"new_{name}": value for name, value in values.items()})
        self._loaded = None

    def change_settings(self, changes: Mapping[str, object]) -> Settings:
        """Merge changes into the settings; ``msgspec.ValidationError`` names a wrong one."""
        self._connection.execute(_HOLD)  # what others change at the same moment is not lost
        self._loaded = None
        merged = decoders.convert({**msgspec.to_builtins(self.settings), **changes}, Settings)
        text = msgspec.json.encode(merged).decode()
        self._connection.execute(update(platform_state).where(platform_state.c.id == 1).values(settings=text))
        self._loaded = None
        return merged

    def raise_versions(self, *, generation: int = 0, faults: int = 0) -> None:
        self._connection.execute(_SET_VERSIONS, {"by_generation": generation, "by_faults": faults})
        self._loaded = None


_settings_cache: dict[str, Settings] = {}


def _decode_settings(text: str) -> Settings:
    known = _settings_cache.get(text)
    if known is None:
        _settings_cache.clear()
        known = _settings_cache[text] = decoders.decode(text, type=Settings)
    return known
