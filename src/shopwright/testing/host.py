"""Platforms on request: what ``python -m shopwright.testing --until-eof`` does with the lines on its standard input."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

import msgspec

from shopwright import decoders
from shopwright.release import installed_release

from .platform_thread import RunningPlatform


class Request(msgspec.Struct):
    """A line: start a platform with a demo shop in a region, or stop the one at a URL."""

    stop: str | None = None
    region: str = "GB"
    demo: bool = True


class Host:
    """Starts and stops platforms in this process, beside the one that it began with."""

    def __init__(self, output: IO[str]) -> None:
        self._output = output
        self._platforms: dict[str, RunningPlatform] = {}

    def answer_all(self, lines: Iterable[bytes]) -> None:
        """Answer each line with one line, until there are no more."""
        for line in lines:
            if line.strip():
                self._say(self._answer(line))

    def _answer(self, line: bytes) -> dict[str, object]:
        try:
            request = decoders.decode(line, type=Request)
            return self._stop(request.stop) if request.stop is not None else self._start(request)
        except ValueError as error:  # msgspec's are such too
            return {"event": "refused", "message": str(error)}

    def _start(self, request: Request) -> dict[str, object]:
        platform = RunningPlatform(request.region, demo=request.demo)
        self._platforms[platform.url] = platform
        return ready_line(platform.url)

    def _stop(self, url: str) -> dict[str, object]:
        platform = self._platforms.pop(url, None)
        if platform is None:
            raise ValueError(f"no platform was started at {url}")
        platform.stop()
        return {"event": "stopped", "url": url}

    def _say(self, event: dict[str, Any]) -> None:
        print(json.dumps(event), file=self._output, flush=True)


def ready_line(url: str) -> dict[str, object]:
    """The line that announces a platform. It holds no secret."""
    return {"event": "ready", "url": url, "port": int(url.rpartition(":")[2]), "version": installed_release()}
