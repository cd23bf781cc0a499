"""Tables of jobs, alerts, messages, bulk edits, categories and files of third parties tell pages that they changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from shopwright.hub.core.news_triggers import tell_changes


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("catalog", "0001_initial"),
        ("console", "0001_views"),
        ("fulfilment", "0003_initial"),
        ("listings", "0002_initial"),
        ("notices", "0002_initial"),
        ("work", "0001_initial"),
    ]
    operations: ClassVar[list[Operation]] = [
        *tell_changes("catalog_bulkedit", "bulk"),
        *tell_changes("fulfilment_handoff", "third-parties"),
        *tell_changes("fulfilment_trackingfile", "third-parties"),
        *tell_changes(
            "fulfilment_trackingrow",
            "third-parties",
            "(SELECT f.workspace_id FROM fulfilment_trackingfile f WHERE f.id = file_id)",
        ),
        *tell_changes("listings_drift", "drift"),
        *tell_changes("listings_categorymapping", "categories"),
        *tell_changes(
            "listings_channelcategory",
            "categories",
            "(SELECT c.workspace_id FROM channels_connection c WHERE c.id = connection_id)",
        ),
        *tell_changes("listings_offer", "listings"),
        *tell_changes("notices_notice", "notices"),
        *tell_changes("work_alert", "alerts"),
        *tell_changes("work_finding", "checks"),
        *tell_changes("work_run", "checks"),
    ]
