"""The count of what tests see of the operations: facts, reasons, the record of a run, and the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from fidelity.facts import Fact, all_facts, facts_of, leaves, system_codes
from fidelity.reasons import Reason, explained, fits, problems, read_reasons
from fidelity.record import rank, read_record, update, write_record
from fidelity_page import Book, operation_section, row

from shopwright.contract.load import schema
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import new_seller
from tests.harness.declarations import watcher
from tests.harness.fidelity import Fidelity, codes_in, filled
from tests.harness.server import RunningPlatform

HERE = "tests/tools/test_fidelity.py"


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[Fact]]:
    """What calls of the test showed."""
    fidelity = Fidelity(is_recording=False)
    monkeypatch.setattr("shopwright.platform.gateway.pipeline.WATCHERS", [watcher(fidelity)])
    return lambda: set(fidelity.seen)


def names(facts: set[Fact], operation_id: str, kind: str) -> set[str]:
    return {fact.name for fact in facts if fact[:2] == (operation_id, kind)}


def test_a_field_of_a_list_in_a_list_is_one_place() -> None:
    places = set(leaves(schema(BUILT["getOrderDetail"].operation.reply)))
    assert {"orders.id", "orders.line_items.id", "orders.payment.currency"} <= places
    assert not places & {"orders", "orders.line_items", "orders.payment"}


def test_facts_are_what_the_contract_documents_and_what_the_operation_declares() -> None:
    facts = set(facts_of("deleteProducts"))
    assert names(facts, "deleteProducts", "requests") == {"product_ids"}
    assert names(facts, "deleteProducts", "topics") == {str(topic) for topic in BUILT["deleteProducts"].webhooks}
    documented = {int(code) for code in BUILT["deleteProducts"].operation.documented_codes}
    assert {str(code) for code in documented - system_codes() - {36009003}} <= names(facts, "deleteProducts", "codes")


def test_no_operation_raises_a_code_that_is_not_counted() -> None:
    assert not {code.code for built in BUILT.values() for code in built.raises} & system_codes()


def test_each_code_that_is_not_counted_is_documented() -> None:
    documented = {int(code) for built in BUILT.values() for code in built.operation.documented_codes}
    assert system_codes() <= documented


def test_a_call_that_succeeds_shows_what_it_sent_and_what_was_answered(
    platform: RunningPlatform, noted: Callable[[], set[Fact]]
) -> None:
    new_seller(platform).call("createCustomBrands", {"name": "Larkmere"})
    assert noted() == {Fact("createCustomBrands", "requests", "name"), Fact("createCustomBrands", "replies", "id")}


def test_a_call_that_is_refused_shows_its_code_alone(platform: RunningPlatform, noted: Callable[[], set[Fact]]) -> None:
    new_seller(platform).call("getProduct", product_id="1")
    assert noted() == {Fact("getProduct", "codes", "12052032")}


def test_a_refused_item_shows_its_code_and_no_request_field(
    platform: RunningPlatform, noted: Callable[[], set[Fact]]
) -> None:
    new_seller(platform).call("deleteProducts", {"product_ids": ["1"]})
    assert {fact.kind for fact in noted()} == {"codes", "replies"}


def test_empty_values_do_not_fill_a_field_and_zero_does() -> None:
    data = {"a": "", "b": None, "c": [], "d": {}, "e": 0, "f": False, "g": [{"h": "1"}, {"h": ""}], "i": [""]}
    assert filled(data) == {"", "e", "f", "g", "g.h"}


def test_codes_of_items_are_found_wherever_they_are() -> None:
    data = {"errors": [{"code": "11", "message": "a", "detail": {"extra_errors": [{"code": 12, "message": "b"}]}}]}
    assert sorted(codes_in(data)) == [11, 12]
    assert list(codes_in({"code": 0, "message": "Success"})) == []
    assert list(codes_in({"code": "GBLC1", "message": "a shop"})) == []


def test_a_pattern_stands_for_any_text_and_nothing_else() -> None:
    assert fits("orders.line_items.virtual_id", "orders.*.virtual_*")
    assert not fits("orders.line_items.id", "orders.*.virtual_*")
    assert not fits("ordersxid", "orders.id")


REASON = Reason("It is so.", operations=("getProd*",), replies=("audit.*",), codes=(12052032,), area="product")


def test_a_reason_explains_the_operations_and_places_that_fit() -> None:
    assert REASON.explains(Fact("getProduct", "replies", "audit.status"))
    assert REASON.explains(Fact("getProduct", "codes", "12052032"))
    assert not REASON.explains(Fact("getProduct", "requests", "audit.status"))
    assert not REASON.explains(Fact("searchProducts", "replies", "audit.status"))


def test_a_reason_explains_its_own_area_alone() -> None:
    everything = Reason("It is so.", replies=("*",), area="event")
    whys = explained([everything], all_facts())
    assert {BUILT[fact.operation_id].operation.area for fact in whys} == {"event"}
    assert {fact.kind for fact in whys} == {"replies"}


def test_what_is_neither_seen_nor_explained_is_listed() -> None:
    fact = Fact("getProduct", "codes", "12052032")
    assert problems(all_facts(), []) == []
    assert problems(all_facts() - {fact}, []) == ["never seen, and no reason: getProduct codes 12052032"]
    assert problems(all_facts() - {fact}, [Reason("So.", ("getProduct",), codes=(12052032,), area="product")]) == []


def test_what_is_explained_and_seen_is_listed() -> None:
    reason = Reason("So.", ("getProduct",), codes=(12052032,), area="product")
    assert problems(all_facts(), [reason]) == ["explained and seen: getProduct codes 12052032"]


def test_what_explains_nothing_is_listed() -> None:
    reason = Reason("So.", ("getProduct", "getNothing"), replies=("no_such",), codes=(12052032,), area="product")
    seen = all_facts() - {Fact("getProduct", "codes", "12052032")}
    assert problems(seen, [reason]) == [
        "explains nothing: product, operation getNothing (So.)",
        "explains nothing: product, replies no_such (So.)",
    ]


def test_a_reason_with_a_misspelt_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "product.toml").write_text('[[reason]]\nfields = ["a"]\nwhy = "So."\n', encoding="utf-8")
    with pytest.raises(msgspec.ValidationError, match="fields"):
        read_reasons(tmp_path)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    record = {Fact("getProduct", "codes", "12052032"): f"{HERE}::test_a", Fact("getProduct", "replies", "id"): "b::c"}
    write_record(record, tmp_path / "seen.json")
    assert read_record(tmp_path / "seen.json") == record
    assert read_record(tmp_path / "none.json") == {}


def test_a_run_of_some_tests_adds_to_the_record_and_drops_what_tests_showed_that_are_gone() -> None:
    here = f"{HERE}::test_a_record_is_read_as_it_was_written"
    kept, lost, new = (Fact("getProduct", "replies", name) for name in ("id", "title", "status"))
    record = {kept: here, lost: f"{HERE}::test_that_is_gone"}
    assert update(record, {new: here, kept: "another"}) == {kept: here, new: here}


def test_a_test_that_names_a_field_shows_it_better() -> None:
    fact = Fact("getProduct", "replies", "audit.pre_approved_reasons")
    names_it = f"{HERE}::test_a_test_that_names_a_field_shows_it_better"
    assert rank(fact, names_it) < rank(fact, f"{HERE}::test_a_record_is_read_as_it_was_written")


ID, TITLE, CODE = (
    Fact("getProduct", *rest) for rest in (("replies", "id"), ("replies", "title"), ("codes", "12052032"))
)


def test_the_page_names_the_test_or_the_reason_of_each_fact() -> None:
    reason = Reason("Nothing has a title.", replies=("title",), area="product")
    book = Book({ID, TITLE, CODE}, {ID: "tests/a/test_b.py::test_a_product_has_an_id"}, {TITLE: reason})
    page = operation_section(book, BUILT["getProduct"].operation)
    assert "| `test_a_product_has_an_id` in a/test_b.py | `id` |" in page
    assert "| *Nothing has a title.* | `title` |" in page
    assert "| **open** | `12052032` |" in page


def test_the_page_counts_what_is_shown_and_what_is_open() -> None:
    book = Book({ID, TITLE, CODE}, {ID: "a::b"}, {})
    assert row(book, "product", book.facts) == "| product | 1 of 2 (50 %), 1 open | – | 0 of 1 (0 %), 1 open |"
