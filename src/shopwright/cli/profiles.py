"""Where commands find their shop: options, then the environment, then a profile that ``shopwright login`` made."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import msgspec

from shopwright.client.auth.tokens import TokenStore
from shopwright.client.shop import Shop

from .refusal import RefusedError

PROFILE_VARIABLE = "SHOPWRIGHT_PROFILE"


class Profile(msgspec.Struct, kw_only=True):
    """One shop that this user has logged in to. Tokens are kept apart, encrypted; ``account`` names them."""

    base_url: str
    app_key: str
    app_secret: str
    account: str
    shop_cipher: str | None = None
    shop_name: str = ""

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
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Profile])
    except msgspec.DecodeError as error:
        raise RefusedError(
            f"{path.name} cannot be read: {error}", "repair it, or remove it and log in again"
        ) from error


def known_secrets() -> list[str]:
    """The app secrets of all profiles."""
    return [profile.app_secret for profile in profiles().values()] if _place().is_dir() else []


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


def token_store() -> TokenStore:
    """The encrypted file that holds the tokens of all profiles."""
    from shopwright.client.auth.file_store import EncryptedFileTokenStore

    return EncryptedFileTokenStore(folder() / "tokens")


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
    return Shop(
        saved.app_key,
        saved.app_secret,
        base_url=saved.base_url,
        tokens=token_store(),
        account=saved.account,
        shop_cipher=shop_cipher or saved.shop_cipher,
    )


#: What the environment must name together.
_SETTINGS = ("base_url", "app_key", "app_secret", "access_token")
_CIPHER = "SHOPWRIGHT_SHOP_CIPHER"
