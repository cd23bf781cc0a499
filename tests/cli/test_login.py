"""``shopwright login``: once, and the other commands know the shop."""

from __future__ import annotations

import json
import socket
import stat
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from shopwright import Vault
from tests.client.auth.vault_server import ROOT_TOKEN, vault_server
from tests.harness.server import RunningPlatform

from .commands import DEADLINE, Run
from .terminal import at_terminal

pytestmark = pytest.mark.slow


def test_a_platform_is_logged_in_to_and_calls_follow(run: Run, platform: RunningPlatform, tmp_path: Path) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    done = run("login", "--local", platform.url, **home)
    assert done.code == 0, done.err
    assert "Logged in to" in done.out
    ended = run("call", "product.search_products", "--page-size", "2", **home)
    assert len(json.loads(ended.out)["products"]) == 2
    body = json.loads(run("login", "--show", "--json", **home).out)
    assert body[0]["base_url"] == platform.url
    secrets = (platform.keys["app_secret"], platform.keys["seller"]["access_token"])
    assert not any(secret in done.said + ended.said for secret in secrets)
    assert run("login", "--remove", **home).code == 0
    assert run("call", "product.search_products", "--page-size", "2", **home).code == 2


def test_each_step_of_a_login_answers_json_where_it_is_asked_for(
    run: Run, platform: RunningPlatform, tmp_path: Path
) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    for words in (("--local", platform.url), ("--remove",)):
        done = run("login", *words, "--json", **home)
        assert (done.code, done.err) == (0, "")
        fields = json.loads(done.out)
        assert (fields["profile"], fields["app_key"]) == ("default", platform.keys["app_key"])
    assert json.loads(run("login", "--show", "--json", **home).out) == []


def test_what_is_remembered_is_the_owners_alone_and_tokens_are_encrypted(
    run: Run, platform: RunningPlatform, tmp_path: Path
) -> None:
    assert run("login", "--local", platform.url, XDG_CONFIG_HOME=str(tmp_path / "config")).code == 0
    files = [path for path in (tmp_path / "config").rglob("*") if path.is_file() and path.stat().st_size]
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "config" / "shopwright").stat().st_mode) == 0o700
    token = platform.keys["seller"]["refresh_token"].encode()
    assert not any(token in file.read_bytes() for file in files)


def test_profiles_stand_beside_each_other(run: Run, platform: RunningPlatform, tmp_path: Path) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert run("login", "--local", platform.url, "--profile", "one", **home).code == 0
    assert run("call", "seller.get_active_shops", **home).code == 2
    assert run("call", "seller.get_active_shops", "--profile", "one", **home).code == 0
    assert run("call", "seller.get_active_shops", SHOPWRIGHT_PROFILE="one", **home).code == 0
    assert run("login", "--local", platform.url, "--profile", "two", **home).code == 0
    assert run("login", "--remove", "--profile", "one", **home).code == 0
    assert run("call", "seller.get_active_shops", "--profile", "two", **home).code == 0


@pytest.mark.own_platform
def test_a_consent_page_is_opened_and_its_redirect_pasted(platform: RunningPlatform, tmp_path: Path) -> None:
    keys = platform.keys
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "SHOPWRIGHT_APP_SECRET": keys["app_secret"]}
    arguments = ("login", "--base-url", platform.url, "--app-key", keys["app_key"], "--service-id", keys["service_id"])
    with at_terminal(tmp_path, *arguments, COLUMNS="400", **home) as terminal:
        text = terminal.read_until("or its code:")
        link = next(word for word in text.split() if word.startswith(platform.url))
        assert urlsplit(link).path == "/open/authorize"
        state = parse_qs(urlsplit(link).query)["state"][0]
        made = platform.post("/sandbox/auth_codes", {"app_key": keys["app_key"]})
        terminal.type(f"https://example.com/callback?code={made['code']}&state={state}\n")
        assert terminal.end() == 0
        assert "Logged in to" in terminal.text


def test_a_redirect_of_another_session_is_refused(platform: RunningPlatform, tmp_path: Path) -> None:
    keys = platform.keys
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "SHOPWRIGHT_APP_SECRET": keys["app_secret"]}
    arguments = ("login", "--base-url", platform.url, "--app-key", keys["app_key"], "--service-id", keys["service_id"])
    with at_terminal(tmp_path, *arguments, **home) as terminal:
        terminal.read_until("or its code:")
        terminal.type("https://example.com/callback?code=abc&state=somebody-elses\n")
        assert terminal.end() == 2
        assert "state" in terminal.text


@pytest.mark.own_platform
def test_a_redirect_to_this_machine_is_caught(platform: RunningPlatform, tmp_path: Path) -> None:
    keys, redirect = platform.keys, f"http://127.0.0.1:{free_port()}/callback"
    platform.patch(f"/sandbox/apps/{keys['app_key']}", {"redirect_url": redirect})
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "SHOPWRIGHT_APP_SECRET": keys["app_secret"]}
    app = ("--app-key", keys["app_key"], "--service-id", keys["service_id"])
    with at_terminal(
        tmp_path, "login", "--base-url", platform.url, *app, "--redirect", redirect, COLUMNS="400", **home
    ) as terminal:
        link = next(word for word in terminal.read_until("Waiting").split() if word.startswith(platform.url))
        state = parse_qs(urlsplit(link).query)["state"][0]
        assert visited(f"{redirect}?code=abc&state=forged") == 200
        assert visited(redirect.replace("callback", f"other?code=abc&state={state}")) == 404
        made = platform.post("/sandbox/auth_codes", {"app_key": keys["app_key"], "state": state})
        assert visited(made["redirect_url"]) == 200
        assert terminal.end() == 0
        assert "Logged in to" in terminal.text
        assert made["code"] not in terminal.text


