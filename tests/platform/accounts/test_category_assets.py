"""getAuthorizedCategoryAssets: what a partner may act for, and the cipher by which calls name it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shopwright.contract.load import operation, operations
from shopwright.contract.model import Entity
from tests.harness.calls import Signed, new_app, new_seller
from tests.harness.server import Reply, RunningPlatform
from tests.platform.support import data_of

NAME = "getAuthorizedCategoryAssets"


@pytest.fixture
def app(platform: RunningPlatform) -> Mapping[str, Any]:
    return new_app(platform)


def new_user(platform: RunningPlatform, kind: str) -> Mapping[str, Any]:
    made: Mapping[str, Any] = platform.post("/sandbox/accounts", {"kind": kind, "region": "GB"})
    return made


def token(platform: RunningPlatform, app: Mapping[str, Any], user: Mapping[str, Any]) -> str:
    body = {"app_key": app["app_key"], "account_id": user["account_id"]}
    return str(platform.post("/sandbox/tokens", body)["access_token"])


def ask(platform: RunningPlatform, app: Mapping[str, Any], token: str) -> Reply:
    wanted = operation(NAME)
    return Signed(wanted.method, wanted.path, app, token=token).send(platform)


def test_a_partner_is_told_its_assets_with_market_and_category(
    platform: RunningPlatform, app: Mapping[str, Any]
) -> None:
    partner = new_user(platform, "partner")
    assets = data_of(NAME, ask(platform, app, token(platform, app, partner)))["category_assets"]
    assert assets == [
        {
            "cipher": asset["cipher"],
            "target_market": asset["target_market"],
            "category": {"id": int(asset["category_id"]), "name": asset["category_name"]},
        }
        for asset in partner["category_assets"]
    ]
    assert assets


def test_each_partner_has_assets_of_its_own(platform: RunningPlatform, app: Mapping[str, Any]) -> None:
    first, second = (
        {
            row["cipher"]
            for row in ask(platform, app, token(platform, app, new_user(platform, "partner"))).data["category_assets"]
        }
        for _ in range(2)
    )
    assert first.isdisjoint(second)


def test_a_cipher_of_the_list_opens_operations_on_assets_and_another_does_not(
    platform: RunningPlatform, app: Mapping[str, Any]
) -> None:
    access = token(platform, app, new_user(platform, "partner"))
    cipher = ask(platform, app, access).data["category_assets"][0]["cipher"]
    others = new_user(platform, "partner")["category_assets"][0]["cipher"]
    wanted = next(each for each in operations().values() if each.entity is Entity.ASSET and each.body is None)
    path = wanted.path.replace("{", "").replace("}", "")
    codes = [
        Signed(wanted.method, path, app, [("category_asset_cipher", chosen)], token=access).send(platform).code
        for chosen in (cipher, others, "GCP_invented")
    ]
    assert codes[0] not in {101000, 106011, 106013}
    assert codes[1:] == [101000, 101000]


@pytest.mark.parametrize("kind", ["seller", "creator"])
def test_the_list_is_for_partners_alone(platform: RunningPlatform, app: Mapping[str, Any], kind: str) -> None:
    access = new_seller(platform, app).token if kind == "seller" else token(platform, app, new_user(platform, kind))
    assert ask(platform, app, access).code == 101000


def test_a_partner_who_withdraws_is_told_nothing_more(platform: RunningPlatform, app: Mapping[str, Any]) -> None:
    partner = new_user(platform, "partner")
    access = token(platform, app, partner)
    assert ask(platform, app, access).code == 0
    platform.post("/sandbox/deauthorize", {"app_key": app["app_key"], "account_id": partner["account_id"]})
    assert ask(platform, app, access).code == 105001
