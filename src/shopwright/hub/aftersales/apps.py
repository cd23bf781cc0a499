from django.apps import AppConfig


class AftersalesConfig(AppConfig):
    name = "shopwright.hub.aftersales"

    def ready(self) -> None:
        from shopwright.hub.channels.jobs import find_by
        from shopwright.hub.core import work

        from . import intake, jobs

        intake.register()
        work.register(jobs.Answers())
        find_by("return", jobs.find_cases)
        find_by("cancellation", jobs.find_cases)
