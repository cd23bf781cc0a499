"""Two people for one act: whoever asks for it never lets it happen, whatever the page or program."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission, Role
from shopwright.hub.aftersales.models import Act, Case
from shopwright.hub.catalog.models import Variant
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.hub.people import approvals
from shopwright.hub.people.models import Approval, TwoPersons
from tests.hub import rows
from tests.hub.harness import Hub, Page, Person
from tests.hub.market import Market, open_market
from tests.hub.test_api_keys import _key
from tests.hub.test_lost_updates import is_locked
from tests.hub.test_price_guard import _DOORS, _mend, _product, _run_edits, _set_price
from tests.hub.test_price_lists import RULE, forget_who, offered

pytestmark = pytest.mark.postgres

_ON = {"prices": "on", "refunds": "on", "refund_limit": "4"}


def paired(hub: Hub) -> Person:
    """A workspace that wants two people for all that it can, and the second of them."""
    second = hub.person(Role.MANAGER)
    assert "Two people are needed" in hub.owner.post("two-persons", **_ON).text
    return second


def only(hub: Hub) -> Approval:
    return Approval.objects.get(workspace=hub.workspace, state="waits")


def approve(person: Person, row: Approval) -> Page:
    return person.post("approval-approve", row.pk)


def asked(hub: Hub, amount: str = "5") -> Case:
    """A buyer's case that can be approved, or answered with a part of the money."""
    made = rows.case(apply(rows.connection(hub), rows.order()))
    answers = [
        {"decision": "YES", "kind": "approve", "words": "Approve", "reasons": [], "most": ""},
        {"decision": "PART", "kind": "offer", "words": "Offer a part", "reasons": [], "most": "5.00"},
        {"decision": "NO", "kind": "reject", "words": "Decline", "reasons": [], "most": ""},
    ]
    Case.objects.filter(pk=made.pk).update(answers=answers, amount=Decimal(amount))
    return made


@pytest.mark.parametrize("door", _DOORS, ids=lambda door: door.__name__.strip("_"))
def test_every_door_to_a_deep_drop_waits_for_the_second_person(
    hub: Hub, market: Market, door: Callable[[Hub, Variant, str], tuple[str, int, dict[str, object]]]
) -> None:
    shop, _ = open_market(hub, market)
    variant = offered(hub, shop)
    hub.owner.post("listing-rule", shop.pk, **RULE)
    page, row, sent = door(hub, variant, "3.40")
    if door is not _mend:
        _set_price(variant, "5.00")
    second = paired(hub)
    assert "Nothing was done yet" in hub.owner.post(page, row, **sent).text
    assert "waits for a second person already" in hub.owner.post(page, row, **sent).text
    _run_edits()
    assert Variant.objects.get(pk=variant.pk).price == 5
    waits = only(hub)
    assert "You asked for it" in approve(hub.owner, waits).text
    assert Variant.objects.get(pk=variant.pk).price == 5
    assert "Done" in approve(second, waits).text
    _run_edits()
    waits.refresh_from_db()
    assert (waits.state, waits.decided_by, waits.requested_by) == ("approved", second.user, hub.owner.user)
    assert waits.outcome.startswith("Done"), waits.outcome
    assert waits.form == ""


