"""Where commands find their shop: options, then the environment, then a profile that ``shopwright login`` made."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shopwright import decoders
from shopwright.client.auth.tokens import TokenStore
from shopwright.client.errors import ArgumentError, VaultError
from shopwright.client.shop import Shop

from .refusal import RefusedError
from .text import visible

if TYPE_CHECKING:
    from shopwright.client.auth.vault.connection import Vault

PROFILE_VARIABLE = "SHOPWRIGHT_PROFILE"


class Profile(msgspec.Struct, kw_only=True):
    """One shop that this user has logged in to. Tokens are kept apart, encrypted; ``account`` names them.

    ``vault``: the path in Vault that holds the app and the tokens; ``app_secret`` is then empty.
    """

    base_url: str
    app_key: str
    app_secret: str
    account: str
    shop_cipher: str | None = None
    shop_name: str = ""
    vault: str = ""

    def __repr__(self) -> str:
        return f"Profile(base_url={self.base_url!r}, app_key={self.app_key!r})"


def folder() -> Path:
    """The folder of the command's settings, readable by its owner alone."""
    path = _place()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _place() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")) / "shopwright"


def chosen_name(name: str | None) -> str:
    """The profile in use: named, or by the environment, or ``default``."""
    return name or os.environ.get(PROFILE_VARIABLE) or "default"


def profiles() -> dict[str, Profile]:
    """All profiles by name."""
    path = folder() / "profiles.json"
    if not path.exists():
        return {}
    try:
        return decoders.decode(path.read_bytes(), type=dict[str, Profile])
    except msgspec.DecodeError as error:
        raise RefusedError(
            f"{path.name} cannot be read: {error}", "repair it, or remove it and log in again"
        ) from error


def known_secrets() -> list[str]:
    """The app secrets that the profiles hold; those in Vault are not asked for."""
    saved = profiles().values() if _place().is_dir() else ()
    return [profile.app_secret for profile in saved if profile.app_secret]


def save(name: str, profile: Profile | None) -> None:
    """Save a profile, or remove it where it is None."""
    saved = profiles()
    saved.pop(name, None)
    if profile is not None:
        saved[name] = profile
    text = json.dumps(msgspec.to_builtins(saved), indent=1)
    handle, temporary = tempfile.mkstemp(dir=folder())
    with os.fdopen(handle, "w") as file:
        file.write(text)
    Path(temporary).replace(folder() / "profiles.json")


@contextmanager
def vault_told() -> Iterator[Vault]:
    """The Vault of the environment; what it refuses is told as the command's own errors are."""
    from shopwright.client.auth.vault.connection import Vault

    try:
        yield Vault.from_env()
    except (ArgumentError, VaultError) as error:
        remedy = error.remedy if isinstance(error, VaultError) else "set them, as Vault's own programs read them"
        raise RefusedError(visible(error.message), visible(remedy)) from error


@contextmanager
def tokens_of(profile: Profile) -> Iterator[TokenStore]:
    """Where a profile's token is: below its path in Vault, else in the encrypted file of all profiles."""
    if profile.vault:
        from shopwright.client.auth.vault.token_store import VaultTokenStore

        with vault_told() as vault:
            yield VaultTokenStore(vault, profile.vault)
    else:
        from shopwright.client.auth.file_store import EncryptedFileTokenStore

        yield EncryptedFileTokenStore(folder() / "tokens")


def open_shop(profile: str | None, *, shop_cipher: str | None = None) -> Shop:
    """The shop that the environment names, else that of a profile.

    Address, key, secret and token come from one place: a profile's secret is never sent to an address of the
    environment's, nor the other way round.
    """
    settings = {name: os.environ.get(f"SHOPWRIGHT_{name.upper()}", "") for name in _SETTINGS}
    names = [name for name in _SETTINGS if settings[name]]
    if profile is None and names and PROFILE_VARIABLE not in os.environ:
        missing = [f"SHOPWRIGHT_{name.upper()}" for name in _SETTINGS if not settings[name]]
        if missing:
            raise RefusedError(
                f"the environment names a shop, but not {', '.join(missing)}",
                "set them too, or name a login with --profile",
            )
        return Shop(
            settings["app_key"],
            settings["app_secret"],
            base_url=settings["base_url"],
            access_token=settings["access_token"],
            shop_cipher=shop_cipher or os.environ.get(_CIPHER),
        )
    name = chosen_name(profile)
    saved = profiles().get(name)
    if saved is None:
        raise RefusedError(
            f"there is no profile {name!r}, and the environment does not name a shop",
            "run 'shopwright login --local URL' for a platform, 'shopwright login --tiktok' for TikTok, or set "
            + ", ".join(f"SHOPWRIGHT_{setting.upper()}" for setting in _SETTINGS),
        )
    secret = saved.app_secret
    if saved.vault:
        from shopwright.client.auth.vault.connection import app_path

        with vault_told() as vault:
            secret = vault.app_credentials(app_path(saved.vault)).app_secret
    with tokens_of(saved) as tokens:
        return Shop(
            saved.app_key,
            secret,
            base_url=saved.base_url,
            tokens=tokens,
            account=saved.account,
            shop_cipher=shop_cipher or saved.shop_cipher,
        )


#: What the environment must name together.
_SETTINGS = ("base_url", "app_key", "app_secret", "access_token")
_CIPHER = "SHOPWRIGHT_SHOP_CIPHER"
