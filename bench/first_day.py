"""What README's beginnings take on the first day: the first call, and the first test with its webhook."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .table import Row, Settings

_README = Path(__file__).parents[1] / "README.md"
_PRINTED_URL = "http://127.0.0.1:8600"

#: A server that answers nothing of use, and a client that asks it once.
_BARE_CLIENT = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()"


def rows(settings: Settings) -> Iterator[Row]:
    """Each from the start of the first process to the end of the last, the bare ones taking turns."""
    rounds = 2 if settings.quick else 5
    with TemporaryDirectory() as name:
        folder = Path(name)
        call, plugins, test = (_block(word) for word in ("search_products", "pytest_plugins", "webhook_inbox"))
        (folder / "conftest.py").write_text(plugins)
        (folder / "test_first.py").write_text(test)
        (folder / "bare").mkdir()
        (folder / "bare" / "test_bare.py").write_text("def test_nothing():\n    pass\n")
        yield _row(
            "README's first call",
            "a server that starts, five products listed",
            "python -m http.server and one request",
            [
                (_seconds(lambda: _first_call(folder, call)), _seconds(lambda: _bare_call(folder)))
                for _ in range(rounds)
            ],
        )
        yield _row(
            "README's first test, with its webhook",
            "a session of one test",
            "pytest, a test that does nothing",
            [
                (_seconds(lambda: _pytest(folder)), _seconds(lambda: _pytest(folder / "bare", "--confcutdir=.")))
                for _ in range(rounds)
            ],
        )


def _block(word: str) -> str:
    """The Python block of README that has this word."""
    blocks = re.findall(r"^```python\n(.*?)^```", _README.read_text(), re.MULTILINE | re.DOTALL)
    (block,) = (block for block in blocks if word in block)
    return str(block)


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _row(what: str, conditions: str, yardstick: str, pairs: list[tuple[float, float]]) -> Row:
    ours, bare = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    return Row(what, f"{ours:.1f} s", yardstick, f"{bare:.1f} s", ours / bare, "", None, conditions)


def _first_call(folder: Path, script: str) -> None:
    command = [sys.executable, "-m", "shopwright.cli", "platform", "serve", "--memory", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["url"]
        done = subprocess.run(
            [sys.executable, "-c", script.replace(_PRINTED_URL, url)], capture_output=True, text=True, check=True
        )
        server.terminate()
    if len(done.stdout.splitlines()) != 5:
        raise RuntimeError(f"the first call listed other than five products: {done.stdout}")


def _bare_call(folder: Path) -> None:
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    quiet = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=quiet
    ) as server:
        assert server.stdout is not None
        port = re.search(r"port (\d+)", server.stdout.readline())
        assert port is not None
        subprocess.run([sys.executable, "-c", _BARE_CLIENT, f"http://127.0.0.1:{port[1]}/"], check=True)
        server.terminate()


def _pytest(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
