"""What every token store keeps to, and what those that write to disk keep from others."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright import EncryptedFileTokenStore, SqlTokenStore, Token, TokenStoreError
from shopwright.client.auth.encryption import KEY_VARIABLE, TokenCipher, parse_key
from shopwright.client.auth.tokens import TokenStore

from .support import KEY, Place

OTHER_KEY = "c3" * 32
OpenStore = Callable[[], TokenStore]


def token(text: str = "ROW_access", **more: object) -> Token:
    return Token(access_token=text, refresh_token=f"{text}_refresh", access_token_ends=1_800_000_000, **more)  # type: ignore[arg-type]


def test_a_token_comes_back_as_it_was_given(open_store: OpenStore) -> None:
    kept = token(seller_name="Käthe's kettles", granted_scopes=("seller.order.info", "seller.logistics"), user_type=3)
    open_store().save("näme/with %s ' \" and\nmore", kept)
    assert open_store().load("näme/with %s ' \" and\nmore") == kept


def test_accounts_are_apart_sorted_and_can_be_forgotten(open_store: OpenStore) -> None:
    store = open_store()
    assert (store.accounts(), store.load("a")) == ([], None)
    for account in ("b", "a", "Z"):
        store.save(account, token(account))
    store.save("a", token("newer"))
    assert open_store().accounts() == ["Z", "a", "b"]
    assert open_store().load("a") == token("newer")
    store.delete("a")
    store.delete("never there")
    assert open_store().accounts() == ["Z", "b"]


def test_many_who_save_at_once_lose_nothing(open_store: OpenStore) -> None:
    names = [f"account {number % 8}" for number in range(32)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: open_store().save(name, token(name)), names))
    store = open_store()
    assert [store.load(name) for name in store.accounts()] == [token(name) for name in sorted(set(names))]


def test_another_key_is_refused_and_loses_nothing(place: Place) -> None:
    place.open().save("a", token())
    wrong = place.open(OTHER_KEY)
    attempts: list[Callable[[], object]] = [
        lambda: wrong.load("a"),
        lambda: wrong.save("a", token("other")),
        lambda: wrong.save("b", token("other")),
        lambda: wrong.rotate("ab" * 32),
    ]
    for attempt in attempts:
        with pytest.raises(TokenStoreError, match="The key does not open the token store") as caught:
            attempt()
        assert KEY_VARIABLE in caught.value.remedy
        assert not {KEY, OTHER_KEY} & set(str(caught.value).split())
    assert place.open().accounts() == ["a"]
    assert place.open().load("a") == token()


def test_a_rotated_key_opens_all_and_the_old_one_nothing(place: Place) -> None:
    store = place.open()
    for account in ("a", "b"):
        store.save(account, token(account))
    store.rotate(OTHER_KEY)
    assert store.load("a") == token("a")
    assert place.open(OTHER_KEY).load("b") == token("b")
    with pytest.raises(TokenStoreError):
        place.open().save("a", token("stale"))
    assert place.open(OTHER_KEY).load("a") == token("a")


def test_neither_file_nor_database_holds_a_token_in_the_clear(tmp_path: Path) -> None:
    for store in (
        EncryptedFileTokenStore(tmp_path / "tokens.json", KEY),
        SqlTokenStore(f"sqlite:///{tmp_path}/tokens.db", KEY),
    ):
        store.save("a", token("TTP_secret"))
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"shopwright_tokens" in written
    assert b"secret" not in written


def test_a_token_that_is_moved_to_another_account_is_refused(tmp_path: Path) -> None:
    store = EncryptedFileTokenStore(tmp_path / "tokens.json", KEY)
    store.save("mine", token())
    path = tmp_path / "tokens.json"
    path.write_text(path.read_text().replace('"mine"', '"yours"'))
    with pytest.raises(TokenStoreError, match="'yours' cannot be read"):
        store.load("yours")


def test_the_file_and_its_key_are_for_their_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        EncryptedFileTokenStore(tmp_path / "deep" / "tokens.json").save("a", token())
    finally:
        os.umask(old)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep").iterdir()}
    assert modes["tokens.json"] == modes["tokens.json.key"] == 0o600
    assert EncryptedFileTokenStore(tmp_path / "deep" / "tokens.json").load("a") == token()


def test_a_key_file_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    EncryptedFileTokenStore(path).save("a", token())
    key = (tmp_path / "tokens.json.key").read_text()
    (tmp_path / "tokens.json.key").unlink()
    for attempt in (lambda: EncryptedFileTokenStore(path).load("a"), lambda: EncryptedFileTokenStore(path).accounts()):
        with pytest.raises(TokenStoreError, match="is gone"):
            attempt()
    with pytest.raises(TokenStoreError, match="is gone"):
        EncryptedFileTokenStore(path).save("a", token("other"))
    assert EncryptedFileTokenStore(path, key).load("a") == token()


def test_clients_that_read_the_key_file_outlive_a_rotation(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    running = EncryptedFileTokenStore(path)
    running.save("a", token())
    EncryptedFileTokenStore(path).rotate(OTHER_KEY)
    assert (tmp_path / "tokens.json.key").read_text() == OTHER_KEY
    assert running.load("a") == token()
    running.save("a", token("newer"))
    assert EncryptedFileTokenStore(path, OTHER_KEY).load("a") == token("newer")


@pytest.mark.parametrize("fails", ["tokens.json", "tokens.json.key"])
def test_a_rotation_that_stops_anywhere_leaves_a_key_that_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    path, replace, seen = tmp_path / "tokens.json", os.replace, []
    EncryptedFileTokenStore(path).save("a", token())

    def crash(source: str, target: Path) -> None:
        seen.append(target.name)
        if target.name == fails and len(seen) > 1:
            raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            EncryptedFileTokenStore(path).rotate(OTHER_KEY)
    assert len(seen) >= 2
    assert EncryptedFileTokenStore(path).load("a") == token()
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".key", ".lock"]


def test_the_key_may_come_from_the_environment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    place.open(None).save("a", token())
    assert place.open().load("a") == token()


def test_a_database_needs_a_key_and_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    with pytest.raises(TokenStoreError, match="has no key"):
        SqlTokenStore("sqlite:///x.db")
    with pytest.raises(TokenStoreError, match="in memory"):
        SqlTokenStore("sqlite://", KEY)


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary")
    with pytest.raises(TokenStoreError, match="is no token store"):
        EncryptedFileTokenStore(path, KEY).save("a", token())
    assert path.read_text() == "dear diary"


@pytest.mark.parametrize("data", ["", "zz", "5a" * 31, b"short", "not a key at all, though it is long enough, is it"])
def test_what_is_no_key_is_refused(data: str | bytes) -> None:
    with pytest.raises(TokenStoreError, match="has the wrong form"):
        parse_key(data)


def test_keys_are_read_in_every_spelling() -> None:
    raw = bytes(range(224, 256))
    assert parse_key(raw) == parse_key(raw.hex()) == parse_key(raw.hex().upper().encode()) == raw
    assert parse_key("4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8=") == raw
    assert parse_key("4OHi4+Tl5ufo6err7O3u7/Dx8vP09fb3+Pn6+/z9/v8=\n") == raw


@given(account=st.text(), other=st.text(), text=st.text(), flip=st.integers(0, 10_000))
def test_what_is_sealed_opens_only_unchanged_and_for_its_account(
    account: str, other: str, text: str, flip: int
) -> None:
    cipher, kept = TokenCipher(b"k" * 32), token(text)
    encrypted = cipher.encrypt(account, kept)
    assert cipher.decrypt(account, encrypted) == kept
    place = flip % len(encrypted)
    changed = encrypted[:place] + ("A" if encrypted[place] != "A" else "B") + encrypted[place + 1 :]
    refused = [(other, encrypted)] if other != account else []
    if not encrypted.endswith("="):  # else the last digit has bits that carry nothing
        refused.append((account, changed))
    for who, what in refused:
        with pytest.raises(TokenStoreError):
            cipher.decrypt(who, what)
    with pytest.raises(TokenStoreError):
        TokenCipher(b"j" * 32).decrypt(account, encrypted)


def test_a_file_that_another_process_writes_for_too_long_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopwright.client.auth.file_store._WRITING", 0.0)
    store = EncryptedFileTokenStore(tmp_path / "tokens.json", KEY)
    with store._locked(), pytest.raises(TokenStoreError, match="has been writing"):
        EncryptedFileTokenStore(tmp_path / "tokens.json", KEY).save("a", token())
    store.save("a", token())
