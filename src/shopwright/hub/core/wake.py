"""Wakes who waits for work: PostgreSQL tells every process once a transaction has committed."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

#: What is told over PostgreSQL's LISTEN and NOTIFY; the text says what there is to do.
CHANNEL = "shopwright_hub"


def wake(topic: str) -> None:
    """Wake those who wait for a topic, once the running transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])


def listen_conninfo() -> str:
    """How to connect for LISTEN: a connection of its own, since those of the pool go from hand to hand."""
    database = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return make_conninfo(**{key: database[name] for key, name in names.items() if database[name]})
