"""Pages hear of brands, size charts and certificates."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from shopwright.hub.core.news_triggers import tell_changes


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("console", "0002_more_news"),
        ("listings", "0004_backorders"),
    ]
    operations: ClassVar[list[Operation]] = [
        *tell_changes("listings_brandmapping", "categories"),
        *tell_changes("listings_sizechart", "categories"),
        *tell_changes("listings_certificate", "categories"),
    ]
