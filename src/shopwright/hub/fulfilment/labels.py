"""Labels as files: encrypted, since names and addresses are on them."""

from __future__ import annotations

import base64
from functools import partial
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from shopwright.hub.core.vault import vault

from .models import Shipment


def keep(shipment: Shipment, content: bytes) -> str:
    """Keep a label; returns the name of its file. One that it had before goes once the transaction is through."""
    if shipment.label_file:
        transaction.on_commit(partial(default_storage.delete, shipment.label_file))
    sealed = vault().encrypt(_purpose(shipment), base64.b64encode(content).decode())
    return default_storage.save(f"labels/{shipment.workspace_id}/{shipment.pk}.label", ContentFile(sealed))


def read(shipment: Shipment) -> bytes:
    with default_storage.open(shipment.label_file) as file:
        return base64.b64decode(vault().decrypt(_purpose(shipment), file.read()))


def forget(shipment: Shipment) -> None:
    """Remove a label; its file goes once the transaction is through."""
    transaction.on_commit(partial(default_storage.delete, shipment.label_file))
    shipment.label_file = shipment.label_type = shipment.label_trouble = ""
    shipment.save(update_fields=["label_file", "label_type", "label_trouble"])


def reseal(shipment: Shipment) -> bool:
    """Encrypt a label with the newest key, unless it is already. Whoever reads it meanwhile gets one or the other."""
    path = Path(default_storage.path(shipment.label_file))
    with path.open("rb") as file:
        if vault().is_newest(file.read(8)):
            return False
    draft = path.with_suffix(".new")
    draft.write_bytes(vault().reseal(_purpose(shipment), path.read_bytes()))
    draft.replace(path)
    return True


def _purpose(shipment: Shipment) -> str:
    return f"label:{shipment.pk}"
