"""``shopwright trigger``: causes a notification by what really causes it."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter

from shopwright.contract.load import webhooks

from .connection import SWITCH, Connection, ShopOption, shop_of
from .control import Control
from .output import print_json, print_rows, print_view
from .recipes import RECIPES
from .refusal import FAILED, RefusedError
from .topics import topic_name, topic_of


def trigger(
    topic: Annotated[str | None, Parameter(help="A topic, by number or name.")] = None,
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    listed: Annotated[bool, Parameter(name="--list", help="List the topics, and what causes each."), SWITCH] = False,
) -> int:
    """Cause a notification by what really causes it.

    It says what it did, and which deliveries came of it. An app without a webhook address is notified of nothing:
    run shopwright listen beside it.

    For example:
        shopwright trigger --list
        shopwright trigger 1
        shopwright trigger CANCELLATION_STATUS_CHANGE --json
    """
    platform = connection or Connection()
    if listed or topic is None:
        _print_topics(as_json=platform.as_json)
        return 0
    number = topic_of(topic)
    recipe = RECIPES.get(number)
    if recipe is None:
        problem = f"nothing that this command can do causes topic {number} ({topic_name(number)})"
        raise RefusedError(problem, "see shopwright trigger --list for what it can", FAILED)
    control = platform.open()
    view = shop_of(control, shop)
    before = _newest(control, number)
    caused = recipe.cause(control, view)
    fresh = [
        row for row in _newest(control, number) if row["delivery_id"] not in {old["delivery_id"] for old in before}
    ]
    report = {
        "topic": number,
        "name": topic_name(number),
        "how": recipe.how,
        **caused,
        "deliveries": [{name: row[name] for name in ("delivery_id", "status", "url")} for row in fresh],
    }
    print_view(report, as_json=platform.as_json)
    if not fresh:
        from .logs import note

        note("no app was notified: none with a webhook address wants this topic; shopwright listen gives it one")
    return 0


def _newest(control: Control, topic: int) -> list[dict[str, Any]]:
    return control.rows("deliveries", "deliveries", 20, topic=topic)


def _print_topics(*, as_json: bool) -> None:
    rows = [
        {
            "topic": number,
            "name": topic_name(number),
            "can_trigger": number in RECIPES,
            "how": RECIPES[number].how if number in RECIPES else "",
        }
        for number in sorted(webhooks())
    ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, "topic name can_trigger how", as_json=False)
