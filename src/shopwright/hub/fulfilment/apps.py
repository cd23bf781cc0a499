from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "shopwright.hub.fulfilment"

    def ready(self) -> None:
        from shopwright.hub.background import kinds
        from shopwright.hub.core import work
        from shopwright.hub.orders.announce import when_cancelled, when_changed, when_workable

        from . import jobs, services
        from .print_runs import Printing
        from .routing.route_runs import Routing
        from .routing.services import route_new
        from .third_party.hand_off import ask_to_stop
        from .third_party.jobs import HandOffs, TrackingFiles

        kinds.register(Printing(), Routing())
        when_cancelled(services.call_back)
        when_cancelled(ask_to_stop)
        when_changed(services.leave_on_shelf)
        when_workable(route_new)
        work.register(jobs.Shipments(), HandOffs(), TrackingFiles())
