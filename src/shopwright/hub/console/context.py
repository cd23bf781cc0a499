"""What every page gets."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from shopwright.hub.access.roles import Permission
from shopwright.hub.fulfilment.zones import zone_of
from shopwright.hub.work.queries import given_up

#: The pages of the navigation: address name, words, and the permission that they ask for.
PAGES = (
    ("today", "Today", Permission.TODAY_VIEW),
    ("orders", "Orders", Permission.ORDERS_VIEW),
    ("picks", "Picking", Permission.SHIPMENTS_VIEW),
    ("pack", "Packing", Permission.SHIPMENTS_VIEW),
    ("shipments", "Shipments", Permission.SHIPMENTS_VIEW),
    ("returns", "Returns", Permission.RETURNS_VIEW),
    ("products", "Products", Permission.CATALOG_VIEW),
    ("listings", "Listings", Permission.LISTINGS_VIEW),
    ("stock", "Stock", Permission.STOCK_VIEW),
    ("jobs", "Jobs", Permission.JOBS_VIEW),
    ("connections", "Channels", Permission.CHANNELS_VIEW),
    ("members", "Members", Permission.MEMBERS_VIEW),
)


def page_context(request: HttpRequest) -> dict[str, object]:
    """The theme, and within a workspace its navigation, what the member may do, and times in its zone."""
    context: dict[str, object] = {"theme": request.session.get("theme", "auto") if hasattr(request, "session") else ""}
    member = getattr(request, "member", None)
    if member is None:
        return context
    timezone.activate(zone_of(member.workspace))
    slug = member.workspace.slug
    pages = [(reverse(name, args=[slug]), words) for name, words, permission in PAGES if member.may(permission)]
    # Pages lie below each other in addresses: the one that is open is the longest that fits.
    fitting = [url for url, _ in pages if request.path == url or (url.count("/") > 3 and request.path.startswith(url))]
    here = max(fitting, key=len, default="")
    failures = given_up(member.workspace) if member.may(Permission.JOBS_VIEW) else 0
    jobs = reverse("jobs", args=[slug])
    return {
        **context,
        "workspace": member.workspace,
        "member": member,
        "may": {permission.name.lower(): member.may(permission) for permission in Permission},
        "pages": [(url, words, url == here, failures if url == jobs else 0) for url, words in pages],
    }
