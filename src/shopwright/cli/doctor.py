"""``shopwright doctor``: find out why calls fail, and how to mend it."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter

from .check_result import CheckResult, Verdict
from .checks import examine
from .profiles import open_shop
from .text import print_message, visible

_MARKS = {Verdict.FINE: ("✓", "green"), Verdict.WARNING: ("!", "yellow"), Verdict.WRONG: ("✗", "bold red")}


def doctor(
    *,
    profile: Annotated[str | None, Parameter(help="Which login to examine.")] = None,
    shop: Annotated[str | None, Parameter(help="The cipher of one of the seller's shops.")] = None,
    scopes_for: Annotated[
        str | None, Parameter(help="Areas or operations that must be allowed: order,product.create_product")
    ] = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="", show_default=False, help="Print JSON.")] = False,
) -> int:
    """Find what keeps calls from working, and how to mend it.

    It checks address, clock, keys, token, scopes, shop and webhooks, one after the other. Exit code 1 says that
    something is wrong.

    For example:
        shopwright doctor
        shopwright doctor --scopes-for order,product.create_product --json
    """
    check_results: list[CheckResult] = []
    with open_shop(profile, shop_cipher=shop) as opened:
        for result in examine(opened, (scopes_for or "").split(",") if scopes_for else []):
            check_results.append(result)
            if not as_json:
                print_result(result)
    if as_json:
        print(json.dumps([check_result._asdict() for check_result in check_results]))
    return 1 if any(check_result.verdict is Verdict.WRONG for check_result in check_results) else 0


def print_result(result: CheckResult) -> None:
    """Print the result of a check, and its remedy below."""
    mark, style = _MARKS[result.verdict]
    print_message(visible(result.says), head=f"{mark} {result.what}: ", head_style=style, stderr=False)
    if result.remedy:
        print_message(visible(result.remedy), head="    do: ", stderr=False)
