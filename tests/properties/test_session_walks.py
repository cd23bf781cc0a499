"""Random walks of conversations and their sessions, over HTTP, beside a small model of what is documented."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from tests.harness.calls import Seller, new_seller
from tests.harness.conversations import act, conversation, send, sessions, write
from tests.harness.server import RunningPlatform
from tests.harness.trade import pass_time

pytestmark = pytest.mark.slow

#: Seconds (docs/reference/customer-service.md#times).
AUTO_REPLY, ASSIGN, UNREPLIED, UNANSWERED = 60, 30, 6 * 3600, 7 * 86_400


@dataclass
class Model:
    """What a conversation should look like; times in seconds of the walk, ``None`` where nothing is due."""

    phase: str | None = None
    unread: int = 0
    sessions: int = 0
    moves_at: int | None = None
    closes_at: int | None = None
    asked_at: int | None = None

    def buyer_writes(self, now: int) -> None:
        self.unread += 1
        if self.phase is None:
            self.phase, self.sessions, self.moves_at = "AUTO_REPLY", self.sessions + 1, now + AUTO_REPLY
        elif self.phase == "AUTO_REPLY":
            self.phase, self.moves_at = "QUEUED", now + ASSIGN
        self.asked_at = now if self.asked_at is None else self.asked_at
        self.closes_at = self.asked_at + UNANSWERED

    def shop_writes(self, now: int) -> bool:
        if self.phase is None:
            return False
        self.phase, self.moves_at, self.asked_at, self.closes_at = "ASSIGNED", None, None, now + UNREPLIED
        return True

    def opens(self, now: int) -> None:
        if self.phase is None:
            self.phase, self.sessions, self.closes_at = "ASSIGNED", self.sessions + 1, now + UNREPLIED

    def ends(self) -> None:
        self.phase = self.moves_at = self.closes_at = self.asked_at = None

    def time_goes_to(self, now: int) -> None:
        while self.phase is not None:
            due = min(at for at in (self.moves_at, self.closes_at) if at is not None)
            if due > now:
                return
            if due == self.moves_at and self.phase == "AUTO_REPLY":
                self.phase, self.moves_at = "QUEUED", due + ASSIGN
            elif due == self.moves_at:
                self.phase, self.moves_at = "ASSIGNED", None
            else:
                self.ends()


class Conversations(RuleBasedStateMachine):
    """A shop with a few buyers whom nobody else serves, on a clock that only the walk moves."""

    buyers = Bundle("buyers")

    def __init__(self) -> None:
        super().__init__()
        self.platform = RunningPlatform(demo=False)
        self.seller: Seller = new_seller(self.platform)
        self.platform.post("/sandbox/clock/freeze", {})
        self.now = 0
        self.models: dict[str, Model] = {}
        self.ids: dict[str, str] = {}

    def teardown(self) -> None:
        for name, model in self.models.items():
            mine = [row for row in sessions(self.seller) if row["conversation_id"] == self.ids[name]]
            assert len(mine) == model.sessions
            assert sum("end_time" not in row for row in mine) == (model.phase is not None)
        self.platform.stop(wait=False)

    @rule(target=buyers, name=st.sampled_from(["ada", "ben"]))
    def buyer_writes(self, name: str) -> str:
        written = write(self.seller, "Hello", buyer=name)
        assert self.ids.setdefault(name, written["conversation_id"]) == written["conversation_id"]
        self.models.setdefault(name, Model()).buyer_writes(self.now)
        assert written["phase"] == self.models[name].phase
        return name

    @rule(name=buyers, as_robot=st.booleans())
    def shop_writes(self, name: str, as_robot: bool) -> None:
        model = self.models[name]
        code = send(self.seller, self.ids[name], sender_role="ROBOT" if as_robot else "SHOP").code
        is_allowed = model.phase is not None if as_robot else model.shop_writes(self.now)
        assert code == (0 if is_allowed else 45109001)

    @rule(name=buyers)
    def shop_reads(self, name: str) -> None:
        assert self.seller.call("markBuyerMessagesAsRead", {}, conversation_id=self.ids[name]).code == 0
        self.models[name].unread = 0

    @rule(name=buyers)
    def shop_ends(self, name: str) -> None:
        act(self.seller, self.ids[name], "END")
        self.models[name].ends()

    @rule(name=buyers)
    def shop_opens(self, name: str) -> None:
        act(self.seller, self.ids[name], "OPEN")
        self.models[name].opens(self.now)

    @rule(seconds=st.sampled_from([1, 29, 30, 59, 60, 3600, UNREPLIED, UNANSWERED - 1]))
    def time_passes(self, seconds: int) -> None:
        if self.now + seconds > 25 * 86_400:  # beyond 30 days a shop may not open conversations
            return
        pass_time(self.platform, seconds)
        self.now += seconds
        for model in self.models.values():
            model.time_goes_to(self.now)

    @invariant()
    def conversations_are_as_the_model_says(self) -> None:
        for name, model in self.models.items():
            seen = conversation(self.seller, self.ids[name])
            session = seen.get("cur_session")
            assert (session["phase"] if session else None) == model.phase
            assert seen["unread_count"] == model.unread
            assert seen["participant_count"] == (3 if model.phase == "ASSIGNED" else 2)


class TestConversations(Conversations.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(
        max_examples=12,
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # to shrink a walk takes minutes, and the walk itself tells enough
    )
