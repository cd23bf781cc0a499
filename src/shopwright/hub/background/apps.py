from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "shopwright.hub.background"

    def ready(self) -> None:
        from shopwright.hub.core import work

        from .jobs import LargeActs

        work.register(LargeActs())
