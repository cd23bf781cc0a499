"""The tool that traces calls: what it reports is what ran."""

from __future__ import annotations

import pytest
import trace_calls


@pytest.mark.slow
def test_a_trace_holds_the_files_of_the_call_and_of_what_it_sets_off() -> None:
    search, purchase, approval = trace_calls.traced_calls().values()
    assert any(file.endswith("pipeline.py") for file in search)
    assert not any(file.endswith("pipeline.py") for file in purchase)
    assert {file for file in purchase if file.endswith("emit.py")} <= set(approval)
    assert not any(file.endswith("emit.py") for file in search)


def test_the_tables_count_files_folders_and_rooms() -> None:
    text = trace_calls.tables({"A call": ["sales/orders/order.py", "sales/orders/states.py", "sales/x.py", "app.py"]})
    assert "| A call | 4 | 3 | 2 |" in text
    assert "| `sales/orders` | `order.py`, `states.py` |" in text
