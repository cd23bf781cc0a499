"""Pages hear of parcels that are split and combined."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from shopwright.hub.core.news_triggers import tell_changes


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("console", "0004_large_acts"),
        ("fulfilment", "0006_regroup"),
    ]
    operations: ClassVar[list[Operation]] = [
        *tell_changes("fulfilment_regroup", "shipments"),
    ]
