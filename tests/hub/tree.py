"""``shopwright up`` as a process tree, and a browser at its console."""

from __future__ import annotations

import atexit
import json
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from urllib3 import PoolManager

from shopwright import Shop
from shopwright.cli.up.demo_goods import CATALOGUE, CATALOGUE_VARIABLE
from shopwright.client.transport.pool import Urllib3Transport
from shopwright.testing.listing import list_product
from tests.cli.commands import DEADLINE, Ended, run_command
from tests.harness.launcher import Launched
from tests.harness.server import eventually

from .processes import Folder, free_port, runs, started

_FOLDER = Path(tempfile.mkdtemp(prefix="shopwright-demo-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
_FEW = _FOLDER / "few.csv"
_FEW.write_text("\n".join(CATALOGUE.read_text().splitlines()[:6]))
#: What has the demo list a few goods, which is enough to see that it does.
FEW_GOODS = {CATALOGUE_VARIABLE: str(_FEW)}


class Tree:
    """A tree that is ready."""

    def __init__(self, process: Launched, ready: dict[str, Any], folder: Path, errors: Path) -> None:
        self.process, self.ready, self.folder, self.errors = process, ready, folder, errors

    @property
    def pids(self) -> dict[str, int]:
        """Its processes, by what they are."""
        command = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)]
        lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
        kinds = {
            "platform serve": "platform",
            "hub serve": "console",
            "hub worker": "worker",
            "postgres -D": "postgres",
        }
        rows = [line.split(None, 1) for line in lines]
        return {kind: int(pid) for pid, words in rows for text, kind in kinds.items() if text in words}

    def ask(self, method: str, path: str, body: dict[str, object] | None = None) -> Any:
        """Call the control API of its shop."""
        request = Request(
            f"{self.ready['url']}/sandbox/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urlopen(request, timeout=DEADLINE, context=self._trust()) as reply:
            return json.load(reply)["data"]

    def _trust(self) -> ssl.SSLContext | None:
        """The certificate that its shop made for itself, where it has one."""
        own = self.folder / ".shopwright" / "tls" / "certificate.pem"
        return ssl.create_default_context(cafile=str(own)) if self.ready["url"].startswith("https:") else None

    def buy(self) -> str:
        """A buyer buys a new product of the demo shop; answers the order's id."""
        keys = self.ask("GET", "keys")
        token, cipher = keys["seller"]["access_token"], keys["shop_cipher"]
        pool = Urllib3Transport(PoolManager(ssl_context=self._trust()))
        settings: Any = {"base_url": self.ready["url"], "access_token": token, "transport": pool}
        with Shop(keys["app_key"], keys["app_secret"], **settings) as client:
            product = list_product(client.with_shop(cipher), self.ask("GET", f"shops/{keys['shop_id']}"), quantity=5)
        basket = {"shop_cipher": cipher, "line_items": [{"sku_id": product.sku_id}]}
        return str(self.ask("POST", "orders", basket)["order_id"])

    def run(self, *arguments: str) -> Ended:
        return run_command(self.folder, arguments, {})

    def log_in(self, email: str) -> Browser:
        data = str(self.folder / ".shopwright" / "hub")
        made = self.run("hub", "link", email, "--data", data, "--url", self.ready["console"])
        assert made.code == 0, made.err
        return Browser(made.out.strip())

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)

    def remains(self, pids: dict[str, int]) -> list[str]:
        """Which of its processes still run, once they had time to end."""
        deadline = time.monotonic() + DEADLINE
        while (left := [kind for kind, pid in pids.items() if runs(pid)]) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left


class Browser:
    """Somebody who came in by a link."""

    def __init__(self, link: str) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(link))
        assert token is not None
        form = urlencode({"csrfmiddlewaretoken": token[1]}).encode()
        with self._opener.open(Request(link, data=form), timeout=DEADLINE) as reply:
            self.url, self.page = reply.url, reply.read().decode()

    def get(self, url: str) -> str:
        with self._opener.open(url, timeout=DEADLINE) as reply:
            return str(reply.read().decode())

    def wait_for(self, url: str, text: str) -> None:
        """Load a page again until a text is on it."""
        eventually(lambda: text in self.get(url), DEADLINE)


@contextmanager
def up(folder: Path, *arguments: str) -> Iterator[Tree]:
    """A tree on free ports, once it is ready; killed at the end if it still runs."""
    errors = folder / f"up-{len(list(folder.iterdir()))}"
    ports = ("--port", "0", "--hub-url", f"http://localhost:{free_port()}")
    with started(folder, "up", "--orders-per-minute", "0", *ports, *arguments, errors=errors, **FEW_GOODS) as (
        process,
        ready,
    ):
        yield Tree(process, ready, folder, errors)


def remove(folder: Path) -> None:
    """Delete what root's PostgreSQL keeps elsewhere."""
    hub = Folder(folder / ".shopwright")
    if (hub.data / "postgres.json").exists():
        hub.remove()
