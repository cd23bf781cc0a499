from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "shopwright.hub.catalog"

    def ready(self) -> None:
        from shopwright.hub.background import kinds
        from shopwright.hub.core import work

        from .bulk.jobs import BulkEdits
        from .imports.jobs import Imports
        from .imports.picture_runs import FilePictures

        work.register(BulkEdits(), Imports())
        kinds.register(FilePictures())
