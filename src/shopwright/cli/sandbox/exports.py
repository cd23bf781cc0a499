"""``shopwright sandbox export, erase``: a shop's data as files, and a buyer's data erased."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import Connection, ShopOption, shop_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.refusal import FAILED, RefusedError

#: Seconds in which the platform must begin to answer: a large shop is read as a whole first.
_SECONDS = 600.0
_PIECE = 64 * 1024
_SCREEN = Path("-")

What = Literal["products", "orders", "inventory", "messages", "reviews", "all"]


def export(
    what: Annotated[What, Parameter(help="What to save; all is a ZIP with a file of each.")],
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    form: Annotated[Literal["csv", "json"], Parameter(name="--format", help="Of the file, or the files.")] = "csv",
    to: Annotated[
        Path | None,
        Parameter(
            help="The file to write, - for the screen; named after what is in it otherwise.", allow_leading_hyphen=True
        ),
    ] = None,
) -> int:
    """Save a shop's data as it is at one moment.

    The file is readable by you alone, as orders and messages tell of buyers.

    For example:
        shopwright sandbox export orders
        shopwright sandbox export all --format json --to shop.zip
    """
    platform = connection or Connection()
    control = platform.open()
    shop_id = shop_of(control, shop)["shop_id"]
    path = to or Path(f"{what}.{'zip' if what == 'all' else form}")
    query = f"exports/{what}?shop_id={in_path(shop_id)}&format={form}"
    with control.open("GET", query, None, seconds=_SECONDS) as reply:
        if reply.status != 200:
            control.refuse(reply.status, reply.read())
        pieces = iter(lambda: reply.read(_PIECE), b"")
        try:
            if path == _SCREEN:
                sys.stdout.buffer.writelines(pieces)
                return 0
            size = _save(path, pieces)
        except HTTPException as error:
            raise RefusedError("the platform broke off", "call again; nothing was written", FAILED) from error
    print_view({"file": str(path), "bytes": size, "shop_id": shop_id}, as_json=platform.as_json)
    return 0


def _save(path: Path, pieces: Iterator[bytes]) -> int:
    """Write a new file that is whole or not there; ``RefusedError`` where there is one already."""
    part = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(pieces)
            size = file.tell()
        os.link(part, path)  # which replaces nothing
    except FileExistsError as error:
        raise RefusedError(f"{path} is there already", "name another file with --to", FAILED) from error
    except OSError as error:
        raise RefusedError(
            f"{path} cannot be written: {error.strerror}", "name another file with --to", FAILED
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return size


def erase(
    buyer_id: Annotated[str, Parameter(help="The buyer's id, as orders have it in user_id.")],
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
) -> int:
    """Erase a buyer's personal data wherever it is kept.

    Amounts, counts, states and times stay. Refused while an order is under way.

    For example:
        shopwright sandbox erase 7494000000000000123
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"]}
    print_view(control.post(f"buyers/{in_path(buyer_id)}/erase", body), as_json=platform.as_json)
    return 0


def list_erasures(*, connection: Connection | None = None) -> int:
    """List who was erased, the oldest first.

    For example:
        shopwright sandbox erasures
    """
    platform = connection or Connection()
    rows = platform.open().get("erasures")["erasures"]
    print_rows(rows, "shop_id buyer_id at wall_at", as_json=platform.as_json)
    return 0
