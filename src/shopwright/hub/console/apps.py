from django.apps import AppConfig
from django.core.signals import request_started
from django.utils import timezone


class ConsoleConfig(AppConfig):
    name = "shopwright.hub.console"

    def ready(self) -> None:
        request_started.connect(_forget_zone)


def _forget_zone(**_: object) -> None:
    """A thread answers one workspace after the other: none begins in the zone of the one before."""
    timezone.deactivate()
