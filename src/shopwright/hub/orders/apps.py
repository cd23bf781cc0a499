from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "shopwright.hub.orders"

    def ready(self) -> None:
        from shopwright.hub.background import kinds
        from shopwright.hub.channels.jobs import find_by

        from . import intake, queries
        from .holds.rule_previews import HoldPreview
        from .holds.rule_runs import HoldRuleRun

        kinds.register(HoldRuleRun(), HoldPreview())
        intake.register()
        find_by("order", queries.find_orders)
