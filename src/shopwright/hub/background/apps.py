from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "shopwright.hub.background"

    def ready(self) -> None:
        from shopwright.hub.core import work
        from shopwright.hub.lists.pages import write_large_by

        from . import exports, kinds
        from .jobs import LargeActs

        work.register(LargeActs())
        kinds.register(exports.Export())
        write_large_by(exports.begin)
