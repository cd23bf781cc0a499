"""``shopwright up``: a shop and the hub that sells in it, as one tree of processes."""

from __future__ import annotations

import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from cyclopts import Parameter

from shopwright.cli.data_dir import DEFAULT_FOLDER, lock_data_dir
from shopwright.cli.options import StartOptions
from shopwright.cli.refusal import RefusedError
from shopwright.extras import require

if TYPE_CHECKING:
    from shopwright.hub.core.config import HubConfig

_HUB_DATABASE = "SHOPWRIGHT_HUB_DATABASE"
_HUB_URL = "SHOPWRIGHT_HUB_URL"


def up(
    options: StartOptions | None = None,
    *,
    hub_data: Annotated[Path | None, Parameter(help="Folder of the hub; hub in that of the shop unless named.")] = None,
    hub_database: Annotated[
        str | None,
        Parameter(
            env_var=_HUB_DATABASE, help="PostgreSQL of the hub by URL; it runs a server of its own unless named."
        ),
    ] = None,
    hub_url: Annotated[
        str | None, Parameter(env_var=_HUB_URL, help="Address of the hub; http://localhost:8601 unless named.")
    ] = None,
    platform_only: Annotated[
        bool, Parameter(negative="", show_default=False, help="Start the shop alone, as platform serve does.")
    ] = False,
    ready_line: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Say that it is ready in one line of JSON, on a terminal too."),
    ] = False,
) -> int:
    """Start a TikTok Shop on this machine, and the seller's hub beside it.

    The shop, the hub's console and worker and its PostgreSQL run until Ctrl+C or SIGTERM. What dies is started again.
    A first start connects the hub to the demo shop and to a second one; --no-demo leaves both empty.

    For example:
        shopwright up
        shopwright up --memory --orders-per-minute 20
        shopwright up --platform-only
    """
    chosen = options or StartOptions()
    if platform_only:
        from shopwright.cli.serve import serve

        return serve(chosen, ready_line=ready_line)
    require("shopwright up", "platform", "hub")
    chosen.to_config()  # refuses what does not fit together before anything is started
    _exit_on_signals()
    with _folder(chosen, hub_data) as folder:
        from shopwright.hub.core.config import DEFAULT_URL, HubConfig

        url = (hub_url or DEFAULT_URL).rstrip("/")
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise RefusedError("--hub-url is not an address to call", "write http://localhost:8601")
        config = HubConfig(data=folder, database=hub_database or "", url=url)
        with lock_data_dir(folder) as note:
            _check_port(config)
            _run(chosen, config, note, as_line=ready_line or not sys.stdout.isatty())
    return 0


def _exit_on_signals() -> None:
    """End in an orderly way on the first signal, wherever this process is then; later ones change nothing."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def leave(number: int, frame: FrameType | None) -> None:
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        raise SystemExit(0)

    for number in numbers:
        signal.signal(number, leave)


@contextmanager
def _folder(options: StartOptions, hub_data: Path | None) -> Iterator[Path]:
    """The hub's folder: beside the shop's data; where the shop keeps nothing, one that is deleted at the end."""
    if hub_data is not None or not options.memory:
        from shopwright.hub.project.postgres import make_private_folder

        shop = (options.data or DEFAULT_FOLDER).absolute()
        folder = hub_data.absolute() if hub_data is not None else shop / "hub"
        make_private_folder(folder)
        yield folder
        return
    temporary = Path(tempfile.mkdtemp(prefix="shopwright-"))
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _check_port(config: HubConfig) -> None:
    """Refuse a port of the hub that is taken, before anything is started."""
    from shopwright.hub.project.start import port_of

    port = port_of(config)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise RefusedError(
                f"port {port}, which the hub is to listen on, cannot be used: {error.strerror}",
                f"stop what listens there, or choose another: --hub-url http://localhost:{port % 65535 + 1}",
            ) from error


def _run(options: StartOptions, config: HubConfig, note: Callable[[str], None], *, as_line: bool) -> None:
    from shopwright.hub.project.postgres_errors import PostgresError

    from .output import print_started
    from .processes import Processes
    from .start import start_all

    processes = Processes()
    try:
        started = start_all(options, config, processes)
        note(f"{config.url}, with a shop at {started.platform['url']}")
        print_started(started, as_line=as_line)
        processes.keep_running()
    except PostgresError as error:
        raise RefusedError(error.problem, error.remedy) from error
    finally:
        processes.stop()
