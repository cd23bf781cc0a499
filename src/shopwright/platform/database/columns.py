"""What tables are made of: the metadata, and the kinds of table and column."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    String,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData()

#: What ``restore`` does with a table: business data is rewound, logs are kept, control data is never touched.
BUSINESS, LOG, CONTROL = "business", "log", "control"


#: Sequences that give out numbers: ``ids`` rewinds with a restore, ``notifications`` never does.
SEQUENCES = ("ids", "notifications")
for _name in SEQUENCES:
    Sequence(f"{_name}_sequence", metadata=metadata)


def table(name: str, kind: str, *parts: SchemaItem, is_index: bool = False) -> Table:
    """A table of a kind. ``is_index``: it is nothing but its key, which SQLite then stores once."""
    return Table(name, metadata, *parts, info={"kind": kind}, sqlite_with_rowid=not is_index)


def key(name: str) -> Column[str]:
    """A key column: compared byte by byte on PostgreSQL, as SQLite does."""
    return Column(name, String().with_variant(String(collation="C"), "postgresql"), primary_key=True)


def text(name: str, *, null: bool = False, index: bool = False) -> Column[str]:
    return Column(name, String().with_variant(String(collation="C"), "postgresql"), nullable=null, index=index)


def document(name: str = "doc", *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def packed(name: str) -> Column[bytes]:
    """A document that may be long: JSON, compressed where it is (see `compression.py`)."""
    return Column(name, LargeBinary, nullable=False)


def ms(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


def count(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, default=default)
