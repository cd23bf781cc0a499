from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shopwright.hub.notices"

    def ready(self) -> None:
        from shopwright.hub.aftersales.announce import when_case_changed
        from shopwright.hub.core import work
        from shopwright.hub.fulfilment.announce import when_packed
        from shopwright.hub.orders.announce import when_changed, when_erased
        from shopwright.hub.orders.erasure.needs import add_needs

        from . import causes, erasure, jobs

        work.register(jobs.Notices())
        when_changed(causes.orders_changed)
        when_packed(causes.order_packed)
        when_case_changed(causes.case_changed)
        when_erased(erasure.forget_texts)
        add_needs(*erasure.NEEDS)
