"""Wakes who waits for work: PostgreSQL tells every process once a transaction has committed."""

from __future__ import annotations

from django.db import connection

#: What is told over PostgreSQL's LISTEN and NOTIFY; the text says what there is to do.
CHANNEL = "shopwright_hub"


def wake(topic: str) -> None:
    """Wake those who wait for a topic, once the running transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])
