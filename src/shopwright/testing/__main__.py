"""``python -m shopwright.testing``: a platform in memory for the tests of any language."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType

from shopwright.extras import MissingExtraError, require

_DESCRIPTION = """\
Start a TikTok Shop in memory for tests. One line of JSON on standard output says that it is ready, and where; then
GET {url}/sandbox/keys answers the keys. It serves until SIGTERM or Ctrl+C, and all that it held is gone with it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop."""
    namespace = _parser().parse_args(arguments)
    try:
        require("python -m shopwright.testing", "platform")
    except MissingExtraError as error:
        print(error, file=sys.stderr)
        return 2
    from shopwright.platform.core.config import Config
    from shopwright.platform.market.regions import all_regions
    from shopwright.platform.server.uvicorn_server import Server

    codes = [region.code for region in all_regions()]
    if namespace.region not in codes:
        print(f"there is no region {namespace.region!r}; use one of {', '.join(codes)}", file=sys.stderr)
        return 2
    try:
        server = Server(Config(region=namespace.region, demo=not namespace.empty, port=namespace.port), _announce)
    except OSError as error:
        print(f"port {namespace.port} cannot be used: {error.strerror}; 0 takes a free one", file=sys.stderr)
        return 1
    _stop_on_signals(server.stop)
    if namespace.until_eof:
        threading.Thread(target=_answer_until_eof, args=(server.stop,), daemon=True).start()
    server.run()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m shopwright.testing", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--region", default="GB", help="market of the demo shop, such as US or DE (GB)")
    parser.add_argument("--empty", action="store_true", help="a GB shop without products")
    parser.add_argument("--port", type=int, default=0, help="0, unless named, takes a free one")
    parser.add_argument(
        "--until-eof",
        action="store_true",
        help="stop when standard input ends too: it never outlives who started it. A line there,"
        ' {"region": "DE", "demo": true} or {"stop": URL}, starts or stops another platform, and a line answers it',
    )
    return parser


def _announce(url: str) -> None:
    """The line that programs wait for."""
    from .host import ready_line

    print(json.dumps(ready_line(url)), flush=True)


def _stop_on_signals(stop: Callable[[], None]) -> None:
    def signalled(number: int, frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signalled)


def _answer_until_eof(stop: Callable[[], None]) -> None:
    from .host import Host

    try:
        Host(sys.stdout).answer_all(sys.stdin.buffer)
    finally:
        stop()


if __name__ == "__main__":
    sys.exit(main())
