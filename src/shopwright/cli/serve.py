"""``shopwright platform serve``."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from types import FrameType
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from shopwright.extras import require
from shopwright.release import installed_release

from .addresses import DEFAULT_URL, SANDBOX_KEY_VARIABLE
from .data_dir import lock_data_dir
from .options import StartOptions
from .text import console

if TYPE_CHECKING:
    from rich.panel import Panel

    from shopwright.platform.accounts.demo_users import Demo
    from shopwright.platform.core.config import Config
    from shopwright.platform.server.uvicorn_server import Server


def serve(
    options: StartOptions | None = None,
    *,
    ready_line: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Say that it is ready in one line of JSON, on a terminal too."),
    ] = False,
) -> int:
    """Start a TikTok Shop on this machine.

    It runs until Ctrl+C or SIGTERM. Where standard output is no terminal, one line of JSON there says that it is ready.

    For example:
        shopwright platform serve
        shopwright platform serve --memory --region DE --port 9000
        shopwright platform serve --data ./shop --orders-per-minute 0
    """
    require("shopwright platform serve", "platform")
    config = (options or StartOptions()).to_config()
    stopping = _Stopping()
    # A database keeps order among processes by itself; then the folder holds uploads only.
    with lock_data_dir(config.folder) if config.folder and config.database is None else nullcontext(_ignore) as note:
        server = _open(config, note, as_line=ready_line or not sys.stdout.isatty())
        stopping.call(server.stop)
        gc.freeze()  # the contract and the category tree stay: a collection that looked at them would hold calls up
        server.run()
    return 0


def _ignore(url: str) -> None:
    pass


class _Stopping:
    """Signals that end the server, from its first moment on: they stop it, and the command ends with code 0."""

    def __init__(self) -> None:
        self._stop: Callable[[], None] | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._signalled)

    def call(self, stop: Callable[[], None]) -> None:
        """What to do on a signal from now on."""
        self._stop = stop

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if self._stop is None:
            raise SystemExit(0)
        self._stop()


def _open(config: Config, note: Callable[[str], None], *, as_line: bool) -> Server:
    from .startup_errors import explain_startup_errors

    with explain_startup_errors(config):
        from shopwright.platform.accounts.demo_users import demo_of
        from shopwright.platform.server.uvicorn_server import Server

        def ready(url: str) -> None:
            note(url)
            if as_line:
                _print_line(config, url, demo)
            else:
                console().print(_panel(config, url, demo), soft_wrap=False)

        server = Server(config, ready)
        with server.platform.store.read() as tx:
            demo = demo_of(tx)
    return server


def _print_line(config: Config, url: str, demo: Demo | None) -> None:
    """The line that programs wait for. It never holds a secret."""
    line = {
        "event": "ready",
        "url": url,
        "port": int(url.rpartition(":")[2]),
        "app_key": demo.app.app_key if demo else None,
        "shop_id": demo.shop.shop_id if demo else None,
        "shop_cipher": demo.shop.cipher if demo else None,
        "version": installed_release(),
        **({"certificate": str(config.certificate)} if config.certificate else {}),
    }
    try:
        print(json.dumps(line), flush=True)
    except BrokenPipeError:  # whoever started it does not listen; the shop can be used all the same
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _panel(config: Config, url: str, demo: Demo | None) -> Panel:
    from rich.console import Group
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    from shopwright.wire.redaction import mask

    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    facts.add_row("URL", Text(config.public_url or url, style="bold"))
    if demo is not None:
        facts.add_row("App key", demo.app.app_key)
        facts.add_row("App secret", mask(demo.app.secret))
        facts.add_row("Shop", f"{demo.shop.doc.name} ({demo.shop.region}), {demo.shop.shop_id}")
        facts.add_row("Shop cipher", demo.shop.cipher)
        if demo.shop.region == "GB" and config.demo and config.orders_per_minute:
            facts.add_row("Orders", f"{config.orders_per_minute:g} a minute arrive; --orders-per-minute 0 for none")
    facts.add_row("Data", _where(config))
    if config.certificate is not None and config.tls_cert is None:
        facts.add_row("Certificate", f"of its own; clients trust it with SSL_CERT_FILE={config.certificate}")

    hints = Table.grid(padding=(0, 2))
    hints.add_column(style="dim", no_wrap=True)
    hints.add_column(overflow="fold")
    hints.add_row("Keys and tokens", _keys_command(config, url))
    if demo is not None and demo.shop.region != config.region:
        hints.add_row("Region", f"--region is for new data; this shop was made in {demo.shop.region}")
    hints.add_row("Stop", "Ctrl+C")
    return Panel.fit(
        Group(facts, "", hints), title=f"Shopwright {installed_release()}", title_align="left", padding=(1, 2)
    )


def _where(config: Config) -> str:
    if config.database is not None:
        return "PostgreSQL"
    return str(config.folder) if config.folder else "in memory, gone when this stops"


def _keys_command(config: Config, url: str) -> str:
    command = "shopwright platform keys" if url == DEFAULT_URL else f"shopwright platform keys --url {url}"
    return f"{command}  (with {SANDBOX_KEY_VARIABLE} set)" if config.sandbox_key else command
