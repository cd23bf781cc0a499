"""``python -m shopwright.testing``: a platform for the tests of any language."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

import pytest

from shopwright.release import installed_release

pytestmark = pytest.mark.slow

SECONDS = 120


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], Any]]:
    """The process, and the line with which it says that it is ready."""
    command = [sys.executable, "-m", "shopwright.testing", *options]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.wait(SECONDS)
        process.stdin.close()
        process.stdout.close()


def keys_at(url: str) -> Any:
    with urlopen(f"{url}/sandbox/keys", timeout=SECONDS) as reply:
        return json.load(reply)["data"]


def test_it_says_where_it_is_and_ends_with_who_started_it() -> None:
    with started("--region", "US", "--until-eof") as (process, ready):
        port, release = ready["port"], installed_release()
        assert ready == {"event": "ready", "url": f"http://127.0.0.1:{port}", "port": port, "version": release}
        assert keys_at(ready["url"])["shop_region"] == "US"
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(SECONDS) == 0


def test_lines_on_its_input_start_and_stop_more_platforms() -> None:
    with started("--until-eof") as (process, ready):

        def ask(line: str) -> Any:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        other = ask('{"region": "DE", "demo": false}')
        assert other["event"] == "ready"
        assert keys_at(other["url"])["shop_region"] == "DE"
        assert keys_at(ready["url"])["shop_region"] == "GB"
        assert "no region 'Mars'" in ask('{"region": "Mars"}')["message"]
        assert ask("{")["event"] == "refused"
        stop = json.dumps({"stop": other["url"]})
        assert ask(stop) == {"event": "stopped", "url": other["url"]}
        assert ask(stop)["event"] == "refused"
        assert keys_at(ready["url"])["shop_region"] == "GB"


def test_it_ends_at_a_signal_and_lists_products_unless_empty() -> None:
    with started("--empty") as (process, ready):
        assert keys_at(ready["url"])["shop_region"] == "GB"
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0


@pytest.mark.parametrize(("options", "says"), [(["--region", "Mars"], "use one of"), (["--port", "x"], "--port")])
def test_what_it_cannot_do_it_says(options: list[str], says: str) -> None:
    command = [sys.executable, "-m", "shopwright.testing", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 2
    assert says in done.stderr
