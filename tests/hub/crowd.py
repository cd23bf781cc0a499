"""A crowd of buyers: the hub as processes that are killed, and a post that loses, doubles and delays its load."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.db import connection as database
from django.urls import reverse

from shopwright.hub.core.parent_death import ends_with_parent
from shopwright.testing import Platform, WebhookReceiver
from shopwright.testing.notifications import Notification
from tests.harness.server import eventually
from tests.hub.harness import Hub
from tests.hub.processes import free_port

#: Of twenty notifications this one is lost, this one comes twice, and these come later than those after them.
LOST, DOUBLED, LATE = 7, 13, (3, 17)


class HubProcesses:
    """A console and a worker of the hub, each a process of its own, that are killed and started again."""

    def __init__(
        self, database_url: str, folder: Path, shopify_url: str = "", names: Collection[str] = ("console", "worker")
    ) -> None:
        self.url = f"http://localhost:{free_port()}"
        self._shopify_url = shopify_url
        self._environment = {
            **os.environ,
            "SHOPWRIGHT_HUB_DATABASE": database_url,
            "SHOPWRIGHT_HUB_DATA": str(folder),
            "SHOPWRIGHT_HUB_URL": self.url,
        }
        commands = {"console": ("serve",), "worker": ("worker", "--poll-seconds", "1")}
        self._commands = {name: commands[name] for name in names}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start what does not run, and wait until the console answers."""
        for name in self._commands.keys() - self._processes.keys():
            module = ("-m", "tests.hub.crowd_process", self._shopify_url, "hub", *self._commands[name])
            self._processes[name] = subprocess.Popen(
                [sys.executable, *module],
                env=self._environment,
                stdout=subprocess.DEVNULL,
                preexec_fn=ends_with_parent(signal.SIGKILL),  # noqa: PLW1509 - it makes two system calls
            )
        if "console" in self._commands:
            eventually(self._answers, 60)

    def kill(self, name: str) -> None:
        process = self._processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End both as an operator does."""
        for process in self._processes.values():
            process.terminate()
        assert [process.wait(60) for process in self._processes.values()] == [0] * len(self._processes)
        self._processes.clear()

    def close(self) -> None:
        for name in list(self._processes):
            self.kill(name)

    def deliver(self, path: str, item: Notification) -> bool:
        """Hand a notification to the console; False where nothing answers."""
        names = ("content-type", "authorization")
        headers = {name: value for name, value in item.headers.items() if name in names}
        try:
            with urlopen(Request(self.url + path, item.raw, headers), timeout=30) as reply:
                return bool(reply.status == 200)
        except (URLError, OSError):
            return False

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=30):
                return True
        except OSError:
            return False


@contextmanager
def unreliable_post(hub: Hub, platform: Platform, receiver: WebhookReceiver, to: HubProcesses) -> Iterator[None]:
    """Carries notifications to the console. What a dead console does not take comes again, as TikTok would send it."""
    path = reverse("hook", args=["tiktok_shop", hub.app(platform).pk])
    ended = threading.Event()

    def carry() -> None:
        carried, waiting = 0, list[Notification]()
        while not ended.wait(0.05):
            batch = receiver.received[carried : carried + 20]
            late = list[Notification]()
            for number, item in enumerate(batch, carried):
                place = number % 20
                if place in LATE:
                    late.append(item)
                elif place != LOST:
                    waiting += [item] * (2 if place == DOUBLED else 1)
            waiting = [item for item in waiting if not to.deliver(path, item)]
            waiting += late
            carried += len(batch)
        database.close()

    carrier = threading.Thread(target=carry)
    carrier.start()
    try:
        yield
    finally:
        ended.set()
        carrier.join()
