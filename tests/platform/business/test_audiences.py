"""Custom audiences: made, read, changed, matched by the clock, ended and deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import md5

import msgspec
import pytest

from shopwright.platform.audiences.store import AudienceFiles, Audiences
from shopwright.platform.buyers.store import Buyers
from shopwright.platform.database.transaction import Tx
from shopwright.wire.business.files import audience_rules
from tests.conftest import StartPlatform
from tests.harness.audiences import Advertiser, hashes, new_advertiser, sha256
from tests.harness.calls import new_app
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, buy, detail, pass_time, stocked


@pytest.fixture
def advertiser(platform: RunningPlatform) -> Advertiser:
    return new_advertiser(platform)


def create(advertiser: Advertiser, *paths: str, **fields: object) -> str:
    body = {"custom_audience_name": "Buyers", "file_paths": [*paths], "calculate_type": "EMAIL_SHA256", **fields}
    return str(advertiser.audience("create", body).data["custom_audience_id"])


def history(advertiser: Advertiser, audience_id: str, **query: object) -> list[tuple[str, int]]:
    (row,) = advertiser.audience("get", custom_audience_ids=[audience_id], **query).data["list"]
    return [(act["action"], act["entries"]) for act in row["audience_history"]]


def test_an_audience_is_made_listed_renamed_and_deleted(advertiser: Advertiser) -> None:
    path = advertiser.path_of(hashes(1000))
    first = create(advertiser, path, audience_sub_type="REACH_FREQUENCY", audience_enhancement=True)
    second = create(advertiser, path, custom_audience_name="Others")
    page = advertiser.audience("list", page=1, page_size=1).data
    assert [row["audience_id"] for row in page["list"]] == [second]
    assert page["page_info"] == {"page": 1, "page_size": 1, "total_number": 2, "total_page": 2}
    chosen = advertiser.audience("list", custom_audience_ids=[first]).data
    assert [row["audience_sub_type"] for row in chosen["list"]] == ["REACH_FREQUENCY"]
    change = {"custom_audience_name": "New", "audience_sub_type": "NORMAL", "audience_enhancement": False}
    assert advertiser.audience("update", {"custom_audience_id": first, **change}).data["custom_audience_id"] == first
    details = advertiser.details(first)
    assert (details["name"], details["audience_sub_type"], details["audience_enhancement"]) == ("New", "NORMAL", False)
    assert advertiser.audience("delete", {"custom_audience_ids": [second]}).data == {}
    assert advertiser.audience("list").data["page_info"]["total_number"] == 1
    assert "no custom audience" in advertiser.audience("get", custom_audience_ids=[second]).message


@pytest.mark.own_platform
@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID", "BR"])
def test_an_audience_meets_buyers_by_the_hash_of_address_or_number_when_its_hours_are_over(
    start_platform: StartPlatform, region: str
) -> None:
    platform = start_platform(region=region)
    advertiser = new_advertiser(platform, region)
    seller = advertiser.seller
    sku_id = stocked(seller)
    order = detail(seller, buy(seller, sku_id)["order_id"])
    buy(seller, sku_id)
    platform.post("/sandbox/clock/freeze")
    by_mail = create(advertiser, advertiser.path_of([*hashes(999), sha256(order["buyer_email"])]))
    number = platform.inside(_number_of(seller.shop_id, order["user_id"]), writes=False)
    phones = advertiser.path_of([*hashes(999), sha256(number)], "PHONE_SHA256")
    by_phone = create(advertiser, phones, calculate_type="PHONE_SHA256")
    devices = create(advertiser, advertiser.path_of(hashes(1000), "IDFA_SHA256"), calculate_type="IDFA_SHA256")
    few = create(advertiser, advertiser.path_of([*hashes(998), sha256(order["buyer_email"])]))
    md5s = [md5(text.encode()).hexdigest() for text in (order["buyer_email"], *hashes(999))]
    by_first = create(advertiser, advertiser.path_of(md5s, "FIRST_MD5"), calculate_type="FIRST_MD5")

    pass_time(platform, 24 * HOUR - 1)
    assert [advertiser.details(item)["cover_num"] for item in (by_mail, by_phone)] == [0, 0]
    assert advertiser.details(by_mail)["msg"] == "The entries are being matched."
    pass_time(platform, 1)
    counts = {item: advertiser.details(item)["cover_num"] for item in (by_mail, by_phone, by_first, devices, few)}
    assert counts == {by_mail: 1, by_phone: 1, by_first: 1, devices: 0, few: 0}
    assert [advertiser.details(item)["is_valid"] for item in (by_mail, devices, few)] == [True, True, False]
    assert "fewer than 1000" in advertiser.details(few)["msg"]
    assert history(advertiser, by_mail) == [("MATCHED", 1000), ("CREATE", 1000)]
    assert history(advertiser, by_mail, history_size=1) == [("MATCHED", 1000)]


def _number_of(shop_id: str, buyer_id: str) -> Callable[[Tx], str]:
    """Reads a buyer's number, which no call shows whole."""

    def read(tx: Tx) -> str:
        buyer = tx[Buyers].get(shop_id, buyer_id)
        assert buyer is not None
        return str(buyer.person.phone_number).replace("(", "").replace(")", "")

    return read


