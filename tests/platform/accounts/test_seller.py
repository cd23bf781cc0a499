"""Shops, permissions and groups of a seller."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.identity import Account, AccountDocument, UserType
from shopwright.platform.server.database import open_store
from shopwright.wire.ids import IdKind
from tests.conftest import StartPlatform
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of


def open_shop(seller: Seller, region: str, **fields: object) -> Seller:
    """Another shop of the same seller."""
    body = {"region": region, "account_id": seller.account_id, **fields}
    return Seller(seller.platform, seller.app, seller.platform.post("/sandbox/shops", body), seller.tokens)


class Groups:
    """Makes sellers in product interoperability groups, which no call can do: they are written to the file."""

    def __init__(self, platform: RunningPlatform, folder: Path) -> None:
        self.platform, self.folder, self.app = platform, folder, new_app(platform)

    def seller(self, group: str, region: str) -> Seller:
        """A seller with a shop."""
        with closing(open_store(folder=self.folder)) as store, store.write() as tx:
            account_id = tx.new_id(IdKind.SELLER)
            doc = AccountDocument(name="Group member", shop_group=group)
            tx[Accounts].add(Account(account_id, UserType.SELLER, region, "ACTIVE", doc))
        body = {"region": region, "account_id": account_id, "authorize": [self.app["app_key"]]}
        shop = self.platform.post("/sandbox/shops", body)
        return Seller(self.platform, self.app, shop, shop["tokens"][0])


@pytest.fixture
def groups(start_platform: StartPlatform, tmp_path: Path) -> Groups:
    return Groups(start_platform(folder=tmp_path / "data"), tmp_path / "data")


def test_active_shops_are_those_of_the_tokens_seller_that_are_active(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    other = open_shop(seller, "DE")
    assert data_of("getActiveShops", seller.call("getActiveShops"))["shops"] == [
        {"id": seller.shop_id, "region": "GB"},
        {"id": other.shop_id, "region": "DE"},
    ]
    platform.patch(f"/sandbox/shops/{other.shop_id}", {"status": "INACTIVE"})
    assert [shop["id"] for shop in seller.call("getActiveShops").data["shops"]] == [seller.shop_id]


def test_a_seller_may_manage_global_products_as_soon_as_one_shop_is_cross_border(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert data_of("getGlobalProductPermission", seller.call("getGlobalProductPermission")) == {"permissions": []}
    open_shop(seller, "DE", seller_type="CROSS_BORDER")
    reply = seller.call("getGlobalProductPermission")
    assert data_of("getGlobalProductPermission", reply) == {"permissions": ["MANAGE_GLOBAL_PRODUCT"]}


def test_a_seller_without_a_group_is_related_to_its_own_shops_alone(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    other = open_shop(seller, "FR")
    data = data_of("getShopGroupAndRelatedShops", seller.call("getShopGroupAndRelatedShops"))["shop_group_data"]
    assert "shop_group" not in data
    assert [shop["shop_id"] for shop in data["shops"]] == [seller.shop_id, other.shop_id]
    assert data["shops"][0] == {
        "shop_id": seller.shop_id,
        "seller_id": seller.account_id,
        "shop_name": seller.shop["name"],
        "shop_region": "GB",
    }


def test_a_group_relates_the_shops_of_all_sellers_in_it_and_no_others(groups: Groups) -> None:
    first, second = groups.seller("US and MX", "US"), groups.seller("US and MX", "MX")
    groups.seller("Others", "US")
    for seller in (first, second):
        data = data_of("getShopGroupAndRelatedShops", seller.call("getShopGroupAndRelatedShops"))["shop_group_data"]
        assert data["shop_group"] == {"shop_group_name": "US and MX", "source": "US_MX_ONBOARD"}
        assert {shop["shop_id"] for shop in data["shops"]} == {first.shop_id, second.shop_id}


def test_a_group_with_a_cross_border_shop_comes_from_global_sellers(groups: Groups) -> None:
    seller = groups.seller("Abroad", "MX")
    open_shop(seller, "US", seller_type="CROSS_BORDER")
    data = seller.call("getShopGroupAndRelatedShops").data["shop_group_data"]
    assert data["shop_group"]["source"] == "GS_POP"