def test_what_has_changed_since_it_was_asked_for_is_asked_for_anew(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    variant, other = offered(hub, shop), offered(hub, shop)
    hub.owner.post("listing-rule", shop.pk, **RULE)
    second = paired(hub)
    page, row, sent = _product(hub, variant, "3.40")
    hub.owner.post(page, row, **sent)
    waits = only(hub)
    assert variant.sku in second.get("approval", waits.pk).text
    Approval.objects.filter(pk=waits.pk).update(form=waits.form.replace("3.40", "0.01"))
    assert "Nothing was done yet" in approve(second, waits).text
    assert Variant.objects.get(pk=variant.pk).price == 5
    assert only(hub).pk != waits.pk
    assert Approval.objects.get(pk=waits.pk).outcome.startswith("Not done: ")
    assert Variant.objects.get(pk=other.pk).price == 5


def test_the_second_person_says_who_they_are_and_may_do_it_too(hub: Hub) -> None:
    paired(hub)
    case = asked(hub)
    support = hub.person(Role.SUPPORT)
    support.post("return-answer", case.pk, decision="YES")
    waits = only(hub)
    assert hub.person(Role.VIEWER).get("approval", waits.pk).status == 403
    assert hub.person(Role.PACKER).browser.post(hub.owner.url("approval-approve", waits.pk)).status_code == 403
    late = hub.person(Role.SUPPORT)
    forget_who(late)
    answer = late.browser.post(late.url("approval-approve", waits.pk))
    assert "/again?" in answer.headers["location"]
    key = _key(hub, Permission.APPROVALS_VIEW, Permission.RETURNS_EDIT)
    program = Client(headers={"Authorization": f"Bearer {key}"})
    assert program.post(hub.owner.url("approval-approve", waits.pk)).status_code == 403
    assert not Act.objects.filter(case=case).exists()
    approve(hub.owner, waits)
    act = Act.objects.get(case=case)
    assert (act.by, act.decision) == (support.user, "YES")
    history = hub.owner.get("history", what="people-approval").text
    assert f"{hub.owner.user.email}, as {support.user.email} asked for" in history


def test_a_program_asks_and_its_maker_does_not_approve(hub: Hub) -> None:
    second = paired(hub)
    case = asked(hub)
    program = Client(headers={"Authorization": f"Bearer {_key(hub, Permission.RETURNS_EDIT)}"})
    reply = program.post(hub.owner.url("return-answer", case.pk), {"decision": "YES"})
    assert (reply.status_code, reply.json()["waits"]) == (202, True)
    assert not Act.objects.filter(case=case).exists()
    assert "You asked for it" in approve(hub.owner, only(hub)).text
    approve(second, only(hub))
    assert Act.objects.get(case=case).by == hub.owner.user


@pytest.mark.parametrize(
    ("sent", "waits"),
    [
        ({"decision": "PART", "amount": "4.00"}, False),
        ({"decision": "PART", "amount": "4.01"}, True),
        ({"decision": "YES", "amount": "0.01"}, True),
        ({"decision": "NO"}, False),
    ],
)
def test_money_over_the_limit_waits_and_no_other_answer(hub: Hub, sent: dict[str, str], waits: bool) -> None:
    paired(hub)
    case = asked(hub)
    hub.owner.post("return-answer", case.pk, **sent)
    assert Act.objects.filter(case=case).exists() is not waits
    assert Approval.objects.filter(workspace=hub.workspace).exists() is waits


def test_many_cases_that_are_approved_at_once_wait_together(hub: Hub) -> None:
    second = paired(hub)
    cases = [asked(hub, "1"), asked(hub, "9")]
    hub.owner.post("returns-approve", cases=[case.pk for case in cases])
    assert not Act.objects.filter(case__in=cases).exists()
    approve(second, only(hub))
    assert Act.objects.filter(case__in=cases).count() == 2


def test_all_that_an_order_gives_back_is_one_sum(hub: Hub) -> None:
    second = paired(hub)
    cases = [asked(hub, amount) for amount in ("3", "3", "1", "0.50")]
    sold = cases[0].order
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(order=sold)
    hub.owner.post("returns-approve", cases=[case.pk for case in cases[:2]])
    assert "3.00 GBP, 6.00 of the order together" in only(hub).words
    hub.owner.post("approval-reject", only(hub).pk)
    hub.owner.post("return-answer", cases[0].pk, decision="YES")
    assert Act.objects.filter(order=sold).count() == 1, "three pounds are not over the limit"
    hub.owner.post("return-answer", cases[1].pk, decision="YES")
    assert "6.00 of the order together" in only(hub).words
    hub.owner.post("return-answer", cases[2].pk, decision="YES")
    assert Act.objects.filter(order=sold).count() == 2, "four pounds are not over the limit"
    assert "Nothing was done yet" in approve(second, only(hub)).text, "seven pounds are not the six that were asked for"
    hub.owner.post("approval-reject", only(hub).pk)
    Act.objects.filter(order=sold).update(state="done")
    settled = Case.objects.filter(order=sold).exclude(pk=cases[3].pk)
    settled.update(answers=[], money="refunded")
    settled.filter(pk=cases[1].pk).update(money="refused")
    hub.owner.post("return-answer", cases[3].pk, decision="YES")
    assert "4.50 of the order together" in only(hub).words


@pytest.mark.parametrize("page", ["return-answer", "returns-approve"])
def test_an_order_is_held_from_the_question_to_the_answer(hub: Hub, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """Two requests at the same moment would each be weighed without the other."""
    case, held, save = asked(hub, "3"), list[bool](), Act.save

    def save_while_somebody_looks(act: Act, *arguments: bool, **named: bool) -> None:
        with ThreadPoolExecutor(1) as other:
            held.append(other.submit(is_locked, Order, act.order_id).result())
        save(act, *arguments, **named)

    monkeypatch.setattr(Act, "save", save_while_somebody_looks)
    if page == "return-answer":
        hub.owner.post(page, case.pk, decision="YES")
    else:
        hub.owner.post(page, cases=[case.pk])
    assert held == [True]


def test_what_goes_back_without_a_case_counts_once_though_it_comes_back_as_one(hub: Hub) -> None:
    paired(hub)
    cases = [asked(hub, amount) for amount in ("2", "3")]
    sold = cases[0].order
    Act.objects.create(
        workspace=hub.workspace, connection=sold.connection, order=sold, decision="REFUND_ORDER", words="", status="",
        amount=3, gives=3, state="done", due_at=timezone.now(),
    )  # fmt: skip
    for comes_back in (False, True):
        if comes_back:
            Case.objects.filter(pk=cases[1].pk).update(order=sold, kind="refund", money="refunded")
        hub.owner.post("return-answer", cases[0].pk, decision="YES")
        assert "2.00 GBP, 5.00 of the order together" in only(hub).words
        hub.owner.post("approval-reject", only(hub).pk)


def test_an_amount_counts_for_answers_that_offer_a_part_and_an_offer_until_the_channel_says_more(hub: Hub) -> None:
    paired(hub)
    cases = [asked(hub, amount) for amount in ("3", "50", "1")]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(order=cases[0].order)
    hub.owner.post("return-answer", cases[0].pk, decision="YES", amount="0.01")
    assert Act.objects.get(case=cases[0]).amount is None
    hub.owner.post("return-answer", cases[1].pk, decision="PART", amount="1.00")
    Act.objects.filter(case=cases[1]).update(state="done")
    Case.objects.filter(pk=cases[1].pk).update(answers=[])
    hub.owner.post("return-answer", cases[2].pk, decision="YES")
    assert "5.00 of the order together" in only(hub).words


def test_what_is_rejected_or_taken_back_or_too_late_is_not_done(hub: Hub) -> None:
    second = paired(hub)
    for decide in ("reject", "take back", "late"):
        case = asked(hub)
        hub.owner.post("return-answer", case.pk, decision="YES")
        waits = only(hub)
        if decide == "reject":
            assert "Say why" in second.post("approval-reject", waits.pk).text
            second.post("approval-reject", waits.pk, reason="The parcel is not here yet")
            assert "The parcel is not here yet" in hub.owner.get("approval", waits.pk).text
        elif decide == "take back":
            hub.owner.post("approval-reject", waits.pk)
        else:
            Approval.objects.filter(pk=waits.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
            assert "too late" in approve(second, waits).text
            assert approvals.expire_old() >= 1
        waits.refresh_from_db()
        assert waits.state in ("rejected", "expired")
        assert "decided already" in approve(second, waits).text
        assert not Act.objects.filter(case=case).exists(), decide
    assert "The parcel is not here yet" in hub.owner.get("history", what="people-approval").text


def test_it_is_switched_on_with_a_second_person_and_off_by_two(hub: Hub) -> None:
    assert "needs a second person" in hub.owner.post("two-persons", **_ON).text
    assert not TwoPersons.objects.filter(workspace=hub.workspace).exists()
    second = paired(hub)
    member = Member.objects.get(workspace=hub.workspace, user=second.user)
    assert "too few would be left" in hub.owner.post("member-change", member.pk, role="viewer").text
    assert "too few would be left" in hub.owner.post("member-change", member.pk, remove="1").text
    assert "Nothing was done yet" in hub.owner.post("two-persons", refund_limit="0").text
    assert TwoPersons.objects.get(workspace=hub.workspace).prices
    assert "Nothing was done yet" in hub.owner.post("two-persons", prices="on", refunds="on", refund_limit="99").text
    assert "Nothing was done yet" in hub.owner.post("price-guard", percent="90").text
    for waits in Approval.objects.filter(workspace=hub.workspace).order_by("pk")[:1]:
        assert "You asked for it" in approve(hub.owner, waits).text
        approve(second, waits)
        assert Approval.objects.get(pk=waits.pk).outcome.startswith("Done: "), "another act of the same page waits"
    assert not TwoPersons.objects.get(workspace=hub.workspace).prices
    assert second.browser.post(second.url("two-persons"), {"refund_limit": "0"}).status_code == 403


def test_no_row_says_that_a_person_approved_their_own_act(hub: Hub) -> None:
    paired(hub)
    hub.owner.post("return-answer", asked(hub).pk, decision="YES")
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=only(hub).pk).update(state="approved", decided_by=hub.owner.user)
