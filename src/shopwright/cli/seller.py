"""A client in the name of a shop's seller, for what the control API leaves to sellers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .control import Control, in_path

if TYPE_CHECKING:
    from shopwright.client.shop import Shop

#: The app that the command acts through: the app under test sees none of its calls as its own.
APP_NAME = "shopwright command"


def seller_client(control: Control, shop: dict[str, Any]) -> Shop:
    """A client of a shop, through an app of the command's own, which is made when it is first needed."""
    from shopwright.client.shop import Shop

    app = _own_app(control)
    token = control.post("tokens", {"app_key": app["app_key"], "shop_cipher": shop["cipher"]})
    return Shop(
        app["app_key"],
        app["app_secret"],
        base_url=control.url,
        access_token=token["access_token"],
        shop_cipher=shop["cipher"],
        limiter=None,
    )


def _own_app(control: Control) -> dict[str, Any]:
    for app in control.get("apps")["apps"]:
        if app["name"] == APP_NAME:
            app_with_secret: dict[str, Any] = control.get(f"apps/{in_path(app['app_key'])}")
            return app_with_secret
    made: dict[str, Any] = control.post("apps", {"name": APP_NAME})
    return made
