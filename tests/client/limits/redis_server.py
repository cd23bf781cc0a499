"""A Redis server of the tests' own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.harness.server import eventually


@contextmanager
def running_redis() -> Iterator[str]:
    """Its URL: a socket in a folder of its own, so no port is taken. Skips by name where there is no redis-server."""
    command = shutil.which("redis-server")
    if command is None:
        pytest.skip("redis-server is not installed")
    with tempfile.TemporaryDirectory(prefix="shopwright-redis-") as folder:
        socket = Path(folder, "redis.sock")
        server = subprocess.Popen(
            [command, "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        try:
            eventually(socket.exists)
            yield f"unix://{socket}"
        finally:
            server.terminate()
            server.wait(30)
