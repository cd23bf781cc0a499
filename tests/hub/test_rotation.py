"""A new master key takes the place of the old one, whatever happens meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys

import psycopg
import pytest
from django.apps import apps
from django.db import connection as database

from shopwright.hub.channels.models import Credential
from shopwright.hub.channels.services import app_of
from shopwright.hub.core.config import read_config, read_keys
from shopwright.hub.core.vault import vault
from shopwright.hub.fulfilment import labels
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.orders.models import Order
from shopwright.hub.project import rotation
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres


def _make_secrets(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> tuple[Order, Shipment]:
    """An app, a token, some orders and a label, and chunks so small that there are several."""
    monkeypatch.setattr(rotation, "CHUNK", 2)
    shop = rows.connection(hub)
    app_of(shop.app).credentials.save("account", "a token")
    order = [rows.apply(shop, rows.order()) for _ in range(5)][-1]
    shipment = Shipment.objects.create(
        workspace=hub.workspace, connection=shop, order=order, external_id="1", state="ready"
    )
    shipment.label_file = labels.keep(shipment, b"%PDF label")
    shipment.save()
    return order, shipment


def _check_secrets(order: Order, shipment: Shipment) -> None:
    order.refresh_from_db()
    assert order.buyer.name == "Zoë O'Hara"
    assert labels.read(shipment) == b"%PDF label"
    app = app_of(order.connection.app)
    assert (app.settings["app_secret"], app.credentials.load("account")) == ("secret", "a token")


def test_everything_reads_by_the_new_key_alone(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    order, shipment = _make_secrets(hub, monkeypatch)
    (old,) = read_keys(read_config().data).master
    told: dict[str, int] = {}
    assert rotation.rotate(lambda kind, count: told.update({kind: told.get(kind, 0) + count})) == 1
    (new,) = read_keys(read_config().data).master
    assert new != old
    assert told["orders"] >= 5
    assert told["labels"] >= 1
    _check_secrets(order, shipment)
    assert order.buyer_keys  # hashes to find buyers by do not change with the master key
    assert hub.owner.get("orders", q="zoe@example.com").text.count(order.number)


def test_a_rotation_that_was_killed_goes_on_and_nothing_is_lost(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    order, shipment = _make_secrets(hub, monkeypatch)
    before = read_keys(read_config().data).master
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(read_config().data), _database_url()], check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    both = read_keys(read_config().data).master
    assert both[1:] == before
    kept = [vault().is_newest(row.sealed) for row in Order.objects.filter(workspace=hub.workspace)]
    assert False in kept
    _check_secrets(order, shipment)
    assert rotation.rotate() == 1
    assert read_keys(read_config().data).master == both[:1]
    _check_secrets(order, shipment)


#: Rotates in chunks of two, and dies after the second chunk of orders.
_KILLED = """
import os, pathlib, signal, sys
from shopwright.hub.core.config import HubConfig
from shopwright.hub.project.start import prepare
prepare(HubConfig(data=pathlib.Path(sys.argv[1]), database=sys.argv[2]))
from shopwright.hub.project import rotation
rotation.CHUNK = 2
def tell(kind, count):
    if kind == "orders":
        os.kill(os.getpid(), signal.SIGKILL)
rotation.rotate(tell)
"""


def _database_url() -> str:
    values = database.settings_dict
    return f"postgresql://{values['USER']}@/{values['NAME']}?host={values['HOST']}"


def test_older_keys_stay_while_something_may_still_be_written_with_them(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, shipment = _make_secrets(hub, monkeypatch)
    old = vault()
    monkeypatch.setattr(rotation, "_reseal_labels", lambda: iter([]))

    def write_late(kind: str, _: int) -> None:
        if kind == "orders":
            Order.objects.filter(pk=order.pk).update(sealed=old.encrypt(order.buyer_purpose, "{}"))

    with pytest.raises(rotation.RotationError, match="Run this again"):
        rotation.rotate(write_late)
    assert len(read_keys(read_config().data).master) == 2
    monkeypatch.undo()
    rotation.rotate()
    assert labels.read(shipment) == b"%PDF label"


def test_two_rotations_never_run_at_a_time(hub: Hub) -> None:
    keys = read_keys(read_config().data)
    with psycopg.connect(_database_url()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [rotation.LOCK])
        with pytest.raises(rotation.RotationError, match="already"):
            rotation.rotate()
    assert read_keys(read_config().data) == keys


def test_a_rotation_knows_every_table_that_keeps_something_encrypted() -> None:
    known = {table.model for table in rotation.TABLES}
    sealed = {
        model for model in apps.get_models() if any(field.name.startswith("sealed") for field in model._meta.fields)
    }
    assert sealed == known
    assert Credential in known
