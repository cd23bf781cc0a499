"""A process that sets up a hub that ``shopwright up`` started, and makes the links that log people in.

It reads where the platform is as a line of JSON, answers with one, and then fills the demo. Only the process that
started it reads that line: the links are never in a log.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from shopwright.cli.control import Control
from shopwright.cli.refusal import RefusedError
from shopwright.cli.secret_input import sandbox_key
from shopwright.hub.core.config import HubConfig, read_config
from shopwright.hub.project.refusal import HubRefusedError
from shopwright.hub.project.start import migrate, prepare


def main() -> int:
    config = read_config()
    try:
        prepare(config)
        migrate()
    except HubRefusedError as refusal:
        print(f"error: {refusal.problem}\n   do: {refusal.remedy}", file=sys.stderr)
        return 1
    line = sys.stdin.readline()
    if not line:  # whoever started it has ended
        return 1
    request = json.loads(line)
    try:
        answer = set_up(config, request)
    except RefusedError as refusal:
        print(f"error: {refusal.problem}\n   do: {refusal.remedy}", file=sys.stderr)
        return 1
    print(json.dumps(answer), flush=True)
    if request["wants_demo"]:
        from .demo import fill_demo

        fill_demo(config, Control(request["url"], sandbox_key(None)), request["orders_per_minute"])
    return 0


def set_up(config: HubConfig, request: dict[str, Any]) -> dict[str, Any]:
    """Set up the demo where it is wanted, and make a link for each of its people."""
    from shopwright.hub.access.models import Member
    from shopwright.hub.access.services import make_login_link

    from .demo import connect_demo, read_demo

    notices: list[str] = []
    if request["wants_demo"]:
        notices = connect_demo(config, Control(request["url"], sandbox_key(None)), request["url"])
    demo = read_demo(config.data)
    members = Member.objects.filter(workspace__slug=demo.workspace).select_related("user") if demo else []
    people = [
        {
            "role": str(member.role),
            "email": member.user.email,
            "link": f"{config.url}/link/{make_login_link(member.user)}",
        }
        for member in members
        if demo and member.user.email in demo.people
    ]
    return {"workspace": f"{config.url}/w/{demo.workspace}/" if demo else "", "people": people, "notices": notices}


if __name__ == "__main__":
    sys.exit(main())
