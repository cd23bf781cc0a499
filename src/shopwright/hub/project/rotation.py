"""Replaces the master key: a new one encrypts from now on, what older ones encrypted is encrypted anew, they go.

It can be killed at any moment and run again: it goes on with what older keys still encrypt. Processes that run
meanwhile follow ``keys.json`` by themselves.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection as database
from django.db import models, transaction

from shopwright.hub.background import services as background
from shopwright.hub.background.models import RunPart
from shopwright.hub.channels import credentials
from shopwright.hub.channels.models import ChannelApp, Credential
from shopwright.hub.channels.services import purpose_of
from shopwright.hub.core.config import MASTER_KEY_VARIABLE, new_master_key, read_config, read_keys, write_keys
from shopwright.hub.core.vault import Vault, vault
from shopwright.hub.fulfilment import labels
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.orders.models import Order

CHUNK = 500
#: Held while keys are rotated, so that two never do it at a time.
LOCK = 7_360_011
_OLDER_TRANSACTIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < to_timestamp(%s)
"""


class RotationError(Exception):
    """A rotation that cannot be finished now; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table with a column ``sealed``, and what each of its rows is encrypted for."""

    model: type[models.Model]
    purpose: Callable[[models.Model], str]


def _purpose_of_app(row: models.Model) -> str:
    assert isinstance(row, ChannelApp)
    return purpose_of(row)


def _purpose_of_credential(row: models.Model) -> str:
    assert isinstance(row, Credential)
    return credentials.purpose_of(row.app_id, row.account)


def _purpose_of_order(row: models.Model) -> str:
    assert isinstance(row, Order)
    return row.buyer_purpose


def _purpose_of_part(row: models.Model) -> str:
    assert isinstance(row, RunPart)
    return background.purpose_of(row)


#: Every table that holds encrypted texts.
TABLES = (
    Sealed(ChannelApp, _purpose_of_app),
    Sealed(Credential, _purpose_of_credential),
    Sealed(Order, _purpose_of_order),
    Sealed(RunPart, _purpose_of_part),
)
Told = Callable[[str, int], None]


def rotate(tell: Told = lambda *_: None, *, wait: float = 60) -> int:
    """Replace the master key; returns how many keys were dropped. ``tell`` hears of each chunk what and how many.

    Raises RotationError while another rotation runs, and when a transaction from before the new key does not end
    within ``wait`` seconds: older keys stay then, and the next run drops them.
    """
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise RotationError("Keys are being rotated already.")
        try:
            begun = _begin()
            _wait_for_older_transactions(begun, wait)
            for kind, count in _reseal_all():
                tell(kind, count)
            return _drop_older()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _begin() -> float:
    """Put a new key before the others, unless one waits there from a rotation that was not finished."""
    folder = read_config().data
    keys = read_keys(folder)
    if len(keys.master) == 1 and MASTER_KEY_VARIABLE not in os.environ:
        keys.master.insert(0, new_master_key())
        write_keys(folder, keys)
    return time.time()


def _wait_for_older_transactions(begun: float, wait: float) -> None:
    """Until then somebody may still write what an older key encrypted."""
    ends = time.monotonic() + wait
    while True:
        with database.cursor() as cursor:
            cursor.execute(_OLDER_TRANSACTIONS, [begun])
            if not cursor.fetchone()[0]:
                return
        if time.monotonic() > ends:
            raise RotationError("A transaction from before the new key does not end. Run this again later.")
        time.sleep(0.2)


def _reseal_all() -> Iterator[tuple[str, int]]:
    for table in TABLES:
        for count in _reseal_table(table):
            yield str(table.model._meta.verbose_name_plural), count
    yield from (("labels", count) for count in _reseal_labels())


def _reseal_table(table: Sealed) -> Iterator[int]:
    safe, after = vault(), 0
    while True:
        with transaction.atomic():
            rows = list(_older(table, safe).filter(pk__gt=after).select_for_update().order_by("pk")[:CHUNK])
            if not rows:
                return
            for row in rows:
                row.sealed = safe.reseal(table.purpose(row), row.sealed)  # type: ignore[attr-defined]
            table.model._default_manager.bulk_update(rows, ["sealed"])
        after = rows[-1].pk
        yield len(rows)


def _older(table: Sealed, safe: Vault) -> models.QuerySet[models.Model]:
    """Rows that another key than the newest encrypted."""
    key = models.Func(
        models.F("sealed"), models.Value(1), models.Value(4), function="SUBSTRING", output_field=models.BinaryField()
    )
    rows: models.QuerySet[models.Model] = table.model._default_manager.exclude(sealed=None)
    older: models.QuerySet[models.Model] = rows.alias(key=key).exclude(key=safe.newest)
    return older


def _reseal_labels() -> Iterator[int]:
    after = 0
    while rows := list(Shipment.objects.exclude(label_file="").filter(pk__gt=after).order_by("pk")[:CHUNK]):
        yield sum(labels.reseal(row) for row in rows)
        after = rows[-1].pk


def _drop_older() -> int:
    """Take out the older keys when nothing is left that needs them."""
    safe = vault()
    for table in TABLES:
        if _older(table, safe).exists():
            raise RotationError("Something was written with an older key meanwhile. Run this again.")
    if any(_reseal_labels()):
        raise RotationError("A label was written with an older key meanwhile. Run this again.")
    folder = read_config().data
    keys = read_keys(folder)
    dropped, keys.master = len(keys.master) - 1, keys.master[:1]
    write_keys(folder, keys)
    return dropped