def test_entries_are_added_taken_away_and_by_default_replaced(advertiser: Advertiser) -> None:
    everything = hashes(1200)
    audience_id = create(advertiser, advertiser.path_of(everything[:1000]))

    def update(lines: list[str], **fields: object) -> list[tuple[str, int]]:
        body = {"custom_audience_id": audience_id, "file_paths": [advertiser.path_of(lines)], **fields}
        reply = advertiser.audience("update", body)
        assert reply.code == 0, reply.message
        return history(advertiser, audience_id, history_size=1)

    assert update(everything[900:1200], action="APPEND") == [("APPEND", 1200)]
    assert update(everything[:100], action="REMOVE") == [("REMOVE", 1100)]
    assert update(everything[:1001]) == [("REPLACE", 1001)]
    body = {"custom_audience_id": audience_id, "file_paths": [advertiser.path_of(everything[:2])], "action": "REMOVE"}
    refused = advertiser.audience("update", body)
    assert (refused.code, "999 entries would remain" in refused.message) == (40002, True)
    assert history(advertiser, audience_id, history_size=1) == [("REPLACE", 1001)]


def test_an_empty_value_of_a_field_that_may_be_left_out_changes_nothing(advertiser: Advertiser) -> None:
    path = advertiser.path_of(hashes(1000))
    audience_id = create(advertiser, path, audience_enhancement=True, audience_sub_type="", retention_in_days="")
    empty = {"custom_audience_name": "", "audience_sub_type": "", "audience_enhancement": "", "action": ""}
    reply = advertiser.audience("update", {"custom_audience_id": audience_id, **empty, "file_paths": ""})
    assert (reply.code, "Nothing to change" in reply.message) == (40002, True)
    reply = advertiser.audience("update", {"custom_audience_id": audience_id, **empty, "file_paths": [path]})
    assert reply.code == 0
    kept = advertiser.details(audience_id)
    assert (kept["name"], kept["audience_sub_type"], kept["audience_enhancement"]) == ("Buyers", "NORMAL", True)


