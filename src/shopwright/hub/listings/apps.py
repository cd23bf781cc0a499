from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "shopwright.hub.listings"

    def ready(self) -> None:
        from . import setup

        setup.register()
