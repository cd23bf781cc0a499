"""Corrections of the contract: each has a reason, changes something, and cannot outlive its cause."""

import copy
from datetime import date
from pathlib import Path

import msgspec
import pytest

from shopwright.contract.extensions import add_extensions
from shopwright.contract.json_values import Json
from shopwright.contract.patches import Patch, apply_patch, patched_document, patches

DATA = Path(__file__).resolve().parents[2] / "src/shopwright/contract/data"


def as_json(value: object) -> bytes:
    return msgspec.json.encode(value)


def patch(at: str, *, set: dict[str, object] | None = None, remove: tuple[str, ...] = ()) -> Patch:
    return Patch(at=(at,), reason="r", source="s", date="2026-11-22", set=set or {}, remove=remove)


def test_every_patch_applies_and_every_place_it_names_is_changed() -> None:
    document = patched_document()
    assert document["openapi"] == "3.1.0"
    unpatched: Json = msgspec.json.decode((DATA / "partner-api.openapi.json").read_bytes())
    for item in patches():
        for place in item.at:
            before = as_json(unpatched)
            apply_patch(unpatched, msgspec.structs.replace(item, at=(place,)))
            assert as_json(unpatched) != before, (place, item.reason)
    add_extensions(unpatched)
    assert as_json(unpatched) == as_json(document)


def test_every_patch_says_why_where_from_and_since_when() -> None:
    for item in patches():
        assert len(item.reason) > 20, item
        assert "DRAFT" not in item.reason + item.source, item
        assert item.source, item
        assert date.fromisoformat(item.date)


def test_a_patch_merges_and_removes_members() -> None:
    document: Json = {"a": {"b/c": [{"x": 1, "y": 2}]}}
    apply_patch(document, patch("#/a/b~1c/0", set={"z": {"q": [3]}}, remove=("x",)))
    assert document == {"a": {"b/c": [{"y": 2, "z": {"q": [3]}}]}}


@pytest.mark.parametrize("at", ["#/a/q", "#/a/b/9", "#/a/n", "#/a/b/0/deeper"])
def test_a_patch_whose_pointer_leads_nowhere_is_an_error(at: str) -> None:
    document: Json = {"a": {"b": [{}], "n": 1}}
    before = copy.deepcopy(document)
    with pytest.raises((LookupError, IndexError)):
        apply_patch(document, patch(at, set={"x": 1}))
    assert document == before


def test_a_patch_that_removes_what_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError, match="nothing to remove"):
        apply_patch({"a": {}}, patch("#/a", remove=("x",)))


def test_two_places_of_one_patch_do_not_share_what_was_set() -> None:
    document: Json = {"a": {}, "b": {}}
    shared = Patch(at=("#/a", "#/b"), reason="r", source="s", date="2026-11-22", set={"x": {}})
    apply_patch(document, shared)
    assert document["a"] is not document["b"]
    assert document["a"]["x"] is not document["b"]["x"]  # type: ignore[index,call-overload]
