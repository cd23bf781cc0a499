"""``shopwright call``: any operation of the Partner API from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import urlsplit

from cyclopts import Parameter

from shopwright.client.auth.oauth import TIKTOK
from shopwright.client.core.methods import Method
from shopwright.client.core.pages import items_of
from shopwright.client.errors import ApiCallError, ArgumentError, PartialFailure, ShopwrightError
from shopwright.client.shop import Shop

from .call_arguments import arguments_of, method_named
from .call_output import print_help, print_list, print_rows
from .profiles import open_shop
from .refusal import FAILED, RefusedError
from .text import console, json_text, print_message, visible

_Switch = Parameter(negative="", show_default=False)


def call(
    operation: Annotated[str | None, Parameter(help="As area.name, a name that is unique, or an operation id.")] = None,
    *arguments: Annotated[
        str, Parameter(allow_leading_hyphen=True, help="The operation's own: --page-size 20, or what its path names.")
    ],
    profile: Annotated[str | None, Parameter(help="Which login to use.")] = None,
    shop: Annotated[str | None, Parameter(help="The cipher of one of the seller's shops.")] = None,
    every: Annotated[bool, Parameter(name="--all", help="Read every page of a list."), _Switch] = False,
    as_json: Annotated[
        bool, Parameter(name="--json", help="Print JSON; what is piped is JSON anyway."), _Switch
    ] = False,
    as_table: Annotated[bool, Parameter(name="--table", help="Print a table, also into a pipe."), _Switch] = False,
    columns: Annotated[str | None, Parameter(help="The table's columns: id,payment.total_amount")] = None,
    dry_run: Annotated[bool, Parameter(help="Print the signed request, send nothing."), _Switch] = False,
    validate: Annotated[bool, Parameter(help="Check the arguments against the contract first."), _Switch] = False,
    api_version: Annotated[
        str | None,
        Parameter(name=("--api-version", "--version"), help="An older version of the path, like 202309."),
    ] = None,
    deadline: Annotated[float | None, Parameter(help="Seconds that the call may take, retries included.")] = None,
    yes: Annotated[bool, Parameter(help="Change a real shop of TikTok's without asking."), _Switch] = False,
    listed: Annotated[
        bool, Parameter(name="--list", help="List the operations; a word after it filters."), _Switch
    ] = False,
    explain: Annotated[bool, Parameter(name="--describe", help="Show what an operation takes."), _Switch] = False,
) -> int:
    """Call an operation of the Partner API.

    It is named by area and name, by its name alone where no other area has it, or by its id.

    For example:
        shopwright call --list
        shopwright call get_order_list --help
        shopwright call order.get_order_list --page-size 20
        shopwright call product.search_products --all --json
    """
    if listed or operation is None:
        return print_list(operation or "", as_json=as_json)
    method = method_named(operation)
    if explain:
        return print_help(method, as_json=as_json)
    call_arguments = arguments_of(method, arguments)
    with open_shop(profile, shop_cipher=shop) as opened:
        chosen = opened.with_options(version=api_version, deadline=deadline, validate=validate)
        endpoint = getattr(getattr(chosen, method.operation.area), method.operation.name)
        try:
            if dry_run:
                print(chosen.dry_run(endpoint, **call_arguments))
                return 0
            _ask_first(chosen, method, yes=yes)
            if every:
                table = as_table or (_is_terminal() and not as_json)
                return _print_all(chosen, endpoint, method, call_arguments, as_table=table, columns=columns)
            _print_one(
                endpoint(**call_arguments),
                method,
                as_table=as_table or (_is_terminal() and not as_json),
                columns=columns,
            )
        except (ShopwrightError, TypeError, ValueError) as error:
            return _failed(error)
    return 0


def _ask_first(shop: Shop, method: Method, *, yes: bool) -> None:
    """Ask for confirmation of a write to a real shop."""
    if (
        yes
        or method.operation.effect == "read"
        or urlsplit(shop._engine.base_url).hostname != urlsplit(TIKTOK).hostname
    ):
        return
    what = f"{method.operation.id} changes a real shop"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise RefusedError(what, "add --yes if that is meant")
    print(f"{what}. Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise RefusedError("nothing was sent", "answer y to go on")


def _print_one(data: Any, method: Method, *, as_table: bool, columns: str | None) -> None:
    rows = _rows(method, data) if as_table else None
    if rows is None:
        print(json_text(data, indent=2 if _is_terminal() else None))
        return
    print_rows(rows, columns)
    rest = {name: value for name, value in data.items() if not isinstance(value, list | dict)}
    if rest:
        print_message(", ".join(f"{name}: {visible(str(value))}" for name, value in rest.items()), style="dim")


def _rows(method: Method, data: Any) -> list[Any] | None:
    """The rows of a reply that is a list of objects."""
    if method.operation.page is not None:
        return items_of(method, data)
    lists = [value for value in data.values() if isinstance(value, list)] if isinstance(data, dict) else []
    return lists[0] if len(lists) == 1 and all(isinstance(item, dict) for item in lists[0]) else None


def _print_all(
    shop: Shop, endpoint: Any, method: Method, call_arguments: dict[str, object], *, as_table: bool, columns: str | None
) -> int:
    """Print all pages: a table at the end, or a line of JSON for each item as it comes."""
    if method.operation.page is None:
        raise RefusedError(f"{method.operation.id} is not a list with pages", "leave out --all")
    items = _counted(item for page in shop.pages(endpoint, **call_arguments) for item in items_of(method, page))
    if as_table:
        print_rows(list(items), columns)
        return 0
    for item in items:
        print(json_text(item), flush=True)
    return 0


def _counted(items: Iterator[Any]) -> Iterator[Any]:
    """Yield the items, with a count on the terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    with console(stderr=True).status("reading …") as status:
        for number, item in enumerate(items, 1):
            if number % 50 == 0:
                status.update(f"{number} read …")
            yield item


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _failed(error: Exception) -> int:
    if isinstance(error, ArgumentError) or not isinstance(error, ShopwrightError):
        problem = error.message if isinstance(error, ArgumentError) else str(error)
        raise RefusedError(visible(problem), "see what it takes with --help") from error
    print_message(visible(error.message), "bold red", head="error: ")
    for head, text in (("cause", error.cause), ("do", error.remedy)):
        if text:
            print_message(visible(text), head=f"{head:>5}: ")
    if isinstance(error, PartialFailure):
        print(json_text(error.data))
    if isinstance(error, ApiCallError) and error.request_id:
        print_message(f"   id: {error.request_id} (HTTP {error.http_status})", style="dim")
    return FAILED
