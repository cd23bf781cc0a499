"""Returns as buyers ask for them on the platform, answered and inspected in the hub."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.aftersales import services
from shopwright.hub.aftersales.models import Act, Case, State
from shopwright.hub.channels.cases import CaseReply
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ChannelError, Outcome, Result
from shopwright.hub.channels.tiktok_shop.session import TikTokSession
from shopwright.hub.stock.models import Movement
from shopwright.testing import Platform
from shopwright.testing.orders import ReturnKind
from shopwright.testing.sellers import Seller
from shopwright.testing.shapes import Return
from tests.hub.harness import Hub, stock_on

pytestmark = pytest.mark.postgres

MARKETS = ["GB", "US", "DE", "ID"]


class Asked(NamedTuple):
    """A buyer's request, where it was made and how the hub has it."""

    hub: Hub
    platform: Platform
    seller: Seller
    shop: Connection
    sku_id: str
    made: Return
    case: Case

    def there(self) -> str:
        """The state of the return on the platform."""
        (row,) = self.seller.client().return_refund.search_returns(return_ids=[self.made.return_id])["return_orders"]
        return row["return_status"]

    def here(self) -> Case:
        self.hub.work()
        self.case.refresh_from_db()
        return self.case

    def answer(self, decision: str, **form: str) -> str:
        text = self.hub.owner.post("return-answer", self.case.pk, decision=decision, **form).text
        self.hub.work()
        return text

    def decisions(self) -> set[str]:
        return {item["decision"] for item in self.here().answers}

    def buyer(self, act: str) -> Case:
        self.platform.orders.act_on_return(self.made, act)  # type: ignore[arg-type]
        return self.here()

    def on_hand(self) -> int:
        (balance,) = self.hub.variant("BACK-1").balances.all()
        return balance.on_hand


def ask(
    hub: Hub, platform: Platform, market: str = "GB", kind: ReturnKind = "RETURN_AND_REFUND", pieces: int = 2
) -> Asked:
    seller = platform.shop(market)
    product = seller.list_product(quantity=9, seller_sku="BACK-1")
    shop = hub.connect(platform, seller)
    bought = seller.buy((product.sku_id, pieces), status="DELIVERED")
    made = platform.orders.return_(bought, kind)
    hub.work()
    case = Case.objects.get(connection=shop, external_id=made.return_id)
    return Asked(hub, platform, seller, shop, product.sku_id, made, case)


@pytest.mark.parametrize("market", MARKETS)
def test_a_return_is_approved_inspected_and_refunded(
    hub: Hub, shopwright_module_platform: Platform, market: str
) -> None:
    asked = ask(hub, shopwright_module_platform, market)
    case = asked.case
    assert (case.goods, case.money, case.waits_for) == ("none", "asked", "seller")
    assert case.amount == Decimal(asked.made.refund_total)
    assert case.deadline is not None
    assert asked.on_hand() == 7

    assert asked.answer("APPROVE_RETURN").count("is being sent") == 1  # there alone, where its end is shown too
    assert asked.there() == "AWAITING_BUYER_SHIP"
    assert (asked.here().money, case.waits_for) == ("promised", "buyer")
    assert asked.buyer("SHIP").goods == "on_the_way"
    assert asked.buyer("ARRIVE").goods == "arrived"
    assert case.waits_for == "seller"

    first = case.lines.order_by("pk")[0]
    packer = hub.person(Role.PACKER)
    form = {f"good-{first.pk}": "1", "location": str(hub.workspace.locations.get().pk)}
    assert "inspected" in packer.post("return-inspect", case.pk, **form).text
    assert asked.here().goods == "inspected"
    assert asked.on_hand() == 8
    asked.answer("APPROVE_RECEIVED_PACKAGE")
    assert asked.there() == "RETURN_OR_REFUND_REQUEST_SUCCESS"
    assert asked.here().goods == "inspected"
    assert asked.on_hand() == 8
    assert stock_on(asked.seller, asked.sku_id) == 8


def test_what_came_back_is_booked_once(hub: Hub, shopwright_module_platform: Platform) -> None:
    asked = ask(hub, shopwright_module_platform)
    asked.answer("APPROVE_RETURN")
    asked.buyer("SHIP")
    first = asked.case.lines.order_by("pk")[0]
    form = {f"good-{first.pk}": "0", "location": str(hub.workspace.locations.get().pk)}
    assert "written off" in hub.owner.post("return-inspect", asked.case.pk, **form).text
    form[f"good-{first.pk}"] = "2"
    assert "inspected already" in hub.owner.post("return-inspect", asked.case.pk, **form).text
    assert asked.on_hand() == 7
    told = Movement.objects.filter(variant=hub.variant("BACK-1"), cause__startswith="case-line:")
    assert sorted(told.values_list("delta", "reason")) == [
        (-1, "damaged"), (-1, "damaged"), (1, "returned"), (1, "returned"),
    ]  # fmt: skip


