"""Pages about members, keys and what everybody did; they are lists, so this app stands above both."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate


class PeopleConfig(AppConfig):
    name = "shopwright.hub.people"

    def ready(self) -> None:
        from shopwright.hub.access.second_person import keep_by
        from shopwright.hub.core.watch import watch

        from .alert_rules import RULES
        from .approvals import keep
        from .event_tables import clear_way, prepare_tables

        keep_by(keep)
        watch(*RULES)

        access = apps.get_app_config("access")
        pre_migrate.connect(clear_way, sender=access, dispatch_uid="people.clear-way")
        post_migrate.connect(prepare_tables, sender=access, dispatch_uid="people.event-tables")
