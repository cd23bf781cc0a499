"""``shopwright open``: a page of the portal."""

from __future__ import annotations

import sys
import webbrowser
from typing import Annotated, Literal

from cyclopts import Parameter

from .connection import SWITCH, Connection, ShopOption, shop_of
from .control import in_path
from .output import print_json
from .text import console

Page = Literal["home", "shops", "shop", "orders", "parcels", "returns", "requests", "deliveries", "apps"]

#: Pages by name; those with a shop in their path are of the shop that is named.
_PATHS = {
    "home": "/",
    "shops": "/portal/shops",
    "shop": "/portal/shops/{shop}",
    "orders": "/portal/shops/{shop}/orders",
    "parcels": "/portal/shops/{shop}/parcels",
    "returns": "/portal/shops/{shop}/returns",
    "requests": "/portal/requests",
    "deliveries": "/portal/deliveries",
    "apps": "/portal/apps",
}


def open_page(
    page: Annotated[Page, Parameter(help="Which page.")] = "home",
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    no_browser: Annotated[bool, Parameter(help="Print the address only."), SWITCH] = False,
) -> int:
    """Open a page of the portal.

    The address is printed; a browser opens it where standard output is a terminal.

    For example:
        shopwright open
        shopwright open orders --shop 7495000000000000002
        curl -s "$(shopwright open requests)"
    """
    platform = connection or Connection()
    control = platform.open()
    shop_id = shop_of(control, shop)["shop_id"]
    url = control.url + _PATHS[page].format(shop=in_path(shop_id))
    if platform.as_json:
        print_json({"page": page, "url": url})
        return 0
    print(url, flush=True)
    if sys.stdout.isatty() and not no_browser and not webbrowser.open(url):
        console(stderr=True).print("no browser could be started: open the address yourself", style="dim")
    return 0
