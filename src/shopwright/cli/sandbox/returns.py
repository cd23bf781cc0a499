"""``shopwright sandbox returns``: one return, and what is done about it."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import Connection
from shopwright.cli.control import in_path
from shopwright.cli.output import print_view

ReturnId = Annotated[str, Parameter(help="The return's id.")]


def show(return_id: ReturnId, *, connection: Connection | None = None) -> int:
    """Show a return.

    For example:
        shopwright sandbox returns show 4035227007640933824
    """
    platform = connection or Connection()
    print_view(platform.open().get(f"returns/{in_path(return_id)}"), as_json=platform.as_json)
    return 0


def act(
    return_id: ReturnId,
    act: Annotated[
        Literal[
            "WITHDRAW", "SHIP", "ARRIVE", "ACCEPT_OFFER", "REFUSE_OFFER", "APPEAL", "RULE_FOR_BUYER", "RULE_FOR_SELLER"
        ],
        Parameter(help="What is done."),
    ],
    *,
    connection: Connection | None = None,
) -> int:
    """Buyer, carrier or TikTok do something about a return.

    For example:
        shopwright sandbox returns act 4035227007640933824 SHIP
    """
    platform = connection or Connection()
    print_view(platform.open().post(f"returns/{in_path(return_id)}/acts", {"act": act}), as_json=platform.as_json)
    return 0
