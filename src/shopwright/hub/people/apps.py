"""Pages about members, keys and what everybody did; they are lists, so this app stands above both."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "shopwright.hub.people"

    def ready(self) -> None:
        from .event_tables import prepare_tables

        post_migrate.connect(prepare_tables, sender=apps.get_app_config("access"), dispatch_uid="people.event-tables")
