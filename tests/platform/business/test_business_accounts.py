"""Business accounts: they sign up by themselves, have several advertisers, and each of these has its own audiences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.harness.audiences import Advertiser, hashes, new_advertiser, sha256
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, buy, detail, pass_time, stocked
from tests.platform.portal.visitor import Visitor, words_of


@dataclass(frozen=True)
class Tokens:
    """What calls of a business account carry."""

    platform: RunningPlatform
    token: str


def signed_up(
    platform: RunningPlatform, *more: str, seller: str | None = None
) -> tuple[dict[str, Any], list[Advertiser]]:
    """A business account with its token, and its advertisers."""
    fields = {"kind": "business", "region": "GB", "name": "Ada's ads"}
    if seller:
        fields["seller_account_id"] = seller
    account = platform.post("/sandbox/accounts", fields)
    for name in more:
        account = platform.post(f"/sandbox/accounts/{account['account_id']}/advertisers", {"name": name})
    pair = {"app_key": platform.keys["app_key"], "account_id": account["account_id"]}
    token = platform.post("/sandbox/tokens", pair)["access_token"]
    return account, [Advertiser(Tokens(platform, token), row["advertiser_id"]) for row in account["advertisers"]]  # type: ignore[arg-type]


def test_each_advertiser_of_an_account_has_files_and_audiences_of_its_own(platform: RunningPlatform) -> None:
    account, (first, second) = signed_up(platform, "Spring")
    assert [row["name"] for row in account["advertisers"]] == ["Ada's ads", "Spring"]
    assert account["advertiser_id"] == first.advertiser_id != second.advertiser_id
    assert (account["shop_ids"], account["kind"]) == ([], "business")
    path = first.path_of(hashes(1000))
    body = {"custom_audience_name": "A", "file_paths": [path], "calculate_type": "EMAIL_SHA256"}
    made = first.audience("create", body).data["custom_audience_id"]
    assert "no file" in second.audience("create", body).message
    assert "no custom audience" in second.audience("get", custom_audience_ids=[made]).message
    assert [first.audience("list").data["page_info"]["total_number"]] == [1]
    assert second.audience("list").data["page_info"]["total_number"] == 0


def test_nobody_else_reaches_an_advertiser(platform: RunningPlatform) -> None:
    _, (mine,) = signed_up(platform)
    _, (other,) = signed_up(platform)
    seller = new_advertiser(platform)
    for stranger in (other, seller):
        for asker, target in ((stranger, mine), (mine, stranger)):
            reply = replace(asker, advertiser_id=target.advertiser_id).audience("list")
            assert (reply.code, "does not belong" in reply.message) == (40001, True)


@pytest.mark.own_platform
def test_audiences_meet_the_buyers_of_the_seller_that_the_advertiser_names(platform: RunningPlatform) -> None:
    seller = new_advertiser(platform).seller
    buyer = detail(seller, buy(seller, stocked(seller))["order_id"])["buyer_email"]
    _, (linked,) = signed_up(platform, seller=seller.account_id)
    _, (alone,) = signed_up(platform)
    lines = [sha256(buyer), *hashes(1000)]
    met = {}
    for advertiser in (linked, alone):
        paths = [advertiser.path_of(lines)]
        body = {"custom_audience_name": "A", "calculate_type": "EMAIL_SHA256", "file_paths": paths}
        met[advertiser] = advertiser.audience("create", body).data["custom_audience_id"]
    pass_time(platform, 2 * DAY)
    assert [advertiser.details(audience_id)["cover_num"] for advertiser, audience_id in met.items()] == [1, 0]


def test_a_business_account_sells_nothing_and_a_seller_takes_no_more_advertisers(platform: RunningPlatform) -> None:
    account, (advertiser,) = signed_up(platform)
    reply = platform.call("GET", "/seller/202309/shops", token=advertiser.seller.token)
    assert (reply.code != 0, "this is a business's" in reply.message) == (True, True)
    seller = new_advertiser(platform).seller
    path = f"/sandbox/accounts/{seller.account_id}/advertisers"
    assert "Only a business account" in platform.refuse("POST", path, {"name": "More"}).message
    wrong = {"name": "More", "seller_account_id": account["account_id"]}
    path = f"/sandbox/accounts/{account['account_id']}/advertisers"
    assert "There is no seller" in platform.refuse("POST", path, wrong).message
    creator = {"kind": "creator", "region": "GB", "seller_account_id": seller.account_id}
    assert "Only a business account" in platform.refuse("POST", "/sandbox/accounts", creator).message


def test_a_business_account_that_is_switched_off_is_refused(platform: RunningPlatform) -> None:
    account, (advertiser,) = signed_up(platform)
    platform.patch(f"/sandbox/accounts/{account['account_id']}", {"status": "INACTIVE"})
    reply = advertiser.audience("list")
    assert (reply.code, "switched off" in reply.message) == (40001, True)


def test_the_portal_signs_up_adds_an_advertiser_and_shows_a_token_once(platform: RunningPlatform) -> None:
    visitor, path, keys = Visitor(platform), "/portal/business", platform.keys
    try:
        assert visitor.send(path, ("name", "Portal ads"), ("region", "UK")).status_code == 400
        assert visitor.send(path, ("name", "Portal ads"), ("region", "GB")).status_code == 303
        (account,) = [row for row in platform.get("/sandbox/accounts")["accounts"] if row["name"] == "Portal ads"]
        of_account = ("account_id", account["account_id"])
        seller = next(row for row in platform.get("/sandbox/accounts")["accounts"] if row["kind"] == "seller")
        more = (of_account, ("name", "Autumn"), ("seller_account_id", seller["account_id"]))
        assert visitor.send(f"{path}/advertisers", *more, page=path).status_code == 303
        words = words_of(visitor.open(path))
        assert "Autumn" in words
        assert account["advertiser_id"] in words
        shown = visitor.send(f"{path}/tokens", of_account, ("app_key", keys["app_key"]), page=path).text
        token = shown.partition('data-secret="business_access">')[2].partition("<")[0]
        advertiser = Advertiser(Tokens(platform, token), account["advertiser_id"])  # type: ignore[arg-type]
        assert advertiser.audience("list").code == 0
        assert token not in visitor.open(path)
    finally:
        visitor.close()
