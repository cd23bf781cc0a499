"""Reads what a shop's own keys see: GET operations of a fixed list (``data/drift-reads.json``), one after the other."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from shopwright import decoders
from shopwright.cli.captures.exchange import Exchange
from shopwright.cli.refusal import RefusedError
from shopwright.cli.text import visible
from shopwright.client.errors import ApiCallError, ShopwrightError
from shopwright.client.shop import Shop
from shopwright.contract.load import operation
from shopwright.contract.model import Effect

#: Seconds for each call with its retries.
_SECONDS = 60.0


class Read(msgspec.Struct, frozen=True, rename={"sources": "from"}):
    """A call of the list. ``sources`` says where an argument comes from: ``getStatements:statements.id`` is what an
    earlier reply has, with ``where is_leaf`` of one for which that is true; ``given:order_id`` is the user's.
    """

    operation: str
    arguments: dict[str, Any] = {}
    sources: dict[str, str] = {}


def reads() -> list[Read]:
    """The list. Raises ``ValueError`` for an operation that is no GET which only reads."""
    text = (Path(__file__).parents[1] / "data" / "drift-reads.json").read_bytes()
    listed = decoders.decode(text, type=list[Read])
    for read in listed:
        known = operation(read.operation)
        if known.method != "GET" or known.effect is not Effect.READ:
            raise ValueError(f"{read.operation} is no GET that only reads")
    return listed


def givable() -> list[str]:
    """The names of what users can give."""
    sources = [source for read in reads() for source in read.sources.values()]
    return list(dict.fromkeys(source.removeprefix("given:") for source in sources if source.startswith("given:")))


def ask_first(shop: Shop, number: int, *, yes: bool) -> None:
    """Ask whether to call. Raises ``RefusedError`` where nobody agrees."""
    if yes:
        return
    host = visible(urlsplit(shop._engine.base_url).netloc.rpartition("@")[2])
    what = f"up to {number} calls that only read would be made at {host}"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise RefusedError(what, "add --yes if that is meant")
    print(f"{what}. Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise RefusedError("nothing was sent", "answer y to go on")


def read_live(shop: Shop, given: Mapping[str, str]) -> tuple[list[Exchange], list[str]]:
    """Make the calls; the replies, and the operations for which there was no id to ask for."""
    shop = shop.with_options(partial="return", deadline=_SECONDS)
    replies: dict[str, Any] = {}
    exchanges, left_out = [], []
    for read in reads():
        arguments = dict(read.arguments)
        for name, source in read.sources.items():
            arguments[name] = _sought(source, replies, given)
        if any(value is None for value in arguments.values()):
            left_out.append(read.operation)
            continue
        exchange = _call(shop, read.operation, arguments)
        exchanges.append(exchange)
        replies[read.operation] = exchange.reply.get("data")
    return exchanges, left_out


def _call(shop: Shop, operation_id: str, arguments: Mapping[str, Any]) -> Exchange:
    known = operation(operation_id)
    endpoint = getattr(getattr(shop, known.area), known.name)
    status = 200
    reply: dict[str, Any] = {"code": 0, "message": "", "request_id": ""}
    try:
        reply["data"] = endpoint(**arguments)
    except ApiCallError as error:
        status, reply["code"] = error.http_status, error.code
    except ShopwrightError as error:
        raise RefusedError(visible(error.message), visible(error.remedy) or "run shopwright doctor") from error
    return Exchange("live", known.method, known.path, status=status, reply=reply, operation_id=operation_id)


def _sought(source: str, replies: Mapping[str, Any], given: Mapping[str, str]) -> object:
    """The value of an argument, or None where there is none."""
    origin, _, place = source.partition(":")
    if origin == "given":
        return given.get(place)
    path, _, condition = place.partition(" where ")
    names = path.split(".")
    rows: Any = replies.get(origin)
    for name in names[:-1]:
        rows = rows.get(name) if isinstance(rows, dict) else None
    rows = rows if isinstance(rows, list) else []
    fitting = [row for row in rows if isinstance(row, dict) and (not condition or row.get(condition))]
    return next((row[names[-1]] for row in fitting if row.get(names[-1])), None)


def given_values(pairs: tuple[str, ...]) -> dict[str, str]:
    """``order_id=57…`` by name. Raises ``RefusedError``."""
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in givable() or not value:
            raise RefusedError(
                f"--given takes no {visible(name)!r}", f"write --given NAME=ID, with one of {', '.join(givable())}"
            )
        given[name] = value
    return given
