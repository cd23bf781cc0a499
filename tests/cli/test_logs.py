"""``shopwright logs``: the calls that came in."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.harness.calls import new_seller
from tests.harness.launcher import Launched
from tests.harness.server import RunningPlatform

from .commands import MODULE, Run, environment
from .terminal import at_terminal

pytestmark = [pytest.mark.slow, pytest.mark.own_platform]


@contextmanager
def following(folder: Path, *arguments: str, **variables: str) -> Iterator[Launched]:
    """A command that goes on, once it says so on standard error."""
    with Launched(
        [MODULE, *arguments],
        cwd=folder,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert process.stderr is not None
            first = process.stderr.readline()
            assert "following" in first or "listening" in first, first + process.stderr.read()
            yield process
        finally:
            process.kill()


def test_the_newest_call_stands_last_with_its_code_and_request_id(run: Run, platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    fine = seller.call("searchProducts", {}, query={"page_size": 1})
    refused = seller.call("getProduct", product_id="1")
    lines = [line.split("\t") for line in run("logs", "--limit", "2", SHOPWRIGHT_URL=platform.url).out.splitlines()]
    assert [line[1:4] for line in lines] == [["200", "0", "searchProducts"], ["200", str(refused.code), "getProduct"]]
    assert [line[5] for line in lines] == [fine.json["request_id"], refused.json["request_id"]]
    assert lines[1][6] == refused.message


def test_calls_are_selected_by_operation_and_by_failure(run: Run, platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    seller.call("searchProducts", {}, query={"page_size": 1})
    seller.call("getProduct", product_id="1")
    failed = run("logs", "--failed", "--json", SHOPWRIGHT_URL=platform.url).out.splitlines()
    assert {json.loads(line)["operation"] for line in failed} == {"getProduct"}
    searches = run("logs", "--operation", "search_products", "--json", SHOPWRIGHT_URL=platform.url).out.splitlines()
    assert {json.loads(line)["operation"] for line in searches} == {"searchProducts"}


def test_what_comes_in_is_followed_without_gap_or_double(tmp_path: Path, platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    before = seller.call("getProduct", product_id="1").json["request_id"]
    arguments = ("logs", "--follow", "--failed", "--operation", "getProduct", "--json")
    with following(tmp_path, *arguments, SHOPWRIGHT_URL=platform.url) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["request_id"] == before
        seller.call("searchProducts", {}, query={"page_size": 1})
        after = [seller.call("getProduct", product_id="1").json["request_id"] for _ in range(3)]
        # Calls of one millisecond come in the order of their ids.
        assert sorted(json.loads(process.stdout.readline())["request_id"] for _ in after) == sorted(after)


def test_ctrl_c_ends_following_without_an_error(tmp_path: Path, platform: RunningPlatform) -> None:
    with at_terminal(tmp_path, "logs", "-f", SHOPWRIGHT_URL=platform.url) as terminal:
        terminal.read_until("following")
        terminal.type("\x03")
        assert terminal.end() == 0
        assert "Traceback" not in terminal.text
