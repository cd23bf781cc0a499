"""The report of a comparison: a table, JSON, Markdown to attach to an issue. It holds no value of any reply."""

from __future__ import annotations

from typing import Any

from shopwright.cli.table import print_table
from shopwright.cli.text import print_message
from shopwright.release import installed_release

from .compare import Comparison
from .difference import Finding

HEADS = ("kind", "where", "field", "seen", "expected", "replies")


def sorted_findings(comparison: Comparison) -> list[tuple[Finding, int]]:
    return sorted(comparison.findings.items(), key=lambda item: (item[0].subject, item[0].kind, item[0].path, item[0]))


def as_json(comparison: Comparison, left_out: list[str]) -> dict[str, Any]:
    """The report for programs."""
    return {
        "shopwright": installed_release(),
        "drift": [{**finding._asdict(), "replies": number} for finding, number in sorted_findings(comparison)],
        "compared": dict(sorted(comparison.operations.items())),
        "notifications": dict(sorted(comparison.notifications.items())),
        "unreadable": comparison.unreadable,
        "foreign": comparison.foreign.total(),
        "doors": {name: number for name, number in sorted(comparison.foreign.items()) if name},
        "left_out": left_out,
    }


def print_report(comparison: Comparison, left_out: list[str]) -> None:
    """The report for people: a table, and what was compared beside it on standard error."""
    if comparison.findings:
        print_table(HEADS, _rows(comparison))
    print_message(summary(comparison, left_out), style="dim")


def as_markdown(comparison: Comparison, left_out: list[str]) -> str:
    """The report as a text to attach to an issue."""
    lines = [
        "# Drift of the Partner API",
        "",
        f"Found by `shopwright drift`, release {installed_release()}. {summary(comparison, left_out)}",
        "Names of fields, types, codes and constants only: no value of a reply is in this report.",
        "",
    ]
    if comparison.findings:
        lines += ["| " + " | ".join(HEADS) + " |", "|" + " --- |" * len(HEADS)]
        lines += ["| " + " | ".join(_cell(text) for text in row) + " |" for row in _rows(comparison)]
        lines.append("")
    lines += ["## What was compared", ""]
    lines += [f"- {name}: {number}" for name, number in sorted(comparison.operations.items())]
    lines += [f"- {name}: {number}" for name, number in sorted(comparison.notifications.items())]
    return "\n".join(lines) + "\n"


def summary(comparison: Comparison, left_out: list[str]) -> str:
    """One or more sentences about how much was compared."""
    replies, notifications = comparison.operations.total(), comparison.notifications.total()
    text = f"{len(comparison.findings)} differences in {replies} replies of {len(comparison.operations)} operations"
    text += f" and {notifications} notifications." if notifications else "."
    if comparison.unreadable:
        text += f" {comparison.unreadable} recordings have no whole JSON reply and were passed over."
    if comparison.foreign:
        named = ", ".join(f"{number} of {name}" for name, number in sorted(comparison.foreign.items()) if name)
        text += f" {comparison.foreign.total()} calls are none of the Partner API's{f': {named}' if named else ''}."
    if left_out:
        text += f" Not asked, as there was no id for them: {', '.join(left_out)}."
    return text


def _rows(comparison: Comparison) -> list[list[str]]:
    return [
        [finding.kind, finding.subject, finding.path, finding.seen, finding.expected, str(number)]
        for finding, number in sorted_findings(comparison)
    ]


def _cell(text: str) -> str:
    return f"`{text}`" if text and not text.isdigit() else text
