from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "shopwright.hub.work"

    def ready(self) -> None:
        from shopwright.hub.channels.services import fact_tellers
        from shopwright.hub.core import watch, work

        from . import alert_rules, queries, reconciler_jobs

        work.register(reconciler_jobs.Checks())
        watch.watch(*alert_rules.RULES)
        fact_tellers.append(queries.facts)
