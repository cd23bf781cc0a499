"""A server that answers from memory and costs next to nothing, so that what is measured is the client.

``python -m bench.canned FILE``: the file maps paths to bodies (JSON). It prints its URL, and ends with its input.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import ClassVar


class _Canned(asyncio.Protocol):
    replies: ClassVar[dict[bytes, bytes]] = {}

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            length = _length(head)
            if len(self._received) < end + 4 + length:
                return
            self._received = self._received[end + 4 + length :]
            path = head.split(b" ", 2)[1].split(b"?", 1)[0]
            assert self._transport is not None
            self._transport.write(self.replies[path])


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Canned, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def main() -> None:
    for path, body in json.loads(Path(sys.argv[1]).read_text()).items():
        raw = body.encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(raw)}\r\n\r\n"
        _Canned.replies[path.encode()] = head.encode() + raw
    asyncio.run(_serve())


if __name__ == "__main__":
    main()
