"""Runs the migrations (Alembic), whose scripts are in ``migrations/versions``."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision; ``head`` is the newest."""
    from alembic import command  # a platform in memory has no migrations, and starts without them
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("shopwright.platform.database").joinpath("migrations")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