def test_a_user_who_refuses_is_told_apart(platform: RunningPlatform, tmp_path: Path) -> None:
    keys, redirect = platform.keys, f"http://localhost:{free_port()}/"
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "SHOPWRIGHT_APP_SECRET": keys["app_secret"]}
    app = ("--app-key", keys["app_key"], "--service-id", keys["service_id"])
    with at_terminal(
        tmp_path, "login", "--base-url", platform.url, *app, "--redirect", redirect, COLUMNS="400", **home
    ) as terminal:
        link = next(word for word in terminal.read_until("Waiting").split() if word.startswith(platform.url))
        state = parse_qs(urlsplit(link).query)["state"][0]
        assert visited(f"{redirect}?error=access_denied&state={state}".replace("localhost", "127.0.0.1")) == 200
        assert terminal.end() == 2
        assert "did not authorise" in terminal.text


def test_a_redirect_elsewhere_is_pasted_not_caught(run: Run, platform: RunningPlatform, tmp_path: Path) -> None:
    app = ("--app-key", "k", "--service-id", "s", "--base-url", platform.url)
    for redirect in ("https://app.example/callback", "https://127.0.0.1:1/", "http://10.0.0.1:80/", "http://[x"):
        done = run("login", *app, "--redirect", redirect, SHOPWRIGHT_APP_SECRET="s", XDG_CONFIG_HOME=str(tmp_path))
        assert done.code == 2
        assert "not an address of this machine" in done.err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        busy = f"http://127.0.0.1:{taken.getsockname()[1]}/callback"
        done = run("login", *app, "--redirect", busy, SHOPWRIGHT_APP_SECRET="s", XDG_CONFIG_HOME=str(tmp_path))
    assert "cannot listen" in done.err


def test_an_interrupt_ends_quietly(platform: RunningPlatform, tmp_path: Path) -> None:
    app = ("--app-key", "k", "--service-id", "s", "--base-url", platform.url)
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "SHOPWRIGHT_APP_SECRET": "s"}
    redirect = f"http://127.0.0.1:{free_port()}/callback"
    with at_terminal(tmp_path, "login", *app, "--redirect", redirect, **home) as terminal:
        terminal.read_until("Waiting")
        terminal.type("\x03")
        assert terminal.end() == 130
        assert "Traceback" not in terminal.text


def test_a_key_that_does_not_fit_is_told(run: Run, platform: RunningPlatform, tmp_path: Path) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert run("login", "--local", platform.url, **home).code == 0
    (key,) = (tmp_path / "config" / "shopwright").glob("*.key")
    key.write_text("0" * len(key.read_text()))
    for command in (("call", "seller.get_active_shops"), ("doctor",), ("login", "--local", platform.url)):
        done = run(*command, **home)
        assert done.code in (1, 2)
        assert "Traceback" not in done.err


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def visited(url: str) -> int:
    """The status that a browser gets."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=DEADLINE)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.own_platform
def test_it_says_what_it_needs(run: Run, platform: RunningPlatform, tmp_path: Path) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert "--local URL" in run("login", **home).err
    assert "--service-id" in run("login", "--tiktok", **home).err
    assert "nothing listens at http://127.0.0.1:9" in run("login", "--local", "http://127.0.0.1:9", **home).err
    assert "no profile" in run("login", "--remove", **home).err
    assert "nothing is remembered" in run("login", "--show", **home).err
    account = platform.keys["seller"]["account_id"]
    platform.post("/sandbox/shops", {"region": "DE", "account_id": account})
    assert run("login", "--local", platform.url, "--shop", "unknown", **home).code == 2


@pytest.mark.own_platform
def test_the_app_and_the_token_stay_in_vault(run: Run, platform: RunningPlatform, tmp_path: Path) -> None:
    keys = platform.keys
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    with vault_server() as (address, state):
        settings = {**home, "VAULT_ADDR": address, "VAULT_TOKEN": ROOT_TOKEN}
        app = {name: keys[name] for name in ("app_key", "app_secret", "service_id")}
        Vault(address, token=ROOT_TOKEN).write("shopwright/app", app, version=0)
        arguments = ("login", "--base-url", platform.url, "--vault", "shopwright")
        with at_terminal(tmp_path, *arguments, COLUMNS="400", **settings) as terminal:
            terminal.read_until("or its code:")
            terminal.type(platform.post("/sandbox/auth_codes", {"app_key": keys["app_key"]})["code"] + "\n")
            assert terminal.end() == 0
        assert json.loads(run("call", "product.search_products", "--page-size", "2", **settings).out)["products"]
        assert "shopwright/tokens/default" in state.secrets
        files = [path.read_text() for path in (tmp_path / "config").rglob("*") if path.is_file()]
        assert files
        assert not any(keys["app_secret"] in text for text in files)
        lost = run("call", "product.search_products", **home)
        assert (lost.code, "VAULT_ADDR" in lost.err, "Traceback" in lost.err) == (2, True, False)
        assert run("login", "--remove", **settings).code == 0
        assert "shopwright/tokens/default" not in state.secrets
