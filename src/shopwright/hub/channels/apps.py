from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "shopwright.hub.channels"

    def ready(self) -> None:
        from shopwright.hub.core import watch, work

        from . import alert_rules, jobs

        work.register(jobs.Events(), jobs.Polls())
        watch.watch(*alert_rules.RULES)
