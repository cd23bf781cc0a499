from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "shopwright.hub.orders"

    def ready(self) -> None:
        from . import intake

        intake.register()
