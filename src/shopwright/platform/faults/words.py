"""What faults do, in plain words."""

from __future__ import annotations

from .fault_book import FaultRule


def fault_words(rule: FaultRule) -> str:
    """What a fault does, in a sentence without its target."""
    hook = rule.webhook
    if hook is not None:
        acts = [
            *(["never sent"] if hook.drop else []),
            *([f"sent {hook.copies} times"] if hook.copies > 1 else []),
            *([f"held back {hook.delay_seconds} s"] if hook.delay_seconds else []),
            *(["sent newest first"] if hook.reorder else []),
        ]
        return f"Notifications are {' and '.join(acts)}"
    acts = [
        *([f"wait {rule.delay_ms / 1000:g} s"] if rule.delay_ms else []),
        *([f"answer {_answer(rule)}"] if rule.code or rule.http_status else []),
        *(["lose their connection"] if rule.drop else []),
        *(["after they did their work"] if rule.when == "after" else []),
    ]
    return f"Calls {' and '.join(acts)}".replace(" and after", " after")


def _answer(rule: FaultRule) -> str:
    status = f"HTTP {rule.http_status}" if rule.http_status else ""
    code = f"code {rule.code}" if rule.code else ""
    return ", ".join(filter(None, (status, code)))
