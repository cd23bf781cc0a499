"""Who may do what: one table of roles and permissions."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    PACKER = "packer"
    SUPPORT = "support"
    ANALYST = "analyst"
    VIEWER = "viewer"


class Permission(StrEnum):
    """``<thing>.<act>``; each page and act of a workspace asks for exactly one of them."""

    TODAY_VIEW = "today.view"
    CATALOG_VIEW = "catalog.view"
    CATALOG_EDIT = "catalog.edit"
    STOCK_VIEW = "stock.view"
    STOCK_EDIT = "stock.edit"
    LISTINGS_VIEW = "listings.view"
    LISTINGS_EDIT = "listings.edit"
    ORDERS_VIEW = "orders.view"
    ORDERS_EDIT = "orders.edit"
    BUYERS_VIEW = "buyers.view"
    BUYERS_EDIT = "buyers.edit"
    SHIPMENTS_VIEW = "shipments.view"
    SHIPMENTS_EDIT = "shipments.edit"
    RETURNS_VIEW = "returns.view"
    RETURNS_INSPECT = "returns.inspect"
    RETURNS_EDIT = "returns.edit"
    CHANNELS_VIEW = "channels.view"
    CHANNELS_EDIT = "channels.edit"
    JOBS_VIEW = "jobs.view"
    JOBS_EDIT = "jobs.edit"
    MEMBERS_VIEW = "members.view"
    MEMBERS_EDIT = "members.edit"
    HISTORY_VIEW = "history.view"
    KEYS_EDIT = "keys.edit"
    APPROVALS_VIEW = "approvals.view"
    APPROVALS_EDIT = "approvals.edit"


_VIEWS = frozenset(permission for permission in Permission if permission.endswith(".view"))
_APPROVALS = frozenset({Permission.APPROVALS_VIEW, Permission.APPROVALS_EDIT})
_OWN = _APPROVALS | {
    Permission.MEMBERS_VIEW, Permission.MEMBERS_EDIT, Permission.HISTORY_VIEW, Permission.CHANNELS_EDIT,
}  # fmt: skip
_SEEN_BY_ALL = _VIEWS - _OWN - {Permission.BUYERS_VIEW}

#: What each role may do. Buyers' names and addresses are shown to those who need them alone.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.MANAGER: frozenset(Permission) - {Permission.MEMBERS_EDIT},
    Role.PACKER: frozenset(
        {
            Permission.TODAY_VIEW,
            Permission.CATALOG_VIEW,
            Permission.STOCK_VIEW,
            Permission.STOCK_EDIT,
            Permission.ORDERS_VIEW,
            Permission.BUYERS_VIEW,
            Permission.SHIPMENTS_VIEW,
            Permission.SHIPMENTS_EDIT,
            Permission.RETURNS_VIEW,
            Permission.RETURNS_INSPECT,
        }
    ),
    Role.SUPPORT: _SEEN_BY_ALL
    | _APPROVALS
    | {Permission.BUYERS_VIEW, Permission.ORDERS_EDIT, Permission.RETURNS_INSPECT, Permission.RETURNS_EDIT},
    Role.ANALYST: _SEEN_BY_ALL,
    Role.VIEWER: _SEEN_BY_ALL,
}

#: What a role is for, as the page of members says it.
MEANINGS: dict[Role, str] = {
    Role.OWNER: "Everything, members and roles too",
    Role.MANAGER: "Everything but members and roles",
    Role.PACKER: "Orders to pack and ship, returns to inspect, stock",
    Role.SUPPORT: "Sees all, buyers too; edits orders, answers returns",
    Role.ANALYST: "Sees all but buyers",
    Role.VIEWER: "Sees all but buyers",
}


def allows(role: Role, permission: Permission) -> bool:
    return permission in PERMISSIONS[role]
