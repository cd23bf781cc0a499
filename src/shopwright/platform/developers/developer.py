"""Partners, their people, and what is kept about them. Times are of the machine's clock, in unix milliseconds."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a person may do in the portal; each role may do what those after it may."""

    OWNER = "OWNER"
    DEVELOPER = "DEVELOPER"
    VIEWER = "VIEWER"


#: From the least to the most.
RANKS = {Role.VIEWER: 1, Role.DEVELOPER: 2, Role.OWNER: 3}

ROLE_WORDS = {
    Role.OWNER: ("Owner", "people, rules and everything below"),
    Role.DEVELOPER: ("Developer", "apps, keys, packages and shops"),
    Role.VIEWER: ("Viewer", "reads, and sees no secret"),
}


class PersonStatus(StrEnum):
    UNCONFIRMED = "UNCONFIRMED"
    ACTIVE = "ACTIVE"
    REMOVED = "REMOVED"


class PartnerDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``steps``: when steps were ticked that nothing else tells of. ``needs_two``: sensitive acts wait for a second
    owner."""

    name: str
    region: str
    website: str = ""
    needs_two: bool = False
    steps: dict[str, int] = {}


class Partner(msgspec.Struct, frozen=True):
    """An account at the partner page: a company, or a person alone."""

    partner_id: str
    wall_created_ms: int
    doc: PartnerDocument


class DeveloperDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``totp_step`` is the last step of 30 seconds whose code was used: none is accepted a second time."""

    name: str
    role: Role = Role.OWNER
    status: PersonStatus = PersonStatus.UNCONFIRMED
    has_totp: bool = False
    totp_step: int = 0
    wall_logged_in_ms: int = 0


class DeveloperSecrets(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is kept encrypted. ``new_totp`` waits for its first code; ``code_hash`` is of the code that was mailed."""

    password_hash: str = ""
    totp: str = ""
    new_totp: str = ""
    recovery_hashes: list[str] = []
    code_hash: str = ""
    code_ends_ms: int = 0
    code_tries: int = 0


class Developer(msgspec.Struct, frozen=True):
    """A person of a partner."""

    developer_id: str
    partner_id: str
    email: str
    doc: DeveloperDocument
    secrets: DeveloperSecrets

    @property
    def is_active(self) -> bool:
        return self.doc.status is PersonStatus.ACTIVE


class SessionDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``awaits_code``: the password was right, the second factor is to come. ``proved_ms``: when the person last gave
    the password."""

    awaits_code: bool = False
    started_ms: int = 0
    proved_ms: int = 0


class Session(msgspec.Struct, frozen=True):
    session_hash: str
    developer_id: str
    wall_ends_ms: int
    doc: SessionDocument


class Mail(msgspec.Struct, frozen=True):
    """A mail that the portal would send; it stays here."""

    mail_id: str
    wall_sent_ms: int
    recipient: str
    subject: str
    text: str


class AuditEntry(msgspec.Struct, frozen=True):
    """Who did what, and to what. ``by`` is an e-mail address, or says that nobody had to log in."""

    entry_id: str
    partner_id: str
    wall_at_ms: int
    by: str
    act: str
    about: str = ""


class ApprovalDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A sensitive act that waits for a second person. ``detail`` is what the act needs besides its app."""

    act: str
    by_id: str
    by: str
    app_key: str = ""
    about: str = ""
    detail: str = ""
    status: str = "PENDING"
    decided_by: str = ""


class Approval(msgspec.Struct, frozen=True):
    approval_id: str
    partner_id: str
    wall_asked_ms: int
    doc: ApprovalDocument
