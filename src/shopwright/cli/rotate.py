"""``shopwright platform rotate-keys``."""

from __future__ import annotations

from contextlib import nullcontext

from shopwright.extras import require
from shopwright.platform.core.config import Config

from .connection import AsJson
from .data_dir import DEFAULT_FOLDER, lock_data_dir
from .options import DatabaseUrl, DataFolder, checked_database
from .output import print_json
from .refusal import RefusedError
from .text import console


def rotate_keys(*, data: DataFolder = None, database: DatabaseUrl = None, as_json: AsJson = False) -> int:
    """Write all secrets and tokens anew, encrypted with a fresh data key.

    The keys and tokens themselves, and the master key, stay as they are. Stop the servers on this data first.

    For example:
        shopwright platform rotate-keys --data ./shop
    """
    require("shopwright platform rotate-keys", "platform")
    folder = (data or DEFAULT_FOLDER).absolute()
    config = Config(folder=folder, database=checked_database(database))
    if config.database is None and not (folder / "shop.db").exists():
        raise RefusedError(f"there is no shop in {folder}", "name its folder with --data")
    with nullcontext() if config.database else lock_data_dir(folder):
        count = _rotate(config)
    if as_json:
        print_json({"count": count})
    else:
        console().print(f"{count} secrets and tokens are encrypted with a new key.")
    return 0


def _rotate(config: Config) -> int:
    from .startup_errors import explain_startup_errors

    with explain_startup_errors(config):
        from shopwright.platform.server.database import open_store

        store = open_store(database=config.database, folder=config.folder)
        try:
            return store.rotate_keys()
        finally:
            store.close()
