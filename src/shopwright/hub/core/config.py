"""How a hub is set up: what its processes read from the environment, and the keys in its data folder."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from shopwright import decoders

#: Where the hub answers unless it is told otherwise. Passkeys refuse numeric addresses, hence the name.
DEFAULT_URL = "http://localhost:8601"
DATA_VARIABLE = "SHOPWRIGHT_HUB_DATA"
DATABASE_VARIABLE = "SHOPWRIGHT_HUB_DATABASE"
URL_VARIABLE = "SHOPWRIGHT_HUB_URL"
PRINTERS_VARIABLE = "SHOPWRIGHT_HUB_PRINTERS"
FONTS_VARIABLE = "SHOPWRIGHT_HUB_FONTS"
THIRD_PARTIES_VARIABLE = "SHOPWRIGHT_HUB_THIRD_PARTIES"
FILES_VARIABLE = "SHOPWRIGHT_HUB_FILES"
PROXIES_VARIABLE = "SHOPWRIGHT_HUB_PROXIES"
NETWORKS_VARIABLE = "SHOPWRIGHT_HUB_NETWORKS"
MASTER_KEY_VARIABLE = "SHOPWRIGHT_HUB_MASTER_KEY"


class HubConfig(msgspec.Struct, frozen=True, kw_only=True):
    """``database``: a PostgreSQL URL. ``url``: the one address that people use, without a slash at its end.

    ``proxies``: how many proxies of yours stand before the hub; with none, what a request says of its way is not
    believed. ``networks``: private networks, like ``10.1.2.0/24``, in which people may name shops and pictures.
    """

    data: Path = Path(".shopwright/hub")
    database: str = ""
    url: str = DEFAULT_URL
    networks: tuple[str, ...] = ()
    proxies: int = 0

    @property
    def printers(self) -> Path:
        """The folder that holds every workspace's printer folders."""
        return Path(os.environ.get(PRINTERS_VARIABLE) or self.data / "printers")

    @property
    def third_parties(self) -> Path:
        """The folder that holds the folders of every workspace's third parties."""
        return Path(os.environ.get(THIRD_PARTIES_VARIABLE) or self.data / "third-parties")

    @property
    def folders_elsewhere(self) -> list[Path]:
        """Folders of channels, printers and third parties that are not in the data folder."""
        names = (FILES_VARIABLE, PRINTERS_VARIABLE, THIRD_PARTIES_VARIABLE)
        folders = [Path(os.environ[name]) for name in names if os.environ.get(name)]
        data = self.data.absolute()
        return [folder for folder in folders if not folder.absolute().is_relative_to(data)]

    @property
    def is_secure(self) -> bool:
        """Whether people reach the hub over TLS."""
        return urlsplit(self.url).scheme == "https"

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "localhost"

    @property
    def open_networks(self) -> tuple[str, ...]:
        """The private networks that the hub calls; its own machine too while people reach it there alone."""
        own = ("127.0.0.0/8", "::1/128") if self.host in ("localhost", "127.0.0.1", "::1") else ()
        return (*self.networks, *own)

    def to_environment(self) -> dict[str, str]:
        """What a process of this hub finds in its environment."""
        return {
            DATA_VARIABLE: str(self.data),
            DATABASE_VARIABLE: self.database,
            URL_VARIABLE: self.url,
            NETWORKS_VARIABLE: ",".join(self.networks),
            PROXIES_VARIABLE: str(self.proxies),
        }


def read_config() -> HubConfig:
    """The set-up that the environment names."""
    default = HubConfig()
    return HubConfig(
        data=Path(os.environ.get(DATA_VARIABLE, default.data)),
        database=os.environ.get(DATABASE_VARIABLE, ""),
        url=os.environ.get(URL_VARIABLE, default.url).rstrip("/"),
        networks=_list(NETWORKS_VARIABLE),
        proxies=int(os.environ.get(PROXIES_VARIABLE) or 0),
    )


def _list(variable: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in os.environ.get(variable, "").split(",") if part.strip())


class Keys(msgspec.Struct, kw_only=True):
    """The hub's secrets. ``master``: 32 bytes each in base64, the newest first; older ones still decrypt.

    ``pages`` signs sessions and links; ``search`` makes the hashes by which buyer data is found without reading it.
    """

    master: list[str]
    pages: str
    search: str


def read_keys(folder: Path) -> Keys:
    """The keys of a data folder, made at its first start; a master key in the environment goes before the file's."""
    path = folder / "keys.json"
    if not path.exists():
        _make_keys(path)
    keys = decoders.decode(path.read_bytes(), type=Keys)
    given = os.environ.get(MASTER_KEY_VARIABLE)
    if given and given not in keys.master:
        keys.master.insert(0, given)
    return keys


def write_keys(folder: Path, keys: Keys) -> None:
    """Put new keys in the place of the old ones, readable by their owner alone, all of them or none."""
    path = folder / "keys.json"
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(keys)))
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def new_master_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _make_keys(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = Keys(master=[new_master_key()], pages=secrets.token_urlsafe(48), search=new_master_key())
    descriptor = os.open(path.with_suffix(f".{os.getpid()}"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(keys)))
    # Two processes may start at once: the first one's keys stay.
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
