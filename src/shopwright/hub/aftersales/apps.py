from django.apps import AppConfig


class AftersalesConfig(AppConfig):
    name = "shopwright.hub.aftersales"

    def ready(self) -> None:
        from shopwright.hub.channels.jobs import find_by
        from shopwright.hub.core import work
        from shopwright.hub.orders.announce import when_erased
        from shopwright.hub.orders.erasure.needs import add_needs

        from . import erasure, intake, jobs

        intake.register()
        add_needs(*erasure.NEEDS)
        when_erased(erasure.forget_buyers)
        work.register(jobs.Answers())
        find_by("return", jobs.find_cases)
        find_by("cancellation", jobs.find_cases)
