from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "shopwright.hub.fulfilment"

    def ready(self) -> None:
        from shopwright.hub.core import work
        from shopwright.hub.orders.services import when_cancelled

        from . import jobs, services

        when_cancelled(services.call_back)
        work.register(jobs.Shipments())
