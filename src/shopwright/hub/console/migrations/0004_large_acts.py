"""Pages hear of large acts."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from shopwright.hub.core.news_triggers import tell_changes


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("console", "0003_brands_and_papers"),
        ("background", "0001_initial"),
    ]
    operations: ClassVar[list[Operation]] = [*tell_changes("background_backgroundrun", "background")]
