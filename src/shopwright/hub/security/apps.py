"""The self-audit: what a workspace leaves open, looked for every day and kept with its date."""

from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "shopwright.hub.security"

    def ready(self) -> None:
        from shopwright.hub.core.watch import watch

        from .alert_rules import RULES

        watch(*RULES)
