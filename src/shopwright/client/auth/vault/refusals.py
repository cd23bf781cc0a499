"""Errors for what Vault refuses: what happened, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shopwright.client.errors import VaultError

#: Vault's words where the secret has another version than the one that a write expects.
CONFLICT = "check-and-set parameter did not match the current version"

_TEXT_LENGTH = 200


class _Reason(NamedTuple):
    """Applies where the status is this one and Vault's text holds these words."""

    status: int
    words: str
    cause: str
    remedy: str


_POLICY = "Give its policy the paths of the guide (Authorisation, Vault)."
_REASONS = (
    _Reason(400, "invalid role or secret id", "Role id or secret id is wrong, or has ended.", "Make a new secret id."),
    _Reason(403, "", "The Vault token has ended, or its policy does not allow this path.", _POLICY),
    _Reason(404, "no handler for route", "No secrets engine is mounted there.", "Correct the mount (argument mount)."),
    _Reason(404, "namespace", "The namespace is not there.", "Correct the namespace (VAULT_NAMESPACE)."),
    _Reason(405, "", "The mount is no KV engine of version 2.", "Name one, or upgrade: vault kv enable-versioning."),
    _Reason(
        429, "", "Vault's quota is used up, or this node stands by.", "Try later, or give the active node's address."
    ),
    _Reason(503, "sealed", "Vault was started and not unsealed yet.", "Unseal it: vault operator unseal."),
)
_OTHERWISE = _Reason(0, "", "", "Look at Vault's log.")


def refusal(status: int, texts: Sequence[str], what: str) -> VaultError:
    """The error for a refused call; ``what`` says which one, without secrets."""
    said = " ".join(" ".join(texts).split())[:_TEXT_LENGTH] or "no reason"
    reason = next((row for row in _REASONS if row.status == status and row.words in said.lower()), _OTHERWISE)
    if 300 <= status < 400:
        reason = _Reason(status, "", "This node sends callers to another one.", "Give the active node's address.")
    error = VaultError(f"Vault refused {what} with {status}: {said}", cause=reason.cause, remedy=reason.remedy)
    error.status = status
    return error


def not_version_2(mount: str) -> VaultError:
    """The error for an answer without versions."""
    return VaultError(
        f"Vault's mount {mount!r} keeps no versions.",
        cause="It is a KV engine of version 1, so that two writers would overwrite each other.",
        remedy=f"Name a mount of version 2, or upgrade this one: vault kv enable-versioning {mount}",
    )


def not_vault(what: str, status: int) -> VaultError:
    """The error for an answer that is not Vault's."""
    return VaultError(
        f"The answer to {what} is not Vault's (HTTP {status}).",
        cause="Another server listens there, or a proxy answered.",
        remedy="Correct the address (VAULT_ADDR).",
    )
