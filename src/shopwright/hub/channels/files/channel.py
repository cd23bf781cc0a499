"""A watched folder as a channel: for 3PLs, tills, spreadsheets, and shops without an interface."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from shopwright.hub.channels.protocol import (
    App,
    Capability,
    Change,
    ExternalShop,
    Field,
    HookRefusedError,
    Limits,
    QuantityMeaning,
    Session,
)

from .folder import Folder
from .session import FilesSession

#: Names the folder that all folders of this channel lie in; ``files`` in the hub's data folder unless it is set.
ROOT_VARIABLE = "SHOPWRIGHT_HUB_FILES"
_DATA_VARIABLE = "SHOPWRIGHT_HUB_DATA"


class Files:
    """The channel ``files``. ``root``: where its folders lie. ``quiet_seconds``: see :class:`Folder`."""

    name = "files"
    title = "Files in a folder"
    connects_by_fields: Literal[True] = True
    capabilities = frozenset(
        {Capability.LISTINGS, Capability.PRICES, Capability.STOCK, Capability.ORDERS, Capability.SHIPMENTS}
    )
    quantity = QuantityMeaning.AVAILABLE
    limits = Limits(stock_batch=1000, price_batch=1000)
    fields: tuple[Field, ...] = (
        Field("folder", "Folder", "Its name. It is made on the hub's machine if it is not there yet."),
        Field("shop_name", "Name of the shop", is_required=False),
        Field("region", "Country", "Two letters, like GB.", default="GB"),
        Field("currency", "Currency", "Of rows that name none: three letters, like GBP.", default="GBP"),
    )

    def __init__(self, *, root: Path | None = None, quiet_seconds: float = 2) -> None:
        self._root, self._quiet = root, quiet_seconds

    def consent_url(self, app: App, *, state: str, redirect: str) -> str:
        return ""

    def finish_consent(self, app: App, query: Mapping[str, str]) -> str:
        """The folder's name; it is made. Raises ChannelError for a name that is none."""
        name = app.settings["folder"]
        FilesSession(self._folder(name), self._shop(app)).close()
        return name

    def shops(self, app: App, account: str) -> Sequence[ExternalShop]:
        return [self._shop(app)]

    def open(self, app: App, account: str, shop: ExternalShop) -> Session:
        return FilesSession(self._folder(shop.external_id), shop)

    def consent_ends(self, app: App, account: str) -> datetime | None:
        return None

    def read_hook(self, app: App, body: bytes, headers: Mapping[str, str]) -> tuple[str, Sequence[Change]]:
        raise HookRefusedError("a folder sends no notifications")

    def _shop(self, app: App) -> ExternalShop:
        settings = app.settings
        name = settings.get("shop_name") or settings["folder"]
        return ExternalShop(settings["folder"], name, settings["region"].upper(), settings["currency"].upper())

    def _folder(self, name: str) -> Folder:
        return Folder.named(self._root or _default_root(), name, self._quiet)


def _default_root() -> Path:
    data = Path(os.environ.get(_DATA_VARIABLE, ".shopwright/hub"))
    return Path(os.environ.get(ROOT_VARIABLE, data / "files"))
