"""What is encrypted stays so, and keys can be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopwright.hub.core.config import new_master_key, read_keys, write_keys
from shopwright.hub.core.vault import Vault, VaultError


def test_a_text_decrypts_for_its_purpose_alone() -> None:
    vault = Vault([new_master_key()], new_master_key())
    stored = vault.encrypt("buyer:1", "Zoë")
    assert vault.decrypt("buyer:1", stored) == "Zoë"
    with pytest.raises(VaultError):
        vault.decrypt("buyer:2", stored)


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    vault = Vault([new_master_key()], new_master_key())
    stored = bytearray(vault.encrypt("x", "text"))
    stored[place] ^= 1
    with pytest.raises(VaultError):
        vault.decrypt("x", bytes(stored))


def test_an_older_key_still_decrypts_and_the_newest_encrypts() -> None:
    old, new, search = new_master_key(), new_master_key(), new_master_key()
    before = Vault([old], search).encrypt("x", "text")
    vault = Vault([new, old], search)
    assert vault.decrypt("x", before) == "text"
    assert (vault.is_newest(before), vault.is_newest(vault.encrypt("x", "text"))) == (False, True)
    with pytest.raises(VaultError):
        Vault([new], search).decrypt("x", before)


def test_keys_are_made_once_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    keys = read_keys(tmp_path / "hub")
    assert read_keys(tmp_path / "hub") == keys
    assert (tmp_path / "hub" / "keys.json").stat().st_mode & 0o777 == 0o600
    keys.master.insert(0, new_master_key())
    write_keys(tmp_path / "hub", keys)
    assert read_keys(tmp_path / "hub") == keys
    assert (tmp_path / "hub" / "keys.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "not base64!"])
def test_a_master_key_of_the_wrong_form_is_refused(key: str) -> None:
    with pytest.raises((VaultError, ValueError)):
        Vault([key], new_master_key())
