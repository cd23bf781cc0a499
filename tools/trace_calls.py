"""Traces three calls through a platform in memory: which files of the platform work on each, and in which folders.

``python tools/trace_calls.py`` prints tables for the documentation; with ``--write`` it puts them into the block named
"traces" of every page below ``docs/`` that has one. Each call is made once before it is traced, so that imports and
first-time preparation do not count. A trace ends when the platform has been quiet for a moment: what a call sets off
in the background belongs to it.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType

import marked_block

import shopwright.platform
from shopwright import Shop
from shopwright.testing import Platform

DOCS = Path(__file__).parent.parent / "docs"
BLOCK = "traces"
PLATFORM = Path(shopwright.platform.__file__).parent

#: A trace ends after so many seconds in which no function of the platform began.
QUIET_SECONDS = 0.3


class Recorder:
    """Notes the files of functions that begin, in all threads that are started after it was installed."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.is_recording = False
        self.last_call = time.monotonic()
        self._prefix = f"{PLATFORM}/"

    def install(self) -> None:
        threading.setprofile(self._event)
        sys.setprofile(self._event)

    def remove(self) -> None:
        threading.setprofile(None)
        sys.setprofile(None)

    def _event(self, frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if self.is_recording and event == "call" and code.co_filename.startswith(self._prefix):
            self.last_call = time.monotonic()
            if code.co_name != "<module>":
                self.files.add(code.co_filename.removeprefix(self._prefix))

    def trace(self, call: Callable[[], None]) -> list[str]:
        self.files, self.is_recording, self.last_call = set(), True, time.monotonic()
        call()
        while time.monotonic() - self.last_call < QUIET_SECONDS:
            time.sleep(QUIET_SECONDS / 10)
        self.is_recording = False
        return sorted(self.files)


class Receiver(BaseHTTPRequestHandler):
    """Takes notifications and does nothing with them. It does not count, so its threads are not profiled."""

    def do_POST(self) -> None:
        sys.setprofile(None)
        self.rfile.read(int(self.headers["content-length"]))
        self.server.arrived.release()  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing."""


@contextmanager
def receiver() -> Iterator[tuple[str, threading.Semaphore]]:
    """The address of a receiver, and how many notifications have arrived and were not waited for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    arrived = server.arrived = threading.Semaphore(0)  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", arrived
    finally:
        server.shutdown()
        server.server_close()


def traced_calls() -> dict[str, list[str]]:
    """The files that each call goes through."""
    recorder = Recorder()
    recorder.install()
    try:
        with receiver() as (url, arrived), Platform.start() as platform:
            platform.send_webhooks_to(url)
            shop = platform.seller.client()
            sku = platform.seller.something_on_sale()

            def buy() -> None:
                platform.buy(sku)
                if not arrived.acquire(timeout=30):
                    raise RuntimeError("no notification of the order came in")

            returns = [requested_return(platform, sku) for _ in range(2)]
            calls: dict[str, Callable[[], None]] = {
                "Search of orders (getOrderList)": lambda: search(shop),
                "Purchase by a buyer, until the webhooks are out": buy,
                "approveReturn": lambda: approve(shop, returns.pop()),
            }
            for call in calls.values():
                recorder.trace(call)
            return {name: recorder.trace(call) for name, call in calls.items()}
    finally:
        recorder.remove()


def search(shop: Shop) -> None:
    if not shop.order.get_order_list(page_size=20)["orders"]:
        raise RuntimeError("the search answered no orders")


def requested_return(platform: Platform, sku: str) -> str:
    """A return that waits for its seller."""
    return platform.orders.return_(platform.buy(sku, status="DELIVERED"), "RETURN_AND_REFUND").return_id


def approve(shop: Shop, return_id: str) -> None:
    shop.return_refund.approve_return(return_id=return_id, decision="APPROVE_RETURN")


def tables(traces: dict[str, list[str]]) -> str:
    """One row per call, then for each call its files by folder. A room is the first folder below the platform."""
    lines = ["| call | files | folders | rooms |", "| --- | ---: | ---: | ---: |"]
    for name, files in traces.items():
        folders = by_folder(files)
        rooms = {folder.partition("/")[0] for folder in folders}
        lines.append(f"| {name} | {len(files)} | {len(folders)} | {len(rooms)} |")
    for name, files in traces.items():
        lines += ["", f"**{name}**", "", "| folder | files |", "| --- | --- |"]
        lines += [f"| `{folder}` | {', '.join(names)} |" for folder, names in by_folder(files).items()]
    return "\n".join(lines)


def by_folder(files: list[str]) -> dict[str, list[str]]:
    folders: dict[str, list[str]] = {}
    for file in files:
        parent = str(Path(file).parent)
        folders.setdefault("platform" if parent == "." else parent, []).append(f"`{Path(file).name}`")
    return dict(sorted(folders.items()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into the pages that have the block")
    should_write = parser.parse_args().write
    text = tables(traced_calls())
    if not should_write:
        print(text)
        return 0
    pages = marked_block.pages_with(DOCS, BLOCK)
    for page in pages:
        page.write_text(marked_block.fill(page.read_text(encoding="utf-8"), BLOCK, text), encoding="utf-8")
    print(f"{len(pages)} pages written")
    return 0 if pages else 1


if __name__ == "__main__":
    sys.exit(main())
