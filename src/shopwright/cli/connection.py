"""Options of all commands that ask a running platform."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Group, Parameter

from .addresses import DEFAULT_URL, SANDBOX_KEY_VARIABLE, URL_VARIABLE
from .control import Control, in_path
from .refusal import RefusedError
from .secret_input import sandbox_key

PlatformUrl = Annotated[str, Parameter(env_var=URL_VARIABLE, help="Where the platform runs.")]
KeyFile = Annotated[
    Path | None,
    Parameter(help=f"A file with the sandbox key (- is standard input), if {SANDBOX_KEY_VARIABLE} does not hold it."),
]
AsJson = Annotated[bool, Parameter(name="--json", negative="", show_default=False, help="Print JSON.")]
_LAST = Group("Which platform, and how it is printed", sort_key=1)

#: A switch that is off unless it is named.
SWITCH = Parameter(negative="", show_default=False)
ShopOption = Annotated[str | None, Parameter(name="--shop", help="Id or cipher of a shop; the demo shop unless named.")]
AnyShop = Annotated[str | None, Parameter(name="--shop", help="Only of this shop, by id or cipher.")]
Limit = Annotated[int, Parameter(help="The most rows; 0 for all.")]


@Parameter(name="*", group=_LAST)
@dataclass(frozen=True, kw_only=True)
class Connection:
    """Which platform, and how its answers are printed."""

    url: PlatformUrl = DEFAULT_URL
    sandbox_key_file: KeyFile = None
    as_json: AsJson = False

    def open(self) -> Control:
        """The control API of the platform."""
        return Control(self.url, sandbox_key(self.sandbox_key_file))


def shop_of(control: Control, shop: str | None) -> dict[str, Any]:
    """A shop by id or cipher; the demo shop where none is named."""
    shop_id = control.get("keys")["shop_id"] if shop is None else shop
    if shop_id.isdigit():
        view: dict[str, Any] = control.get(f"shops/{in_path(shop_id)}")
        return view
    for row in control.get("shops")["shops"]:
        if row["cipher"] == shop_id:
            return dict(row)
    raise RefusedError("no shop has that cipher", "see shopwright sandbox shops")


def shop_id_of(control: Control, shop: str | None) -> str | None:
    """The id of a shop that may be left out."""
    return None if shop is None else str(shop_of(control, shop)["shop_id"])
