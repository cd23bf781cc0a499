"""Starts the hub's processes: settings into the environment, tables brought up to date, then web or worker."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shopwright.hub.core.config import HubConfig, read_config

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

Told = Callable[[str], None]

#: Held while tables are brought up to date, so that two processes never do it at a time.
_MIGRATION_LOCK = 7_360_010


def prepare(config: HubConfig) -> None:
    """Load Django with these settings. It can be done once in a process. Raises HubRefusedError."""
    from .restore_mark import check_not_half_restored

    check_not_half_restored(config.data)
    os.environ.update(config.to_environment())
    os.environ["DJANGO_SETTINGS_MODULE"] = "shopwright.hub.project.settings"
    import django

    django.setup()


def migrate(*, one_by_one: bool = False, dumps: bool = True, tell: Told = lambda text: None) -> None:
    """Bring the tables up to date; whoever comes second waits and finds it done. Raises HubRefusedError.

    An empty database gets all tables at once, unless every migration shall run ``one_by_one``. One that is not empty
    is dumped into the data folder before its tables change, unless ``dumps`` is off.
    """
    from django.core.management import call_command
    from django.db import connection

    from . import migrations
    from .schema import make_tables

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            migrations.check_not_newer()
            applied = migrations.applied_migrations()
            if applied and not migrations.pending_migrations(applied) and _has_cache(cursor):
                return
            if applied and dumps:
                config = read_config()
                tell(f"dumped the database into {migrations.dump_before_upgrade(config.database, config.data)}")
            if not one_by_one:
                make_tables()
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


def _has_cache(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT to_regclass('hub_cache')")
    return cursor.fetchone()[0] is not None


def serve(config: HubConfig, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the console until SIGINT or SIGTERM; ``ready`` gets the address once it answers."""
    import uvicorn

    from shopwright.hub.core.news import newsroom

    from .asgi import application

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
            await super().startup(sockets)  # type: ignore[arg-type]
            if self.started:
                ready(config.url)

        async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
            newsroom.end_streams()
            await super().shutdown(sockets)  # type: ignore[arg-type]

    Server(
        uvicorn.Config(
            application,
            host=host,
            port=port,
            lifespan="off",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
            server_header=False,
            proxy_headers=False,  # Django reads them, where the settings name a proxy
        )
    ).run()


#: How long a thread of a worker keeps the others from going on. They wait for the database most of the time: by
#: Python's own 5 ms each of some fifty answers comes late while another thread is busy.
_SWITCH_SECONDS = 0.0005


def work(poll_seconds: float) -> None:
    """Work until SIGINT or SIGTERM; shops are looked at every so many seconds."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    from .worker import Worker

    worker, ended = Worker(poll_seconds), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    worker.start()
    ended.wait()
    worker.stop()


def port_of(config: HubConfig) -> int:
    """The port that people reach the hub at."""
    address = urlsplit(config.url)
    return address.port or (443 if address.scheme == "https" else 80)
