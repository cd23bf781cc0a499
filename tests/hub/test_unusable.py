"""What a channel tells that cannot be is refused at its own object, whatever the field, and stops no other."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from shopwright.hub.catalog.services import ProductDraft, VariantDraft, create_product
from shopwright.hub.channels import intake, polls
from shopwright.hub.channels.cases import (
    AnswerKind,
    CaseAnswer,
    CaseKind,
    CaseLine,
    CaseReason,
    ExternalCancellation,
    ExternalReturn,
    Goods,
    Money,
    Party,
)
from shopwright.hub.channels.categories import (
    AttributeValue,
    CategoryAttribute,
    CategoryDetails,
    CertificateRule,
    ChartColumn,
    ChartRule,
    Condition,
    ExternalBrand,
    ExternalCategory,
    ListingRules,
)
from shopwright.hub.channels.checked import UnusableError, checked
from shopwright.hub.channels.messages import SentMessage
from shopwright.hub.channels.models import Connection, Event
from shopwright.hub.channels.parcel_groups import Combination, SplitAdvice, SplitRule
from shopwright.hub.channels.parcels import Carrier, Label, Parcel
from shopwright.hub.channels.protocol import (
    Address,
    Change,
    Check,
    ExternalAttribute,
    ExternalListing,
    ExternalLocation,
    ExternalShop,
    ExternalSku,
    ListingDraft,
    ListingState,
    Outcome,
    Result,
)
from shopwright.hub.channels.services import open_session
from shopwright.hub.listings.brands.models import BrandMapping
from shopwright.hub.orders.models import Order
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.teller import Teller, TellerSession, hostile, open_teller, tellers

pytestmark = pytest.mark.postgres

_NOW = rows.NOW
_FULL_ORDER = replace(
    rows.order("S", hold_until=_NOW, ship_by=_NOW),
    buyer=Address("Pat", "1", "p@example.com", ("1 Road",), "Leeds", "", "N1", "GB"),
)
_FULL_LISTING = ExternalListing(
    "l", "A mug", ListingState.LIVE,
    (ExternalSku("k", "S", (("Colour", "Red"),), Decimal(5), "GBP", 3, places=(("w1", 3),)),),
    image_urls=("https://pictures.example.com/1",), weight_grams=5, reasons=("no",), updated_at=_NOW, image_ids=("1",),
    size_mm=(9, 8, 7), attributes=(ExternalAttribute("a", "Fit", (AttributeValue("v", "Wide"),)),),
)  # fmt: skip
_CASE: dict[str, Any] = {
    "external_id": "c", "order_id": "o", "raw_status": "ASKED", "money": Money.ASKED, "waits_for": Party.SELLER,
    "reason": "late", "reason_words": "Late", "lines": (CaseLine("1", "1", "k", 1, Decimal(5)),), "amount": Decimal(5),
    "currency": "GBP", "opened_at": _NOW, "updated_at": _NOW, "deadline": _NOW,
    "answers": (CaseAnswer("yes", "Yes", AnswerKind.OFFER, (CaseReason("r", "R"),), Decimal(5)),),
}  # fmt: skip
_FULL_RETURN = ExternalReturn(
    kind=CaseKind.RETURN, goods=Goods.NONE, pictures=("https://pictures.example.com/1",), offer=Decimal(1), **_CASE
)
#: The other structs that channels give, with every field in use.
_OTHERS = [
    ExternalCancellation(kind=CaseKind.CANCELLATION, **_CASE),
    ExternalLocation("w1", "First"),
    ExternalShop("s", "Shop", "GB", "GBP", {"cipher": "x"}),
    Outcome(Result.DONE, quantity=1),
    Check("Consent", True, "Fine"),
    Change("order", "o", "e", _NOW),
    Parcel("p", ("1",), "DHL", "T1", True, carriers=(Carrier("d", "DHL"),)),
    Label(b"%PDF", "application/pdf"),
    SplitAdvice(SplitRule.MUST, "Too heavy for one"),
    Combination("c", ("1", "2")),
    SentMessage("m", "Hello", _NOW),
    ExternalCategory("c", "", "Mugs", True),
    CategoryDetails(
        (CategoryAttribute("a", "Colour", True, False, True, (AttributeValue("v", "Red"),), (Condition("b", "v"),)),),
        ChartRule(True, {"body": (ChartColumn("Foot length", True),)}, 100),
        (CertificateRule("x", "Safety", True, "A stamp", True, (Condition("b", "v"),)),),
    ),
    ExternalBrand("1", "Acme"),
    ListingRules(title_longest=2, price_least=Decimal(1), price_most=Decimal(2)),
]
_ALL = [*_OTHERS, _FULL_ORDER, _FULL_LISTING, _FULL_RETURN]


@pytest.fixture
def teller(hub_database: str) -> Iterator[Teller]:
    with tellers() as channel:
        yield channel
        Event.objects.filter(connection__channel="teller").delete()


def _is_text(value: object) -> bool:
    """Whether a hostile value may stand in a text that people read, less what no table takes of it."""
    return isinstance(value, str)


def _tell(connection: Connection, kind: str, number: str) -> None:
    intake.keep(connection, [Change(kind, number, secrets.token_hex(8), datetime.now(UTC))], "webhook")


def test_every_field_of_orders_listings_and_returns_is_checked_at_its_own_object(hub: Hub, teller: Teller) -> None:
    shop, goods = open_teller(hub), rows.variant(hub, "S")
    rows.count(hub, goods, 3)
    told: dict[tuple[str, str], tuple[str, object]] = {}
    for kind, sample in (("order", _FULL_ORDER), ("listing", _FULL_LISTING), ("return", _FULL_RETURN)):
        for number, (path, value, struct) in enumerate(list(hostile(sample))[::7]):
            told[kind, str(number)] = path, value
            teller.shop.objects[kind][str(number)] = struct
        changes = [Change(kind, number, f"{kind}-{number}", _NOW) for number in teller.shop.objects[kind]]
        intake.keep(shop, changes, "webhook")
    teller.shop.objects["order"]["good"] = rows.order("S", external_id="good")
    _tell(shop, "order", "good")
    while intake.work_due():
        pass
    assert hub.order("good").lines.get().variant == goods
    events = list(Event.objects.filter(connection=shop))
    assert len(events) == len(told) + 1
    for event in events:
        what = (event.kind, *told.get((event.kind, event.external_id), ("", "")))
        if event.state == Event.State.FAILED:
            assert "cannot be used" in event.trouble, str(what)[:200]
            assert "report it" in event.remedy
        else:
            assert (event.state, event.trouble) == (Event.State.DONE, ""), str(what)[:200]
            assert event.external_id == "good" or _is_text(what[2]), str(what)[:200]
    page = hub.owner.get("jobs", kind="events", state="given_up")
    assert "cannot be used" in page.text


@pytest.mark.parametrize(
    "sample", [*_OTHERS, _FULL_ORDER, _FULL_LISTING, _FULL_RETURN], ids=lambda it: type(it).__name__
)
def test_a_struct_is_refused_in_words_or_is_fit_for_tables(sample: Any) -> None:
    assert checked(sample) == sample
    for path, value, struct in hostile(sample):
        after, words = _outcome(struct)
        if words:
            assert path.split(".")[0].split("[")[0] in words
            assert len(words) < 400
        else:
            assert _is_text(value), path
            assert len(after) < 110_000
            assert not any(harm in after for harm in ("\\x00", "\\ud800"))


def _outcome(struct: Any) -> tuple[str, str]:
    """What is left of a struct, or why it is refused."""
    try:
        return repr(checked(struct)), ""
    except UnusableError as error:
        return "", str(error)


def test_a_list_goes_on_behind_what_cannot_be_used(hub: Hub, teller: Teller) -> None:
    shop = open_teller(hub)
    far = datetime(2100, 1, 1, tzinfo=UTC)
    teller.shop.lists["orders"] = [
        rows.order(external_id="bad", total=Decimal("NaN")),
        rows.order(external_id="x" * 500),
        rows.order(external_id="far", updated_at=far),
        rows.order(external_id="good"),
    ]
    polls.poll_orders(shop)
    polls.poll_orders(shop)
    events = Event.objects.filter(connection=shop)
    assert set(events.filter(state="new").values_list("external_id", flat=True)) == {"far", "good"}
    assert set(events.filter(state="failed").values_list("external_id", flat=True)) == {"bad", "x" * 100}
    shop.refresh_from_db()
    assert shop.orders_read_to is not None
    assert shop.orders_read_to < far


def test_one_bad_warehouse_leaves_the_others(hub: Hub, teller: Teller) -> None:
    shop = open_teller(hub)
    teller.shop.lists["locations"] = [ExternalLocation("", "None"), ExternalLocation("w1", "First", is_default=True)]
    with open_session(shop, "check") as session:
        assert [place.external_id for place in session.locations()] == ["w1"]
    assert Event.objects.get(connection=shop).trouble.startswith("What the channel says of it cannot be used")


def test_a_brand_that_fits_no_column_leaves_the_others(hub: Hub, teller: Teller) -> None:
    shop = open_teller(hub)
    for name in ("Acme", "Acme Tea"):
        draft = ProductDraft(f"A thing of {name}", [VariantDraft(f"{name}-{hub.tag}")], {"brand": name})
        create_product(hub.workspace, draft)
    long = ExternalBrand("2", "Acme Tea " + "and more " * 50)
    teller.shop.lists["brands"] = [ExternalBrand("x" * 61, "Acme"), ExternalBrand("1", "Acme"), long]
    hub.owner.post("brands-change", shop.pk, do="look")
    intake.work_due()
    page = hub.owner.get("brands", shop=shop.pk)
    assert [row.external_id for row in BrandMapping.objects.filter(connection=shop).order_by("brand")] == ["1", ""]
    assert "Has the same name" in page.text
    (refused,) = Event.objects.filter(connection=shop, state="failed")
    assert (refused.kind, "external_id" in refused.trouble) == ("brand", True)


def test_a_listing_that_was_published_and_cannot_be_used_is_not_sent_again(
    hub: Hub, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = (Outcome(Result.DONE), replace(_FULL_LISTING, external_id=""))
    monkeypatch.setattr(TellerSession, "publish", lambda *_: told, raising=False)
    with open_session(open_teller(hub), "listings") as session:
        outcome, seen = session.publish(ListingDraft("A mug", "", "", (), (), 5, (1, 1, 1)))
    assert (outcome.result, outcome.code, seen) == (Result.REFUSED, "unusable", None)


def test_an_order_that_is_mended_there_comes_in_when_it_is_tried_again(hub: Hub, teller: Teller) -> None:
    shop = open_teller(hub)
    teller.shop.objects["order"]["7"] = rows.order(external_id="7", total=Decimal(-1))
    _tell(shop, "order", "7")
    intake.work_due()
    assert not Order.objects.filter(connection=shop).exists()
    teller.shop.objects["order"]["7"] = rows.order(external_id="7")
    hub.owner.post("jobs-act", act="retry", jobs=[f"events:{Event.objects.get(connection=shop).pk}"])
    intake.work_due()
    assert hub.order("7").total == 5


def test_notifications_with_ids_that_are_none_are_kept_as_such(hub: Hub, teller: Teller) -> None:
    shop = open_teller(hub)
    at = datetime.now(UTC)
    changes = [Change("order", "", "e1", at), Change("order", "a\0b", "e2", at), Change("order", "7", "e" * 500, at)]
    assert intake.receive(shop.app, shop.external_id, [*changes, Change("order", "8", "e4", at)]) == 1
    assert intake.receive(shop.app, "a\0b", changes) == 0
    assert Event.objects.filter(connection=shop, state="failed").count() == 3
