"""Manufacturers and responsible persons of sellers."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import ColumnElement, Index, func, insert, or_, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.transaction import Repository, Tx

from .persons import Person, PersonKind, Profile

persons = table(
    "persons",
    BUSINESS,
    key("account_id"),
    key("person_id"),
    text("kind"),
    text("locales"),
    text("words"),
    document(),
    ms("created_at"),
    Index("persons_by_id", "person_id"),
)

_decode = decoders.decoder(dict[str, Profile]).decode
_COLUMNS = (persons.c.account_id, persons.c.person_id, persons.c.kind, persons.c.doc, persons.c.created_at)


class PersonFilter(msgspec.Struct, frozen=True):
    """Which persons of a seller a search is for; an empty part selects all."""

    kind: PersonKind
    person_ids: tuple[str, ...] = ()
    keyword: str = ""
    locales: tuple[str, ...] = ()


class Persons(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, person: Person) -> None:
        keys = {"account_id": person.account_id, "person_id": person.person_id, "kind": str(person.kind)}
        row = {**keys, **_columns(person), "created_at": person.created_at}
        self._connection.execute(insert(persons).values(row))

    def save(self, person: Person) -> None:
        """Write the profiles; nothing else of a person changes."""
        mine = (persons.c.account_id == person.account_id, persons.c.person_id == person.person_id)
        self._connection.execute(update(persons).where(*mine).values(_columns(person)))

    def some(self, person_ids: Iterable[str]) -> list[Person]:
        """The persons of these ids, whoever's they are."""
        wanted = sorted(set(person_ids))
        if not wanted:
            return []
        rows = self._connection.execute(select(*_COLUMNS).where(persons.c.person_id.in_(wanted)))
        return [_person(*row) for row in rows]

    def ids_in(self, account_id: str, kind: PersonKind, locale: str) -> list[str]:
        """The ids of a seller's persons whose data are there in a language, the oldest first."""
        wanted = PersonFilter(kind, locales=(locale,))
        rows = select(persons.c.person_id).where(*_selects(account_id, wanted)).order_by(persons.c.person_id)
        return [str(row[0]) for row in self._connection.execute(rows)]

    def page(self, account_id: str, wanted: PersonFilter, after: str, size: int) -> list[Person]:
        """Up to ``size`` persons after an id, the oldest first."""
        mine = select(*_COLUMNS).where(*_selects(account_id, wanted), persons.c.person_id > after)
        return [_person(*row) for row in self._connection.execute(mine.order_by(persons.c.person_id).limit(size))]

    def count(self, account_id: str, wanted: PersonFilter) -> int:
        mine = select(func.count()).select_from(persons).where(*_selects(account_id, wanted))
        return int(self._connection.execute(mine).scalar_one())


def _selects(account_id: str, wanted: PersonFilter) -> list[ColumnElement[bool]]:
    tests = [persons.c.account_id == account_id, persons.c.kind == str(wanted.kind)]
    if wanted.person_ids:
        tests.append(persons.c.person_id.in_(wanted.person_ids))
    if wanted.keyword:
        tests.append(persons.c.words.contains(wanted.keyword.casefold(), autoescape=True))
    if wanted.locales:
        tests.append(or_(*(persons.c.locales.contains(locale) for locale in wanted.locales)))
    return tests


def _columns(person: Person) -> dict[str, str]:
    words = [word for profile in person.profiles.values() for word in (profile.name, profile.registered_trade_name)]
    return {
        "locales": ",".join(sorted(person.profiles)),
        "words": "\n".join(words).casefold(),
        "doc": msgspec.json.encode(person.profiles).decode(),
    }


def _person(account_id: str, person_id: str, kind: str, doc: str, created_at: int) -> Person:
    return Person(account_id, person_id, PersonKind(kind), _decode(doc), created_at)
