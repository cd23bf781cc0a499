"""The official Python package of the Business API, unmodified but for its host."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.harness.audiences import hashes, new_advertiser
from tests.harness.server import RunningPlatform

package = pytest.importorskip(
    "business_api_client", reason="tiktok-business-api-sdk-official is not installed", exc_type=ImportError
)


def test_the_official_package_uploads_a_file_and_reads_an_audience_back(
    platform: RunningPlatform, tmp_path: Path
) -> None:
    advertiser = new_advertiser(platform)
    token, advertiser_id = advertiser.seller.token, advertiser.advertiser_id
    client = package.ApiClient()
    client.configuration.host = platform.url
    audiences = package.AudienceApi(client)
    file = tmp_path / "customers.csv"
    file.write_text("\n".join(hashes(1000)))

    uploaded = audiences.dmp_custom_audience_file_upload(
        token,
        advertiser_id=advertiser_id,
        calculate_type="EMAIL_SHA256",
        file=str(file),
        file_signature=hashlib.md5(file.read_bytes()).hexdigest(),
    )
    body = package.CustomAudienceCreateBody(
        advertiser_id=advertiser_id,
        calculate_type="EMAIL_SHA256",
        custom_audience_name="Buyers",
        file_paths=[uploaded["data"]["file_path"]],
        retention_in_days=30,
    )
    audience_id = audiences.dmp_custom_audience_create(token, body=body)["data"]["custom_audience_id"]
    renamed = package.CustomAudienceUpdateBody(
        advertiser_id=advertiser_id,
        custom_audience_id=audience_id,
        custom_audience_name="Readers",
        file_paths=[uploaded["data"]["file_path"]],
        action="APPEND",
    )
    audiences.dmp_custom_audience_update(token, body=renamed)

    (row,) = audiences.dmp_custom_audience_get(advertiser_id, [audience_id], token, history_size=5)["data"]["list"]
    assert (row["audience_details"]["name"], row["audience_details"]["retention_in_days"]) == ("Readers", 30)
    listed = audiences.dmp_custom_audience_list(advertiser_id, token, page=1, page_size=10)
    assert [item["audience_id"] for item in listed["data"]["list"]] == [audience_id]
    removing = package.CustomAudienceDeleteBody(advertiser_id=advertiser_id, custom_audience_ids=[audience_id])
    audiences.dmp_custom_audience_delete(token, body=removing)
    assert audiences.dmp_custom_audience_list(advertiser_id, token)["data"]["list"] == []
    with pytest.raises(Exception, match="40105"):
        audiences.dmp_custom_audience_list(advertiser_id, "wrong")
