"""What became of mutants: the state that a run can be resumed from, the survivors that are explained, the report."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mutation.mutants import Mutant, shortened
from mutation.runner import Outcome

LIVING = frozenset({Outcome.SURVIVED, Outcome.NOT_COVERED})


@dataclass(frozen=True)
class Result:
    """``ran`` of the ``covering`` test functions judged the mutant; ``reason`` explains why it may survive."""

    mutant: Mutant
    outcome: Outcome
    ran: int
    covering: int
    reason: str | None = None


class State:
    """Outcomes by mutant, one line of JSON each, added as they come so that a run can end at any time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.outcomes: dict[str, tuple[Outcome, int, int]] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                self.outcomes[record["key"]] = (Outcome(record["outcome"]), record["ran"], record["covering"])

    def add(self, result: Result) -> None:
        record = {"key": result.mutant.key, "outcome": result.outcome, "ran": result.ran, "covering": result.covering}
        self.outcomes[result.mutant.key] = (result.outcome, result.ran, result.covering)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**record, "mutant": str(result.mutant)}, ensure_ascii=False) + "\n")

    def clear(self) -> None:
        self.outcomes.clear()
        self.path.unlink(missing_ok=True)

    def forget_the_living(self, explained: Container[str]) -> None:
        """Leave only outcomes of mutants that were killed or, by their keys, are explained."""
        living = {key for key, (outcome, _, _) in self.outcomes.items() if outcome in LIVING and key not in explained}
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True) if self.path.exists() else []
        kept = [line for line in lines if json.loads(line)["key"] not in living]
        self.outcomes = {key: outcome for key, outcome in self.outcomes.items() if key not in living}
        if lines:
            self.path.write_text("".join(kept), encoding="utf-8")


class Explanations:
    """Survivors that no test should kill, each with its reason: by the end of the path, function and replacement."""

    def __init__(self, path: Path) -> None:
        self._tables = tomllib.loads(path.read_text(encoding="utf-8")).get("survivor", []) if path.exists() else []

    def reason_for(self, mutant: Mutant) -> str | None:
        change = mutant.function, shortened(mutant.before), shortened(mutant.after)
        for table in self._tables:
            is_same = (table["function"], table["before"], table["after"]) == change
            if is_same and f"/{mutant.path}".endswith(f"/{table['file']}"):
                return str(table["reason"])
        return None


def counted(results: Iterable[Result]) -> Counter[Outcome]:
    """How many results there are of each outcome; those that are explained count as such alone."""
    return Counter(Outcome.EXPLAINED if result.reason else result.outcome for result in results)


def summary(results: Sequence[Result]) -> str:
    counts = counted(results)
    dead = counts[Outcome.KILLED] + counts[Outcome.TIMED_OUT]
    share = f" ({dead / len(results):.1%})" if results else ""
    others = (
        f"{counts[outcome]} {outcome.value}" for outcome in (Outcome.SURVIVED, Outcome.NOT_COVERED, Outcome.EXPLAINED)
    )
    return f"{dead} of {len(results)} mutants killed{share}; {', '.join(others)}"


def survivors(results: Sequence[Result]) -> list[str]:
    """A line for each mutant that lives on without an explanation."""
    lines = []
    for result in sorted(results, key=lambda result: (result.mutant.path, result.mutant.line)):
        if result.reason is None and result.outcome in LIVING:
            tests = f"{result.ran} of {result.covering} test functions" if result.ran else "no test executes it"
            lines.append(f"{result.mutant}  [{result.mutant.operator}; {tests}]")
    return lines
