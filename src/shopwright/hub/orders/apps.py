from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "shopwright.hub.orders"

    def ready(self) -> None:
        from shopwright.hub.background import kinds
        from shopwright.hub.channels.jobs import find_by
        from shopwright.hub.stock.queries import cause_namers

        from . import intake, queries
        from .erasure.runs import Erasure
        from .holds.rule_previews import HoldPreview
        from .holds.rule_runs import HoldRuleRun

        kinds.register(HoldRuleRun(), HoldPreview(), Erasure())
        intake.register()
        find_by("order", queries.find_orders)
        cause_namers.append(queries.orders_of_causes)
