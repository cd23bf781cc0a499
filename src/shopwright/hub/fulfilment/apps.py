from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "shopwright.hub.fulfilment"

    def ready(self) -> None:
        from shopwright.hub.core import work
        from shopwright.hub.orders.announce import when_cancelled, when_changed

        from . import jobs, services

        when_cancelled(services.call_back)
        when_changed(services.leave_on_shelf)
        work.register(jobs.Shipments())
