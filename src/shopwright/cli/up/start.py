"""Starts the processes of ``shopwright up``, as many at a time as do not need each other."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec

from shopwright.cli.addresses import SANDBOX_KEY_VARIABLE
from shopwright.cli.options import DATABASE_VARIABLE, StartOptions
from shopwright.cli.secret_input import sandbox_key
from shopwright.hub.core.config import HubConfig

from .processes import Processes

#: Options whose values other programs must not see among the arguments of a process.
_HIDDEN = {"database", "sandbox_key_file"}


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """What runs. ``platform``: the line by which it said that it was ready. ``setup``: what was set up in the hub."""

    options: StartOptions
    config: HubConfig
    platform: dict[str, Any]
    setup: dict[str, Any]


def start_all(options: StartOptions, config: HubConfig, processes: Processes) -> Started:
    """Start everything, and return once all of it is ready. Raises RefusedError and PostgresError."""
    key = sandbox_key(options.sandbox_key_file)
    secrets = {SANDBOX_KEY_VARIABLE: key} if key else {}
    platform = processes.start(
        "platform",
        ["platform", "serve", "--ready-line", *arguments_of(options)],
        secrets | ({DATABASE_VARIABLE: options.database} if options.database else {}),
    )
    if not config.database:
        from shopwright.hub.project.postgres import OwnPostgres

        server = OwnPostgres(config.data, is_throwaway=options.memory)
        url = processes.start_server(server, is_throwaway=options.memory)
        config = msgspec.structs.replace(config, database=url)
    environment = config.to_environment() | _trust(options, config)
    console = processes.start("console", ["hub", "serve"], environment)
    setup = processes.start("setup", [], environment | secrets, module="shopwright.cli.up.setup")
    said = processes.wait_ready(platform)
    # It stays where clients know it to be, also when it is started again.
    platform.arguments += ["--port", str(said["port"])]
    setup.tell(
        json.dumps({"url": said["url"], "wants_demo": options.demo, "orders_per_minute": options.orders_per_minute})
    )
    processes.wait_ready(console)
    processes.start("worker", ["hub", "worker"], environment, announces=False)
    made = processes.wait_ready(setup)
    processes.let_end(setup)
    return Started(options=options, config=config, platform=said, setup=made)


def _trust(options: StartOptions, config: HubConfig) -> dict[str, str]:
    """What makes the hub trust the platform's own certificate, beside the authorities of the system."""
    served = options.to_config()
    if served.certificate is None or served.tls_cert is not None:
        return {}
    from shopwright.platform.server.certificate import prepare, write_bundle

    prepare(served)
    bundle = config.data / "authorities.pem"
    write_bundle(served.certificate, bundle)
    return {"SSL_CERT_FILE": str(bundle)}


def arguments_of(options: StartOptions) -> list[str]:
    """The arguments that mean these options, without those that are secret."""
    default = StartOptions()
    arguments: list[str] = []
    for field in fields(options):
        value = getattr(options, field.name)
        if field.name in _HIDDEN or value == getattr(default, field.name):
            continue
        name = field.name.replace("_", "-")
        if isinstance(value, bool):
            arguments.append(f"--{name}" if value else f"--no-{name}")
        elif isinstance(value, tuple):
            arguments += [part for item in value for part in (f"--{name}", str(item))]
        else:
            arguments += [f"--{name}", str(value.absolute() if isinstance(value, Path) else value)]
    return arguments