@pytest.mark.parametrize("market", ["US"])
def test_a_refund_is_approved_without_goods(hub: Hub, shopwright_module_platform: Platform, market: str) -> None:
    asked = ask(hub, shopwright_module_platform, market, "REFUND")
    assert asked.case.kind == "refund"
    asked.answer("APPROVE_REFUND")
    assert asked.there() == "RETURN_OR_REFUND_REQUEST_SUCCESS"
    assert (asked.here().goods, asked.case.money, asked.case.waits_for) == ("none", "promised", "channel")
    assert asked.on_hand() == 7
    assert (
        "nothing to inspect"
        in hub.owner.post(
            "return-inspect",
            asked.case.pk,
            **{f"good-{asked.case.lines.order_by('pk')[0].pk}": "2", "location": str(hub.workspace.locations.get().pk)},
        ).text
    )


@pytest.mark.parametrize("market", ["ID"])
def test_a_rejection_needs_a_reason_of_the_channel(hub: Hub, shopwright_module_platform: Platform, market: str) -> None:
    asked = ask(hub, shopwright_module_platform, market)
    assert "Choose a reason" in asked.answer("REJECT_RETURN")
    assert "Choose a reason" in asked.answer("REJECT_RETURN", reason="because")
    assert asked.there() == "RETURN_OR_REFUND_REQUEST_PENDING"
    (allowed,) = [item for item in asked.case.answers if item["decision"] == "REJECT_RETURN"]
    asked.answer("REJECT_RETURN", reason=allowed["reasons"][0]["name"], comment="It was worn.")
    assert asked.there() == "REFUND_OR_RETURN_REQUEST_REJECT"
    assert (asked.here().money, asked.case.answers) == ("refused", [])
    assert "It was worn." in hub.owner.get("return", asked.case.pk).text


def test_a_part_is_offered_and_taken(hub: Hub, shopwright_module_platform: Platform) -> None:
    asked = ask(hub, shopwright_module_platform)
    assert "up to" in asked.answer("OFFER_PARTIAL_REFUND")
    assert "up to" in asked.answer("OFFER_PARTIAL_REFUND", amount="99999")
    assert "in digits" in asked.answer("OFFER_PARTIAL_REFUND", amount="half")
    asked.answer("OFFER_PARTIAL_REFUND", amount="1.50")
    assert asked.there() == "AWAITING_BUYER_RESPONSE"
    assert (str(asked.here().offer), asked.case.waits_for) == ("1.50", "buyer")
    assert asked.buyer("ACCEPT_OFFER").money == "promised"


def test_an_offer_that_was_refused_is_not_offered_again(hub: Hub, shopwright_module_platform: Platform) -> None:
    asked = ask(hub, shopwright_module_platform)
    asked.answer("OFFER_PARTIAL_REFUND", amount="1")
    asked.buyer("REFUSE_OFFER")
    assert "OFFER_PARTIAL_REFUND" not in asked.decisions()
    assert "APPROVE_RETURN" in asked.decisions()


def test_a_replacement_is_sent(hub: Hub, shopwright_module_platform: Platform) -> None:
    asked = ask(hub, shopwright_module_platform, kind="REPLACEMENT")
    assert asked.case.kind == "replacement"
    asked.answer("APPROVE_REPLACEMENT")
    assert asked.there() == "REPLACEMENT_REQUEST_COMPLETE"
    assert (asked.here().money, asked.case.waits_for) == ("none", "nobody")


def test_a_buyer_who_withdraws_asks_for_nothing_any_more(hub: Hub, shopwright_module_platform: Platform) -> None:
    asked = ask(hub, shopwright_module_platform)
    assert asked.case.external_id in hub.owner.get("returns").text
    assert "1 to answer" in hub.owner.get("today").text
    case = asked.buyer("WITHDRAW")
    assert (case.money, case.waits_for, case.answers) == ("none", "nobody", [])
    assert case.external_id not in hub.owner.get("returns").text
    assert case.external_id in hub.owner.get("returns", view="over").text


