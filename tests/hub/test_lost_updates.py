"""What a person writes is never undone by what a channel says at the same moment.

A row that channels and people write is locked from when it is read to when it is kept: the other one waits.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, models, transaction

import shopwright.hub.aftersales.intake as cases
import shopwright.hub.listings.adoption as listings
import shopwright.hub.orders.intake as orders
from shopwright.hub.aftersales.models import Case
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Session
from shopwright.hub.channels.services import open_session
from shopwright.hub.listings.models import Listing
from shopwright.hub.orders.models import Order
from shopwright.testing import Platform
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    ("read", "model"),
    [(orders.read_order, Order), (cases.read_return, Case), (listings.read_listing, Listing)],
    ids=["order", "return", "listing"],
)
def test_a_row_is_locked_while_what_the_channel_says_is_kept(
    hub: Hub,
    shopwright_module_platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
    read: Callable[[Connection, Session, str], None],
    model: type[Order | Case | Listing],
) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    product = seller.list_product(quantity=9)
    shop = hub.connect(platform, seller)
    platform.orders.return_(seller.buy((product.sku_id, 1), status="DELIVERED"))
    hub.work()
    row = model.objects.get(workspace=hub.workspace)
    locked: list[bool] = []
    save = model.save

    def save_while_somebody_looks(item: Order | Case | Listing, *arguments: bool, **named: bool) -> None:
        with ThreadPoolExecutor(1) as other:
            locked.append(other.submit(is_locked, model, row.pk).result())
        save(item, *arguments, **named)

    monkeypatch.setattr(model, "save", save_while_somebody_looks)
    with open_session(shop, "poll") as session:
        read(shop, session, row.external_id)
    assert locked
    assert all(locked)


def is_locked(model: type[models.Model], pk: int) -> bool:
    """Whether somebody holds a row at this moment."""
    try:
        with transaction.atomic():
            model._default_manager.select_for_update(nowait=True).get(pk=pk)
    except OperationalError:
        return True
    finally:
        connection.close()
    return False
