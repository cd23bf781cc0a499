"""People, the workspaces that they work in, and their roles there."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

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
    """A person in a workspace. ``scopes``: what a program that acts for the person may do of it; None for a person."""

    scopes: frozenset[str] | None = None

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=ROLES)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once")
        ]

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[Role(self.role)] and (self.scopes is None or permission in self.scopes)


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


class SignIn(models.Model):
    """A log-in: by which ways, and from which IP address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    ways = models.CharField(max_length=60)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "-at"], name="sign_in_newest")]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["workspace", "name", "scopes", "expires_at", "revoked_at"],
)
class ApiKey(models.Model):
    """A key by which a program acts for its maker, within ``scopes``. The key itself is kept as a hash.

    ``hint``: how it begins, to tell keys apart.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=12)
    key_hash = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    made_by = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def has_ended(self) -> bool:
        return self.expires_at <= timezone.now()


class KeyUse(models.Model):
    """How often a key was used in a minute."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="uses")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "minute"], name="key_use_once")
        ]


class LoginLink(models.Model):
    """A link that logs a person in once. Only somebody with a shell on the hub's machine makes them."""

    user = models.ForeignKey(User, models.CASCADE)
    token_hash = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
