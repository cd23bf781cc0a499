"""Tokens and app credentials in Vault: nothing is overwritten unseen, log-ins are renewed, refusals say what to do."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from shopwright import AppRole, ArgumentError, AsyncShop, Shop, Token, Vault, VaultError, VaultTokenStore
from shopwright.platform.core.config import Config
from shopwright.platform.server.certificate import prepare
from tests.client.raw_server import closed_port, raw_server, reply
from tests.client.support import Ticking
from tests.harness.server import RunningPlatform

from .vault_server import ROLE, ROOT_TOKEN, SECRET_ID, VaultState, vault_server

Running = tuple[str, VaultState]
BY_ROLE = AppRole(role_id=ROLE, secret_id=SECRET_ID)


def token(text: str, ends: int) -> Token:
    return Token(access_token=text, refresh_token=f"{text}_refresh", access_token_ends=ends)


@pytest.fixture
def connect(vault: Running) -> Callable[..., Vault]:
    """Opens a connection that does not wait between tries."""
    return lambda **settings: Vault(vault[0], **{"token": ROOT_TOKEN, "pause": lambda seconds: None, **settings})


def test_of_two_refreshes_the_later_stays_whoever_writes_last(connect: Callable[..., Vault]) -> None:
    slow, quick = VaultTokenStore(connect()), VaultTokenStore(connect())
    slow.save("a", token("first", 100))
    assert slow.load("a") == quick.load("a")
    quick.save("a", token("quick", 300))
    slow.save("a", token("slow", 200))
    assert slow.load("a") == token("quick", 300)
    quick.save("a", token("last", 400))
    assert slow.load("a") == token("last", 400)


def test_a_later_refresh_is_saved_over_one_that_came_between(connect: Callable[..., Vault]) -> None:
    mine, other = VaultTokenStore(connect()), VaultTokenStore(connect())
    mine.load("a")
    other.save("a", token("between", 100))
    mine.save("a", token("mine", 200))
    assert other.load("a") == token("mine", 200)


def test_a_write_whose_answer_was_lost_counts_once(connect: Callable[..., Vault], vault: Running) -> None:
    store = VaultTokenStore(connect())
    vault[1].loses_answer = True
    store.save("a", token("kept", 100))
    assert store.load("a") == token("kept", 100)
    vault[1].loses_answer = True
    assert store.lock("a").try_acquire()
    assert not VaultTokenStore(connect()).lock("a").try_acquire()
    assert [len(versions) for versions in vault[1].secrets.values()] == [1, 1]


def test_a_token_that_was_deleted_in_vault_is_missing_and_can_be_saved_anew(
    connect: Callable[..., Vault], vault: Running
) -> None:
    store = VaultTokenStore(connect())
    store.save("a", token("old", 100))
    vault[1].deleted.add("shopwright/tokens/a")
    assert store.load("a") is None
    store.save("a", token("new", 50))
    assert store.load("a") == token("new", 50)


def test_accounts_cannot_leave_their_folder(connect: Callable[..., Vault], vault: Running) -> None:
    store = VaultTokenStore(connect(), "/team/shop/")
    names = ["../other", "a/b", "..", "%2e%2e", "=2E", "plain-name_1"]
    for name in names:
        store.save(name, token(name, 1))
    assert store.accounts() == sorted(names)
    assert all(name.startswith("team/shop/tokens/") and name.count("/") == 3 for name in vault[1].secrets)


def test_a_role_logs_in_renews_and_logs_in_again(connect: Callable[..., Vault], vault: Running) -> None:
    clock, state = Ticking(), vault[1]
    connection = connect(token=None, app_role=BY_ROLE, clock=clock)

    def calls_after(seconds: float) -> list[str]:
        clock.ahead += seconds
        state.calls.clear()
        connection.read("x")
        return [call for call in state.calls if "auth/" in call]

    login, renewal = "POST auth/approle/login", "POST auth/token/renew-self"
    assert calls_after(0) == [login]
    assert calls_after(2399) == []
    assert calls_after(2) == [renewal]
    state.is_renewable = False
    assert calls_after(2401) == [renewal, login]
    state.tokens = {ROOT_TOKEN}
    assert calls_after(0) == [login]


def test_a_given_token_is_renewed_while_it_may_be(
    connect: Callable[..., Vault], vault: Running, caplog: pytest.LogCaptureFixture
) -> None:
    clock, state = Ticking(), vault[1]
    connection = connect(clock=clock)
    connection.read("x")
    clock.ahead += 2401
    connection.read("x")
    assert state.calls.count("POST auth/token/renew-self") == 1
    state.is_renewable = False
    clock.ahead += 2401
    connection.read("x")
    assert "could not be renewed" in caplog.text
    assert ROOT_TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("change", "settings", "said", "remedy"),
    [
        ({"is_sealed": True}, {}, "sealed", "vault operator unseal"),
        ({}, {"token": "hvs.wrong"}, "403: permission denied", "policy"),
        ({}, {"token": None, "app_role": AppRole(role_id=ROLE, secret_id="hvs.wrong")}, "invalid role", "secret id"),
        ({}, {"mount": "kv"}, "no handler for route", "mount"),
        ({}, {"namespace": "team"}, "namespace not found", "VAULT_NAMESPACE"),
        ({"failures": [500] * 99}, {}, "500: internal error", "Vault's log"),
        ({"failures": [429] * 99}, {}, "with 429", "Try later"),
        ({"failures": [307] * 9}, {}, "with 307", "active node"),
    ],
)
def test_each_refusal_says_what_to_do(
    change: dict[str, object], settings: dict[str, object], said: str, remedy: str
) -> None:
    with vault_server(VaultState(**change)) as (address, _):  # type: ignore[arg-type]
        vault = Vault(address, **{"token": ROOT_TOKEN, "pause": lambda seconds: None, **settings})  # type: ignore[arg-type]
        for attempt in (vault.read, vault.names, vault.destroy, lambda path: vault.write(path, {}, version=0)):
            with pytest.raises(VaultError) as caught:
                attempt("x")
            assert said in caught.value.message
            assert remedy in caught.value.remedy
            assert "hvs." not in str(caught.value)


def test_what_fails_in_passing_is_tried_again(connect: Callable[..., Vault], vault: Running) -> None:
    waits: list[float] = []
    connection = connect(pause=waits.append)
    connection.read("x")
    vault[1].failures = [502, 429]
    assert connection.read("x").version == 0
    assert waits == pytest.approx([0.3, 0.6])


def test_whoever_does_not_answer_as_vault_does_is_told_so(connect: Callable[..., Vault]) -> None:
    with pytest.raises(VaultError, match="nothing listens"):
        Vault(f"http://127.0.0.1:{closed_port()}", token="t").read("x")
    with raw_server(reply(b"<html>hello")) as (address, _), pytest.raises(VaultError, match="is not Vault's"):
        Vault(address, token="t").read("x")
    version_1 = reply(b'{"data": {"data": {"a": "1"}, "options": {"cas": 0}}}')
    with raw_server(version_1) as (address, _), pytest.raises(VaultError, match="keeps no versions"):
        Vault(address, token="t").read("x")


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"address": "vault:8200", "token": "t"}, "address must begin"),
        ({"address": "http://x"}, "one of token and app_role"),
        ({"address": "http://x", "token": "t", "app_role": BY_ROLE}, "not both"),
        ({"address": "http://x", "token": "t", "ca_file": "/nowhere.pem"}, "no file /nowhere.pem"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, object], problem: str) -> None:
    with pytest.raises(ArgumentError, match=problem):
        Vault(**settings)  # type: ignore[arg-type]


def test_a_certificate_is_trusted_by_its_authority_alone(tmp_path: Path) -> None:
    config = Config(folder=tmp_path, tls=True)
    prepare(config)
    assert config.certificate is not None
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(config.certificate, config.certificate_key)
    with vault_server(tls=tls) as (address, _):
        assert Vault(address, token=ROOT_TOKEN, ca_file=config.certificate).read("x").version == 0
        with pytest.raises(VaultError, match="is not trusted"):
            Vault(address, token=ROOT_TOKEN).read("x")


def test_no_log_and_no_text_holds_a_secret(
    connect: Callable[..., Vault], caplog: pytest.LogCaptureFixture, vault: Running
) -> None:
    caplog.set_level(logging.DEBUG)
    connection = connect(token=None, app_role=BY_ROLE)
    connection.write("shopwright/app", {"app_key": "6abc", "app_secret": "verysecret", "service_id": "7"}, version=0)
    store = VaultTokenStore(connection)
    store.save("a", token("verysecret", 1))
    app = connection.app_credentials()
    told = f"{caplog.text} {connection!r} {connection.read('shopwright/app')!r} {app!r} {BY_ROLE!r} {store!r}"
    assert app.app_secret == "verysecret"
    assert not any(secret in told for secret in ("verysecret", SECRET_ID, ROLE, *vault[1].tokens))


@pytest.fixture
def vault_in_env(vault: Running, monkeypatch: pytest.MonkeyPatch) -> VaultState:
    monkeypatch.setenv("VAULT_ADDR", vault[0])
    monkeypatch.setenv("VAULT_NAMESPACE", "team")
    vault[1].namespace = "team"
    return vault[1]


def test_a_shop_takes_its_app_and_its_token_from_vault(
    vault_in_env: VaultState, platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ArgumentError, match="VAULT_TOKEN or VAULT_ROLE_ID"):
        Shop.from_vault(base_url=platform.url)
    monkeypatch.setenv("VAULT_ROLE_ID", ROLE)
    monkeypatch.setenv("VAULT_SECRET_ID", SECRET_ID)
    with pytest.raises(VaultError, match="has no secret 'shopwright/app'"):
        Shop.from_vault(base_url=platform.url)
    vault, keys = Vault.from_env(), platform.keys
    vault.write("shopwright/app", {"app_key": keys["app_key"]}, version=0)
    with pytest.raises(VaultError, match="misses app_secret"):
        Shop.from_vault(base_url=platform.url)
    vault.write("shopwright/app", {"app_key": keys["app_key"], "app_secret": keys["app_secret"]}, version=1)
    VaultTokenStore(vault).save("default", token(keys["seller"]["access_token"], 0))
    with Shop.from_vault(base_url=platform.url) as shop:
        assert shop.product.search_products(page_size=3)["products"]

    async def count() -> int:
        async with AsyncShop.from_vault(vault, base_url=platform.url) as shop:
            return len((await shop.product.search_products(page_size=3))["products"])

    assert asyncio.run(count()) == 3
