from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "shopwright.hub.channels"

    def ready(self) -> None:
        from . import hook_addresses, intake, services

        services.when_connected(hook_addresses.ask_to_register)
        services.checkers.append(hook_addresses.check_hooks)
        intake.handle("hooks", hook_addresses.register)
