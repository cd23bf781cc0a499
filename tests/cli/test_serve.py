from __future__ import annotations

import json
import os
import re
import signal
import socket
from pathlib import Path

import pytest

from .commands import DEADLINE, Run, Serve
from .terminal import at_terminal

pytestmark = pytest.mark.slow


def secrets_of(keys: dict[str, dict[str, str]]) -> list[str]:
    users = (keys["seller"], keys["creator"], keys["partner"])
    return [str(keys["app_secret"]), *(user[name] for user in users for name in ("access_token", "refresh_token"))]


def test_one_line_of_json_says_that_it_is_ready(serve: Serve) -> None:
    server = serve("--memory")
    keys = server.keys()
    assert server.ready == {
        "event": "ready",
        "url": f"http://127.0.0.1:{server.ready['port']}",
        "port": server.ready["port"],
        "app_key": keys["app_key"],
        "shop_id": keys["shop_id"],
        "shop_cipher": keys["shop_cipher"],
        "version": server.ready["version"],
    }
    assert server.end().said == "", "a program that waits for it has nothing else to read"


def test_calls_are_answered_as_soon_as_it_is_ready(serve: Serve) -> None:
    status, body = serve("--memory").get("/healthz")
    assert status == 200
    assert body["status"] == "ok"


def test_nothing_secret_is_printed(serve: Serve) -> None:
    server = serve("--memory", SHOPWRIGHT_SANDBOX_KEY="k-4711-secret")
    said = server.line + server.end().said
    assert "k-4711-secret" not in said

    server = serve("--data", "shop")
    keys = server.keys()
    said = server.line + server.end().said
    assert [secret for secret in secrets_of(keys) if secret in said] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_with_code_0(serve: Serve, number: int) -> None:
    ended = serve("--data", "shop").end(number)
    assert (ended.code, ended.said) == (0, "")


def test_a_call_that_never_ends_does_not_keep_it_from_stopping(serve: Serve) -> None:
    server = serve("--memory")
    with socket.create_connection(("127.0.0.1", server.ready["port"]), timeout=DEADLINE) as held:
        held.sendall(b"POST /product/202309/products HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{")
        server.get("/healthz")  # by now it has read the call before
        ended = server.end()
    assert ended.code == 0
    assert "Traceback" not in ended.err


def test_data_and_keys_outlive_a_kill(serve: Serve) -> None:
    first = serve("--data", "shop")
    keys = first.keys()
    assert first.end(signal.SIGKILL).code == -signal.SIGKILL

    again = serve("--data", "shop")
    assert {**again.keys(), "base_url": "", "auth_base_url": ""} == {**keys, "base_url": "", "auth_base_url": ""}
    assert again.end().code == 0


def test_the_data_folder_is_private_and_stays_out_of_the_repository(serve: Serve, tmp_path: Path) -> None:
    serve()
    folder = tmp_path / ".shopwright"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "master.key").stat().st_mode & 0o777 == 0o600
    assert (folder / ".gitignore").read_text() == "*\n"


def test_nothing_is_written_in_memory(serve: Serve, tmp_path: Path) -> None:
    server = serve("--memory")
    assert [path.name for path in tmp_path.iterdir()] == [server.errors.name]


def test_a_second_server_on_the_same_folder_is_refused(serve: Serve, run: Run) -> None:
    first = serve("--data", "shop")
    second = run("platform", "serve", "--port", "0", "--data", "shop")
    assert (second.code, second.out) == (2, "")
    assert f"another process ({first.process.pid}, at {first.url})" in second.err
    assert "--data" in second.err
    assert first.get("/healthz")[0] == 200


def test_two_servers_on_folders_of_their_own_run_side_by_side(serve: Serve) -> None:
    first, second = serve("--data", "one"), serve("--data", "two")
    assert first.keys()["app_secret"] != second.keys()["app_secret"]


def test_the_environment_fixes_the_keys_for_a_pipeline(serve: Serve) -> None:
    server = serve("--memory", SHOPWRIGHT_APP_KEY="fixedkey", SHOPWRIGHT_SHOP_CIPHER="GCP_fixed")
    assert (server.ready["app_key"], server.ready["shop_cipher"]) == ("fixedkey", "GCP_fixed")


def test_the_public_url_is_what_clients_are_told(serve: Serve) -> None:
    server = serve("--memory", "--public-url", "https://shop.example.org")
    assert server.keys()["base_url"] == "https://shop.example.org"
    assert server.url.startswith("http://127.0.0.1:"), "the line names the address of this process"


def test_the_region_is_the_demo_shops(serve: Serve) -> None:
    assert serve("--memory", "--region", "de").keys()["shop_region"] == "DE"


def test_an_address_for_all_networks_is_called_by_loopback(serve: Serve) -> None:
    server = serve("--memory", "--host", "0.0.0.0", SHOPWRIGHT_SANDBOX_KEY="k")
    assert server.url == f"http://127.0.0.1:{server.ready['port']}"
    assert server.get("/healthz")[0] == 200


@pytest.mark.postgres
def test_servers_on_one_database_share_the_shop(serve: Serve, run: Run, database: str) -> None:
    key = os.environ["SHOPWRIGHT_MASTER_KEY"]
    first = serve("--database", database, SHOPWRIGHT_MASTER_KEY=key)
    second = serve(SHOPWRIGHT_DATABASE=database, SHOPWRIGHT_MASTER_KEY=key)
    assert first.keys()["seller"] == second.keys()["seller"]
    assert [server.end().code for server in (first, second)] == [0, 0]

    rotated = run("platform", "rotate-keys", SHOPWRIGHT_DATABASE=database, SHOPWRIGHT_MASTER_KEY=key)
    assert (rotated.code, rotated.err) == (0, "")
    again = serve("--database", database, SHOPWRIGHT_MASTER_KEY=key)
    assert again.ready["app_key"] == first.ready["app_key"]


def test_a_terminal_shows_masked_keys_and_how_to_see_them(tmp_path: Path) -> None:
    with at_terminal(
        tmp_path, "platform", "serve", "--port", "0", SHOPWRIGHT_APP_SECRET="0123456789abcdef"
    ) as terminal:
        text = terminal.read_until("╯")
        url = re.search(r"URL +(http://127\.0\.0\.1:\d+)", text)
        assert url is not None
        assert f"shopwright platform keys --url {url[1]}" in text
        assert re.search(r"App secret +0123••••", text)
        assert "456789abcdef" not in text
        assert str(tmp_path / ".shopwright") in re.sub(r"[\s│]+", "", text), "a long path wraps inside the panel"
        terminal.type("\x03")  # Ctrl+C
        assert terminal.end() == 0
        assert "Traceback" not in terminal.text


def test_the_ready_line_can_be_had_on_a_terminal_too(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "platform", "serve", "--memory", "--port", "0", "--ready-line") as terminal:
        assert json.loads(terminal.read_until("\n"))["event"] == "ready"
