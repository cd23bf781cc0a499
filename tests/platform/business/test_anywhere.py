"""Custom audiences on SQLite and on PostgreSQL: kept, changed, matched, rewound, and encrypted with the newest key."""

from __future__ import annotations

import pytest

from tests.harness.audiences import hashes, new_advertiser, sha256
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, buy, detail, pass_time, stocked

pytestmark = pytest.mark.slow


def test_audiences_are_kept_matched_and_rewound(anywhere: RunningPlatform) -> None:
    advertiser = new_advertiser(anywhere)
    order = detail(advertiser.seller, buy(advertiser.seller, stocked(advertiser.seller))["order_id"])
    lines = [*hashes(999), sha256(order["buyer_email"])]
    making = {"custom_audience_name": "Käufer", "calculate_type": "EMAIL_SHA256"}
    ids = [
        advertiser.audience("create", {**making, "file_paths": [advertiser.path_of(lines)]}).data["custom_audience_id"]
        for _ in range(3)
    ]
    page = advertiser.audience("list", page=2, page_size=2).data
    assert ([row["audience_id"] for row in page["list"]], page["page_info"]["total_page"]) == ([ids[0]], 2)
    assert anywhere.rotate_keys() >= 6
    snapshot = anywhere.post("/sandbox/snapshots", {})["snapshot_id"]
    more = {"custom_audience_id": ids[0], "action": "APPEND", "file_paths": [advertiser.path_of(hashes(5, "more"))]}
    assert advertiser.audience("update", more).code == 0
    assert advertiser.audience("delete", {"custom_audience_ids": [ids[1]]}).code == 0
    pass_time(anywhere, DAY + 1)
    assert [advertiser.details(item)["cover_num"] for item in (ids[0], ids[2])] == [1, 1]
    assert advertiser.audience("list").data["page_info"]["total_number"] == 2
    anywhere.post("/sandbox/restore", {"snapshot_id": snapshot})
    assert advertiser.audience("list").data["page_info"]["total_number"] == 3
    assert advertiser.details(ids[0])["cover_num"] == 0
