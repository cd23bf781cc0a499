"""Drafts patch records (``contract/data/patches.json``) from findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

from shopwright.contract.load import raw_schema

from .difference import Finding, Kind

_SCHEMAS = "#/components/schemas/"
_NO_SOURCE_YET = "DRAFT: name a public page, or describe the recording (market, date)"


def drafts(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Patch records that make the contract take what was seen. What has no place in the document has no record."""
    sets: dict[str, dict[str, Any]] = {}
    reasons: dict[str, list[str]] = {}
    for finding in sorted(set(findings)):
        if not finding.pointer:
            continue
        pointer, members = _change(finding, sets)
        sets.setdefault(pointer, {}).update(members)
        reasons.setdefault(pointer, []).append(_reason(finding))
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    return [
        {
            "at": [pointer],
            "set": members,
            "reason": "DRAFT: " + "; ".join(dict.fromkeys(reasons[pointer])) + ".",
            "source": _NO_SOURCE_YET,
            "date": today,
        }
        for pointer, members in sets.items()
    ]


def without_record(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that a patch record cannot say: codes, operations, webhooks, the envelope."""
    return [finding for finding in findings if not finding.pointer]


def _change(finding: Finding, sets: dict[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Where a record changes the document, and the members that it sets there."""
    pointer = finding.pointer
    if finding.kind is Kind.NEW_FIELD:
        parent, _, name = pointer.rpartition("/")
        known = sets.get(parent, {}).get(name, {})
        return parent, {name: _widened(known, _schema_of(finding.seen))}
    here = sets.get(pointer, {})
    node = {**_node_at(pointer), **here}
    if finding.kind is Kind.GONE_FIELD:
        gone = finding.path.rpartition(".")[2]
        return pointer, {"required": [name for name in node.get("required", ()) if name != gone]}
    if finding.kind is Kind.NEW_VALUE:
        value = int(finding.seen) if finding.seen.lstrip("-").isdigit() else finding.seen
        return pointer, {"enum": [*node.get("enum", ()), value]}
    known_types = here.get("type", finding.expected.split(" or "))
    known_types = [known_types] if isinstance(known_types, str) else list(known_types)
    return pointer, {"type": [*known_types, finding.seen]}


def _schema_of(seen: str) -> dict[str, Any]:
    if seen.startswith("array of "):
        return {"type": "array", "items": {"type": seen.removeprefix("array of ")}}
    return {} if seen == "null" else {"type": seen}


def _widened(known: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """A schema that takes what either takes, where the field came in several types."""
    if not known or known == more or not more:
        return known or more
    types = [known["type"]] if isinstance(known["type"], str) else known["type"]
    return {**known, **more, "type": list(dict.fromkeys([*types, more["type"]]))}


def _node_at(pointer: str) -> dict[str, Any]:
    name, *parts = pointer.removeprefix(_SCHEMAS).split("/")
    node: dict[str, Any] = raw_schema(name)
    for part in parts:
        node = cast("dict[str, Any]", node[part])
    return node


def _reason(finding: Finding) -> str:
    says = f"{finding.subject} answers {finding.path}"
    if finding.kind is Kind.GONE_FIELD:
        return f"{finding.subject} leaves out {finding.path}"
    if finding.kind is Kind.NEW_VALUE:
        return f"{says} {finding.seen}"
    return f"{says} as {finding.seen}"
