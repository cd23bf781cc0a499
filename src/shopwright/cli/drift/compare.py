"""Compares recorded replies and notifications with the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast

from shopwright.cli.captures.exchange import UNKNOWN, Exchange, Notification
from shopwright.cli.other_doors import door_of
from shopwright.contract.load import limits, raw_schema, webhooks
from shopwright.contract.model import Operation
from shopwright.wire import gateway_codes
from shopwright.wire.errors import ErrorCode
from shopwright.wire.meanings import meaning_of
from shopwright.wire.redaction import REDACTED

from .difference import Finding, Kind, safe_name, safe_path, safe_word, type_name
from .platform_answers import beside_platform

#: Codes that any operation may answer.
COMMON_CODES = frozenset(each.code for each in vars(gateway_codes).values() if isinstance(each, ErrorCode))

#: The envelope's fields, which the gateway puts around every reply.
_ENVELOPE = {"code": "integer", "message": "string", "request_id": "string", "data": "object"}

_NO_SUCH_PATH = frozenset({gateway_codes.UNKNOWN_PATH.code, gateway_codes.WRONG_METHOD.code})

_SCHEMAS = "#/components/schemas/"


class Comparison:
    """Gathers findings, each once with the number of replies that show it.

    ``with_platform``: replies are compared with what the platform answers, too.
    """

    def __init__(self, *, with_platform: bool = False) -> None:
        self._with_platform = with_platform
        self.findings: Counter[Finding] = Counter()
        self.operations: Counter[str] = Counter()
        self.notifications: Counter[str] = Counter()
        self._seen: dict[str, set[str]] = {}
        self.unreadable = 0
        self.foreign: Counter[str] = Counter()

    def add(self, recorded: Exchange | Notification) -> None:
        """Compare one recording."""
        if isinstance(recorded, Notification):
            self._notification(recorded)
        elif recorded.status is None or recorded.reply is UNKNOWN or not isinstance(recorded.reply, dict):
            self.unreadable += 1
        else:
            self._reply(recorded, recorded.reply)

    def add_gone_since(self, before: Comparison) -> None:
        """Find fields that earlier recordings have, and none of these though the object around them is there."""
        for subject, earlier in before._seen.items():
            now = self._seen.get(subject, set())
            for path in sorted(earlier - now):
                around = path.rpartition(".")[0]
                if around in now:
                    self._count([Finding(Kind.GONE_FIELD, subject, path, expected="in earlier recordings")])

    def _reply(self, exchange: Exchange, reply: dict[str, Any]) -> None:
        if (door := door_of(exchange.path)) is not None:  # its replies may have another shape than the operation's
            self.foreign[door.name] += 1
            return
        operation, code = exchange.operation, reply.get("code")
        if operation is None:
            path = safe_path(exchange.path)
            if code == 0 and any(part.isdigit() and len(part) == 6 for part in path.split("/")):
                self._count([Finding(Kind.NEW_OPERATION, f"{exchange.method} {path}", "")])
            else:
                self.foreign[""] += 1
            return
        self.operations[operation.id] += 1
        findings = list(_envelope(operation, reply))
        if code in _NO_SUCH_PATH:
            findings.append(Finding(Kind.GONE_OPERATION, operation.id, "", seen=str(code)))
        elif isinstance(code, int) and not isinstance(code, bool) and code:
            findings += _code(operation, code)
        if code == 0 and isinstance(reply.get("data"), dict):
            findings += _object(reply["data"], {"$ref": _SCHEMAS + operation.reply}, operation.id, "data", "")
            self._seen.setdefault(operation.id, set()).update(_paths(reply["data"], "data"))
        if self._with_platform:
            findings += beside_platform(operation, code, reply.get("data") if code == 0 else None, COMMON_CODES)
        self._count(findings)

    def _notification(self, notification: Notification) -> None:
        number = notification.body.get("type")
        hook = webhooks().get(number) if isinstance(number, int) else None
        if hook is None:
            self._count([Finding(Kind.NEW_WEBHOOK, f"webhook {number if isinstance(number, int) else '?'}", "")])
            return
        name = f"webhook {hook.type} {hook.name}"
        self.notifications[name] += 1
        self._count(_object(notification.body, {"$ref": _SCHEMAS + hook.schema}, name, "", ""))
        self._seen.setdefault(name, set()).update(_paths(notification.body, ""))

    def _count(self, findings: Iterable[Finding]) -> None:
        self.findings.update(dict.fromkeys(findings, 1))


def _paths(value: Any, path: str) -> Iterator[str]:
    """Every place in a reply that holds something."""
    yield path
    if isinstance(value, list):
        for member in value:
            yield from _paths(member, f"{path}[]")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, f"{path}.{safe_name(name)}".lstrip("."))


def _envelope(operation: Operation, reply: dict[str, Any]) -> Iterator[Finding]:
    for name, value in reply.items():
        expected = _ENVELOPE.get(name)
        if expected is None:
            yield Finding(Kind.NEW_FIELD, operation.id, safe_name(name), type_name(value))
        elif type_name(value) != expected and value is not None and value != REDACTED:
            yield Finding(Kind.OTHER_TYPE, operation.id, name, type_name(value), expected)
    for name in ("code", "message", "request_id"):
        if name not in reply:
            yield Finding(Kind.GONE_FIELD, operation.id, name, expected=_ENVELOPE[name])


def _code(operation: Operation, code: int) -> Iterator[Finding]:
    if str(code) in operation.documented_codes or code in COMMON_CODES:
        return
    known = "documented for other operations" if meaning_of(code) else "not documented"
    yield Finding(Kind.NEW_CODE, operation.id, "code", str(code), known)


def _object(value: dict[str, Any], node: dict[str, Any], subject: str, path: str, pointer: str) -> Iterator[Finding]:
    """Compare an object with its schema."""
    node, pointer = _resolved(node, pointer)
    properties = node.get("properties")
    if not isinstance(properties, dict):  # the contract does not say what is in it
        return
    for name, inner in value.items():
        place = f"{path}.{safe_name(name)}".lstrip(".")
        if name in properties:
            yield from _value(inner, properties[name], subject, place, f"{pointer}/properties/{name}")
            yield from _outside_open_list(inner, _open_list(pointer, name), subject, place)
        else:
            where = f"{pointer}/properties/{name}" if safe_name(name) == name else ""
            yield Finding(Kind.NEW_FIELD, subject, place, _described(inner), pointer=where)
    for name in node.get("required", ()):
        if name not in value:
            place = f"{path}.{name}".lstrip(".")
            expected = _types(_resolved(properties.get(name, {}), "")[0])
            yield Finding(Kind.GONE_FIELD, subject, place, expected=" or ".join(expected), pointer=pointer)


def _value(value: Any, node: dict[str, Any], subject: str, path: str, pointer: str) -> Iterator[Finding]:
    own = pointer
    node, pointer = _resolved(node, pointer)
    types = _types(node)
    seen = type_name(value)
    if value is None or value == REDACTED:  # an absent value is not one of another type
        return
    if types and seen not in types and not (seen == "integer" and "number" in types):
        yield Finding(Kind.OTHER_TYPE, subject, path, seen, " or ".join(types), own)
        return
    if isinstance(value, dict):
        yield from _object(value, node, subject, path, pointer)
    elif isinstance(value, list):
        for member in value:
            yield from _value(member, node.get("items", {}), subject, f"{path}[]", f"{pointer}/items")
    elif node.get("enum") and value not in node["enum"] and value != "":
        word = safe_word(value) or (str(value) if isinstance(value, int) and abs(value) < 1_000 else None)
        yield Finding(Kind.NEW_VALUE, subject, path, word or f"another {seen}", pointer=pointer if word else "")


def _open_list(pointer: str, name: str) -> frozenset[object]:
    """The values of a field that the contract knows, of a list that it does not close."""
    facts = limits().get(pointer.removeprefix(_SCHEMAS), {}).get(name, {})
    members = cast("dict[str, Any]", facts.get("items", {}))
    by_region = cast("dict[str, list[object]]", facts.get("x-values-by-region", {}))
    lists = [facts.get("x-values", []), members.get("x-values", []), *by_region.values()]
    return frozenset(value for values in lists for value in cast("list[object]", values))


def _outside_open_list(value: Any, known: frozenset[object], subject: str, path: str) -> Iterator[Finding]:
    members = value if isinstance(value, list) else [value]
    for member in members if known else ():
        if isinstance(member, str) and member not in known and member not in ("", REDACTED):
            place = f"{path}[]" if isinstance(value, list) else path
            yield Finding(Kind.NEW_VALUE, subject, place, safe_word(member) or "another string", "an open list")


def _resolved(node: dict[str, Any], pointer: str) -> tuple[dict[str, Any], str]:
    """The schema behind a reference, and where it stands."""
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node, pointer
    return cast("dict[str, Any]", raw_schema(reference.removeprefix(_SCHEMAS))), reference


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _described(value: object) -> str:
    """The type of a value; of a list also that of its first member."""
    if isinstance(value, list) and value:
        return f"array of {type_name(value[0])}"
    return type_name(value)
