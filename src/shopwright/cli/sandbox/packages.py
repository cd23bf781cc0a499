"""``shopwright sandbox packages`` and ``carrier``: parcels, and what happens to them on their way."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import SWITCH, AnyShop, Connection, Limit, shop_id_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view

PackageId = Annotated[str, Parameter(help="The package's id.")]

_COLUMNS = "package_id status tracking_number shipping_provider order_ids shipped_at delivered_at shop_id"


def list_packages(
    *,
    connection: Connection | None = None,
    shop: AnyShop = None,
    status: Annotated[str | None, Parameter(help="Only those in this state.")] = None,
    limit: Limit = 20,
) -> int:
    """List parcels, the newest first.

    For example:
        shopwright sandbox packages --status FULFILLING
    """
    platform = connection or Connection()
    control = platform.open()
    rows = control.rows("packages", "packages", limit, shop_id=shop_id_of(control, shop), status=status)
    print_rows(rows, _COLUMNS, as_json=platform.as_json)
    return 0


def show(package_id: PackageId, *, connection: Connection | None = None) -> int:
    """Show a parcel with its scans.

    For example:
        shopwright sandbox packages show 1153098000000000001
    """
    platform = connection or Connection()
    print_view(platform.open().get(f"packages/{in_path(package_id)}"), as_json=platform.as_json)
    return 0


def carrier(
    package_id: PackageId,
    act: Annotated[
        Literal["COLLECT", "SCAN", "DELIVER", "LOSE", "DAMAGE", "REFUSE", "UNDELIVERABLE"],
        Parameter(help="What the carrier does."),
    ],
    *,
    connection: Connection | None = None,
    in_time: Annotated[bool, Parameter(help="At the parcel's next scans, not at once."), SWITCH] = False,
) -> int:
    """The carrier collects, scans, delivers or loses a parcel.

    For example:
        shopwright sandbox carrier 1153098000000000001 DELIVER
        shopwright sandbox carrier 1153098000000000001 LOSE --in-time
    """
    platform = connection or Connection()
    body = {"act": act, "when": "in_time" if in_time else "now"}
    print_view(platform.open().post(f"packages/{in_path(package_id)}/acts", body), as_json=platform.as_json)
    return 0
