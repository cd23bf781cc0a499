"""Token stores of each kind, as several clients and processes open them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from shopwright import EncryptedFileTokenStore, MemoryTokenStore, SqlTokenStore, Token, Vault, VaultTokenStore
from shopwright.client.auth.tokens import TokenStore
from tests.harness.launcher import Launched
from tests.harness.server import RunningPlatform

from .vault_server import ROOT_TOKEN

KEY = "5a" * 32
ROOT = Path(__file__).parents[3]
WORKER = "tests.client.auth.worker"


class Place(NamedTuple):
    """Where tokens are kept, by kind (``file``, ``sql`` or ``vault``) and address."""

    kind: str
    where: str

    def open(self, key: str | None = KEY) -> EncryptedFileTokenStore | SqlTokenStore:
        """The store as one more client would open it, of the kinds that have a key."""
        return (EncryptedFileTokenStore if self.kind == "file" else SqlTokenStore)(self.where, key)

    def store(self) -> TokenStore:
        """The store as one more client would open it."""
        return VaultTokenStore(Vault(self.where, token=ROOT_TOKEN)) if self.kind == "vault" else self.open()


def opener(place: Place | None) -> Callable[[], TokenStore]:
    """Opens the store again and again; one in memory is always the same."""
    if place is not None:
        return place.store
    store = MemoryTokenStore()
    return lambda: store


def demo_token(platform: RunningPlatform) -> Token:
    """The demo seller's token."""
    return token_of(platform.keys["seller"])


def token_of(reply: Mapping[str, Any]) -> Token:
    return Token(
        access_token=reply["access_token"],
        access_token_ends=reply["access_token_expire_in"],
        refresh_token=reply["refresh_token"],
        refresh_token_ends=reply["refresh_token_expire_in"],
    )


def expire(platform: RunningPlatform, token: Token) -> None:
    """From now on the server refuses this access token, whatever the client believes."""
    platform.post("/sandbox/tokens/expire", {"access_token": token.access_token})


def refreshes(platform: RunningPlatform) -> int:
    """How often the token service was asked for a new token."""
    return len(platform.get("/sandbox/requests", operation="token/refresh", size=100)["requests"])


class Worker:
    """Another process, which does as ``worker.py`` says when it is told to go."""

    def __init__(self, task: str, place: Place, platform: RunningPlatform) -> None:
        keys = platform.keys
        settings = {
            "task": task,
            "place": place,
            "base_url": platform.url,
            "app_key": keys["app_key"],
            "app_secret": keys["app_secret"],
        }
        self.process = Launched(
            [WORKER, json.dumps(settings)], cwd=ROOT, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def line(self) -> str:
        """The next thing it says."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def end(self, *, kill: bool = False) -> int:
        """Let it end, or kill it; its exit status."""
        if kill:
            self.process.kill()
        with self.process:
            self.process.communicate(timeout=60)
        return self.process.wait()


def all_at_once(workers: Sequence[Worker]) -> list[str]:
    """What workers say who start together."""
    assert [worker.line() for worker in workers] == ["ready"] * len(workers)
    for worker in workers:
        worker.go()
    said = [worker.line() for worker in workers]
    assert [worker.end() for worker in workers] == [0] * len(workers)
    return said
