"""The client beside ``tiktok-shop-api`` and the HTTP libraries alone: start, rate, CPU, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from shopwright.client.core.http import HttpReply, HttpRequest
from shopwright.client.transport.pool import Urllib3Transport

from .children import Child
from .client_script import ours
from .servers import Running
from .table import Row, Settings

CONDITIONS = "20-call script, canned replies, loopback"
_PEER = "tiktok-shop-api"


class Cost(NamedTuple):
    """What a run cost: ``total_cpu`` holds the interpreter's start and the imports."""

    wall: float
    cpu: float
    peak_mb: float
    total_cpu: float


def rows(settings: Settings) -> Iterator[Row]:
    """All rows of the client."""
    with tempfile.TemporaryDirectory() as folder:
        keys, replies = _recorded()
        (file := Path(folder) / "replies.json").write_text(json.dumps(replies))
        server = Child("bench.canned", str(file))
        try:
            keys["url"] = server.line().decode().strip()
            yield from _start(settings, keys)
            yield from _rate(settings, keys)
        finally:
            server.close()


def _start(settings: Settings, keys: dict[str, str]) -> Iterator[Row]:
    rounds = 3 if settings.quick else 7
    for kind in ("sync", "async"):
        _run("ours", kind, 0, keys)
        _run("theirs", kind, 0, keys)
        pairs = [(_run("ours", kind, 0, keys), _run("theirs", kind, 0, keys)) for _ in range(rounds)]
        ours = median(cost.total_cpu for cost, _ in pairs) * 1000
        theirs = median(cost.total_cpu for _, cost in pairs) * 1000
        ratio = ours / theirs
        yield Row(
            f"client, {kind}: import and first call",
            f"{ours:.0f} ms",
            _PEER,
            f"{theirs:.0f} ms",
            ratio,
            "≤ 0.10",
            ratio <= 0.1,
            "CPU of a new process",
        )
        ours_mb, theirs_mb = (median(pair[side].peak_mb for pair in pairs) for side in (0, 1))
        yield Row(
            f"client, {kind}: memory after the first call",
            f"{ours_mb:.0f} MB",
            _PEER,
            f"{theirs_mb:.0f} MB",
            ours_mb / theirs_mb,
            "",
            None,
            "peak of a new process",
        )


def _rate(settings: Settings, keys: dict[str, str]) -> Iterator[Row]:
    rounds, times = (30, 3) if settings.quick else (100, 5)
    for kind, least in (("sync", 1.5), ("async", 4.0)):
        runs: list[dict[str, Cost]] = [
            {client: _run(client, kind, rounds, keys) for client in ("ours", "theirs", "bare")} for _ in range(times)
        ]
        rate = {client: rounds * 20 / median(run[client].wall for run in runs) for client in runs[0]}
        cpu = {client: median(run[client].cpu for run in runs) / rounds / 20 * 1e6 for client in runs[0]}
        ratio = rate["ours"] / rate["theirs"]
        measured = (f"{rate['ours']:,.0f}/s", _PEER, f"{rate['theirs']:,.0f}/s")
        yield Row(f"client, {kind}: calls", *measured, ratio, f"≥ {least}", ratio >= least, CONDITIONS)
        library = "urllib3" if kind == "sync" else "aiohttp"
        share = cpu["ours"] / cpu["bare"]
        figures = (f"{cpu['ours']:.0f} µs", f"{library} and json", f"{cpu['bare']:.0f} µs")
        yield Row(f"client, {kind}: CPU per call", *figures, share, "≤ 2", share <= 2, CONDITIONS)


def _run(client: str, kind: str, rounds: int, keys: dict[str, str]) -> Cost:
    command = [sys.executable, "-m", "bench.client_script", client, kind, str(rounds), json.dumps(keys)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{client} {kind} ended with code {process.returncode}")
    body: dict[str, Any] = json.loads(said)
    return Cost(body["wall"], body["cpu"], body["peak_mb"], used.ru_utime + used.ru_stime)


class _Recorder(Urllib3Transport):
    """Keeps the body of every reply by path."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: dict[str, str] = {}

    def send(self, request: HttpRequest) -> HttpReply:
        reply = super().send(request)
        self.replies["/" + request.url.split("/", 3)[3].split("?", 1)[0]] = reply.body.decode()
        return reply


def _recorded() -> tuple[dict[str, str], dict[str, str]]:
    """Keys, and what a platform answers to the script's calls."""
    transport = _Recorder()
    with Running("platform", "") as server:
        made = server.ready.shop
        assert made is not None
        keys = {
            "app_key": made.app_key,
            "app_secret": made.app_secret,
            "token": made.access_token,
            "cipher": made.shop_cipher,
            "product_id": made.things[0].product_id,
            "url": f"http://127.0.0.1:{server.ready.port}",
        }
        for call in ours(keys, is_async=False, transport=transport):
            call()
    transport.close()
    return keys, transport.replies
