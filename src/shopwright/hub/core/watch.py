"""What the owner must know: rules that apps declare, by which alerts are raised and cleared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from .work import Link


@dataclass(frozen=True, slots=True)
class Raised:
    """Something that the owner must know. ``cause`` tells it from others of its rule; ``count``: how much there is.

    It is told once for a cause, and again when there is more of it than somebody has acknowledged.
    """

    cause: str
    words: str
    remedy: str = ""
    link: Link | None = None
    connection_id: int | None = None
    count: int = 1
    is_urgent: bool = True


class Rule(ABC):
    """What an alert is raised by, and cleared by once it does not hold any more."""

    name: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def raised(self, workspace_id: int) -> Iterable[Raised]:
        """All that holds now."""


_rules: dict[str, Rule] = {}


def watch(*rules: Rule) -> None:
    """Have alerts raised by rules."""
    for rule in rules:
        _rules[rule.name] = rule


def rules() -> Mapping[str, Rule]:
    """All rules, by name."""
    return _rules
