from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "shopwright.hub.catalog"

    def ready(self) -> None:
        from shopwright.hub.core import work

        from .bulk.jobs import BulkEdits
        from .imports.jobs import Imports

        work.register(BulkEdits(), Imports())
