"""What time does to audiences and files, and how it is planned."""

from __future__ import annotations

from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.durations import DAY_MS, HOUR_MS
from shopwright.platform.database.transaction import Tx
from shopwright.wire.business.files import audience_rules

from .audience import Audience, UploadedFile
from .match import count_matches
from .store import AudienceFiles, Audiences

MATCH = declare("match_audience")
EXPIRE = declare("expire_audience")
DROP_FILE = declare("drop_audience_file")


def plan_audience(tx: Tx, account_id: str, audience: Audience) -> None:
    """Plan the matching of changed entries, and the end of the audience."""
    subject = f"{account_id}:{audience.audience_id}"
    plan(tx, MATCH, subject, "", tx.now_ms() + audience_rules().match_hours * HOUR_MS)
    plan_end(tx, account_id, audience)


def plan_end(tx: Tx, account_id: str, audience: Audience) -> None:
    """Plan the end of an audience."""
    plan(tx, EXPIRE, f"{account_id}:{audience.audience_id}", "", audience.expires_at)


def forget_audience(tx: Tx, account_id: str, audience_id: str) -> None:
    """Plan nothing any more for an audience that is deleted."""
    for name in (MATCH, EXPIRE):
        tx[DueActions].drop(name, f"{account_id}:{audience_id}")


def plan_file(tx: Tx, account_id: str, file: UploadedFile) -> None:
    """Plan the end of a file."""
    plan(tx, DROP_FILE, f"{account_id}:{file.file_path}", "", file.created_at + audience_rules().file_days * DAY_MS)


@due(MATCH)
def match_audience(tx: Tx, action: DueAction) -> None:
    """Count the buyers that an audience's entries are of. Too few entries match nobody."""
    account_id, _, audience_id = action.subject.partition(":")
    audience = tx[Audiences].get(account_id, audience_id, for_change=True)
    assert audience is not None, "what is deleted has no plans"
    rules = audience_rules()
    if audience.entries >= rules.least_entries:
        width = rules.calculate_types[audience.calculate_type].digits // 2
        hashes = tx[Audiences].members(account_id, audience_id, width)
        audience.matched = count_matches(tx, account_id, hashes, audience.calculate_type)
    audience.is_matching = False
    audience.note("MATCHED", action.due_at, rules.longest_history)
    tx[Audiences].save(account_id, audience)


@due(EXPIRE)
def expire_audience(tx: Tx, action: DueAction) -> None:
    """An audience ends: its entries are deleted, and it matches nobody."""
    account_id, _, audience_id = action.subject.partition(":")
    audience = tx[Audiences].get(account_id, audience_id, for_change=True)
    assert audience is not None, "what is deleted has no plans"
    audience.entries = audience.matched = 0
    audience.is_expired, audience.is_matching = True, False
    audience.note("EXPIRED", action.due_at, audience_rules().longest_history)
    tx[Audiences].save(account_id, audience, set())


@due(DROP_FILE)
def drop_file(tx: Tx, action: DueAction) -> None:
    """An uploaded file ends; audiences keep the entries that they have of it."""
    account_id, _, file_path = action.subject.partition(":")
    tx[AudienceFiles].drop(account_id, file_path)
