from django.apps import AppConfig


class AftersalesConfig(AppConfig):
    name = "shopwright.hub.aftersales"

    def ready(self) -> None:
        from . import intake

        intake.register()
