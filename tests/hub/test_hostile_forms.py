"""Forms and addresses that are made to harm: ids that are none, and characters that no text may have."""

from __future__ import annotations

import pytest

from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.routes import OF_WORKSPACES

pytestmark = pytest.mark.postgres

#: A digit that is no number, one that no id reaches, and one that Python does not even read.
_NO_IDS = ["²", "9" * 25, "9" * 5000]
#: What lists are narrowed by, and what acts are about.
_FILTERS = ("shop", "place", "orders", "order", "location", "connection", "products", "rule", "after", "kind")
_ACTS = {
    "connection-change": {"do": "retry", "event": "{}"},
    "publish": {"connections": "{}"},
    "grid-change": {"products": "{}", "connections": "{}", "wish": "publish"},
    "drift-settle": {"do": "keep", "drifts": "{}"},
    "categories-change": {"do": "accept", "mappings": "{}"},
    "returns-approve": {"cases": "{}"},
    "return-inspect": {"location": "{}"},
    "route-change": {"do": "send", "orders": "{}", "location": "{}"},
    "ship": {"orders": "{}", "pick_list": "{}"},
    "stock-rows": {"do": "transfer", "rows": "{}", "target": "{}"},
    "location-write": {"name": "Shelf", "location": "{}"},
    "check-new": {"shop": "{}"},
    "notices-again": {"notices": "{}"},
    "notice-text": {"shop": "{}", "text": "Hello", "save": "1"},
    "orders-release": {"orders": "{}"},
    "orders-tag": {"orders": "{}", "do": "add", "tag": "gift"},
    "alerts-acknowledge": {"alerts": "{}"},
    "bulk-new": {"products": "{}", "kind": "products"},
}
_ROWS = {"connection-change": "connection", "categories-change": "connection", "publish": "product"}


@pytest.mark.parametrize("text", _NO_IDS, ids=["no number", "too large", "too long"])
def test_no_list_falls_over_an_id_that_is_none(hub: Hub, text: str) -> None:
    for name, entry in OF_WORKSPACES.items():
        if "GET" in entry.callback.methods and set(entry.pattern.converters) <= {"workspace"}:
            answer = hub.owner.browser.get(hub.owner.url(name), dict.fromkeys(_FILTERS, text))
            answer.close()  # some stream without end
            assert answer.status_code < 500, name


@pytest.mark.parametrize("text", _NO_IDS, ids=["no number", "too large", "too long"])
def test_no_act_falls_over_an_id_that_is_none(hub: Hub, text: str) -> None:
    own = rows.make_rows(hub)
    ids = {**own, **{act: own[row] for act, row in _ROWS.items()}, "return-inspect": own["return"]}
    for name, form in _ACTS.items():
        args = ["shipped"] if name == "notice-text" else [ids[name]] if name in ids else []
        page = hub.owner.post(name, *args, **{field: value.format(text) for field, value in form.items()})
        assert page.status < 500, name


@pytest.mark.parametrize("page", ["products", "orders", "stock", "listings", "notices", "returns", "shipments"])
def test_a_nul_character_in_an_address_is_refused(hub: Hub, page: str) -> None:
    answer = hub.owner.get(page, q="a\0b")
    assert answer.status == 400
    assert "NUL" in answer.text


def test_a_nul_character_in_a_form_is_refused(hub: Hub) -> None:
    shop = rows.connection(hub)
    for name, args, form in (
        ("stock-sheet", ["count"], {"lines": "A\0 3"}),
        ("location-write", [], {"name": "a\0b"}),
        ("bulk-new", [], {"skus": "A\0"}),
        ("connection-change", [shop.pk], {"do\0": "pause"}),
    ):
        assert hub.owner.post(name, *args, **form).status == 400, name
