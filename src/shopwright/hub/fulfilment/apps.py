from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "shopwright.hub.fulfilment"

    def ready(self) -> None:
        from shopwright.hub.orders.services import when_cancelled, when_workable

        from . import services
        from .routing.services import route_new
        from .third_party.hand_off import ask_to_stop

        when_cancelled(services.call_back)
        when_cancelled(ask_to_stop)
        when_workable(route_new)
