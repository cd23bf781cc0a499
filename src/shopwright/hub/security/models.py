"""What the self-audit looks at when, and what it found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace


class AuditPlan(models.Model):
    """When a workspace is looked at next."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="audit_plan")
    next_at = models.DateTimeField(db_index=True)


class AuditRun(models.Model):
    """A look at a workspace: how many checks, how many findings stood after it, how many were new or over.

    ``by``: who asked for it; nobody where it was due.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="audit_runs")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    checks = models.PositiveIntegerField()
    findings = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    over = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["workspace", "-id"], name="audit_run_newest")]


class Weight(models.TextChoices):
    """How much a finding matters: a note alerts nobody."""

    URGENT = "urgent", "Now"
    WEAK = "weak", "Soon"
    NOTE = "note", "To know"


class AuditFinding(models.Model):
    """Something that was found, from when until when. ``cause`` tells it from others of its check."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="audit_findings")
    check_name = models.SlugField(max_length=40)
    cause = models.CharField(max_length=80)
    weight = models.CharField(max_length=6, choices=Weight.choices)
    words = models.TextField()
    remedy = models.TextField()
    page = models.CharField(max_length=40, blank=True)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "check_name", "cause"], condition=Q(over_at=None), name="audit_finding_stands_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-found_at", "-id"], name="audit_finding_newest")
        ]
