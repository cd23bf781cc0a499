"""Files are taken, audiences made, changed and deleted. What is refused raises ``refuse``."""

from __future__ import annotations

import msgspec

from shopwright import decoders
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.database.transaction import Tx
from shopwright.wire.business.files import audience_rules, content_of
from shopwright.wire.business.refusals import refuse
from shopwright.wire.ids import IdKind

from .audience import Audience, UploadedFile
from .rules import combine
from .store import AudienceFiles, Audiences, split
from .timers import forget_audience, plan_audience, plan_end, plan_file


def take_file(tx: Tx, account_id: str, name: str, data: bytes, signature: str, calculate_type: str) -> UploadedFile:
    """Check and keep an uploaded file: hashes of identifiers, or a list."""
    rules, checked = audience_rules(), content_of(name, data, signature, calculate_type)
    content = msgspec.json.encode(checked.rows) if checked.rows else b"".join(sorted(checked.hashes))
    if tx[AudienceFiles].count(account_id) >= rules.most_files_kept:
        raise refuse("files_too_many", most=rules.most_files_kept, days=rules.file_days)
    file = UploadedFile(
        file_path=f"audience/{tx.new_id(IdKind.FILE)}",
        file_name=name,
        calculate_type=calculate_type,
        entries=len(checked.rows or checked.hashes),
        created_at=tx.now_ms(),
    )
    tx[AudienceFiles].add(account_id, file, content)
    plan_file(tx, account_id, file)
    return file


def rows_in_file(tx: Tx, account_id: str, file_path: str) -> tuple[UploadedFile, list[dict[str, str]]]:
    """A list that was uploaded, and its rows. Files of identifiers are never shown."""
    file = _find_file(tx, account_id, file_path)
    if file.calculate_type not in audience_rules().lists:
        raise refuse("file_of_hashes", path=file_path)
    content = tx[AudienceFiles].content(account_id, file_path)
    return file, decoders.decode(content, type=list[dict[str, str]])


def _find_file(tx: Tx, account_id: str, file_path: str) -> UploadedFile:
    file = tx[AudienceFiles].get(account_id, file_path)
    if file is None:
        raise refuse("file_unknown", path=file_path)
    return file


def find_audience(tx: Tx, account_id: str, audience_id: str, *, for_change: bool = False) -> Audience:
    """An audience of the account; refuses an id of any other."""
    audience = tx[Audiences].get(account_id, audience_id, for_change=for_change)
    if audience is None:
        raise refuse("audience_unknown", value=audience_id)
    return audience


def create_audience(
    tx: Tx,
    account_id: str,
    *,
    name: str,
    file_paths: list[str],
    calculate_type: str,
    sub_type: str,
    is_enhanced: bool,
    retention_days: int,
) -> Audience:
    """Make an audience of files. It is matched some hours later."""
    rules = audience_rules()
    if tx[Audiences].count(account_id) >= rules.most_audiences:
        raise refuse("audiences_too_many", most=rules.most_audiences)
    hashes = _hashes_in(tx, account_id, file_paths, calculate_type)
    now = tx.now_ms()
    audience = Audience(
        audience_id=tx.new_id(IdKind.AUDIENCE),
        name=name,
        calculate_type=calculate_type,
        sub_type=sub_type,
        is_enhanced=is_enhanced,
        retention_days=retention_days,
        created_at=now,
        expires_at=_end_of(now, retention_days),
        entries=len(hashes),
    )
    audience.note("CREATE", now, rules.longest_history)
    tx[Audiences].add(account_id, audience, hashes)
    plan_audience(tx, account_id, audience)
    return audience


def update_audience(
    tx: Tx,
    account_id: str,
    audience_id: str,
    *,
    name: str | None,
    file_paths: list[str] | None,
    action: str | None,
    sub_type: str | None,
    is_enhanced: bool | None,
) -> Audience:
    """Change an audience. ``None`` leaves as it is; files without an action replace."""
    if name is None and file_paths is None and sub_type is None and is_enhanced is None:
        raise refuse("action_without_files" if action else "update_empty")
    if action is not None and file_paths is None:
        raise refuse("action_without_files")
    audience = find_audience(tx, account_id, audience_id, for_change=True)
    audience.name = audience.name if name is None else name
    audience.sub_type = audience.sub_type if sub_type is None else sub_type
    audience.is_enhanced = audience.is_enhanced if is_enhanced is None else is_enhanced
    members: set[bytes] | None = None
    if file_paths is not None:
        members = _changed_members(tx, account_id, audience, file_paths, action or "REPLACE")
    now = tx.now_ms()
    if members is not None:
        audience.entries, audience.is_matching = len(members), True
    audience.is_expired = audience.is_expired and members is None
    audience.note(action or ("UPDATE" if members is None else "REPLACE"), now, audience_rules().longest_history)
    if not audience.is_expired:
        audience.expires_at = _end_of(now, audience.retention_days)
    tx[Audiences].save(account_id, audience, members)
    _plan_again(tx, account_id, audience, is_changed=members is not None)
    return audience


def _plan_again(tx: Tx, account_id: str, audience: Audience, *, is_changed: bool) -> None:
    if is_changed:
        plan_audience(tx, account_id, audience)
    elif not audience.is_expired:
        plan_end(tx, account_id, audience)


def delete_audiences(tx: Tx, account_id: str, audience_ids: list[str]) -> None:
    """Delete audiences, all or none."""
    for audience_id in dict.fromkeys(audience_ids):
        find_audience(tx, account_id, audience_id, for_change=True)
        tx[Audiences].drop(account_id, audience_id)
        forget_audience(tx, account_id, audience_id)


def _changed_members(tx: Tx, account_id: str, audience: Audience, file_paths: list[str], action: str) -> set[bytes]:
    hashes = _hashes_in(tx, account_id, file_paths, audience.calculate_type)
    width = audience_rules().calculate_types[audience.calculate_type].digits // 2
    return combine(tx[Audiences].members(account_id, audience.audience_id, width), hashes, action)


def _hashes_in(tx: Tx, account_id: str, file_paths: list[str], calculate_type: str) -> set[bytes]:
    """The hashes of files that all are of one kind, no more than an audience may have: each costs memory."""
    rules = audience_rules()
    hashes: set[bytes] = set()
    for path in dict.fromkeys(file_paths):
        file = _find_file(tx, account_id, path)
        if file.calculate_type in rules.lists:
            raise refuse("file_no_audience", path=path, calculate_type=file.calculate_type)
        if file.calculate_type != calculate_type:
            raise refuse("calculate_type_differs", path=path, calculate_type=file.calculate_type)
        width = rules.calculate_types[calculate_type].digits // 2
        hashes |= split(tx[AudienceFiles].content(account_id, path), width)
        if len(hashes) > rules.most_entries:
            raise refuse("entries_too_many", path=path, most=rules.most_entries)
    return hashes


def _end_of(now_ms: int, retention_days: int) -> int:
    return now_ms + (retention_days or audience_rules().longest_retention_days) * DAY_MS
