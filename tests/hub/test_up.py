"""``shopwright up``: the shop, the hub and its PostgreSQL as one tree."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from shopwright.cli.options import StartOptions
from shopwright.cli.tree import build
from shopwright.cli.up.start import arguments_of
from shopwright.platform.core.config import Config
from shopwright.platform.server.certificate import prepare
from tests.cli.commands import DEADLINE, run_command
from tests.cli.terminal import at_terminal
from tests.harness.server import eventually

from .processes import free_port
from .tree import FEW_GOODS, Browser, Tree, remove, up

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as ps of Linux shows them"),
]


#: The demo shop elsewhere has no products, which the hub would read one by one.
NO_PRODUCTS = ("--region", "US")


def test_a_tree_serves_shop_and_hub_and_goes_on_after_every_kill(tmp_path: Path) -> None:
    """One tree for all of it, since a first start takes seconds: each step is a function below.

    Its shop is reached by TLS, so the hub has to trust it in all that follows.
    """
    try:
        with up(tmp_path, *NO_PRODUCTS, "--tls") as tree:
            assert set(tree.pids) == {"platform", "console", "worker", "postgres"}
            the_shop_has_a_certificate_of_its_own(tree)
            an_order_at_the_demo_shop_arrives_in_the_hub(tree)
            two_shops_of_two_markets_are_connected_and_tell_of_changes(tree)
            the_catalogue_is_listed_in_the_second_shop_and_in_a_folder(tree)
            the_packer_comes_in_too(tree)
            a_second_start_says_what_runs_and_where(tree)
            a_process_that_dies_is_named_and_started_again(tree)
            nothing_that_logs_in_is_printed_where_no_terminal_is(tree)
            first, pids = tree.ready, tree.pids
            assert tree.end(signal.SIGKILL) == -signal.SIGKILL
            assert tree.remains(pids) == [], "a kill leaves no process"
        with up(tmp_path, *NO_PRODUCTS, "--tls") as again:
            the_next_start_goes_on_where_it_was(again, first)
            pids = again.pids
            assert again.end(signal.SIGINT) == 0
            assert again.remains(pids) == [], "a clean stop leaves no process"
    finally:
        remove(tmp_path)


def the_shop_has_a_certificate_of_its_own(tree: Tree) -> None:
    assert tree.ready["url"].startswith("https://127.0.0.1:")
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urlopen(f"{tree.ready['url']}/healthz", timeout=DEADLINE)
    assert tree.ask("GET", "keys")["base_url"] == tree.ready["url"]


def an_order_at_the_demo_shop_arrives_in_the_hub(tree: Tree) -> None:
    order_id = tree.buy()
    owner = tree.log_in("owner@demo.localhost")
    assert owner.url == tree.ready["workspace"]
    owner.wait_for(f"{owner.url}orders/", order_id)


def two_shops_of_two_markets_are_connected_and_tell_of_changes(tree: Tree) -> None:
    page = tree.log_in("owner@demo.localhost").get(f"{tree.ready['workspace']}channels/")
    assert "Demo Gift Shop" in page
    assert "Lichthaus" in page
    app = tree.ask("GET", f"apps/{tree.ready['app_key']}")
    assert app["webhook_url"].startswith(f"{tree.ready['console']}/hooks/tiktok_shop/")


def the_catalogue_is_listed_in_the_second_shop_and_in_a_folder(tree: Tree) -> None:
    owner = tree.log_in("owner@demo.localhost")
    owner.wait_for(f"{owner.url}listings/?q=White+Hanging+Heart", "Lichthaus")
    listings = tree.folder / ".shopwright/hub/files/market-stall/out/listings.csv"
    eventually(lambda: listings.exists() and "85123A" in listings.read_text(), DEADLINE)


def the_packer_comes_in_too(tree: Tree) -> None:
    assert tree.log_in("packer@demo.localhost").url == tree.ready["workspace"]


def a_second_start_says_what_runs_and_where(tree: Tree) -> None:
    second = tree.run("up", "--hub-url", f"http://localhost:{free_port()}")
    assert (second.code, second.out) == (2, "")
    assert f"another process ({tree.process.pid}, at {tree.ready['console']}" in second.err
    assert tree.ready["url"] in second.err


def a_process_that_dies_is_named_and_started_again(tree: Tree) -> None:
    for kind, name in (("worker", "worker"), ("console", "console"), ("postgres", "PostgreSQL")):
        before = tree.pids[kind]
        os.kill(before, signal.SIGKILL)
        eventually(lambda: tree.pids.get(kind, before) != before, DEADLINE)  # noqa: B023
        assert f"{name} ended" in tree.errors.read_text()
    eventually(lambda: _answers(f"{tree.ready['console']}/healthz"), DEADLINE)
    order_id = tree.buy()
    tree.log_in("owner@demo.localhost").wait_for(f"{tree.ready['workspace']}orders/", order_id)


def nothing_that_logs_in_is_printed_where_no_terminal_is(tree: Tree) -> None:
    assert "/link/" not in str(tree.ready) + tree.errors.read_text()


def the_next_start_goes_on_where_it_was(again: Tree, first: dict[str, Any]) -> None:
    assert again.ready["app_key"] == first["app_key"]
    owner = again.log_in("owner@demo.localhost")
    assert owner.url == again.ready["workspace"]
    assert "Lichthaus" in owner.get(f"{owner.url}channels/")
    assert len(again.ask("GET", "shops")["shops"]) == 2, "the demo is set up once"


def test_a_terminal_shows_addresses_and_links_that_log_in(tmp_path: Path) -> None:
    address = f"http://localhost:{free_port()}"
    options = ("--memory", "--port", "0", "--hub-url", address, *NO_PRODUCTS)
    with at_terminal(tmp_path, "up", *options, **FEW_GOODS) as terminal:
        text = terminal.read_until("╯")
        links = dict(re.findall(rf"Log in as (owner|packer) +({address}/link/\S+)", text))
        assert set(links) == {"owner", "packer"}
        assert re.search(r"Shop +http://127\.0\.0\.1:\d+", text)
        assert Browser(links["packer"]).url == f"{address}/w/demo-shop/"
        terminal.type("\x03")
        assert terminal.end() == 0
    assert list(tmp_path.iterdir()) == [], "with --memory nothing is kept"


def test_without_a_demo_the_hub_is_empty(tmp_path: Path) -> None:
    with up(tmp_path, "--memory", "--no-demo") as tree:
        assert tree.ready["workspace"] is None
        assert [shop["is_demo"] for shop in tree.ask("GET", "shops")["shops"]] == [True]
        assert tree.ask("GET", f"apps/{tree.ready['app_key']}")["webhook_url"] is None
        assert tree.end() == 0


def test_a_port_that_is_taken_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run_command(tmp_path, ("up", "--memory", "--hub-url", f"http://localhost:{port}"), {})
    assert (refused.code, refused.out) == (2, "")
    assert f"port {port}" in refused.err
    assert "--hub-url" in refused.err


def test_what_keeps_the_shop_from_starting_is_said_in_its_own_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        hub = ("--hub-url", f"http://localhost:{free_port()}")
        refused = run_command(tmp_path, ("up", "--memory", "--port", port, *hub), {})
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"error: port {port} is in use")


def test_the_shop_alone_takes_no_hub_and_a_certificate_that_is_given(tmp_path: Path) -> None:
    given = Config(folder=tmp_path / ".shopwright", tls=True)
    prepare(given)
    pair = ("--tls-cert", str(given.certificate), "--tls-key", str(given.certificate_key))
    with up(tmp_path, "--memory", "--platform-only", *pair) as tree:
        assert "console" not in tree.ready
        assert tree.pids == {}
        assert tree.ask("GET", "keys")["base_url"] == tree.ready["url"]
        assert tree.end() == 0


def test_every_option_of_the_shop_reaches_it(tmp_path: Path) -> None:
    options = StartOptions(
        host="::1",
        port=8700,
        data=tmp_path,
        files="memory://uploads",
        region="US",
        public_url="https://shop.example",
        root_path="/shop",
        webhook_allow=("*.internal", "10.0.0.1"),
        demo=False,
        orders_per_minute=1.5,
    )
    _, bound, _ = build().parse_args(["platform", "serve", *arguments_of(options)])
    assert bound.arguments["options"] == options
    assert arguments_of(StartOptions(memory=True)) == ["--memory"]


def test_secrets_do_not_stand_among_the_arguments_of_processes() -> None:
    options = StartOptions(database="postgresql://u:secret@host/shop", sandbox_key_file=Path("key"))
    assert arguments_of(options) == []


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=DEADLINE):
            return True
    except OSError:
        return False
