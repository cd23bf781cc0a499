"""What the reference tells of an operation or a webhook, gathered from the contract and from what is built here."""

from __future__ import annotations

from functools import cache

import msgspec

from shopwright.contract.load import api_packages, operations, webhooks
from shopwright.contract.model import Operation, Webhook
from shopwright.platform.core.registry import BUILT
from shopwright.platform.fields.meanings import share_written
from shopwright.platform.rest.routes import ROUTES as PLAIN_ROUTES
from shopwright.wire.meanings import Meaning, meanings
from shopwright.wire.meanings import meaning_of as meaning_of_code

from .fields import Field, body_fields, parameter_fields, reply_fields, webhook_fields
from .recorded import SampleText, sample_notification, sample_reply


def codes_by_area() -> list[tuple[str, list[tuple[int, Meaning]]]]:
    """Every code with its meaning, below the heading of its area."""
    families: dict[str, list[tuple[int, Meaning]]] = {}
    for number, meaning in meanings().items():
        families.setdefault(meaning.area, []).append((number, meaning))
    return list(families.items())


class Code(msgspec.Struct, frozen=True):
    """A code that a call can answer. ``is_answered``: this platform answers it; else TikTok documents it alone.
    ``is_documented``: TikTok documents it for this operation, not for others only."""

    number: int
    words: str
    remedy: str
    is_answered: bool
    is_documented: bool


class Versions(msgspec.Struct, frozen=True):
    """A version of an operation's path, and what is different about it."""

    version: str
    method: str
    path: str
    changes: str


class OperationEntry(msgspec.Struct, frozen=True):
    """All about an operation."""

    operation: Operation
    is_built: bool
    differs: str
    packages: tuple[str, ...]
    parameters: list[Field]
    body: list[Field]
    reply: list[Field]
    codes: list[Code]
    webhooks: list[Webhook]
    versions: list[Versions]
    sample: SampleText


class WebhookEntry(msgspec.Struct, frozen=True):
    """All about a webhook."""

    webhook: Webhook
    fields: list[Field]
    senders: list[Operation]
    sample: SampleText


def operation_entry(operation: Operation) -> OperationEntry:
    """What is known of an operation."""
    built = BUILT.get(operation.id)
    return OperationEntry(
        operation,
        built is not None,
        built.differs if built else "",
        tuple(package.name for package in api_packages() if operation.id in package.operations),
        parameter_fields(operation),
        body_fields(operation),
        reply_fields(operation),
        _codes(operation),
        [webhooks()[number] for number in sorted(built.webhooks)] if built else [],
        _versions(operation),
        sample_reply(operation),
    )


def webhook_entry(webhook: Webhook) -> WebhookEntry:
    """What is known of a webhook."""
    senders = _senders().get(webhook.type, [])
    return WebhookEntry(webhook, webhook_fields(webhook), senders, sample_notification(webhook))


@cache
def _senders() -> dict[int, list[Operation]]:
    senders: dict[int, list[Operation]] = {}
    for built in BUILT.values():
        for number in built.webhooks:
            senders.setdefault(number, []).append(built.operation)
    return senders


def _codes(operation: Operation) -> list[Code]:
    built = BUILT.get(operation.id)
    answered = {raised.code: raised.message for raised in built.raises} if built else {}
    numbers = sorted(
        {*answered, *map(int, operation.documented_codes)}, key=lambda number: (number not in answered, number)
    )
    codes = []
    for number in numbers:
        known = meaning_of_code(number)
        words = known.meaning if known else answered.get(number, "")
        is_documented = str(number) in operation.documented_codes
        codes.append(Code(number, words, known.remedy if known else "", number in answered, is_documented))
    return codes


def _versions(operation: Operation) -> list[Versions]:
    """The current version first, then the older paths that reach it, then calls of the plain door."""
    current = Versions(operation.version, operation.method, operation.path, "The current one: what this page tells.")
    older = [
        Versions(_version_of(each.path), each.method, each.path, _changes(operation, each.method, each.path))
        for each in operation.legacy
    ]
    plain = [
        Versions("plain door", route.method, route.path, f"{route.summary}: with a bearer token, without a signature.")
        for route in PLAIN_ROUTES
        if route.operation_id == operation.id
    ]
    return [current, *sorted(older, key=lambda each: each.version, reverse=True), *plain]


def _version_of(path: str) -> str:
    return next((part for part in path.split("/") if part.isdecimal() or part[1:].isdecimal()), "none")


def _changes(operation: Operation, method: str, path: str) -> str:
    """What a caller of an older path has to know, as far as paths and parameters tell."""
    parts = []
    if method != operation.method:
        parts.append(f"It was {method}.")
    ours = _names_in(operation.path)
    theirs = _names_in(path)
    if theirs - ours:
        parts.append(f"Its path had {', '.join(sorted(theirs - ours))}.")
    if ours - theirs:
        parts.append(f"Its path lacked {', '.join(sorted(ours - theirs))}.")
    for item in operation.parameters:
        parts += [f"{item.name} took {old} for {new}." for old, new in item.older_values.items()]
    parts.append("Here it is answered in the current shape.")
    return " ".join(parts)


def _names_in(path: str) -> set[str]:
    return {part.strip("{}") for part in path.split("/") if part.startswith("{")}


def operations_by_area() -> list[tuple[str, list[Operation]]]:
    """The operations of each area; areas of which something is built come first."""
    areas: dict[str, list[Operation]] = {}
    for operation in operations().values():
        areas.setdefault(operation.area, []).append(operation)
    return sorted(areas.items(), key=lambda pair: (all(each.id not in BUILT for each in pair[1]), pair[0]))


def all_fields() -> list[Field]:
    """Every field of every operation and webhook, as often as it stands somewhere."""
    fields: list[Field] = []
    for operation in operations().values():
        fields += [*parameter_fields(operation), *body_fields(operation), *reply_fields(operation)]
    for webhook in webhooks().values():
        fields += webhook_fields(webhook)
    return fields


@cache
def share_of_fields() -> tuple[int, int]:
    """How many of all fields have a written meaning, and how many there are."""
    return share_written(field.meaning for field in all_fields())
