"""A webhook receiver that does next to nothing, in a process of its own: ``python -m bench.receiver``.

It answers 200 and notes when each notification came. A line on its standard input makes it print what it noted.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from typing import cast

import msgspec
import uvicorn

from .children import Child

_OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
_MARK = b'"tts_notification_id":"'


class Receiver:
    """The process, as the benchmark sees it."""

    def __init__(self) -> None:
        self._child = Child("bench.receiver")
        self.url = f"http://127.0.0.1:{int(self._child.line())}/hook"

    def take(self) -> dict[str, int]:
        """Notification id and monotonic nanoseconds of what has come since the last time."""
        return msgspec.json.decode(self._child.ask(), type=dict[str, int])

    def close(self) -> None:
        """End the process."""
        self._child.close()


class _Connection(asyncio.Protocol):
    """One connection that stays open. Requests come one after the other, as HTTP clients send them."""

    def __init__(self, came: dict[str, int]) -> None:
        self._came = came
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are none by class

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, gap, rest = self._buffer.partition(b"\r\n\r\n")
        if not gap:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(rest) < length:
            return
        at = rest.index(_MARK) + len(_MARK)
        self._came[rest[at : rest.index(b'"', at)].decode()] = time.monotonic_ns()
        self._buffer = rest[length:]
        assert self._transport is not None
        self._transport.write(_OK)


async def _serve() -> None:
    came: dict[str, int] = {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(came), "127.0.0.1", 0, backlog=512)
    done = asyncio.Event()

    def answer() -> None:
        print(server.sockets[0].getsockname()[1], flush=True)
        for _ in sys.stdin:
            known = dict(came)
            print(msgspec.json.encode(known).decode(), flush=True)
            for item in known:
                del came[item]
        loop.call_soon_threadsafe(done.set)

    threading.Thread(target=answer, daemon=True).start()
    await done.wait()
    server.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvicorn.Config("", log_config=None).get_loop_factory()) as runner:
        runner.run(_serve())
