"""Pages hear of members, keys, approvals, the self-audit, rules, locations and carriers' visits."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from shopwright.hub.core.news_triggers import tell_changes


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("console", "0005_regroups"),
        ("access", "0001_initial"),
        ("people", "0001_initial"),
        ("security", "0001_initial"),
        ("stock", "0001_initial"),
        ("listings", "0005_asked"),
        ("orders", "0003_parcel_id"),
        ("fulfilment", "0006_regroup"),
    ]
    operations: ClassVar[list[Operation]] = [
        *tell_changes("access_member", "people"),
        *tell_changes("access_apikey", "people"),
        *tell_changes("people_approval", "approvals"),
        *tell_changes("people_twopersons", "approvals"),
        *tell_changes("security_auditfinding", "self-audit"),
        *tell_changes("security_auditrun", "self-audit"),
        *tell_changes("stock_location", "locations"),
        *tell_changes("stock_bufferrule", "rules"),
        *tell_changes("stock_soldoutrule", "rules"),
        *tell_changes("listings_publishrule", "publish-rules"),
        *tell_changes("orders_holdrule", "hold-rules"),
        *tell_changes("fulfilment_routingrule", "routing-rules"),
        *tell_changes("fulfilment_servicerule", "service-rules"),
        *tell_changes("fulfilment_pickup", "pickups"),
    ]
