"""``shopwright sandbox clock`` and ``due``: the platform's clock, and what it will do."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from shopwright.cli.connection import SWITCH, Connection
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.sandbox.choices import seconds_of, time_of

NoWait = Annotated[bool, Parameter(help="Do not wait for the end; see clock job."), SWITCH]


def show(*, connection: Connection | None = None) -> int:
    """Show what time it is.

    For example:
        shopwright sandbox clock
        shopwright sandbox clock --json
    """
    platform = connection or Connection()
    print_view(platform.open().get("clock"), as_json=platform.as_json)
    return 0


def advance(
    by: Annotated[str, Parameter(help="How far: 2d, 12h, 30m, 90s, 1d12h, or seconds.")],
    *,
    connection: Connection | None = None,
    no_wait: NoWait = False,
) -> int:
    """Move the clock forward; what is due on the way happens.

    For example:
        shopwright sandbox clock advance 2d
        shopwright sandbox clock advance 120 --json
    """
    platform = connection or Connection()
    body = {"seconds": seconds_of(by), "wait": not no_wait}
    print_view(platform.open().post("clock/advance", body), as_json=platform.as_json)
    return 0


def set_time(
    time: Annotated[str, Parameter(help="2030-01-31T12:00:00Z, or unix seconds.")],
    *,
    connection: Connection | None = None,
    no_wait: NoWait = False,
) -> int:
    """Move the clock forward to a time.

    For example:
        shopwright sandbox clock set 2030-01-31T12:00:00Z
    """
    platform = connection or Connection()
    body = {"time": time_of(time), "wait": not no_wait}
    print_view(platform.open().post("clock/set", body), as_json=platform.as_json)
    return 0


def freeze(*, connection: Connection | None = None) -> int:
    """Stop the clock.

    For example:
        shopwright sandbox clock freeze
    """
    platform = connection or Connection()
    print_view(platform.open().post("clock/freeze"), as_json=platform.as_json)
    return 0


def resume(*, connection: Connection | None = None) -> int:
    """Let the clock run on from where it stands.

    For example:
        shopwright sandbox clock resume
    """
    platform = connection or Connection()
    print_view(platform.open().post("clock/resume"), as_json=platform.as_json)
    return 0


def job(
    job_id: Annotated[str, Parameter(help="The job's id, as clock advance --no-wait told it.")],
    *,
    connection: Connection | None = None,
) -> int:
    """Show how far a move of the clock is.

    For example:
        shopwright sandbox clock job 1
    """
    platform = connection or Connection()
    print_view(platform.open().get(f"jobs/{in_path(job_id)}"), as_json=platform.as_json)
    return 0


def due(*, connection: Connection | None = None) -> int:
    """List what time will do next.

    For example:
        shopwright sandbox due
    """
    platform = connection or Connection()
    print_rows(platform.open().get("due")["planned"], "name count next_at", as_json=platform.as_json)
    return 0
