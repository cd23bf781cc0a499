from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "shopwright.hub.fulfilment"

    def ready(self) -> None:
        from shopwright.hub.orders.services import when_cancelled

        from . import services

        when_cancelled(services.call_back)
