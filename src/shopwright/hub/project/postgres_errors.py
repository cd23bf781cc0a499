"""What keeps the hub's own PostgreSQL from running."""

from __future__ import annotations

from pathlib import Path


class PostgresError(Exception):
    """PostgreSQL cannot be used; ``remedy`` says what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def last_lines(log: Path, count: int = 8) -> str:
    """The end of a log file."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 16_384))
            lines = file.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return "\n".join(lines[-count:])
