"""A hub that was put back elsewhere, looked at in a process of its own.

``python -m tests.hub.restored_hub EMAIL ORDER`` prints as JSON what people see there; then it tries to ship
the order, works like a worker, and prints what came of it.
"""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

from shopwright.hub.core.config import read_config
from shopwright.hub.project.start import prepare

if TYPE_CHECKING:
    from tests.hub.harness import Page

PAGES = ("orders", "stock", "listings", "products", "connections", "members")


def rows_of(name: str, page: Page) -> list[str]:
    """The rows of a page's tables as a person reads them, with exact times, whose words change while they are read.

    When members last logged in is left out: whoever looks has done so.
    """
    times = "" if name == "members" else r"\1"
    html = re.sub(r'<time datetime="([^"]+)".*?</time>', times, page.html, flags=re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>|\s+", " ", row).split()) for row in rows]


def main() -> None:
    prepare(read_config())
    from shopwright.hub.access.models import Member
    from shopwright.hub.fulfilment import services as fulfilment
    from tests.hub.harness import Hub, Person

    email, number = sys.argv[1:]
    member = Member.objects.select_related("workspace", "user").get(user__email=email)
    hub = Hub.__new__(Hub)
    hub.workspace, hub.owner = member.workspace, Person(member.workspace, member.user)
    seen: dict[str, object] = {"pages": {page: rows_of(page, hub.owner.get(page)) for page in PAGES}}
    ready = hub.workspace.shipments.filter(state="ready").order_by("pk")
    seen["label"] = hub.owner.post("labels", shipments=[ready[0].pk]).content[:5].decode()
    product = hub.variant("KEPT-1").product
    seen["picture"] = hub.owner.get("picture", product.pictures.get().picture_id).status
    # It is shipped here before this hub has heard that it was shipped elsewhere.
    hub.owner.post("ship", orders=[hub.order(number).pk])
    fulfilment.work_due()
    hub.work()
    seen["shipments"] = [
        [row.external_id, str(row.state)] for row in hub.order(number).shipments.exclude(state="cancelled")
    ]
    seen["status"] = hub.order(number).raw_status
    seen["stock"] = hub.available("KEPT-1")
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