def test_many_are_approved_at_once_and_parcels_only_after_inspection(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    first = ask(hub, shopwright_module_platform, kind="REFUND")
    second = ask(hub, shopwright_module_platform)
    second.answer("APPROVE_RETURN")
    second.buyer("SHIP")
    second.buyer("ARRIVE")
    text = hub.owner.post("returns-approve", cases=[first.case.pk, second.case.pk]).text
    assert "1 of 2 are being approved" in text
    assert "inspect what came back first" in text
    hub.work()
    assert first.there() == "RETURN_OR_REFUND_REQUEST_SUCCESS"
    assert second.there() == "BUYER_SHIPPED_ITEM"


def test_an_answer_without_a_reply_is_looked_up_and_not_repeated(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(hub, shopwright_module_platform)
    told: list[str] = []
    tell = TikTokSession.answer_return

    def lose_reply(session: TikTokSession, case_id: str, reply: CaseReply) -> Outcome:
        told.append(reply.key)
        tell(session, case_id, reply)
        return Outcome(Result.LATER, message="no reply")

    monkeypatch.setattr(TikTokSession, "answer_return", lose_reply)
    hub.owner.post("return-answer", asked.case.pk, decision="APPROVE_RETURN")
    services.work_due()
    asked.case.refresh_from_db()
    assert asked.case.money == "unknown"
    assert "nothing is sent twice" in hub.owner.get("return", asked.case.pk).text
    assert "is being answered already" in hub.owner.post("return-answer", asked.case.pk, decision="APPROVE_RETURN").text
    act = Act.objects.get(case=asked.case)
    make_due(act)
    hub.work()
    act.refresh_from_db()
    assert (act.state, told) == (State.DONE, [act.key])
    assert asked.here().money == "promised"


def test_an_answer_that_never_arrived_is_sent_again(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(hub, shopwright_module_platform)
    tell = TikTokSession.answer_return

    def lose_request(session: TikTokSession, case_id: str, reply: CaseReply) -> Outcome:
        monkeypatch.setattr(TikTokSession, "answer_return", tell)
        raise ChannelError("no route", is_passing=True)

    monkeypatch.setattr(TikTokSession, "answer_return", lose_request)
    hub.owner.post("return-answer", asked.case.pk, decision="APPROVE_RETURN")
    services.work_due()
    assert asked.there() == "RETURN_OR_REFUND_REQUEST_PENDING"
    make_due(Act.objects.get(case=asked.case))
    hub.work()
    assert asked.there() == "AWAITING_BUYER_SHIP"
    assert asked.case.acts.count() == 1


def make_due(act: Act) -> None:
    """Let the time pass until an act is looked up."""
    Act.objects.filter(pk=act.pk).update(due_at=act.begun_at)


def test_a_refused_answer_says_why(hub: Hub, shopwright_module_platform: Platform) -> None:
    asked = ask(hub, shopwright_module_platform)
    asked.platform.orders.act_on_return(asked.made, "WITHDRAW")
    asked.answer("APPROVE_RETURN")
    (act,) = asked.case.acts.all()
    assert act.state == State.REFUSED
    assert act.code
    assert act.trouble in hub.owner.get("return", asked.case.pk).text.replace("&#x27;", "'")
    assert asked.here().money == "none"


def test_roles_see_answer_and_inspect_as_the_table_says(hub: Hub, shopwright_module_platform: Platform) -> None:
    asked = ask(hub, shopwright_module_platform)
    url = hub.owner.url("return-answer", asked.case.pk)
    assert url in hub.person(Role.SUPPORT).get("return", asked.case.pk).html
    packer = hub.person(Role.PACKER)
    assert url not in packer.get("return", asked.case.pk).html
    assert packer.post("return-answer", asked.case.pk, decision="APPROVE_RETURN").status == 403
    assert hub.stranger().get("return", asked.case.pk).status == 404


def test_a_case_is_found_by_order_and_sku_and_stands_on_its_order(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    asked = ask(hub, shopwright_module_platform)
    number = asked.case.external_id
    for typed in (number, asked.made.order_id, "back-1"):
        assert number in hub.owner.get("returns", view="all", q=typed).text
    assert number not in hub.owner.get("returns", view="all", q="nothing like it").text
    assert number not in hub.owner.get("returns", view="all", kind="refund").text
    page = hub.owner.get("order", asked.case.order_id)
    assert hub.owner.url("return", asked.case.pk) in page.html
