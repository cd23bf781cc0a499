"""Acts for which a workspace wants two people."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from shopwright.hub.access.models import User, Workspace


class Kind(models.TextChoices):
    """What an act is about."""

    PRICE = "price", "A deep drop of prices"
    REFUND = "refund", "Money that is given back"
    RULE = "rule", "A weaker rule about two people"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class TwoPersons(models.Model):
    """For what a workspace wants two people. ``refund_limit``: money up to which one may give back alone."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="two_persons")
    prices = models.BooleanField(default=False)
    refunds = models.BooleanField(default=False)
    refund_limit = models.DecimalField(max_digits=12, decimal_places=2, default=0)


class ApprovalState(models.TextChoices):
    WAITS = "waits", "Waits"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    EXPIRED = "expired", "Too late"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["workspace", "words", "state", "reason", "outcome", "requested_by", "decided_by"],
)
class Approval(models.Model):
    """An act that somebody asked for and that another person lets happen, or not.

    ``path`` and ``form``: what was sent; the form is emptied once it is decided. ``permission``: what the act asks
    for, and so whoever decides. ``digest``: of all that it would do. ``outcome``: what came of it once approved.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="approvals")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.TextField()
    path = models.CharField(max_length=300)
    form = models.TextField(blank=True)
    permission = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.WAITS)
    requested_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_key = models.BooleanField(default=False)
    requested_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by=None) | ~Q(requested_by=F("decided_by")),
                name="approval_by_another",
            ),
            models.UniqueConstraint(
                fields=["workspace", "requested_by", "path", "digest"],
                condition=Q(state="waits"),
                name="approval_asked_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-requested_at", "-id"], name="approval_newest"),
            models.Index(fields=["expires_at"], condition=Q(state="waits"), name="approval_waits"),
        ]

    def __str__(self) -> str:
        return self.words.partition("\n")[0]
