"""A Vendure of the npm registry's own packages, on loopback, with a database of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

#: Names the folder that `make vendure` installed Vendure into.
VARIABLE = "SHOPWRIGHT_VENDURE"
_START = Path(__file__).with_name("start.js")


def installed() -> Path:
    """The folder with Vendure's packages. Skips the test where there is none, or no Node to run it."""
    if why := missing():
        pytest.skip(why)
    return Path(os.environ[VARIABLE])


def missing() -> str:
    """Why no Vendure can run here; empty where one can."""
    folder = os.environ.get(VARIABLE, "")
    if not folder:
        return f"{VARIABLE} names no folder with Vendure: `make vendure` installs it"
    if not Path(folder, "node_modules", "@vendure", "core").is_dir():
        return f"{VARIABLE} names {folder}, where Vendure is not: `make vendure` installs it"
    return "" if shutil.which("node") else "Vendure needs Node, and there is no program `node`"


@contextmanager
def running_vendure(database: str, log: Path) -> Iterator[str]:
    """The URL of a Vendure whose shop is set up. It ends here, and with this process if that is killed."""
    folder, port = installed(), _free_port()
    place = conninfo_to_dict(database)
    words = [str(place.get(name) or "") for name in ("host", "port", "user", "password", "dbname")]
    words[1] = words[1] or "5432"
    with log.open("w") as errors:
        process = subprocess.Popen(
            ["node", str(_START), str(folder), str(port), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "VENDURE_DISABLE_TELEMETRY": "true"},
        )
        try:
            _wait_until_ready(process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.communicate()


def _wait_until_ready(process: subprocess.Popen[Any], log: Path) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("ready"):
            return
    raise RuntimeError(f"Vendure does not start: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
