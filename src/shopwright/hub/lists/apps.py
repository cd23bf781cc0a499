from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ListsConfig(AppConfig):
    name = "shopwright.hub.lists"

    def ready(self) -> None:
        # Each app says in its module of this name which lists it has, and what search finds in it.
        autodiscover_modules("lists")
