"""The buckets of the rate limiter that processes share."""

from __future__ import annotations

from sqlalchemy import BigInteger, Case, Column, case, delete, select

from shopwright.platform.database.columns import CONTROL, key, table
from shopwright.platform.database.transaction import Repository, Tx

rate_buckets = table("rate_buckets", CONTROL, key("bucket"), Column("wall_tat_us", BigInteger, nullable=False))


class RateBuckets(Repository):
    """The buckets of the rate limiter that processes share."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._dialect = tx.dialect

    def clear_rates(self) -> None:
        """Fill every shared bucket."""
        self._connection.execute(delete(rate_buckets))

    def take_rate(self, bucket: str, wall_us: int, interval_us: int, burst_us: int) -> int:
        """Admit a call to a shared bucket (GCRA): 0, or the microseconds to wait."""
        tat = rate_buckets.c.wall_tat_us
        statement = self._dialect.insert(rate_buckets).values(bucket=bucket, wall_tat_us=wall_us + interval_us)
        done = statement.on_conflict_do_update(
            index_elements=["bucket"],
            set_={"wall_tat_us": _later(wall_us) + interval_us},
            where=tat <= wall_us + burst_us,
        ).returning(tat)
        if self._connection.execute(done).first() is not None:
            return 0
        known = self._connection.execute(select(tat).where(rate_buckets.c.bucket == bucket)).scalar_one()
        return max(1, int(known) - wall_us - burst_us)

    def charge(self, bucket: str, wall_us: int, charge_us: int) -> None:
        """Take calls from a shared bucket that were made already."""
        statement = self._dialect.insert(rate_buckets).values(bucket=bucket, wall_tat_us=wall_us + charge_us)
        changes = {"wall_tat_us": _later(wall_us) + charge_us}
        self._connection.execute(statement.on_conflict_do_update(index_elements=["bucket"], set_=changes))


def _later(wall_us: int) -> Case[int]:
    """The time up to which a bucket is used, or now."""
    tat = rate_buckets.c.wall_tat_us
    return case((tat > wall_us, tat), else_=wall_us)
