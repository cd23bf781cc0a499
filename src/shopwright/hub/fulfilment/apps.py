from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "shopwright.hub.fulfilment"

    def ready(self) -> None:
        from shopwright.hub.background import kinds
        from shopwright.hub.core import work
        from shopwright.hub.orders.announce import (
            when_cancelled,
            when_changed,
            when_erased,
            when_moved,
            when_tagged,
            when_workable,
        )
        from shopwright.hub.orders.erasure.needs import add_needs

        from . import erasure, jobs, pulls
        from .groups import links
        from .groups.jobs import Regroups
        from .print_runs import Printing
        from .routing.route_previews import RoutePreview
        from .routing.route_runs import Routing
        from .routing.services import route_new, route_tagged
        from .ship_runs import Shipping
        from .third_party.hand_off import ask_to_stop
        from .third_party.jobs import HandOffs, TrackingFiles

        kinds.register(Printing(), Routing(), RoutePreview(), Shipping())
        when_cancelled(pulls.call_back)
        when_cancelled(ask_to_stop)
        when_changed(pulls.leave_on_shelf)
        when_workable(route_new)
        when_erased(erasure.forget_labels)
        add_needs(*erasure.NEEDS)
        when_tagged(route_tagged)
        when_moved(links.follow)
        work.register(jobs.Shipments(), Regroups(), HandOffs(), TrackingFiles())
