from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "shopwright.hub.access"

    def ready(self) -> None:
        from .signals import register

        register()