def test_an_audience_has_no_more_entries_than_memory_is_meant_for(
    advertiser: Advertiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = msgspec.structs.replace(audience_rules(), most_entries=1500)
    first, second = advertiser.path_of(hashes(1000)), advertiser.path_of(hashes(1000, "other"))
    for module in ("rules", "manage"):
        monkeypatch.setattr(f"shopwright.platform.audiences.{module}.audience_rules", lambda: few)
    refused = advertiser.audience("create", {**NEW, "file_paths": [first, second]})
    assert (refused.code, f"at most 1500 entries: {second}" in refused.message) == (40002, True)
    audience_id = create(advertiser, first)
    change = {"custom_audience_id": audience_id, "file_paths": [second], "action": "APPEND"}
    refused = advertiser.audience("update", change)
    assert (refused.code, "2000 entries would remain" in refused.message) == (40002, True)
    assert history(advertiser, audience_id) == [("CREATE", 1000)]


def with_new_token(advertiser: Advertiser) -> Advertiser:
    """The advertiser after the seller has consented again."""
    seller = advertiser.seller
    wanted = {"app_key": seller.app["app_key"], "account_id": seller.account_id}
    tokens = seller.platform.post("/sandbox/tokens", wanted)
    return replace(advertiser, seller=replace(seller, tokens=tokens))


@pytest.mark.own_platform
def test_an_audience_ends_with_its_retention_and_files_before_it(start_platform: StartPlatform) -> None:
    platform = start_platform()
    platform.post("/sandbox/clock/freeze")
    advertiser = new_advertiser(platform)
    path = advertiser.path_of(hashes(1000))
    short, long = create(advertiser, path, retention_in_days=40), create(advertiser, path)
    pass_time(platform, 31 * DAY)
    assert "no file" in advertiser.audience("update", {"custom_audience_id": short, "file_paths": [path]}).message
    pass_time(platform, 3 * DAY)
    assert [advertiser.details(item)["is_expiring"] for item in (short, long)] == [True, False]
    pass_time(platform, 6 * DAY)
    ended = advertiser.details(short)
    assert (ended["is_valid"], ended["msg"], ended["is_expiring"]) == (False, "The audience has expired.", False)
    assert advertiser.details(long)["is_valid"]
    assert advertiser.audience("update", {"custom_audience_id": long, "custom_audience_name": "Kept"}).code == 0
    pass_time(platform, 364 * DAY)
    advertiser = with_new_token(advertiser)
    assert advertiser.details(long)["is_valid"]
    pass_time(platform, DAY)
    assert not advertiser.details(long)["is_valid"]
    again = {"custom_audience_id": short, "file_paths": [advertiser.path_of(hashes(1000))]}
    assert advertiser.audience("update", again).code == 0
    pass_time(platform, DAY)
    assert advertiser.details(short)["is_valid"]


def test_an_advertiser_keeps_so_many_files_and_audiences_and_no_more(advertiser: Advertiser) -> None:
    rules, account_id = audience_rules(), advertiser.seller.account_id
    path = advertiser.path_of(hashes(3))
    audience_id = create(advertiser, path)

    def fill(tx: Tx) -> None:
        file, audience = tx[AudienceFiles].get(account_id, path), tx[Audiences].get(account_id, audience_id)
        assert file is not None
        assert audience is not None
        for number in range(rules.most_files_kept - 1):
            tx[AudienceFiles].add(account_id, msgspec.structs.replace(file, file_path=f"audience/a{number}"), b"")
        for number in range(rules.most_audiences - 1):
            tx[Audiences].add(account_id, msgspec.structs.replace(audience, audience_id=f"a{number}"), set())

    advertiser.seller.platform.inside(fill)
    assert "keeps 200 files already" in advertiser.upload(hashes(1)[0].encode()).message
    refused = advertiser.audience("create", {**NEW, "file_paths": [path]})
    assert (refused.code, "has 400 audiences already" in refused.message) == (40002, True)


def test_a_failure_of_the_platform_is_told_in_the_business_apis_envelope(
    advertiser: Advertiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("shopwright.platform.business.routes.find_audience", fail)
    reply = advertiser.audience("get", custom_audience_ids=["1"])
    assert (reply.status, reply.code, reply.json["data"]) == (200, 50000, {})


PATHS = {"file_paths": ["audience/1"]}
NEW = {"custom_audience_name": "A", "calculate_type": "EMAIL_SHA256"}


@pytest.mark.parametrize(
    ("act", "body", "words"),
    [
        ("create", {}, "custom_audience_name is missing"),
        ("create", {**NEW, **PATHS, "custom_audience_name": "A" * 129}, "custom_audience_name is wrong"),
        ("create", {**NEW, **PATHS, "custom_audience_name": "\0"}, "custom_audience_name is wrong"),
        ("create", NEW, "file_paths is missing"),
        ("create", {**NEW, "file_paths": []}, "file_paths is wrong"),
        ("create", {**NEW, "file_paths": [1]}, "file_paths is wrong"),
        ("create", {**NEW, "file_paths": ["a"] * 50}, "file_paths is wrong"),
        ("create", {**NEW, **PATHS}, "no file audience/1"),
        ("create", {**NEW, **PATHS, "calculate_type": "PRODUCT_LIST"}, "calculate_type is wrong"),
        ("create", {**NEW, **PATHS, "retention_in_days": 0}, "retention_in_days is wrong"),
        ("create", {**NEW, **PATHS, "retention_in_days": 366}, "retention_in_days is wrong"),
        ("create", {**NEW, **PATHS, "retention_in_days": True}, "retention_in_days is wrong"),
        ("create", {**NEW, **PATHS, "audience_sub_type": "BEST"}, "audience_sub_type is wrong"),
        ("create", {**NEW, **PATHS, "audience_enhancement": "yes"}, "audience_enhancement is wrong"),
        ("create", {**NEW, **PATHS, "more": 1}, "more is no field here"),
        ("update", {"custom_audience_id": "1"}, "Nothing to change"),
        ("update", {"custom_audience_id": "1", "action": "APPEND"}, "action needs file_paths"),
        ("update", {"custom_audience_id": "1", "custom_audience_name": "B", "action": "APPEND"}, "action needs"),
        ("update", {"custom_audience_id": "1", "custom_audience_name": "B"}, "no custom audience 1"),
        ("update", {"custom_audience_id": "1", **PATHS, "action": "KEEP"}, "action is wrong"),
        ("delete", {"custom_audience_ids": ["1"]}, "no custom audience 1"),
        ("delete", {"custom_audience_ids": "1"}, "custom_audience_ids is wrong"),
    ],
)
def test_what_an_audience_cannot_be_is_refused(
    advertiser: Advertiser, act: str, body: dict[str, object], words: str
) -> None:
    reply = advertiser.audience(act, body)
    assert (reply.status, reply.code) == (200, 40002)
    assert words in reply.message


@pytest.mark.parametrize(
    ("act", "query", "words"),
    [
        ("list", {"page": "x"}, "page is wrong"),
        ("list", {"page_size": 101}, "page_size is wrong"),
        ("list", {"custom_audience_ids": "[1"}, "custom_audience_ids is wrong"),
        ("list", {"filter": "x"}, "filter is no field"),
        ("get", {}, "custom_audience_ids is missing"),
        ("get", {"custom_audience_ids": ["1"], "history_size": 0}, "history_size is wrong"),
        ("share", {}, "There is no /open_api"),
        ("create", {}, "use POST"),
    ],
)
def test_what_cannot_be_read_is_refused(advertiser: Advertiser, act: str, query: dict[str, object], words: str) -> None:
    reply = advertiser.audience(act, **query)
    assert (reply.status, reply.code) == (200, 40002)
    assert words in reply.message


def test_files_and_audience_have_one_kind_of_hash(advertiser: Advertiser) -> None:
    mail, phone = advertiser.path_of(hashes(1000)), advertiser.path_of(hashes(1000), "PHONE_SHA256")
    making = {**NEW, "file_paths": [mail, phone]}
    assert "must have the same calculate_type" in advertiser.audience("create", making).message
    changing = {"custom_audience_id": create(advertiser, mail), "file_paths": [phone]}
    assert "must have the same calculate_type" in advertiser.audience("update", changing).message


def test_bodies_that_are_no_json_object_are_refused(advertiser: Advertiser, platform: RunningPlatform) -> None:
    path = "/open_api/v1.3/dmp/custom_audience/create/"
    token = {"access-token": advertiser.seller.token}
    for body, kind, words in [
        (b"[]", "application/json", "JSON object"),
        (b"{", "application/json", "JSON object"),
        (b"[" * 9_000, "application/json", "JSON object"),
        (b"{}", "text/plain", "Content-Type"),
    ]:
        reply = platform.send("POST", path, body, {**token, "content-type": kind})
        assert (reply.status, reply.code, words in reply.message) == (200, 40002, True)


def test_nobody_reaches_what_another_advertiser_has(platform: RunningPlatform, advertiser: Advertiser) -> None:
    other = new_advertiser(platform)
    path = advertiser.path_of(hashes(1000))
    audience_id = create(advertiser, path)
    foreign = Advertiser(other.seller, advertiser.advertiser_id)
    for reply in (foreign.audience("list"), foreign.audience("delete", {"custom_audience_ids": [audience_id]})):
        assert (reply.status, reply.code) == (200, 40001)
        assert "does not belong to the access token" in reply.message
    assert "no file" in other.audience("create", {**NEW, "file_paths": [path]}).message
    assert "no custom audience" in other.audience("get", custom_audience_ids=[audience_id]).message


def test_tokens_that_are_not_a_sellers_access_token_are_refused(platform: RunningPlatform) -> None:
    advertiser = new_advertiser(platform)
    refresh = advertiser.seller.tokens["refresh_token"]
    creator = platform.post("/sandbox/accounts", {"kind": "creator", "region": "GB"})
    assert creator["advertiser_id"] == ""
    granted = {"app_key": new_app(platform)["app_key"], "account_id": creator["account_id"]}
    of_creator = platform.post("/sandbox/tokens", granted)["access_token"]
    answers = {
        token: (reply.status, reply.code)
        for token in ("", "x", refresh, of_creator)
        for reply in [advertiser.ask("GET", "dmp/custom_audience/list/", token=token)]
    }
    assert answers == {"": (200, 40105), "x": (200, 40105), refresh: (200, 40105), of_creator: (200, 40001)}
    account = f"/sandbox/accounts/{advertiser.seller.account_id}"
    platform.patch(account, {"status": "INACTIVE"})
    switched_off = advertiser.audience("list")
    assert (switched_off.code, "switched off" in switched_off.message) == (40001, True)
    platform.patch(account, {"status": "ACTIVE"})
    platform.post("/sandbox/tokens/expire", {"access_token": advertiser.seller.token})
    assert "expired" in advertiser.audience("list").message


@pytest.mark.own_platform
def test_rates_and_faults_hit_the_door_as_others(start_platform: StartPlatform) -> None:
    platform = start_platform()
    advertiser = new_advertiser(platform)
    platform.post("/sandbox/faults", {"operation": "business.listAudiences", "code": 50002, "count": 1})
    reply = advertiser.audience("list")
    assert (reply.status, reply.code) == (200, 50002)
    platform.post("/sandbox/faults", {"operation": "business.*", "code": 50002, "when": "after", "count": 1})
    assert advertiser.upload(hashes(1)[0].encode()).code == 50002
    platform.patch("/sandbox/settings", {"requests_per_second": 1})
    replies = [advertiser.audience("list") for _ in range(5)]
    refused = next(reply for reply in replies if reply.code)
    assert (refused.status, refused.code, int(refused.headers["retry-after"]) > 0) == (200, 40100, True)


def test_the_demo_seller_and_the_portal_show_the_advertiser_id(platform: RunningPlatform) -> None:
    keys = platform.keys
    account = platform.get(f"/sandbox/accounts/{keys['seller']['account_id']}")
    assert keys["advertiser_id"] == account["advertiser_id"] != ""
    assert keys["advertiser_id"] in platform.ask("GET", "/").body.decode()
