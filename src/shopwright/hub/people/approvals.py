"""Every write about acts that wait for a second person: asked for, approved, rejected, done."""

from __future__ import annotations

from datetime import timedelta

import pghistory
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.http.request import HttpHeaders
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone

from shopwright.hub.access.guard import WorkspaceRequest
from shopwright.hub.access.models import Member
from shopwright.hub.access.programs import is_program
from shopwright.hub.access.roles import Permission
from shopwright.hub.access.second_person import SecondPersonNeededError

from .models import Approval, ApprovalState, Kind
from .two_persons import digest_of

#: How long an act waits.
WAITS = timedelta(days=7)
_LONGEST_FORM = 500_000


class ApprovalError(Exception):
    """What cannot be approved or rejected; the text says why and what to do."""


def seen_by(member: Member) -> QuerySet[Approval]:
    """The acts that a member may see: those that the member could do too, and the member's own."""
    allowed = [permission for permission in Permission if member.may(permission)]
    rows = Approval.objects.filter(workspace_id=member.workspace_id)
    rows = rows.filter(Q(permission__in=allowed) | Q(requested_by=member.user_id))
    return rows.select_related("requested_by", "decided_by")


def keep(request: HttpRequest, need: SecondPersonNeededError) -> HttpResponseBase:
    """Keep an act that needs a second person, and tell whoever sent it. The same act is kept once."""
    asked: WorkspaceRequest = request  # type: ignore[assignment]
    request.is_kept = True  # type: ignore[attr-defined]
    here = redirect("approvals", workspace=asked.workspace.slug)
    form = asked.POST.copy()
    form.pop("csrfmiddlewaretoken", None)
    sent = form.urlencode()
    if asked.FILES or len(sent) > _LONGEST_FORM:
        words = "What waits for a second person brings no files. Send the files alone first, then the rest."
        return _told(asked, here, words, is_kept=False)
    facts = {
        "workspace": asked.workspace,
        "requested_by": asked.user,
        "path": asked.get_full_path(),
        "digest": digest_of(need.facts),
        "state": ApprovalState.WAITS,
    }
    try:
        with transaction.atomic():
            Approval.objects.create(
                **facts,
                kind=need.kind,
                words=need.words,
                form=sent,
                permission=need.permission or resolve(asked.path).func.permission,  # type: ignore[attr-defined]
                by_key=is_program(asked),
                expires_at=timezone.now() + WAITS,
            )
    except IntegrityError:
        return _told(asked, here, "This waits for a second person already.", is_kept=True)
    return _told(asked, here, "Nothing was done yet: it waits until a second person approves it.", is_kept=True)


def _told(request: WorkspaceRequest, here: HttpResponseBase, words: str, *, is_kept: bool) -> HttpResponseBase:
    if is_program(request):
        state = 202 if is_kept else 422
        return JsonResponse({"ok": False, "waits": is_kept, "messages": [words]}, status=state)
    (messages.warning if is_kept else messages.error)(request, words)
    return here


def approve(approval: Approval, by: Member) -> Approval:
    """Let an act happen. Raises ApprovalError for whoever asked for it, and for one that waits no more."""
    with transaction.atomic():
        row = _waiting(approval)
        _check_may(row, by)
        if row.requested_by_id == by.user_id:
            raise ApprovalError("You asked for it yourself: somebody else approves it.")
        if not Member.objects.filter(workspace_id=row.workspace_id, user=row.requested_by).exists():
            raise ApprovalError("Whoever asked for it is no member any more. Reject it.")
        # Written down before it is done, without what was sent: whatever ends this process, it happens once at most.
        sent, row.form = row.form, ""
        _decide(row, ApprovalState.APPROVED, by, outcome="Approved; what came of it is not known.")
        row.form = sent
    return row


def reject(approval: Approval, by: Member, reason: str) -> None:
    """Let an act not happen, with the reason; whoever asked for it takes it back so. Raises ApprovalError."""
    reason = " ".join(reason.split())[:300]
    with transaction.atomic():
        row = _waiting(approval)
        if row.requested_by_id != by.user_id:
            _check_may(row, by)
            if not reason:
                raise ApprovalError("Say why: whoever asked for it reads it.")
        row.form = ""
        _decide(row, ApprovalState.REJECTED, by, reason=reason or "Taken back.")


def perform(request: WorkspaceRequest, approval: Approval) -> bool:
    """Do what was asked for, as whoever asked for it would have. Returns whether it was done; says what came of it."""
    assert approval.requested_by is not None
    again = _as_asked(request, approval)
    match = resolve(approval.path.partition("?")[0])
    try:
        with pghistory.context(asked_by=approval.requested_by_id):
            reply = match.func(again, *match.args, **match.kwargs)
    except Exception:
        approval.outcome, approval.form = "Not done: the page failed, or whoever asked may not do it any more.", ""
        approval.save(update_fields=["outcome", "form"])
        raise
    reply.close()
    told = list(again._messages)  # type: ignore[attr-defined]
    for message in told:
        messages.add_message(request, message.level, message.message)
    # What has changed since it was asked for is another act, which is kept anew.
    is_refused = reply.status_code >= 400 or any(item.level >= messages.ERROR for item in told)
    is_refused |= reply.headers.get("location", "").startswith(reverse("mfa_index"))
    is_done = not is_refused and not hasattr(again, "is_kept")
    words = "; ".join(str(item.message) for item in told) or f"The page answered {reply.status_code}."
    approval.outcome = f"{'Done' if is_done else 'Not done'}: {words}"
    approval.form = ""
    approval.save(update_fields=["outcome", "form"])
    return is_done


def _as_asked(request: WorkspaceRequest, approval: Approval) -> HttpRequest:
    """The request as it was sent, with the browser of whoever approves it, who has just said who they are."""
    path, _, query = approval.path.partition("?")
    again = HttpRequest()
    again.method = "POST"
    again.META = {**request.META, "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": "POST"}
    again.headers = HttpHeaders(again.META)
    again.path = again.path_info = path
    again.GET, again.POST = QueryDict(query), QueryDict(approval.form)
    again.session, again.user = request.session, approval.requested_by  # type: ignore[assignment]
    again.approval = approval  # type: ignore[attr-defined]
    again._messages = default_storage(again)  # type: ignore[attr-defined]
    return again


def expire_old() -> int:
    """End what waited too long; returns how much that was."""
    old = Approval.objects.filter(state=ApprovalState.WAITS, expires_at__lte=timezone.now())
    return old.update(state=ApprovalState.EXPIRED, form="", decided_at=timezone.now())


def _waiting(approval: Approval) -> Approval:
    row = Approval.objects.select_for_update(of=("self",)).select_related("requested_by").get(pk=approval.pk)
    if row.state == ApprovalState.WAITS and row.expires_at > timezone.now():
        return row
    state = ApprovalState.EXPIRED.label if row.state == ApprovalState.WAITS else row.get_state_display()
    raise ApprovalError(f"It is decided already: {state.lower()}.")


def _check_may(row: Approval, by: Member) -> None:
    if not by.may(Permission.APPROVALS_EDIT) or not by.may(Permission(row.permission)):
        raise ApprovalError("Your role may not do this, and so not approve it.")


def _decide(row: Approval, state: ApprovalState, by: Member, *, reason: str = "", outcome: str = "") -> None:
    row.state, row.decided_by, row.decided_at = state, by.user, timezone.now()
    row.reason, row.outcome = reason, outcome
    row.save()


def kinds() -> list[tuple[str, str]]:
    """The kinds of acts, for a filter."""
    return [(str(value), str(label)) for value, label in Kind.choices]
