"""What the hub needs of Vendure: the permissions of its user, and settings of the shop."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.channels.protocol import Check

from .shop import Shop

#: Permissions of a role, each with the older and wider one that is as good.
NEEDED = (
    ("ReadProduct", "ReadCatalog"),
    ("CreateProduct", "CreateCatalog"),
    ("UpdateProduct", "UpdateCatalog"),
    ("DeleteProduct", "DeleteCatalog"),
    ("ReadAsset", "ReadCatalog"),
    ("CreateAsset", "CreateCatalog"),
    ("ReadStockLocation", "ReadCatalog"),
    ("ReadOrder", "ReadOrder"),
    ("UpdateOrder", "UpdateOrder"),
)


def checks_of(shop: Shop, permissions: Sequence[str], places: Sequence[str]) -> list[Check]:
    """A line for each thing that is needed, good or not."""
    is_any = bool(set(permissions) & {"SuperAdmin"})
    checks = [Check("Consent", True, "works")]
    for name, wider in NEEDED:
        is_good = is_any or name in permissions or wider in permissions
        remedy = f"Give the user's role the permission {name} for this channel in Vendure."
        checks.append(Check(name, is_good, "granted" if is_good else "missing", "" if is_good else remedy))
    where = ", ".join(places) or "none"
    checks.append(Check("Stock location", bool(places), where, "" if places else "Assign one to this channel."))
    checks.append(_reserve(shop))
    return checks


def _reserve(shop: Shop) -> Check:
    """Pieces that Vendure holds back would be held back twice."""
    if shop.reserve == 0:
        return Check("Out-of-stock threshold", True, "0")
    remedy = "Set it to 0 in Vendure's global settings, and set a buffer in the hub instead."
    return Check("Out-of-stock threshold", False, f"{shop.reserve} pieces", remedy)
