"""Runs the migrations (Alembic), whose scripts are in ``migrations/versions``."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision; ``head`` is the newest."""
    config = Config()
    config.set_main_option("script_location", str(files("shopwright.platform.database").joinpath("migrations")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
