"""What another process does in the tests of shared token stores: ``python -m tests.client.auth.worker '{…}'``."""

from __future__ import annotations

import json
import sys
from typing import Any

from shopwright import Shop

from .support import Place


def main(settings: Any) -> None:
    store = Place(*settings["place"]).store()
    if settings["task"] == "hold":
        lock = store.lock("default")
        print("held" if lock.try_acquire() else "taken", flush=True)
        sys.stdin.readline()
        return
    with Shop(settings["app_key"], settings["app_secret"], base_url=settings["base_url"], tokens=store) as shop:
        print("ready", flush=True)
        sys.stdin.readline()
        reply = shop.product.search_products(page_size=3)
        print(len(reply["products"]), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
