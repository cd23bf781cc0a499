from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "shopwright.hub.stock"

    def ready(self) -> None:
        from . import setup

        setup.register()
