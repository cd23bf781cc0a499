from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "shopwright.hub.channels"

    def ready(self) -> None:
        from shopwright.hub.core import watch, work

        from . import alert_rules, clock, hook_addresses, intake, jobs, services

        work.register(jobs.Events(), jobs.Polls())
        watch.watch(*alert_rules.RULES)
        services.when_connected(hook_addresses.ask_to_register)
        services.checkers += [hook_addresses.check_hooks, clock.check_clock]
        intake.handle("hooks", hook_addresses.register)
