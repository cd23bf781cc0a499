"""People, the workspaces that they work in, and their roles there."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from .roles import PERMISSIONS, Permission, Role

ROLES = [(role.value, role.value.capitalize()) for role in Role]


class Users(UserManager["User"]):
    """Makes people without a user name: they have an e-mail address."""

    def create_user(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: object
    ) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person. Log-in is by e-mail address."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case")
        ]

    def __str__(self) -> str:
        return self.email


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Workspace(models.Model):
    """A seller's business: all else belongs to one. ``mfa_roles``: who must log in with a second factor."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=40, unique=True)
    mfa_roles = ArrayField(models.CharField(max_length=10, choices=ROLES), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Member(models.Model):
    """A person in a workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=ROLES)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once")
        ]

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[Role(self.role)]


class Invitation(models.Model):
    """A link that lets its holder join a workspace once. The link's token is kept as a hash."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=ROLES)
    token_hash = models.BinaryField(unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)


class LoginLink(models.Model):
    """A link that logs a person in once. Only somebody with a shell on the hub's machine makes them."""

    user = models.ForeignKey(User, models.CASCADE)
    token_hash = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
