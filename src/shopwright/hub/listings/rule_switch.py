"""Switches rules of stock on and off, with what follows from it; the numbers of very many offers follow in a run."""

from __future__ import annotations

from django.db import transaction

from shopwright.hub.access.models import User
from shopwright.hub.background.models import BackgroundRun
from shopwright.hub.stock import buffers
from shopwright.hub.stock.models import BufferRule, SoldOutRule

from .number_runs import Scope, reckon_anew, scope_of


def switch(rule: BufferRule, by: User, *, is_on: bool) -> BackgroundRun | None:
    """Let a rule hold from now on, or no longer."""
    with transaction.atomic():
        rule.is_on = is_on
        rule.save(update_fields=["is_on"])
        words = f"What is held back of {buffers.words_of(rule)} is {'on' if is_on else 'off'}"
        return reckon_anew(rule.workspace, by, scope_of(rule), words)


def remove(rule: BufferRule, by: User) -> BackgroundRun | None:
    with transaction.atomic():
        scope, words = scope_of(rule), f"What was held back of {buffers.words_of(rule)} is removed"
        workspace, was_on = rule.workspace, rule.is_on
        rule.delete()
        return reckon_anew(workspace, by, scope, words) if was_on else None


def apply_sold_out(rule: SoldOutRule, by: User) -> BackgroundRun | None:
    """Have what a new rule for sold-out offers says happen."""
    return reckon_anew(rule.workspace, by, _scope(rule), "A rule for what is sold out holds")


def remove_sold_out(rule: SoldOutRule, by: User) -> BackgroundRun | None:
    with transaction.atomic():
        scope, workspace = _scope(rule), rule.workspace
        rule.delete()
        return reckon_anew(workspace, by, scope, "A rule for what is sold out is removed")


def _scope(rule: SoldOutRule) -> Scope:
    scope = {"variant_id": rule.variant_id, "connection_id": rule.connection_id}
    return {name: value for name, value in scope.items() if value}
